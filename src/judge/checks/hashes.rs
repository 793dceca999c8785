//! `at_hash` and `c_hash` (OIDC Core §3.1.3.6, §3.3.2.11).

use aws_lc_rs::digest::{self, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::id_token::id_token;
use crate::judge::{Facts, Match, Observation};

/// at_hash, if it is there, is that of the access token beside it.
pub(super) fn at_hash(answer: &Observation, _: &Facts) -> Match {
    hashed(answer, "at_hash", answer.string("access_token"))
}

/// c_hash, if it is there, is that of the code that was exchanged.
pub(super) fn c_hash(answer: &Observation, facts: &Facts) -> Match {
    hashed(answer, "c_hash", facts.code.as_deref())
}

fn hashed(answer: &Observation, name: &str, of: Option<&str>) -> Match {
    let token = match id_token(answer) {
        Ok(token) => token,
        Err(why) => return why,
    };
    let Some(claim) = token.claims.get(name) else {
        return Match::NotApplicable(format!("the id_token has no {name}"));
    };
    let Some(claim) = claim.as_str() else { return Match::No(format!("{name} is not a string")) };
    let Some(of) = of else { return Match::Unknown(format!("what {name} is the hash of is not known")) };
    let Some(wanted) = left_half(token.alg(), of) else {
        return Match::Unknown(format!("which hash goes with the algorithm {} is not known", token.alg()));
    };
    match claim {
        claim if claim == wanted => Match::Yes,
        claim if claim.trim_end_matches('=') == wanted => Match::No(format!("{name} is padded; base64url has no padding here")),
        _ => Match::No(format!("{name} is not the left half of the hash that goes with {}", token.alg())),
    }
}

/// The left half of the hash that goes with a signature algorithm, in base64url. Ed25519 hashes with SHA-512.
fn left_half(alg: &str, text: &str) -> Option<String> {
    let algorithm = match alg {
        "EdDSA" | "Ed25519" => &digest::SHA512,
        alg if alg.ends_with("256") => &digest::SHA256,
        alg if alg.ends_with("384") => &digest::SHA384,
        alg if alg.ends_with("512") => &digest::SHA512,
        _ => return None,
    };
    let digest = digest(algorithm, text.as_bytes());
    let bytes = digest.as_ref();
    Some(URL_SAFE_NO_PAD.encode(bytes.get(..bytes.len() / 2)?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::bench::{Answer, Key, facts, no, not_applicable, run_with, unknown, yes};
    use super::*;

    fn answer(alg: &str, claims: serde_json::Value) -> Answer {
        let token = Key::of("ES256", "one").sign_with(&json!({ "alg": alg }), &claims);
        Answer::ok(&json!({"access_token": "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y", "id_token": token}).to_string())
    }

    /// The values of OIDC Core appendix A.3 and A.4.
    #[test]
    fn the_published_hashes_are_right() {
        let of = |hash: &str| run_with("at-hash", &answer("RS256", json!({"at_hash": hash})), &facts());
        yes(of("77QmUPtjPfzWtF2AnpK9RQ"));
        no(of("77QmUPtjPfzWtF2AnpK9RQ=="));
        no(of("77QmUPtjPfzWtF2AnpK9Rq"));
        let facts = Facts { code: Some("Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk".to_owned()), ..facts() };
        yes(run_with("c-hash", &answer("RS256", json!({"c_hash": "LDktKdoQak3Pk0cnXxCltA"})), &facts));
        no(run_with("c-hash", &answer("RS256", json!({"c_hash": "77QmUPtjPfzWtF2AnpK9RQ"})), &facts));
    }

    #[test]
    fn the_hash_follows_the_algorithm() {
        for (alg, length) in [("ES256", 22), ("RS384", 32), ("PS512", 43), ("EdDSA", 43), ("Ed25519", 43)] {
            let hash = left_half(alg, "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y").unwrap();
            assert_eq!(hash.len(), length, "{alg}");
            yes(run_with("at-hash", &answer(alg, json!({"at_hash": hash})), &facts()));
        }
        no(run_with("at-hash", &answer("RS384", json!({"at_hash": "77QmUPtjPfzWtF2AnpK9RQ"})), &facts()));
        unknown(run_with("at-hash", &answer("Ed448", json!({"at_hash": "x"})), &facts()));
    }

    #[test]
    fn without_a_hash_there_is_nothing_to_say() {
        not_applicable(run_with("at-hash", &answer("RS256", json!({})), &facts()));
        no(run_with("at-hash", &answer("RS256", json!({"at_hash": 7})), &facts()));
        unknown(run_with("c-hash", &answer("RS256", json!({"c_hash": "x"})), &facts()));
    }
}
