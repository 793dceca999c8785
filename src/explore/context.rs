//! Who asks, with which grant, after which authorization: what deviations are tried in.

use std::sync::Arc;

use super::deviation::{Asker, Deviation, all};
use super::session;
use crate::protocol::names::{ClientRole, Grant};
use crate::runner::Subject;
use crate::suite::model::{
    Alphabet, AuthorizationSpec, Base, ChallengeSpec, ExchangeCase, Given, ParameterRule, RedirectUriSpec, Value, Wire,
};

/// A client, a grant and an authorization.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    /// `usual`, `plain`, `without-redirect`: the kind of authorization.
    pub shape: String,
    /// Who asks.
    pub asker: Asker,
    /// Client, grant and kind of authorization, for people.
    pub name: String,
    /// A session without requests: after which authorization.
    pub session: ExchangeCase,
    /// The factors whose deviations mean something here; none: all.
    focus: &'static [&'static str],
}

impl Context {
    fn new(shape: String, asker: Asker, given: Given, focus: &'static [&'static str]) -> Self {
        let name = format!("{} {} {shape}", asker.client, asker.grant.short());
        Self { shape, asker, name, session: session::empty(asker.client, asker.grant, given), focus }
    }

    /// The deviations that are tried here.
    pub(crate) fn deviations(&self, rules: &[ParameterRule], careful: bool) -> Vec<Deviation> {
        let wanted = |deviation: &Deviation| self.focus.is_empty() || self.focus.contains(&deviation.factor);
        let mut all = all(self.asker, rules);
        all.retain(|deviation| wanted(deviation) && !(careful && deviation.is_rough));
        all
    }

    /// After the ordinary authorization.
    #[cfg(test)]
    pub(crate) fn plain(asker: Asker) -> Self {
        Self::new("usual".to_owned(), asker, Given::usual(), &[])
    }

    /// Whether only the valid request is of interest here.
    pub(crate) fn is_valid_alone(&self) -> bool {
        self.focus == [VALID_ALONE]
    }
}

const VALID_ALONE: &str = "valid-alone";

fn with(change: impl FnOnce(&mut AuthorizationSpec)) -> Given {
    let mut given = Given::usual();
    change(&mut given.authorization);
    given
}

fn sized(length: usize) -> Value {
    Value { base: Base::Random { length, alphabet: Alphabet::Unreserved }, operations: Vec::new(), wire: Wire::Form }
}

type Shape = (String, Given, &'static [&'static str]);

/// The kinds of authorization, and what is worth trying after each.
fn shapes(subject: &Subject, role: ClientRole, grant: Grant, rules: &[ParameterRule]) -> Vec<Shape> {
    let shape = |name: &str, given: Given, focus: &'static [&'static str]| (name.to_owned(), given, focus);
    if grant == Grant::ClientCredentials {
        return vec![shape("usual", Given::usual(), &[])];
    }
    let wide = || with(|spec| spec.scope = "${scopes} ${s2}".to_owned());
    let mut out = vec![
        shape("usual", Given::usual(), &[]),
        shape("wide", wide(), &["scope"]),
        shape("without-openid", with(|spec| spec.scope = "${s1} ${s2}".to_owned()), &["scope"]),
        shape("another-order", with(|spec| spec.scope = "${s2} ${scopes}".to_owned()), &["scope"]),
    ];
    if subject.target.authorize.as_ref().is_some_and(|authorize| authorize.partial_consent.is_some()) {
        let declined = with(|spec| {
            spec.scope = "${scopes} ${s2}".to_owned();
            spec.declined = Some("${s2}".to_owned());
        });
        out.push(shape("declined", declined, &["scope"]));
    }
    if grant == Grant::RefreshToken {
        let narrowed = Given { exchange: vec![("scope".to_owned(), list("${scopes}${offline}"))], ..wide() };
        out.push(shape("narrowed", narrowed, &[VALID_ALONE]));
        return out;
    }
    out.extend([
        shape("plain", with(|spec| spec.challenge = ChallengeSpec::Plain), &["code_verifier"]),
        shape("unnamed-method", with(|spec| spec.challenge = ChallengeSpec::Unnamed), &["code_verifier"]),
        shape("without-challenge", with(|spec| spec.challenge = ChallengeSpec::Absent), &["code_verifier"]),
        shape("without-redirect", with(|spec| spec.redirect_uri = RedirectUriSpec::Absent), &["redirect_uri"]),
    ]);
    let hash = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    out.extend([("plain", ChallengeSpec::Plain), ("unnamed", ChallengeSpec::Unnamed)].map(|(name, method)| {
        let given = with(|spec| {
            spec.challenge = method;
            spec.verifier = list(hash);
        });
        (format!("{name}-of-a-hash"), given, &["code_verifier"] as &'static [&'static str])
    }));
    out.extend([1, 42, 43, 128, 129, 1_000].map(|length| {
        let focus: &'static [&'static str] = if length == 128 { &["code_verifier"] } else { &[VALID_ALONE] };
        (format!("verifier-{length}"), with(|spec| spec.verifier = sized(length)), focus)
    }));
    out.extend(verifiers());
    let longest = rules.iter().filter(|rule| rule.name == "redirect_uri").filter_map(|rule| rule.max).min();
    if let Some(most) = longest.filter(|_| role == ClientRole::Confidential) {
        let of = |length| with(|spec| spec.redirect_uri = RedirectUriSpec::Length(length));
        out.push((format!("redirect-{most}"), of(most), &["redirect_uri"]));
        out.extend(
            [most - 1, most + 1]
                .map(|length| (format!("redirect-{length}"), of(length), &[VALID_ALONE] as &'static [&'static str])),
        );
        let wire = with(|spec| spec.redirect_uri = RedirectUriSpec::WireLongerThan(most));
        out.push(shape("redirect-longer-on-the-wire", wire, &[VALID_ALONE]));
    }
    out
}

fn list(text: &str) -> Value {
    Value { base: Base::Template(text.to_owned()), operations: Vec::new(), wire: Wire::Form }
}

/// Verifiers whose letters are of interest: RFC 7636 Appendix B, its whole alphabet, hashes that begin with a sign; and such that
/// a server may refuse.
fn verifiers() -> Vec<Shape> {
    let one = |(name, text): (&str, &str)| {
        let given = with(|spec| spec.verifier = list(text));
        (format!("verifier-{name}"), given, &[VALID_ALONE] as &'static [&'static str])
    };
    [
        ("empty", ""),
        ("of-the-rfc", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
        ("whole-alphabet", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"),
        ("underscore-first", "a-verifier-whose-hash-has-both-signs-0000047"),
        ("hyphen-first", "a-verifier-whose-hash-has-both-signs-0000116"),
        ("plus", "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ+"),
        ("slash", "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ/"),
        ("equals", "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ="),
        ("space", "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ "),
        ("percent", "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ%"),
        ("beyond-ascii", "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ\u{e9}"),
        ("nul", "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ\0"),
    ]
    .into_iter()
    .map(one)
    .collect()
}

/// Every context that a target has.
pub(crate) fn contexts(subject: &Subject, rules: &[ParameterRule]) -> Vec<Arc<Context>> {
    let mut out = Vec::new();
    for role in ClientRole::ALL {
        let Some(client) = subject.client(role) else { continue };
        for grant in Grant::ALL.into_iter().filter(|grant| role.can_use(*grant)) {
            if grant != Grant::ClientCredentials && (subject.authorizer.is_none() || role == ClientRole::Other) {
                continue;
            }
            let asker = Asker { client: role, grant, has_secret: client.secret.is_some() };
            let shapes = match role {
                ClientRole::Special => vec![("usual".to_owned(), Given::usual(), &["client", "code", "refresh_token"] as &[_])],
                _ => shapes(subject, role, grant, rules),
            };
            out.extend(shapes.into_iter().map(|(shape, given, focus)| Arc::new(Context::new(shape, asker, given, focus))));
        }
    }
    out
}
