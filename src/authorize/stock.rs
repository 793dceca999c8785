//! Codes and refresh tokens that were obtained beforehand: for targets at which nothing else is allowed. Each is used once.

use std::sync::{Mutex, PoisonError};

use secrecy::{ExposeSecret, SecretString};

use super::request::{Authorization, AuthorizationRequest, AuthorizeError, IssuedFor};

/// What was obtained.
#[derive(Debug, Clone)]
pub enum Obtained {
    /// An authorization code, and the verifier behind its code challenge if it had one (method S256).
    Code(SecretString, Option<SecretString>),
    /// A refresh token.
    RefreshToken(SecretString),
}

/// A code or refresh token, and what it is bound to.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The client that it was issued to.
    pub client_id: String,
    /// The code or token.
    pub obtained: Obtained,
    /// The `redirect_uri` parameter of the authorization request; `None` when it had none.
    pub redirect_uri: Option<String>,
    /// The scope that was granted.
    pub scope: String,
    /// The nonce of the authorization request, if it is known.
    pub nonce: Option<String>,
}

/// What is left of them.
pub struct Stock {
    left: Mutex<Vec<Stored>>,
}

impl Stock {
    /// All of them, in the order in which they are to be used.
    pub fn new(all: Vec<Stored>) -> Self {
        Self { left: Mutex::new(all) }
    }

    /// How many codes and how many refresh tokens a client has left.
    pub fn left(&self, client_id: &str) -> (usize, usize) {
        let left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let count = |codes: bool| {
            let sort = |stored: &&Stored| matches!(stored.obtained, Obtained::Code(..)) == codes;
            left.iter().filter(|stored| stored.client_id == client_id).filter(sort).count()
        };
        (count(true), count(false))
    }

    /// A code that was issued for such a request.
    pub fn authorize(&self, request: &AuthorizationRequest) -> Result<Authorization, AuthorizeError> {
        let taken = self.take(|stored| {
            let challenged = match &stored.obtained {
                Obtained::Code(_, verifier) => verifier.is_some(),
                Obtained::RefreshToken(_) => return false,
            };
            stored.client_id == request.client_id
                && stored.redirect_uri == request.redirect_uri
                && challenged == request.code_challenge.is_some()
                && same_scope(&stored.scope, request.scope.as_deref().unwrap_or_default())
        });
        let Some(Stored { obtained: Obtained::Code(code, verifier), nonce, .. }) = taken else {
            return Err(AuthorizeError::Unobtainable { reason: self.why_not(request) });
        };
        let code = code.expose_secret().to_owned();
        Ok(Authorization {
            parameters: vec![("code".to_owned(), code.clone())],
            code,
            round_trips: 0,
            issued_for: Some(IssuedFor { code_verifier: verifier.map(|verifier| verifier.expose_secret().to_owned()), nonce }),
            pages: Vec::new(),
        })
    }

    /// A refresh token that was issued to the client with this scope.
    pub fn refresh_token(&self, client_id: &str, scope: &str) -> Option<String> {
        let fits = |stored: &Stored| {
            stored.client_id == client_id
                && matches!(stored.obtained, Obtained::RefreshToken(_))
                && same_scope(&stored.scope, scope)
        };
        match self.take(fits)?.obtained {
            Obtained::RefreshToken(token) => Some(token.expose_secret().to_owned()),
            Obtained::Code(..) => None,
        }
    }

    fn take(&self, fits: impl Fn(&Stored) -> bool) -> Option<Stored> {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let at = left.iter().position(fits)?;
        Some(left.remove(at))
    }

    fn why_not(&self, request: &AuthorizationRequest) -> String {
        let (codes, _) = self.left(&request.client_id);
        let scope = request.scope.as_deref().unwrap_or_default();
        let challenge = if request.code_challenge.is_some() { "a code challenge" } else { "no code challenge" };
        match codes {
            0 => format!("no code is left in the target file for the client {}", request.client_id),
            _ => format!("no code in the target file fits: scope \"{scope}\", {challenge}, the redirect URI of this case"),
        }
    }
}

/// Whether two scope lists hold the same values (RFC 6749 §3.3: the order does not matter).
fn same_scope(one: &str, other: &str) -> bool {
    let set = |list: &str| {
        list.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect::<std::collections::BTreeSet<_>>()
    };
    set(one) == set(other)
}

#[cfg(test)]
mod tests {
    use super::super::request::tests::request;
    use super::*;

    fn stored(obtained: Obtained) -> Stored {
        let request = request();
        let (client_id, redirect_uri) = (request.client_id, request.redirect_uri);
        Stored { client_id, obtained, redirect_uri, scope: "email openid".into(), nonce: Some("n".into()) }
    }

    #[test]
    fn each_is_used_once_and_only_where_it_fits() {
        let code =
            |code: &str, verifier: Option<&str>| Obtained::Code(code.to_owned().into(), verifier.map(|v| v.to_owned().into()));
        let all = [code("plain", None), code("challenged", Some("v")), Obtained::RefreshToken("r".to_owned().into())];
        let stock = Stock::new(all.into_iter().map(stored).collect());
        let mut wanted = AuthorizationRequest { scope: Some("openid email".into()), ..request() };
        assert_eq!(stock.left("c"), (2, 1));
        let first = stock.authorize(&wanted).unwrap();
        assert_eq!((first.code.as_str(), first.issued_for.unwrap().nonce.as_deref()), ("plain", Some("n")));
        let none = stock.authorize(&wanted).unwrap_err().to_string();
        assert!(none.contains("no code challenge"), "{none}");
        wanted.code_challenge = Some(crate::authorize::CodeChallenge { method: Some("S256".into()), challenge: "x".into() });
        let second = stock.authorize(&wanted).unwrap();
        assert_eq!(second.issued_for.unwrap().code_verifier.as_deref(), Some("v"));
        assert!(stock.authorize(&wanted).unwrap_err().to_string().contains("no code is left"));
        assert_eq!(stock.refresh_token("c", "openid"), None);
        assert_eq!(stock.refresh_token("c", "openid email").as_deref(), Some("r"));
        assert_eq!(stock.left("c"), (0, 0));
    }
}
