//! The registered clients: fixed identifiers, secrets, redirect URIs and scopes.

use super::catalogue as fault;
use super::fault::FaultSet;
use super::options::{Options, Registration};
use super::variant::VariantId;
use super::variant_catalogue as variant;

/// Who asks. Each role is one registered client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// A confidential client with several redirect URIs.
    Confidential,
    /// A second confidential client with one redirect URI.
    Other,
    /// A client without a secret; PKCE is required.
    Public,
    /// A client that acts for itself: client credentials only.
    Service,
    /// A confidential client whose secret needs form-encoding (RFC 6749 §2.3.1).
    Special,
}

/// A client as a target file has to describe it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredClient {
    /// Its role.
    pub role: Role,
    /// `client_id`, 26 characters.
    pub id: String,
    /// The secret; `None` for the public client.
    pub secret: Option<&'static str>,
    /// The registered redirect URIs; the first is the usual one.
    pub redirect_uris: Vec<String>,
    /// The scopes that it may ask for.
    pub scopes: Vec<&'static str>,
    /// Whether its authorization requests must have a code challenge.
    pub pkce_required: bool,
}

const FIRST_REDIRECT_URI: &str = "https://client.example/callback";
const SECOND_REDIRECT_URI: &str = "https://client.example/callback/two";
const SPECIAL_REDIRECT_URI: &str = "https://special.example/callback";
const USER_SCOPES: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// What a client may ask of the token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Codes and refresh tokens.
    Users,
    /// Client credentials.
    Itself,
}

impl RegisteredClient {
    pub(super) fn is_public(&self) -> bool {
        self.secret.is_none()
    }

    pub(super) fn purpose(&self) -> Purpose {
        if self.role == Role::Service { Purpose::Itself } else { Purpose::Users }
    }
}

/// The registered clients of a server with these options.
pub fn clients(options: &Options) -> Vec<RegisteredClient> {
    let registration = options.registration;
    let faults = FaultSet::of(options);
    let suffix = if faults.has(fault::ISSUED_CLIENT_IDS_27) { "X" } else { "" };
    let short = faults.has(fault::SECRETS_SHORT);
    let varies = |id: VariantId| faults.varies(id);
    let is_unknown = |scope: &str| match scope {
        "openid" => varies(variant::PLAIN_OAUTH),
        "offline_access" => varies(variant::NO_REFRESH_TOKENS),
        _ => false,
    };
    let client = |role, id: &str, secret: Option<&'static str>, redirect_uris, scopes: &[&'static str]| RegisteredClient {
        role,
        id: format!("{}{suffix}", if varies(variant::COLON_IN_CLIENT_ID) { with_colon(id) } else { id.to_owned() }),
        secret: secret.map(|secret| match () {
            () if short => "27182818",
            () if varies(variant::LONG_SECRETS) => long_secret(role),
            () => secret,
        }),
        redirect_uris,
        scopes: scopes.iter().copied().filter(|scope| !is_unknown(scope)).collect(),
        pkce_required: varies(variant::PKCE_REQUIRED) || (role == Role::Public && registration == Registration::Usual),
    };
    let first = options.redirect_uri.as_deref().unwrap_or(FIRST_REDIRECT_URI);
    let one = || vec![first.to_owned()];
    let (confidential, public) = match registration {
        Registration::Usual => (confidential_redirect_uris(options), one()),
        Registration::Alternate => (one(), vec![first.to_owned(), SECOND_REDIRECT_URI.to_owned()]),
    };
    vec![
        client(
            Role::Confidential,
            "01JDQ7ZK3MXWV5T8RBNH2CFGEA",
            Some("confidential-secret-4f7Qm2Zx9LwT"),
            confidential,
            &USER_SCOPES,
        ),
        client(Role::Other, "01JDQ81PYHSBKDV4M6TEXR9WNC", Some("other-secret-8Kd3Vb6Yt1RnH"), one(), &USER_SCOPES),
        client(Role::Public, "01JDQ8A4GWNEKZ7BXTVRMSH5FD", None, public, &USER_SCOPES),
        client(
            Role::Service,
            "01JDQ8FTRXM9VKHEBWZ3CNAYPS",
            Some("service-secret-2Hn5Pq9Xc7MjW~~~"),
            Vec::new(),
            &["api.read", "api.write"],
        ),
        client(
            Role::Special,
            "01JDQ8NBVKWZ6XRYGHTMFE2SCA",
            Some("a:b+c%41 d&e=f/7Tq4Wz9Lm"),
            vec![options.redirect_uri.as_deref().unwrap_or(SPECIAL_REDIRECT_URI).to_owned()],
            &USER_SCOPES,
        ),
    ]
}

/// The identifier with characters that need encoding in Basic, and as long as before.
fn with_colon(id: &str) -> String {
    let rest: String = id.chars().skip(5).collect();
    format!("a:%2b{rest}")
}

/// A secret of 200 characters; each role has its own.
fn long_secret(role: Role) -> &'static str {
    match role {
        Role::Confidential => concat!(
            "PtYgjmUh_Bel31iEl2hpChYgCfrL1spNxnyVmihA.2O76UMFxFkM.R5Kjp~1vRt-1fjORS.6ilI8ihN5KXSc7Tvo.hBKqFYY.kv5",
            "ZJr3J1TWDtkwtDDb-xHKas1VOq~g6YYZYn9ZhyiA4uoRgnatmUdjAWtGSU8po-799NksnRH9ucAUsdMlHUvTC_QCyEZDz.TddJ8H"
        ),
        Role::Other => concat!(
            "yS5SUkCnD8zRA9a9SkpXz9w3QlY7Zkuvqdt7s8Stqcbnr3yBdGBL_EPH1qhT61_qt~c4xatws8phP9nhFyJfm_5di4P_~zJ5~9_F",
            "Hz5r1pY4OjE2jBMptUsGr7CmY-uCu3~ZR1zTOlUcR64cXQL~ioDnkHIfxIq2HZt~.PlJhx2jIclHkCiHp6bR1IqfEouHgxzNNAL5"
        ),
        Role::Service => concat!(
            "_wIScGebc_y~8F5n3.Y_NBDRzrZSgqbjG3uhkW_KFLf6xuI5aHUQPFeNBTxaQWk8J_zF_alHlsZfYcMMDktXP.tKsf~2_r_cDkdf",
            "rUnW5gcF-Ha6i_li8GjHEAD6.Wj9KfzjsQGMrb9h-ImB-LK777pzNk8cL6j_5IXAAjlsHUq~JoUD.-Ydua-5ZMs1SWOpQaPRYpzb"
        ),
        Role::Special => concat!(
            "s:+% LGViYXjU2JgJngKtFI3~OyV2dZAkg05rK-gqv81RKMGHZEM9YpvujA_.C5Q52ryFlwRlOEVHzc0X0AWIRh.JUq_BlIFXZ53",
            "Ncqe28-ajY75FnCttn6kfaqDeMqG3omjMyXHCabM6JOF8EFd0Nhcy.1kGD2VD.eR1UYzaL_iA.zNyD7CHLn.xC-1hsYgBds1ghxY"
        ),
        Role::Public => "", // it has none
    }
}

fn confidential_redirect_uris(options: &Options) -> Vec<String> {
    let first = options.redirect_uri.as_deref();
    // All of them where the first one leads to: whoever listens there hears them all.
    let origin = match first.and_then(|uri| url::Url::parse(uri).ok()) {
        Some(url) if url.origin().is_tuple() => url.origin().ascii_serialization(),
        _ => "http://127.0.0.1:9999".to_owned(),
    };
    let second = if first.is_some() { format!("{origin}/callback/two") } else { SECOND_REDIRECT_URI.to_owned() };
    let mut uris = vec![first.unwrap_or(FIRST_REDIRECT_URI).to_owned(), second];
    uris.extend([1999, 2000, 2001].map(|length| padded(&format!("{origin}/callback/long/"), "abcdefghij", length)));
    uris.push(padded(&format!("{origin}/callback/reserved?"), "a=b&c=d:/", 2000));
    uris
}

/// `start`, continued by repetitions of `unit` to exactly `length` characters.
fn padded(start: &str, unit: &str, length: usize) -> String {
    start.chars().chain(unit.chars().cycle()).take(length).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_have_26_characters_and_several_letters() {
        for client in clients(&Options::default()) {
            assert_eq!(client.id.chars().count(), 26, "{}", client.id);
            assert!(client.id.chars().filter(char::is_ascii_alphabetic).count() > 5);
        }
        let faulty = Options { faults: vec![fault::ISSUED_CLIENT_IDS_27], ..Options::default() };
        assert!(clients(&faulty).iter().all(|client| client.id.len() == 27));
    }

    #[test]
    fn identifiers_and_secrets_can_be_unusual() {
        let variants = vec![variant::COLON_IN_CLIENT_ID, variant::LONG_SECRETS];
        let unusual = clients(&Options { variants, ..Options::default() });
        let ids: std::collections::BTreeSet<_> = unusual.iter().map(|client| &client.id).collect();
        assert_eq!(ids.len(), unusual.len());
        assert!(ids.iter().all(|id| id.len() == 26 && id.starts_with("a:%2b")));
        let secrets: std::collections::BTreeSet<_> = unusual.iter().filter_map(|client| client.secret).collect();
        assert_eq!(secrets.iter().map(|secret| secret.len()).collect::<Vec<_>>(), [200; 4]);
    }

    #[test]
    fn long_redirect_uris_sit_on_the_boundary() {
        let uris = &clients(&Options::default())[0].redirect_uris;
        let lengths: Vec<_> = uris.iter().map(|uri| uri.chars().count()).collect();
        assert_eq!(lengths[2..], [1999, 2000, 2001, 2000]);
        let wire: String = url::form_urlencoded::byte_serialize(uris[5].as_bytes()).collect();
        assert!(wire.len() > 3000);
        assert!(uris.iter().all(|uri| url::Url::parse(uri).is_ok()));
    }
}
