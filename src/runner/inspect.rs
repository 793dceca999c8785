//! Cases that send nothing: they look at the target file, or at the values that a whole run was given.

use std::collections::HashMap;

use super::case::CaseResult;
use super::known::Known;
use super::ledger::{Ledger, SecretKind};
use super::observe::Seen;
use super::settle::verdict;
use crate::judge::Finding;
use crate::judge::entropy::{Strength, TOLERATED_BITS, estimate};
use crate::protocol::names::{Grant, Level};
use crate::record::Verdict;
use crate::suite::model::{Inspection, Suite};

/// What an inspection may look at.
pub(super) struct Sight<'a> {
    pub known: &'a Known,
    pub suite: &'a Suite,
    pub seen: &'a [Seen<'a>],
    pub ledger: &'a Ledger,
}

/// Judges what the target file says, or what was issued in this run.
pub(super) fn inspect(inspection: Inspection, level: Level, sight: &Sight<'_>) -> CaseResult {
    match inspection {
        Inspection::ClientIds => client_ids(level, sight.suite, sight.known),
        Inspection::EndpointUri => endpoint_uri(level, sight.known),
        Inspection::CodeEntropy => entropy("authorization codes", level, &sight.ledger.of_kind(SecretKind::Code)),
        Inspection::AccessTokenEntropy => entropy("access tokens", level, &sight.ledger.of_kind(SecretKind::AccessToken)),
        Inspection::RefreshTokenEntropy => entropy("refresh tokens", level, &sight.ledger.of_kind(SecretKind::RefreshToken)),
        Inspection::ClientSecretEntropy => client_secrets(level, sight.ledger),
        Inspection::TokensDistinct => tokens_distinct(level, sight),
    }
}

/// What the record shows: the two inspections that need nothing that a run has met and does not tell.
pub(super) fn inspect_again(inspection: Inspection, level: Level, suite: &Suite, known: &Known) -> Option<CaseResult> {
    match inspection {
        Inspection::ClientIds => Some(client_ids(level, suite, known)),
        Inspection::EndpointUri => Some(endpoint_uri(level, known)),
        _ => None,
    }
}

/// A result without exchanges.
fn result(expected: &str, observed: String, (finding, reason): (Finding, String), level: Level) -> CaseResult {
    let mut result = CaseResult::unsent(verdict(finding, level), reason);
    result.expected = expected.to_owned();
    result.observed = observed;
    result
}

/// RFC 6749 §3.2: the endpoint's URI has no fragment component.
fn endpoint_uri(level: Level, known: &Known) -> CaseResult {
    let documents = [&known.openid_configuration, &known.oauth_metadata];
    let said = documents.into_iter().flatten().filter_map(|document| document.get("token_endpoint")?.as_str());
    // A target file cannot name such an endpoint; the metadata can.
    let with_fragment = std::iter::once(known.token_endpoint.as_str()).chain(said).find(|uri| uri.contains('#'));
    let finding = match with_fragment {
        None => (Finding::Kept, "the URI of the token endpoint has no fragment".to_owned()),
        Some(uri) => (Finding::Broken, format!("the URI of the token endpoint has a fragment: {uri}")),
    };
    let observed = with_fragment.unwrap_or(known.token_endpoint.as_str()).to_owned();
    result("a URI without fragment", observed, finding, level)
}

/// What may not be guessed (RFC 6749 §10.10). An estimate never fails anybody: what it holds to be weak is a warning.
fn entropy(what: &str, level: Level, values: &[String]) -> CaseResult {
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    let expected = format!("{what} that vary by 128 bits, or {TOLERATED_BITS} as far as a few samples show");
    let Some(estimate) = estimate(&values) else {
        let mut none = CaseResult::unsent(
            Verdict::Skip,
            format!("the run saw fewer than two different {what}, or they are signed and need not be hard to guess"),
        );
        none.expected = expected;
        return none;
    };
    let seen = format!("{what} vary by about {:.0} bits ({} samples)", estimate.bits, estimate.samples);
    let finding = match estimate.strength() {
        Strength::Good | Strength::Tolerated => Finding::Kept,
        Strength::Weak => Finding::Doubtful,
    };
    result(&expected, seen.clone(), (finding, seen), level)
}

/// The secrets of the target file: chosen by people, often, and few. What is certain is how much a text of that length can hold.
fn client_secrets(level: Level, ledger: &Ledger) -> CaseResult {
    /// The characters of RFC 6749 Appendix A.2 (VSCHAR).
    const ALPHABET: f64 = 95.0;
    let secrets = ledger.of_kind(SecretKind::ClientSecret);
    let expected = format!("client secrets of more than {TOLERATED_BITS} bits");
    let Some(shortest) = secrets.iter().map(|secret| secret.chars().count()).min() else {
        return CaseResult::unsent(Verdict::Skip, "no client of the target file has a secret");
    };
    let most = shortest as f64 * ALPHABET.log2();
    if most < TOLERATED_BITS {
        let seen = format!("the shortest client secret has {shortest} characters: {most:.0} bits at most");
        return result(&expected, seen.clone(), (Finding::Doubtful, seen), level);
    }
    match secrets.len() {
        1 => result(
            &expected,
            format!("a client secret of {shortest} characters"),
            (Finding::Kept, "the client secret is long enough; whether it is random cannot be told from one".to_owned()),
            level,
        ),
        _ => entropy("client secrets", level, &secrets),
    }
}

/// No code and no access token is issued for two grants. A refresh token that is not rotated comes again, and a client that
/// asks for itself may get the same access token while it lives: neither says anything.
fn tokens_distinct(level: Level, sight: &Sight<'_>) -> CaseResult {
    let expected = "codes and access tokens that are issued once";
    let mut owners: HashMap<&str, (&str, Option<&str>)> = HashMap::new();
    let mut shared = Vec::new();
    for seen in sight.seen {
        let (Some(answer), Some(asked)) = (&seen.logged.observation, &seen.logged.asked) else { continue };
        let Some(token) = answer.string("access_token").filter(|_| asked.grant != Grant::ClientCredentials) else { continue };
        // Of one case, answers for one code may well be the same; a refresh has none and belongs to the case's grant.
        let owner = (seen.case, asked.code.as_deref());
        let known = *owners.entry(token).or_insert(owner);
        let differ = known.0 != owner.0 || (known.1.is_some() && owner.1.is_some() && known.1 != owner.1);
        if differ {
            shared.push(format!("an access token of {} is one of {} too", known.0, owner.0));
        }
    }
    let codes = sight.ledger.twice(SecretKind::Code);
    let count = owners.len() + sight.ledger.of_kind(SecretKind::Code).len();
    if count < 2 {
        return CaseResult::unsent(Verdict::Skip, "fewer than two codes and access tokens were issued in this run");
    }
    let finding = match (codes, shared.first()) {
        (0, None) => (Finding::Kept, format!("{count} codes and access tokens, each issued once")),
        (0, Some(first)) => (Finding::Broken, format!("{first} ({} such tokens)", shared.len())),
        (codes, _) => (Finding::Broken, format!("{codes} authorization codes were issued more than once")),
    };
    result(expected, format!("{count} codes and access tokens"), finding, level)
}

/// The configured client ids against the suite's bounds for `client_id`.
fn client_ids(level: Level, suite: &Suite, known: &Known) -> CaseResult {
    let rule = suite.parameters.iter().find(|rule| rule.name == "client_id");
    let (min, max) = (rule.and_then(|rule| rule.min).unwrap_or(0), rule.and_then(|rule| rule.max).unwrap_or(usize::MAX));
    let outside: Vec<String> = known
        .clients
        .iter()
        .map(|client| (client, client.id.chars().count()))
        .filter(|(_, length)| !(min..=max).contains(length))
        .map(|(client, length)| format!("{} ({length})", client.role))
        .collect();
    let expected = format!("client ids of {min} to {max} characters");
    let mut result = CaseResult::unsent(Verdict::Pass, "all client ids of the target file are within the bounds");
    result.expected = expected;
    result.observed = format!("{} client ids in the target file", known.clients.len());
    if !outside.is_empty() {
        result.verdict = verdict(Finding::Broken, level);
        result.reason = format!(
            "client ids outside the bounds: {}. Either the bounds are others here (declare them under [parameters]), or this suite is not for this server",
            outside.join(", ")
        );
    }
    result
}
