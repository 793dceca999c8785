//! From a case of a run record to the text of its snapshot.

use std::fmt::Write as _;

use super::body::body;
use super::names::{Names, is_random};
use super::rules::Rules;
use crate::record::RunRecord;
use crate::record::model::{CaseRecord, ExchangeRecord, LOOKS_ON, Purpose};
use crate::report::text::printable;

/// A value that was sent and comes back is named if it is so long, whatever it looks like.
const LONG: usize = 40;

/// Milliseconds by which the times of a record may be wrong: they are rounded.
const ROUNDED: f64 = 0.01;

/// What the examination of a case was answered with. Nothing where nothing was sent (which answers to others are shown depends on
/// what else was examined), where the answers prove nothing, and of races, whose answers are chance.
///
/// Set-up is read for the names of what it issued ("the same refresh token as before"), and is not shown.
pub fn normalised(record: &RunRecord, case: &CaseRecord, rules: &Rules) -> Option<String> {
    use crate::record::Verdict::{Inconclusive, Skip};
    if matches!(case.verdict, Inconclusive | Skip)
        || !case.exchanges.iter().any(is_shown)
        || is_race(&case.exchanges)
        || looks_on(case)
    {
        return None;
    }
    let context = Context { rules, origins: origins(&record.target.token_endpoint) };
    let mut names = Names::default();
    let mut out = String::new();
    for exchange in &case.exchanges {
        names.replace(&exchange.request.body);
        let text = context.answer(exchange, &mut names);
        if is_shown(exchange) {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&text);
        }
    }
    Some(out)
}

fn is_shown(exchange: &ExchangeRecord) -> bool {
    exchange.purpose == Purpose::Examination
}

fn looks_on(case: &CaseRecord) -> bool {
    case.changed.first().is_some_and(|changed| changed == LOOKS_ON)
}

/// Whether requests of the examination were under way at the same time.
fn is_race(exchanges: &[ExchangeRecord]) -> bool {
    let shown: Vec<&ExchangeRecord> = exchanges.iter().filter(|exchange| is_shown(exchange)).collect();
    shown.windows(2).any(|two| two[1].started_ms + ROUNDED < two[0].started_ms + two[0].duration_ms)
}

struct Context<'a> {
    rules: &'a Rules,
    /// The target's origin, as it may be written.
    origins: Vec<String>,
}

/// An origin as it is, form-encoded, and as some write it in JSON.
fn origins(endpoint: &str) -> Vec<String> {
    let Ok(url) = url::Url::parse(endpoint) else { return Vec::new() };
    let origin = url.origin().ascii_serialization();
    let encoded: String = url::form_urlencoded::byte_serialize(origin.as_bytes()).collect();
    vec![encoded.to_ascii_lowercase(), encoded, origin.replace('/', "\\/"), origin]
}

impl Context<'_> {
    /// One answer: status, header fields by name, body.
    fn answer(&self, exchange: &ExchangeRecord, names: &mut Names) -> String {
        let path = exchange.request.url.split('?').next().unwrap_or_default();
        let path = self.origins.iter().fold(path.to_owned(), |path, origin| path.replace(origin.as_str(), ""));
        let mut out = format!("{} {}\n", printable(&exchange.request.method), printable(&names.replace(&path)));
        let Some(response) = &exchange.response else {
            let error = exchange.error.as_deref().unwrap_or("nothing came back");
            let _ = writeln!(out, "no answer: {}", printable(&names.replace(error)));
            return out;
        };
        let _ = writeln!(out, "HTTP {}", response.status);
        let sent = sent(exchange);
        let named = |text: &str| {
            let at_target = self.origins.iter().fold(text.to_owned(), |text, origin| text.replace(origin.as_str(), "[target]"));
            sent.iter().fold(at_target, |text, (value, name)| text.replace(value.as_str(), name))
        };
        let mut headers: Vec<(String, String)> = Vec::new();
        for (name, value) in &response.headers {
            let name = name.to_ascii_lowercase();
            if !self.rules.ignores_header(&name) {
                headers.push((name, names.replace(&self.rules.replaced(&named(value)))));
            }
        }
        headers.sort();
        for (name, value) in headers {
            let _ = writeln!(out, "{}: {}", printable(&name), printable(&value));
        }
        let text = body(&named(&response.body), self.rules, names);
        if !text.is_empty() {
            out.push('\n');
            for line in text.lines() {
                let _ = writeln!(out, "{}", printable(line).trim_end());
            }
        }
        if response.body_truncated {
            out.push_str("[the body is longer]\n");
        }
        out
    }
}

/// Values of the request that its answer may repeat and that are drawn anew in each run, with names for them.
fn sent(exchange: &ExchangeRecord) -> Vec<(String, String)> {
    let pairs = url::form_urlencoded::parse(exchange.request.body.as_bytes());
    let drawn = |value: &str| value.len() >= LONG || (value.len() >= 16 && is_random(value));
    let mut named: Vec<(String, String)> = pairs
        .filter(|(_, value)| drawn(value) && !value.starts_with('['))
        .map(|(name, value)| (value.into_owned(), format!("[sent {name}]")))
        .collect();
    // The longest first: one may be a part of another.
    named.sort_by_key(|(value, _)| std::cmp::Reverse(value.len()));
    named
}
