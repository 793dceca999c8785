//! Who a request comes from (RFC 6749 §2.3, §3.2.1).

use base64::Engine;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};

use super::prediction::{Prediction, Who};
use super::reading::{Presence, Reading, text};
use super::{ClientFacts, Model, rules};
use crate::protocol::form;
use crate::protocol::names::{ClientRole, Grant};

/// A grant that is asked for, and whose the presented code or refresh token is.
type Asked = (Option<Grant>, Option<ClientRole>);

/// An Authorization field, read.
enum Basic {
    /// Another scheme, or not readable.
    Malformed,
    /// User name and password as they stand there; `strict`: exactly as RFC 7617 writes them.
    Pair { id: Vec<u8>, secret: Vec<u8>, strict: bool, spaces: usize },
}

impl Model {
    /// Who a request comes from.
    pub(super) fn identify(&self, reading: &Reading<'_>, asked: Asked, out: &mut Prediction) -> Who {
        match reading.authorization.as_slice() {
            [] => self.by_body(reading, asked, out),
            [header] => self.by_header(header, reading, asked, out),
            _ => {
                out.complain(&rules::TWO_HEADERS);
                Who::Failed
            }
        }
    }

    fn by_header(&self, header: &[u8], reading: &Reading<'_>, asked: Asked, out: &mut Prediction) -> Who {
        let Basic::Pair { id, secret, strict, spaces } = basic(header) else {
            // Another scheme beside right credentials in the body is not for this endpoint to judge.
            if reading.field("client_secret").says_something() && !scheme_is_basic(header) {
                out.allow(&[]);
                return self.by_body(reading, asked, out);
            }
            out.complain(&rules::BASIC_MALFORMED);
            return Who::Failed;
        };
        if !strict {
            out.allow(&["invalid_client", "invalid_request"]);
        }
        if spaces > 1 {
            out.pity(&rules::BASIC_SPACES);
        }
        let who = self.basic_client(&id, &secret, out);
        self.beside_header(who, reading, asked, out)
    }

    fn basic_client(&self, id: &[u8], secret: &[u8], out: &mut Prediction) -> Who {
        let decoded = (form::decode(id), form::decode(secret));
        let named = |id: &[u8]| self.clients.iter().find(move |client| client.id.as_bytes() == id);
        let Some(client) = named(&decoded.0).or_else(|| named(id)) else {
            let other_letters = |client: &&ClientFacts| client.id.as_bytes().eq_ignore_ascii_case(&decoded.0);
            let rule =
                if self.clients.iter().any(|client| other_letters(&client)) { &rules::BASIC_CASE } else { &rules::BASIC_UNKNOWN };
            out.complain(rule);
            return Who::Failed;
        };
        let Some(own) = &client.secret else {
            if decoded.1.is_empty() {
                out.allow(&[]);
                return Who::Named(client.role);
            }
            out.complain(&rules::PUBLIC_SECRET);
            return Who::Failed;
        };
        if client.in_body {
            out.allow(&["invalid_client", "invalid_request"]);
        }
        if own.as_bytes() == decoded.1.as_slice() && client.id.as_bytes() == decoded.0.as_slice() {
            let usual = |text: &str, sent: &[u8]| form::encode(text.as_bytes()) == sent || text.as_bytes() == sent;
            if !(usual(&client.id, id) && usual(own, secret)) {
                out.pity(&rules::BASIC_PERCENT);
            }
            return Who::Proven(client.role);
        }
        if own.as_bytes() == secret && client.id.as_bytes() == id {
            // As it is, without form-encoding: a server may try that as well (RFC 6749 §2.3.1 asks for the encoding).
            out.allow(&["invalid_client", "invalid_request"]);
            return Who::Proven(client.role);
        }
        out.complain(if decoded.1.is_empty() {
            &rules::SECRET_EMPTY
        } else if std::str::from_utf8(&decoded.1).is_err()
            || has_broken_escape(secret)
            || decoded.1.iter().any(u8::is_ascii_control)
        {
            &rules::BASIC_MALFORMED
        } else {
            &rules::SECRET_WRONG
        });
        Who::Failed
    }

    /// What the body says of the client beside an Authorization field.
    fn beside_header(&self, who: Who, reading: &Reading<'_>, (grant, owner): Asked, out: &mut Prediction) -> Who {
        let role = match who {
            Who::Proven(role) | Who::Named(role) => Some(role),
            _ => None,
        };
        let own = role.and_then(|role| self.client(role));
        let named = reading.field("client_id");
        if let Some(secret) = reading.field("client_secret").value() {
            let right = own.is_some_and(|own| {
                let same = named.value().is_none_or(|id| id == own.id.as_bytes());
                same && own.secret.as_ref().is_some_and(|own| own.as_bytes() == secret)
            });
            out.complain(if right { &rules::TWO_METHODS_RIGHT } else { &rules::TWO_METHODS });
            return who;
        }
        match named {
            Presence::Empty if self.has_least("client_id") => out.allow(&["invalid_request", "invalid_client", "invalid_grant"]),
            Presence::Once(id) | Presence::Same(id) => match own {
                Some(own) if own.id.as_bytes() == id => out.pity(&rules::CLIENT_ID_BESIDE_BASIC),
                Some(own) => {
                    let owns = grant == Some(Grant::ClientCredentials) || owner.is_none_or(|owner| owner == own.role);
                    out.complain(if owns { &rules::NAMES_DIFFER } else { &rules::NAMES_OWNER });
                }
                None => out.allow(&["invalid_request"]),
            },
            _ => {}
        }
        who
    }

    fn by_body(&self, reading: &Reading<'_>, asked: Asked, out: &mut Prediction) -> Who {
        let secret = reading.field("client_secret");
        let id = match reading.field("client_id") {
            Presence::Repeated => return Who::Failed,
            Presence::Once(id) | Presence::Same(id) => id,
            nothing => return self.nobody(nothing == Presence::Empty, secret.says_something(), reading, asked, out),
        };
        let Some(client) = self.clients.iter().find(|client| client.id.as_bytes() == id) else {
            out.complain(self.kind_of_client_id(id));
            return Who::Failed;
        };
        match (&client.secret, secret) {
            (_, Presence::Repeated) => Who::Failed,
            (None, Presence::Absent) => Who::Named(client.role),
            (None, Presence::Empty) => {
                if self.has_least("client_id") {
                    out.allow(&["invalid_request", "invalid_client"]);
                }
                Who::Named(client.role)
            }
            (None, _) => {
                out.complain(&rules::PUBLIC_BODY_SECRET);
                Who::Named(client.role)
            }
            (Some(_), Presence::Absent | Presence::Empty) => {
                out.complain(&rules::CLIENT_UNPROVEN);
                Who::Unproven(client.role)
            }
            (Some(own), Presence::Once(given) | Presence::Same(given)) if own.as_bytes() == given => {
                if !client.in_body {
                    out.allow(&["invalid_client", "invalid_request"]);
                }
                Who::Proven(client.role)
            }
            (Some(_), _) => {
                out.complain(&rules::BODY_SECRET_WRONG);
                Who::Failed
            }
        }
    }

    /// No client is named. Whose the code or refresh token is decides what that breaks.
    fn nobody(&self, empty: bool, secret: bool, reading: &Reading<'_>, (grant, owner): Asked, out: &mut Prediction) -> Who {
        if secret {
            out.complain(&rules::CLIENT_UNPROVEN);
            return Who::Failed;
        }
        let public = owner == Some(ClientRole::Public);
        match (grant, public, empty) {
            (Some(Grant::ClientCredentials), _, _) => out.complain(&rules::NOBODY_SERVICE),
            (Some(Grant::RefreshToken), true, empty) => {
                // RFC 6749 §6 does not ask for client_id here: the token tells the client.
                out.complain(if empty { &rules::CLIENT_EMPTY_REFRESH } else { &rules::NOBODY_REFRESH });
                return Who::Named(ClientRole::Public);
            }
            (_, true, true) => out.complain(&rules::CLIENT_EMPTY),
            (Some(Grant::AuthorizationCode), true, false) => self.missing(reading, "client_id", &rules::NOBODY_CODE, out),
            (Some(Grant::RefreshToken), _, _) => out.complain(&rules::NOBODY),
            _ => out.complain(&rules::CLIENT_UNPROVEN),
        }
        Who::Nobody
    }

    /// In what way an identifier is none that is registered.
    fn kind_of_client_id(&self, id: &[u8]) -> &'static rules::Rule {
        let any = |test: &dyn Fn(&[u8]) -> bool| self.clients.iter().any(|client| test(client.id.as_bytes()));
        let trimmed = id.trim_ascii();
        let spaces_only = id.iter().filter(|byte| byte.is_ascii_whitespace()).all(|&byte| byte == b' ');
        let printable = id.iter().all(|byte| matches!(byte, 0x20..=0x7e));
        let length = text(id).chars().count();
        let long = !any(&|own| own.len() >= length) || self.longest("client_id").is_some_and(|longest| length > longest);
        match () {
            () if spaces_only && any(&|own| own == trimmed) => &rules::CLIENT_SPACES,
            () if any(&|own| own.eq_ignore_ascii_case(id)) => &rules::CLIENT_CASE,
            () if any(&|own| id.starts_with(own)) => &rules::CLIENT_LONGER,
            () if !printable || long => &rules::CLIENT_ODD,
            () => &rules::CLIENT_UNKNOWN,
        }
    }
}

fn scheme_is_basic(header: &[u8]) -> bool {
    header.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"basic")) && header.get(5).is_none_or(|&byte| byte == b' ')
}

fn basic(header: &[u8]) -> Basic {
    if !scheme_is_basic(header) {
        return Basic::Malformed;
    }
    let rest = &header[5.min(header.len())..];
    let spaces = rest.iter().take_while(|&&byte| byte == b' ').count();
    let credentials = &rest[spaces..];
    let strict = STANDARD.decode(credentials);
    let lenient = || {
        let standard = credentials.iter().map(|byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            byte => *byte,
        });
        let standard: Vec<u8> = standard.collect();
        let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
        GeneralPurpose::new(&alphabet::STANDARD, config).decode(standard).ok()
    };
    let is_strict = strict.is_ok();
    let Some(pair) = strict.ok().or_else(lenient) else { return Basic::Malformed };
    let Some(colon) = pair.iter().position(|&byte| byte == b':') else { return Basic::Malformed };
    let (id, secret) = (pair[..colon].to_vec(), pair[colon + 1..].to_vec());
    if std::str::from_utf8(&pair).is_err() {
        return Basic::Malformed;
    }
    Basic::Pair { id, secret, strict: is_strict, spaces }
}

/// Whether a percent sign is followed by something else than two hexadecimal digits.
fn has_broken_escape(text: &[u8]) -> bool {
    let digits = |rest: &[u8]| rest.get(1..3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
    text.iter().enumerate().any(|(at, &byte)| byte == b'%' && !digits(&text[at..]))
}
