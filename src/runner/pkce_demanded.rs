//! Servers that issue codes without a challenge and never exchange them: PKCE is demanded where the code is redeemed
//! (RFC 9700 §2.1.1 obliges public clients; RFC 7636 §4.4.1 lets the authorization endpoint refuse, which is simpler to see).

use super::case::CaseResult;
use super::control::ControlOutcome;
use crate::protocol::names::Grant;
use crate::record::Verdict;
use crate::suite::model::{ChallengeSpec, ExchangeCase, WhenRefused};

/// What the unchanged request of such a code got, if it was refused as an exchange without a verifier may be.
pub(super) fn at_exchange(exchange: &ExchangeCase, control: &ControlOutcome) -> Option<String> {
    let asked = &exchange.given.authorization;
    // A challenge of another make is none that this is about.
    let challenged =
        asked.challenge != ChallengeSpec::Absent || asked.parameters.iter().any(|(name, _)| name == "code_challenge");
    let bare = exchange.grant == Grant::AuthorizationCode && !challenged;
    let answer = control.log.last().filter(|_| bare && control.applies && !control.succeeded)?.observation.as_ref()?;
    let refused = matches!(answer.error.as_deref(), Some("invalid_request" | "invalid_grant"));
    refused.then(|| answer.words())
}

/// The verdict of a case about such a code, once the ordinary request has succeeded: a rule that something is to be refused is
/// kept by refusing every such code; what else would become of one cannot be seen. Tokens are what they are.
pub(super) fn settle(result: &mut CaseResult, exchange: &ExchangeCase, observed: &str) {
    let issued = result.log.iter().filter_map(|logged| logged.observation.as_ref()).any(|seen| seen.issued);
    if issued || matches!(result.verdict, Verdict::Skip | Verdict::Inconclusive) {
        return;
    }
    let why = format!(
        "the server demands PKCE of this client: a code without a challenge is not exchanged, with a verifier or without ({observed})"
    );
    if exchange.given.authorization.refused == WhenRefused::Skip {
        (result.verdict, result.reason) = (Verdict::Skip, why);
    } else if result.verdict == Verdict::Pass {
        result.reason = why;
    }
}
