//! Steps of a case.

use super::change::change;
use super::error::{NoWords, Within};
use super::expect::expect;
use super::tree::{Fields, Node, known, named, number, word};
use crate::suite::model::{HelperCall, HelperCaller, Send, Step, Wait};
use crate::suite::pairs::{GRANTS, LEVELS, ROLES};
use crate::suite::step::{DOCUMENTS, HANDSHAKES, SENDS, STATES, usual_outcome};

/// Whether `change` and `expect` of the case say all there is to this step.
pub(super) fn is_plain(step: &Step) -> bool {
    let plain = Step::token(step.expect.clone());
    *step == Step { change: step.change.clone(), ..plain }
}

/// The keys of `[[case.step]]`.
pub(super) fn step(step: &Step) -> Result<Fields, NoWords> {
    let mut fields = Fields::default();
    fields.put("send", send(&step.send).within("send")?);
    if let Some(level) = &step.level {
        fields.put("level", word(&LEVELS, level).within("level")?);
    }
    if let Some(passes) = step.wait {
        fields.put("wait", wait(passes));
    }
    if step.copies != 1 {
        fields.put("copies", number(step.copies).within("copies")?);
    }
    if step.with_previous {
        fields.put("with_previous", true);
    }
    fields.option("change", change(&step.change).within("change")?);
    fields.put("expect", expect(&step.expect, usual_outcome(&step.send)).within("expect")?);
    if !step.bind.is_empty() {
        let bound = step.bind.iter().map(|(name, path)| (name, path));
        fields.put("bind", named(bound, |path| Ok(path.into())).within("bind")?);
    }
    Ok(fields)
}

fn wait(wait: Wait) -> Node {
    match wait {
        Wait::Seconds(seconds) => Node::Number(seconds.into()),
        Wait::Expiry { at_most } => {
            let mut fields = Fields::default();
            fields.put("until", "expiry");
            fields.put("at_most", Node::Number(at_most.into()));
            fields.into()
        }
    }
}

fn send(send: &Send) -> Result<Node, NoWords> {
    if let Some(word) = known(&SENDS, send) {
        return Ok(word);
    }
    let mut fields = Fields::default();
    match send {
        Send::Token { state, grant } => {
            fields.put("token", word(&STATES, state)?);
            if let Some(grant) = grant {
                fields.put("grant", word(&GRANTS, grant).within("grant")?);
            }
        }
        Send::Introspect(call) => helper("introspect", call, &mut fields)?,
        Send::Revoke(call) => helper("revoke", call, &mut fields)?,
        Send::Userinfo(token) => fields.put("userinfo", token),
        Send::Metadata(document) => fields.put("metadata", word(&DOCUMENTS, document)?),
        Send::Handshake(handshake) => fields.put("handshake", word(&HANDSHAKES, handshake)?),
        Send::Jwks | Send::Authorization | Send::PlainHttp => return word(&SENDS, send),
    }
    Ok(fields.into())
}

fn helper(key: &str, call: &HelperCall, fields: &mut Fields) -> Result<(), NoWords> {
    fields.put(key, &call.token);
    match &call.caller {
        None => {}
        Some(HelperCaller::Nobody) => fields.put("as", "nobody"),
        Some(HelperCaller::Role(role)) => fields.put("as", word(&ROLES, role).within("as")?),
    }
    fields.option("hint", call.hint.as_ref());
    Ok(())
}
