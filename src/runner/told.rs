//! A case's steps in words for people, no secret among them.

use super::value;
use crate::suite::model::{ExchangeCase, Send, StateName, Step, Wait};

/// The changes of the steps up to the deciding one.
pub(super) fn changes(exchange: &ExchangeCase, deciding: usize) -> Vec<String> {
    let steps = exchange.steps.get(..=deciding).unwrap_or_default();
    if let [step] = exchange.steps.as_slice()
        && timing(step).is_empty()
    {
        let copies = Some(copies(step)).filter(|copies| !copies.is_empty()).map(|copies| format!("sent{copies}"));
        return crate::suite::words::change(&step.change).into_iter().chain(copies).collect();
    }
    let line = |(index, step): (usize, &Step)| {
        let change = crate::suite::words::change(&step.change).join(", ");
        let what = match &step.send {
            Send::Token { state: StateName::Main, .. } => "the token request",
            Send::Token { .. } => "a token request with another code of its own",
            Send::Introspect(_) => "an introspection request",
            Send::Revoke(_) => "a revocation request",
            Send::Userinfo(_) => "a userinfo request",
            Send::Metadata(_) => "a request for the metadata",
            Send::Jwks => "a request for the JWK set",
            Send::Authorization => "the authorization request",
            Send::PlainHttp => "a token request with made-up credentials over plain HTTP",
            Send::Handshake(_) => "a TLS handshake",
        };
        let how = if change.is_empty() { "unchanged".to_owned() } else { change };
        format!("step {}: {}{what}, {how}{}", index + 1, timing(step), copies(step))
    };
    steps.iter().enumerate().map(line).collect()
}

/// When a step is sent: after a wait, or with the one before.
fn timing(step: &Step) -> String {
    match step.wait {
        Some(Wait::Seconds(seconds)) => format!("after {seconds} s "),
        Some(Wait::Expiry { .. }) => "after the access token has expired ".to_owned(),
        None if step.with_previous => "at the same time ".to_owned(),
        None => String::new(),
    }
}

/// How often it is sent.
fn copies(step: &Step) -> String {
    if step.copies > 1 { format!(", {} times at once", step.copies) } else { String::new() }
}

/// Fills harmless placeholders in words for people; secrets become names: `<other.code>`.
pub(super) fn fill_known(text: &str, fill: value::Fill<'_>) -> String {
    const SHOWN: [&str; 8] = ["scopes", "s1", "s2", "offline", "authorized", "client_id", "redirect_uri", "other_redirect_uri"];
    let shown = |name: &str| SHOWN.contains(&name.rsplit('.').next().unwrap_or(name));
    let words = |name: &str| Some(fill(name).filter(|_| shown(name)).unwrap_or_else(|| format!("<{name}>")));
    value::template(text, &words).unwrap_or_else(|_| text.to_owned())
}
