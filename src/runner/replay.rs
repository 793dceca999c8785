//! Cases that may end what others hold: where a server keeps one grant for a client in a login session, the replay of one
//! code revokes all that was issued there. They are examined after the others, unless sessions keep them apart.

use super::needs;
use super::subject::Subject;
use crate::protocol::names::Grant;
use crate::suite::model::{ExchangeCase, Send, StateName, Step};

/// Whether cases may disturb each other at all: some share a login session.
pub(super) fn share_sessions(subject: &Subject) -> bool {
    subject.target.authorize.as_ref().is_some_and(|settings| !settings.fresh_sessions)
}

/// Whether a server may take the case for a reason to revoke a grant: it sends a code or refresh token a second time, or
/// revokes something (RFC 6749 §4.1.2, RFC 9700 §4.14.2, RFC 7009 §2.1). Rather too many than too few.
pub(super) fn replays(case: &ExchangeCase) -> bool {
    let states = needs::of_case(case);
    let own_alone = states.keys().all(|state| *state == StateName::Main);
    if case.grant == Grant::ClientCredentials && own_alone {
        return false;
    }
    let asks = |step: &&Step| matches!(step.send, Send::Token { .. });
    let revokes = |step: &Step| matches!(step.send, Send::Revoke(_)) || step.copies > 1;
    let used_code = case.grant == Grant::RefreshToken && case.steps.iter().any(sends_own_code);
    states.contains_key(&StateName::Done)
        || used_code
        || case.steps.iter().any(revokes)
        || case.steps.iter().filter(asks).count() > 1
}

/// Whether a step sends the code that its refresh token came from.
fn sends_own_code(step: &Step) -> bool {
    let exchanges = matches!(step.send, Send::Token { grant: Some(Grant::AuthorizationCode), .. });
    exchanges || needs::placeholders(step).contains("code")
}
