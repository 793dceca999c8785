//! Every reader of what a target or a stranger wrote, under one name each and with one signature: for `tests/fuzz.rs`, which feeds
//! them with anything at all. Nothing else uses this, and it is no part of the library's face.

use std::fmt::Debug;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::Arc;

use crate::judge::checks::CHECKS;
use crate::judge::{Facts, Observation, json_object};
use crate::protocol::body::Body;
use crate::protocol::error_dialect::ErrorDialect;
use crate::protocol::names::Grant;
use crate::protocol::scope::Scopes;
use crate::protocol::totp::Totp;
use crate::protocol::{form, jwt, scope};
use crate::target::Surroundings;
use crate::{authorize, baseline, record, report, snapshot, suite, target, transport};

/// A reader.
pub struct Reader {
    /// Its name, which is that of its folder in `fixtures/fuzz`.
    pub name: &'static str,
    /// Of a thousand executions, so many are its own: the slow ones have fewer.
    pub share: usize,
    /// Reads the bytes, and says in a number what came of it: inputs of which something new came are worth changing further.
    pub read: fn(&[u8]) -> u64,
}

/// All of them.
pub const READERS: &[Reader] = &[
    Reader { name: "http", share: 200, read: http },
    Reader { name: "answer", share: 120, read: answer },
    Reader { name: "metadata", share: 60, read: metadata },
    Reader { name: "jwt", share: 120, read: token },
    Reader { name: "words", share: 150, read: words },
    Reader { name: "arrival", share: 100, read: authorize::fuzz::arrival },
    Reader { name: "cookies", share: 100, read: authorize::fuzz::cookies },
    Reader { name: "page", share: 50, read: authorize::fuzz::page },
    Reader { name: "target", share: 30, read: target_file },
    Reader { name: "suite", share: 20, read: suite_file },
    Reader { name: "record", share: 20, read: run_record },
    Reader { name: "baseline", share: 15, read: baseline_file },
    Reader { name: "rules", share: 15, read: rules_file },
];

/// A number that stands for an outcome: its text without the numbers in it.
pub(crate) fn signature(outcome: &impl Debug) -> u64 {
    let mut hasher = DefaultHasher::new();
    let text = format!("{outcome:?}");
    text.chars().filter(|c| !c.is_ascii_digit()).take(400).collect::<String>().hash(&mut hasher);
    hasher.finish()
}

/// The answer of a server, byte by byte.
fn http(bytes: &[u8]) -> u64 {
    let outcome = transport::read_answer(bytes, 4096);
    let kind = outcome.map(|answer| (answer.status, answer.headers.len(), answer.body.truncated, answer.body.bytes.is_empty()));
    signature(&kind.map_err(|error| error.to_string()))
}

/// The answer of a token endpoint: a status in the first byte, a line of header fields, a body; read and looked at by every check.
fn answer(bytes: &[u8]) -> u64 {
    const STATUSES: [u16; 6] = [200, 400, 401, 302, 503, 299];
    let (first, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let at = rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
    let (line, body) = (&rest[..at], rest.get(at + 1..).unwrap_or_default());
    let names = ["content-type", "www-authenticate", "cache-control", "date", "expires", "set-cookie", "retry-after"];
    let headers: Vec<(String, Vec<u8>)> = names.iter().map(|name| ((*name).to_owned(), line.to_vec())).collect();
    let status = STATUSES[usize::from(*first) % STATUSES.len()];
    let seen = Observation::new(status, &headers, &Body::complete(body), &ErrorDialect::default());
    judged(&seen, &facts(&seen))
}

/// Metadata and keys, looked at by every check that looks at those.
fn metadata(bytes: &[u8]) -> u64 {
    let document = json_object(bytes).map(Arc::new);
    let seen = Observation::new(200, &[], &Body::complete(bytes), &ErrorDialect::default());
    let keys = document.as_ref().and_then(|document| document.get("keys")?.as_array().cloned()).map(Arc::new);
    let facts = Facts {
        openid_configuration: document.clone(),
        oauth_metadata: document.clone(),
        introspected: document,
        ..facts(&seen)
    };
    judged(&seen, &Facts { keys: keys.or(facts.keys.clone()), ..facts })
}

/// A JWT, alone and within an answer.
fn token(bytes: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(bytes);
    let members = serde_json::json!({"access_token": text, "id_token": text, "refresh_token": text, "token_type": "Bearer"});
    let seen = Observation::new(200, &[], &Body::complete(members.to_string()), &ErrorDialect::default());
    let (header, claims) = (jwt::header(&text), jwt::claims(&text));
    signature(&(header.map(|header| header.len()), claims.map(|claims| claims.len()))) ^ judged(&seen, &facts(&seen))
}

fn facts(seen: &Observation) -> Facts {
    let key = serde_json::json!({"kty": "RSA", "kid": "a", "alg": "RS256", "n": "AQAB", "e": "AQAB"});
    Facts {
        issuer: Some("https://as.example".to_owned()),
        token_endpoint: "https://as.example/token".to_owned(),
        client_id: "client".to_owned(),
        client_secret: Some("secret-0123456789".to_owned()),
        grant: Some(Grant::AuthorizationCode),
        asked_scope: Some("openid profile".to_owned()),
        basic_alone: true,
        nonce: Some("nonce".to_owned()),
        code: Some("code".to_owned()),
        front_id_token: seen.string("id_token").map(str::to_owned),
        keys: Some(Arc::new(vec![key])),
        now: 1_700_000_000,
        ..Facts::default()
    }
}

fn judged(seen: &Observation, facts: &Facts) -> u64 {
    let found: Vec<String> =
        CHECKS.iter().map(|check| format!("{:?}", (check.run)(seen, facts)).chars().take(12).collect()).collect();
    signature(&(seen.words().chars().take(20).collect::<String>(), found.join(" ").len(), &seen.unusable)) ^ signature(&found)
}

/// Form encoding, scopes, challenges of one-time passwords.
fn words(bytes: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(bytes);
    let pairs = form::pairs(bytes);
    // What is encoded is what is decoded.
    assert_eq!(form::decode(&form::encode(bytes)), bytes);
    assert_eq!(form::decode(&form::encode_all(bytes)), bytes);
    let scopes = Scopes::parse(&text);
    assert!(scopes.is_within(&Scopes::parse(&text)));
    let totp = Totp::parse(&text).map(|totp| totp.at(1_700_000_000).len()).map_err(|error| error.to_string());
    let printable = report::text::clipped(&text);
    assert!(!printable.contains(report::text::is_hidden));
    signature(&(pairs.len(), scope::is_scope(&text), totp, report::text::wrap(&printable, 20).len()))
}

fn target_file(bytes: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(bytes);
    // A command of a target file is started when it is read: not by chance.
    if text.contains("command") {
        return 0;
    }
    let around = Surroundings { folder: Path::new("/nowhere"), variable: &|_| Some("secret-0123456789".to_owned()) };
    match target::load_text("t.toml", &text, around) {
        Ok(target) => signature(&(target.clients.len(), target.warnings.len())),
        Err(found) => signature(&rendered(&found)),
    }
}

/// The codes of what was found; it is written out whole, for that is what people see.
fn rendered(found: &crate::diagnostics::Diagnostics) -> Vec<String> {
    let text = found.render(crate::diagnostics::Style::Plain);
    text.lines()
        .filter(|line| line.starts_with("error") || line.starts_with("warning"))
        .map(|line| line.chars().take(24).collect())
        .collect()
}

fn suite_file(bytes: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let read = suite::load_files("fuzz", vec![("suite.toml".to_owned(), text)]).and_then(|definition| definition.resolve(&[]));
    match read {
        Ok(suite) => signature(&(suite.requirements.len(), suite.cases.len(), suite::write::suite(&suite).is_ok())),
        Err(found) => signature(&rendered(&found)),
    }
}

/// A record or events; what is read is shown in every way.
fn run_record(bytes: &[u8]) -> u64 {
    match record::read::parse(&String::from_utf8_lossy(bytes)) {
        Err(error) => signature(&error.to_string()),
        Ok(record) => {
            let texts = [
                report::human::render(&record, report::human::Options::default()),
                report::markdown::render(&record),
                report::tap::render(&record),
                report::annotations::render(&record),
            ];
            let fine = [
                report::junit::render(&record).is_ok(),
                report::sarif::render(&record).is_ok(),
                report::html::render(&record).is_ok(),
            ];
            for text in &texts {
                assert!(!text.contains(|c: char| c != '\n' && report::text::is_hidden(c)), "a hidden character in a report");
            }
            signature(&(record.cases.len(), record.summary, fine, texts.map(|text| text.is_empty())))
        }
    }
}

fn baseline_file(bytes: &[u8]) -> u64 {
    match baseline::read("b.toml", &String::from_utf8_lossy(bytes)) {
        Ok(baseline) => signature(&baseline),
        Err(found) => signature(&rendered(&found)),
    }
}

fn rules_file(bytes: &[u8]) -> u64 {
    match snapshot::Rules::read("rules.toml", &String::from_utf8_lossy(bytes)) {
        Ok(rules) => signature(&rules),
        Err(found) => signature(&rendered(&found)),
    }
}
