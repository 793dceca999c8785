//! The model: a pure function from the declared rules, the state of things and a request to the answers that the rules allow.
//!
//! It reads what goes over the wire and nothing else of how the request was made. What it knows beyond the parameter rules of the
//! suites stands in [`rules`], with the clauses.

mod clients;
mod grants;
mod holding;
mod prediction;
mod reading;
pub(crate) mod rules;
mod scopes;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use holding::{Held, Sort, holds};
pub(crate) use prediction::{Prediction, ScopeTerms, Who};
use reading::{Presence, Reading};
use rules::Rule;
use secrecy::ExposeSecret;

use super::world::World;
use crate::protocol::names::{ClientRole, Grant, Level};
use crate::suite::model::{ParameterRule, Suite};
use crate::target::model::{Authentication, Target};
use crate::transport::Request;

/// A client as the model knows it.
#[derive(Debug, Clone)]
pub(crate) struct ClientFacts {
    /// Its role.
    pub role: ClientRole,
    /// `client_id`.
    pub id: String,
    /// `client_secret`, if it has one.
    pub secret: Option<String>,
    /// Whether it authenticates in the body by its registration.
    pub in_body: bool,
    /// Its registered redirect URIs.
    pub redirect_uris: Vec<String>,
    /// The scopes that it may ask for.
    pub scopes: BTreeSet<String>,
}

/// What was seen of a server where the rules leave a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Habits {
    /// A code survives a failed exchange by its own client (RFC 6749 §10.5 leaves that open).
    pub code_survives: bool,
    /// A refresh token survives a failed refresh by its own client.
    pub refresh_survives: bool,
    /// No refresh token is issued (RFC 6749 §1.5: optional), so the grant need not be known.
    pub no_refresh_tokens: bool,
}

/// The rules of a target.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    clients: Vec<ClientFacts>,
    parameters: Vec<ParameterRule>,
    levels: BTreeMap<String, Level>,
    choices: Vec<(String, String)>,
    own_query: Option<String>,
    refresh_scope: Option<String>,
    /// What was seen of the server.
    pub habits: Habits,
}

impl Model {
    /// The model of a target by the rules of these suites.
    pub(crate) fn new(target: &Target, suites: &[Suite]) -> Self {
        let clients = target.clients.iter().map(|client| ClientFacts {
            role: client.role,
            id: client.id.clone(),
            secret: client.secret.as_ref().map(|secret| secret.expose_secret().to_owned()),
            in_body: client.authentication == Authentication::Body,
            redirect_uris: client.redirect_uris.clone(),
            scopes: client.scopes.iter().cloned().collect(),
        });
        let requirements = suites.iter().flat_map(|suite| &suite.requirements);
        Self {
            clients: clients.collect(),
            parameters: suites.iter().flat_map(|suite| suite.parameters.clone()).collect(),
            levels: requirements.map(|requirement| (requirement.id.clone(), requirement.level)).collect(),
            choices: target.choices.clone(),
            own_query: target.endpoints.token.as_ref().and_then(|url| url.query()).map(str::to_owned),
            refresh_scope: target.authorize.as_ref().and_then(|authorize| authorize.refresh_scope.clone()),
            habits: Habits::default(),
        }
    }

    /// The answers that the rules allow to a request.
    pub(crate) fn predict(&self, world: &World, request: &Request) -> Prediction {
        let reading = Reading::of(request, self.own_query.as_deref());
        let mut prediction = Prediction::default();
        if reading.method != "POST" {
            prediction.complain(&rules::METHOD);
            return prediction;
        }
        if reading.media != reading::Media::Form || reading.encoded || reading.peculiar {
            prediction.free = true;
            return prediction;
        }
        self.oddities(&reading, &mut prediction);
        let code = reading.field("code").value();
        let refresh = reading.field("refresh_token").value();
        let grant = self.grant_type(&reading, &mut prediction);
        self.repetitions(&reading, grant, &mut prediction);
        // Whose it is that is presented, in the field of the grant; a stray one decides nothing.
        let owner = match grant {
            Some(Grant::AuthorizationCode) => world.presented(code, None),
            Some(Grant::RefreshToken) => world.presented(None, refresh),
            _ => world.presented(code, refresh),
        };
        let owner = owner.map(|grant| grant.owner);
        prediction.who = self.identify(&reading, (grant, owner), &mut prediction);
        prediction.presented.grant = grant;
        if let Some(grant) = grant {
            self.registered(grant, &mut prediction);
        }
        match grant {
            Some(Grant::AuthorizationCode) => self.code(&reading, world, &mut prediction),
            Some(Grant::RefreshToken) => self.refresh(&reading, world, &mut prediction),
            Some(Grant::ClientCredentials) => self.service(&reading, &mut prediction),
            None => {}
        }
        self.unheld(&mut prediction);
        prediction
    }

    /// Rules that no suite of the profile has are no reason for a complaint; a server may have them all the same.
    fn unheld(&self, prediction: &mut Prediction) {
        let (held, unheld): (Vec<&Rule>, Vec<&Rule>) = prediction.complaints.drain(..).partition(|rule| self.has(rule));
        prediction.complaints = held;
        if !unheld.is_empty() {
            prediction.allow(&[]);
        }
    }

    /// Whether a suite of the profile has a rule.
    pub(crate) fn has(&self, rule: &Rule) -> bool {
        rule.clauses.iter().any(|clause| self.levels.contains_key(clause.requirement))
    }

    /// The level of a requirement, if a suite of the profile has it.
    pub(crate) fn level(&self, requirement: &str) -> Option<Level> {
        self.levels.get(requirement).copied()
    }

    /// The scope that refresh tokens need at this target: it is disregarded.
    pub(crate) fn refresh_scope(&self) -> Option<&str> {
        self.refresh_scope.as_deref()
    }

    fn client(&self, role: ClientRole) -> Option<&ClientFacts> {
        self.clients.iter().find(|client| client.role == role)
    }

    fn chose(&self, name: &str, value: &str) -> bool {
        self.choices.iter().any(|(known, chosen)| known == name && chosen == value)
    }

    /// The greatest length that a suite, or the target, declares for a parameter.
    fn longest(&self, name: &str) -> Option<usize> {
        self.parameters.iter().filter(|rule| rule.name == name).filter_map(|rule| rule.max).min()
    }

    /// Whether a suite declares that a parameter has to have a character: then an empty one may be refused.
    fn has_least(&self, name: &str) -> bool {
        self.parameters.iter().any(|rule| rule.name == name && rule.min.is_some_and(|min| min > 0))
    }

    /// Unknown parameters are ignored (RFC 6749 §3.2); a server may have limits.
    fn oddities(&self, reading: &Reading<'_>, prediction: &mut Prediction) {
        /// Above that a server may well refuse to read a name.
        const LONG_NAME: usize = 255;
        for field in reading.unknown() {
            if field.name.len() > LONG_NAME {
                prediction.pity(&rules::NAME_LONG);
            }
            if field.name == b"code_challenge_method" || field.name == b"code_challenge" {
                prediction.pity(&rules::METHOD_IN_TOKEN_REQUEST);
            }
            if std::str::from_utf8(field.value).is_err() || field.value.contains(&b'%') {
                prediction.allow(&[]);
            }
        }
        if reading.repeats_unknown() {
            prediction.allow(&["invalid_request"]);
        }
        /// No bound is declared above this; some servers have one.
        const LONG_VALUE: usize = 2_000;
        for name in reading::FIELDS {
            let length = reading.field(name).value().map_or(0, |value| reading::text(value).chars().count());
            if length > LONG_VALUE {
                prediction.allow(&[]);
            } else if self.longest(name).is_some_and(|longest| length > longest) {
                prediction.allow(&["invalid_request"]);
            }
        }
        for name in &reading.query {
            match *name {
                "client_secret" => prediction.complain(&rules::SECRET_IN_QUERY),
                _ => prediction.allow(&["invalid_request"]),
            }
        }
    }

    /// A parameter that a grant defines occurs once (RFC 6749 §3.2); of others that is not written.
    fn repetitions(&self, reading: &Reading<'_>, grant: Option<Grant>, prediction: &mut Prediction) {
        for name in reading::FIELDS {
            let of_client = matches!(name, "client_id" | "client_secret");
            let defined = match (name, grant) {
                ("code" | "redirect_uri" | "code_verifier", Some(grant)) => grant == Grant::AuthorizationCode,
                ("refresh_token", Some(grant)) => grant == Grant::RefreshToken,
                // The code grant of RFC 6749 has no scope; the vendor's page has.
                ("scope", Some(Grant::AuthorizationCode)) => self.has_least("scope"),
                _ => true,
            };
            match reading.field(name) {
                Presence::Repeated | Presence::Same(_) if !defined => prediction.allow(&["invalid_request"]),
                Presence::Repeated if of_client => prediction.complain(&rules::REPEATED_CLIENT),
                Presence::Repeated => prediction.complain(&rules::REPEATED),
                Presence::Same(_) if of_client => prediction.complain(&rules::REPEATED_SAME_CLIENT),
                Presence::Same(_) => prediction.complain(&rules::REPEATED_SAME),
                _ => {}
            }
        }
    }

    /// A required field is missing: under its name, or altogether.
    fn missing(&self, reading: &Reading<'_>, name: &str, rule: &'static Rule, prediction: &mut Prediction) {
        if reading.query.contains(&name) {
            prediction.complain(&rules::IN_QUERY);
        } else if reading.unknown().any(|field| field.name.eq_ignore_ascii_case(name.as_bytes())) {
            prediction.complain(&rules::NAME_CASE);
        } else {
            prediction.complain(rule);
        }
    }

    fn grant_type(&self, reading: &Reading<'_>, prediction: &mut Prediction) -> Option<Grant> {
        let value = match reading.field("grant_type") {
            Presence::Absent if reading.is_empty() && reading.query.is_empty() => {
                prediction.complain(&rules::EMPTY_BODY);
                return None;
            }
            Presence::Absent => {
                self.missing(reading, "grant_type", &rules::GRANT_TYPE_MISSING, prediction);
                return None;
            }
            Presence::Empty => {
                prediction.complain(&rules::GRANT_TYPE_EMPTY);
                return None;
            }
            Presence::Repeated => {
                // Whichever is read, it is that grant's rules that may speak first.
                prediction.allow(&["unsupported_grant_type", "unauthorized_client", "invalid_client", "invalid_scope"]);
                return None;
            }
            Presence::Once(value) | Presence::Same(value) => value,
        };
        if value == b"password" && ["username", "password"].iter().all(|name| reading.field(name) != Presence::Absent) {
            // Where the grant is offered, nobody's password is wrong (RFC 6749 §4.3.3); that it is offered is for other rules.
            prediction.allow(&["invalid_grant"]);
        }
        let known = Grant::ALL.into_iter().find(|grant| grant.grant_type().as_bytes() == value);
        if known.is_none() {
            prediction.complain(kind_of_grant_type(&reading::text(value)));
        }
        known
    }
}

/// In what way a grant type is none that is known.
fn kind_of_grant_type(value: &str) -> &'static Rule {
    let known = |text: &str| Grant::ALL.into_iter().any(|grant| grant.grant_type() == text);
    let folded = value.to_ascii_lowercase().replace('-', "_");
    let within = |text: &str| Grant::ALL.into_iter().any(|grant| text.contains(grant.grant_type()));
    match value {
        "password" => &rules::GRANT_TYPE_PASSWORD,
        _ if known(value.trim_matches(' ')) => &rules::GRANT_TYPE_SPACES,
        _ if known(&folded) => &rules::GRANT_TYPE_CASE,
        _ if value.contains("://") || value.starts_with("urn:") => &rules::GRANT_TYPE_URI,
        _ if !value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)) => &rules::GRANT_TYPE_BYTES,
        _ if within(value)
            || within(&value.replace("%5F", "_"))
            || !value.is_ascii()
            || value.contains(|c: char| c.is_control()) =>
        {
            &rules::GRANT_TYPE_BYTES
        }
        _ => &rules::GRANT_TYPE_UNKNOWN,
    }
}
