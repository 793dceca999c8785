//! What each grant asks for (RFC 6749 §4.1.3, §4.4.2, §6; RFC 7636 §4.5).

use url::Url;

use super::prediction::{Prediction, Who};
use super::reading::{Presence, Reading, text};
use super::{Model, rules};
use crate::explore::world::{Challenge, CodeStanding, GrantFacts, RefreshStanding, World};
use crate::protocol::names::{ClientRole, Grant};
use crate::protocol::pkce;

impl Model {
    /// The code grant.
    pub(super) fn code(&self, reading: &Reading<'_>, world: &World, out: &mut Prediction) {
        if reading.field("refresh_token").says_something() {
            out.allow(&["invalid_request"]);
        }
        let value = match reading.field("code") {
            Presence::Absent => {
                self.missing(reading, "code", &rules::CODE_MISSING, out);
                None
            }
            Presence::Empty => {
                out.complain(&rules::CODE_EMPTY);
                None
            }
            Presence::Repeated => None,
            Presence::Once(value) | Presence::Same(value) => Some(value),
        };
        let at = value.and_then(|value| world.code(value));
        out.presented.code = at;
        match (at.and_then(|at| world.grants.get(at)), value) {
            (Some(grant), _) => {
                self.owned(grant.owner, &rules::CODE_FOREIGN, out);
                self.code_standing(grant, out);
                self.redirect(reading, grant, out);
                self.verifier(reading, grant, out);
                self.scope(reading, grant, out);
            }
            (None, Some(value)) => {
                if reading.field("scope").says_something() {
                    out.allow(&["invalid_scope"]);
                }
                out.complain(unknown_code(value, world));
                // What else is wrong cannot be told: a server may look at the form of the other fields first.
                out.allow(&["invalid_request"]);
            }
            (None, None) => {
                // A server that does not know the client may ask who that is first.
                if !matches!(out.who, Who::Proven(_)) {
                    out.allow(&["invalid_client"]);
                }
            }
        }
    }

    /// A client may be registered for other grants alone (RFC 6749 §5.2).
    pub(super) fn registered(&self, grant: Grant, out: &mut Prediction) {
        if grant == Grant::RefreshToken && self.habits.no_refresh_tokens {
            out.allow(&["unsupported_grant_type", "unauthorized_client"]);
        }
        if out.who.served().is_some_and(|role| !role.can_use(grant)) {
            out.allow(&["unauthorized_client"]);
            // Some say that in other words; whose the code is they do not get to.
            out.allow(&["invalid_request"]);
        }
    }

    /// Whether the client that asks owns what it presents.
    fn owned(&self, owner: ClientRole, rule: &'static rules::Rule, out: &mut Prediction) {
        if let Some(role) = out.who.served()
            && role != owner
        {
            out.complain(rule);
        }
    }

    fn code_standing(&self, grant: &GrantFacts, out: &mut Prediction) {
        match grant.standing {
            CodeStanding::Fresh => {}
            CodeStanding::Spared => out.pity(&rules::SPARED),
            CodeStanding::Doubtful => out.allow(&["invalid_grant"]),
            CodeStanding::Spent => out.complain(&rules::CODE_SPENT),
            CodeStanding::SpentLater => out.complain(&rules::CODE_SPENT_LATER),
        }
    }

    fn redirect(&self, reading: &Reading<'_>, grant: &GrantFacts, out: &mut Prediction) {
        let field = reading.field("redirect_uri");
        let only_one = self.client(grant.owner).is_some_and(|client| client.redirect_uris.len() == 1);
        let Some(wanted) = &grant.redirect_uri else { return self.unasked_redirect(field, grant, out) };
        if reading.query.contains(&"redirect_uri") {
            out.allow(&["invalid_request"]);
        }
        match (field, only_one) {
            (Presence::Absent, false) => out.complain(&rules::REDIRECT_MISSING),
            (Presence::Absent, true) => out.complain(&rules::REDIRECT_MISSING_ONE),
            (Presence::Empty, false) => out.complain(&rules::REDIRECT_EMPTY),
            (Presence::Empty, true) => out.complain(&rules::REDIRECT_EMPTY_ONE),
            (Presence::Repeated, _) => {}
            (Presence::Once(value) | Presence::Same(value), _) if value == wanted.as_bytes() => {
                if self.longest("redirect_uri").is_some_and(|longest| wanted.chars().count() > longest) {
                    out.complain(&rules::REDIRECT_BEYOND);
                }
            }
            (Presence::Once(value) | Presence::Same(value), _) => out.complain(self.kind_of_redirect(value, wanted)),
        }
    }

    /// A `redirect_uri` that there was none of in the authorization request.
    fn unasked_redirect(&self, field: Presence<'_>, grant: &GrantFacts, out: &mut Prediction) {
        out.pity(&rules::WITHOUT_REDIRECT);
        let registered = |value: &[u8]| {
            self.client(grant.owner).is_some_and(|client| client.redirect_uris.iter().any(|uri| uri.as_bytes() == value))
        };
        match field {
            Presence::Absent | Presence::Repeated => {}
            Presence::Empty if !self.has_least("redirect_uri") => {}
            Presence::Once(value) | Presence::Same(value) if !registered(value) => out.complain(&rules::REDIRECT_UNREGISTERED),
            _ => out.allow(&["invalid_grant", "invalid_request"]),
        }
    }

    fn kind_of_redirect(&self, value: &[u8], wanted: &str) -> &'static rules::Rule {
        let value = text(value);
        let usable = !value.contains(|c: char| c.is_control() || c == ' ' || !c.is_ascii());
        let parsed = Url::parse(&value).ok().filter(|url| usable && url.has_host());
        match parsed {
            _ if self.longest("redirect_uri").is_some_and(|longest| value.chars().count() > longest) => &rules::REDIRECT_LONG,
            Some(url) if Url::parse(wanted).ok().as_ref() == Some(&url) => &rules::REDIRECT_EQUIVALENT,
            Some(url) if url.fragment().is_some() || value.contains('%') => &rules::REDIRECT_ODD,
            Some(_) => &rules::REDIRECT_OTHER,
            None => &rules::REDIRECT_ODD,
        }
    }

    fn verifier(&self, reading: &Reading<'_>, grant: &GrantFacts, out: &mut Prediction) {
        let field = reading.field("code_verifier");
        let Some(challenge) = &grant.challenge else {
            // RFC 9700 §2.1.1: of public clients PKCE may be demanded, at one endpoint or the other.
            if grant.owner == ClientRole::Public {
                out.allow(&["invalid_grant", "invalid_request"]);
            }
            out.pity(&rules::WITHOUT_CHALLENGE);
            match field {
                Presence::Absent | Presence::Repeated => {}
                Presence::Empty if !self.has_least("code_verifier") => {}
                _ => out.allow(&["invalid_grant", "invalid_request"]),
            }
            return;
        };
        match field {
            Presence::Absent => out.complain(&rules::VERIFIER_MISSING),
            Presence::Empty => out.complain(&rules::VERIFIER_EMPTY),
            Presence::Repeated => {}
            Presence::Once(value) | Presence::Same(value) => match (fits(value, challenge), is_verifier(value)) {
                (true, true) => {}
                (true, false) => out.allow(&["invalid_grant", "invalid_request"]),
                (false, true) => out.complain(&rules::VERIFIER_WRONG),
                (false, false) => out.complain(&rules::VERIFIER_ODD),
            },
        }
    }

    /// The refresh grant.
    pub(super) fn refresh(&self, reading: &Reading<'_>, world: &World, out: &mut Prediction) {
        if ["code", "redirect_uri", "code_verifier"].iter().any(|name| reading.field(name) != Presence::Absent) {
            out.allow(&["invalid_request"]);
        }
        if reading.field("refresh_token").value().and_then(|value| world.refresh(value)).is_none()
            && reading.field("scope").says_something()
        {
            // What a server looks at first is its own affair.
            out.allow(&["invalid_scope"]);
        }
        let value = match reading.field("refresh_token") {
            Presence::Absent => return self.missing(reading, "refresh_token", &rules::REFRESH_MISSING, out),
            Presence::Empty => return out.complain(&rules::REFRESH_EMPTY),
            Presence::Repeated => return,
            Presence::Once(value) | Presence::Same(value) => value,
        };
        let Some((at, place)) = world.refresh(value) else {
            let odd = value.len() < 8 || !value.iter().all(|byte| matches!(byte, 0x21..=0x7e));
            out.complain(if odd { &rules::REFRESH_ODD } else { &rules::REFRESH_UNKNOWN });
            return;
        };
        out.presented.refresh = Some((at, place));
        let Some(grant) = world.grants.get(at) else { return };
        self.owned(grant.owner, &rules::REFRESH_FOREIGN, out);
        match grant.refresh.get(place).map(|token| token.standing) {
            None | Some(RefreshStanding::Live) => {}
            Some(RefreshStanding::Doubtful) => out.allow(&["invalid_grant"]),
            Some(RefreshStanding::Replaced) if self.chose("old_refresh_token", "refused") => {
                out.complain(&rules::REFRESH_REPLACED_DECLARED);
            }
            Some(RefreshStanding::Replaced) => out.complain(&rules::REFRESH_REPLACED),
            Some(RefreshStanding::Revoked) => out.complain(&rules::REFRESH_REVOKED),
            Some(RefreshStanding::AfterReplay) => out.complain(&rules::REFRESH_AFTER_REPLAY),
        }
        self.scope(reading, grant, out);
    }

    /// The client credentials grant.
    pub(super) fn service(&self, reading: &Reading<'_>, out: &mut Prediction) {
        let stray = ["code", "redirect_uri", "code_verifier", "refresh_token"];
        if stray.iter().any(|name| reading.field(name) != Presence::Absent) {
            out.allow(&["invalid_request"]);
        }
        match out.who {
            Who::Named(_) => out.complain(&rules::SERVICE_PUBLIC),
            Who::Proven(ClientRole::Service) => {}
            Who::Proven(_) => out.complain(&rules::SERVICE_OTHER),
            _ => {}
        }
        self.service_scope(reading, out);
    }
}

/// In what way a code is none that was issued.
fn unknown_code(value: &[u8], world: &World) -> &'static rules::Rule {
    if world.is_credential(value) {
        return &rules::CODE_KIND;
    }
    let issued = world.grants.iter().filter_map(|grant| grant.code.as_ref()).map(String::len).next();
    let odd = value.len() < 8
        || issued.is_some_and(|length| value.len() > 2 * length)
        || !value.iter().all(|byte| matches!(byte, 0x20..=0x7e))
        || value.iter().any(|byte| matches!(byte, b' ' | b'\'' | b'{' | b'"'));
    if odd { &rules::CODE_ODD } else { &rules::CODE_UNKNOWN }
}

/// RFC 7636 §4.6.
fn fits(verifier: &[u8], challenge: &Challenge) -> bool {
    if challenge.plain { challenge.text.as_bytes() == verifier } else { challenge.text == pkce::s256(verifier) }
}

/// RFC 7636 §4.1.
fn is_verifier(value: &[u8]) -> bool {
    (43..=128).contains(&value.len()) && value.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(byte))
}
