//! What the page shows only when it is asked to, as JSON: the explanations of ordinary cases, and all exchanges.
//!
//! Two thousand cases repeat the same few texts, so each text is stored once and named by its number.

use std::collections::HashMap;

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};

use super::text::Text;
use crate::record::model::{ExchangeRecord, Purpose};
use crate::report::text::{count, duration};

/// Exchanges are kept up to so many bytes; then those of further cases are left out, and the page says so. Findings come
/// first, so it is ordinary cases that lose theirs.
const ROOM: usize = 3_500_000;
/// What a reference to a text takes in JSON, roughly.
const REFERENCE: usize = 6;

/// Everything that is stored for the script.
#[derive(Default, Serialize)]
pub(super) struct Data {
    text: Texts,
    /// In the order of the page.
    cases: Vec<CaseData>,
    controls: Vec<Vec<ExchangeData>>,
    #[serde(skip)]
    known_controls: HashMap<String, usize>,
    #[serde(skip)]
    left_out: usize,
}

/// Rows of the explanation (label, lines), exchanges (`null`: left out), the index of the control.
#[derive(Serialize)]
struct CaseData(Vec<(usize, Vec<usize>)>, Option<Vec<ExchangeData>>, Option<usize>);

/// What for, request line, outcome, header fields and body as sent, header fields and body as received.
#[derive(Serialize)]
struct ExchangeData(usize, usize, usize, Vec<usize>, usize, Vec<usize>, usize);

/// Texts by number.
#[derive(Default)]
struct Texts {
    numbers: HashMap<String, usize>,
    bytes: usize,
}

impl Texts {
    fn number(&mut self, text: &str) -> usize {
        self.bytes += REFERENCE;
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        self.bytes += text.len();
        self.numbers.insert(text.to_owned(), self.numbers.len());
        self.numbers.len() - 1
    }
}

impl Serialize for Texts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut texts: Vec<(&String, &usize)> = self.numbers.iter().collect();
        texts.sort_by_key(|(_, number)| **number);
        let mut sequence = serializer.serialize_seq(Some(texts.len()))?;
        for (text, _) in texts {
            sequence.serialize_element(text)?;
        }
        sequence.end()
    }
}

impl Data {
    /// Adds the next case of the page: what is not in the page already, and its exchanges with those of its control.
    pub(super) fn push(
        &mut self,
        rows: &[(&str, Vec<Text>)],
        exchanges: &[ExchangeRecord],
        control: Option<(&str, &[ExchangeRecord])>,
    ) {
        let rows = rows
            .iter()
            .map(|(label, lines)| (self.text.number(label), lines.iter().map(|line| self.text.number(line.as_str())).collect()))
            .collect();
        let told = self.exchanges(exchanges);
        let control = control.and_then(|(id, exchanges)| self.control(id, exchanges));
        self.cases.push(CaseData(rows, told, control));
    }

    /// For how many cases there was no room.
    pub(super) fn left_out(&self) -> usize {
        self.left_out
    }

    /// For the inside of a `script` element: with no `<`, nothing in it ends the element or starts a comment.
    pub(super) fn json(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string(self)?.replace('<', "\\u003c"))
    }

    fn exchanges(&mut self, exchanges: &[ExchangeRecord]) -> Option<Vec<ExchangeData>> {
        if self.text.bytes > ROOM && !exchanges.is_empty() {
            self.left_out += 1;
            return None;
        }
        Some(exchanges.iter().map(|exchange| self.exchange(exchange)).collect())
    }

    fn control(&mut self, id: &str, exchanges: &[ExchangeRecord]) -> Option<usize> {
        if exchanges.is_empty() {
            return None;
        }
        if let Some(known) = self.known_controls.get(id) {
            return Some(*known);
        }
        let told = exchanges.iter().map(|exchange| self.exchange(exchange)).collect();
        self.controls.push(told);
        self.known_controls.insert(id.to_owned(), self.controls.len() - 1);
        Some(self.controls.len() - 1)
    }

    fn exchange(&mut self, exchange: &ExchangeRecord) -> ExchangeData {
        let request = &exchange.request;
        let purpose = match exchange.purpose {
            Purpose::SetUp => "set-up",
            Purpose::Examination => "examination",
            Purpose::Inspection => "inspection",
        };
        let none = Vec::new();
        let (headers, body) = exchange.response.as_ref().map_or((&none, ""), |answer| (&answer.headers, answer.body.as_str()));
        let purpose = self.text.number(purpose);
        let line = self.line(&format!("{} {}", request.method, request.url));
        let outcome = self.line(&outcome(exchange));
        let sent = (self.headers(&request.headers), self.block(&request.body));
        let received = (self.headers(headers), self.block(body));
        ExchangeData(purpose, line, outcome, sent.0, sent.1, received.0, received.1)
    }

    fn headers(&mut self, headers: &[(String, String)]) -> Vec<usize> {
        headers.iter().map(|(name, value)| self.line(&format!("{name}: {value}"))).collect()
    }

    fn line(&mut self, raw: &str) -> usize {
        self.text.number(Text::line(raw).as_str())
    }

    fn block(&mut self, raw: &str) -> usize {
        self.text.number(Text::block(raw).as_str())
    }
}

/// `400, 52 bytes, 12 ms`.
fn outcome(exchange: &ExchangeRecord) -> String {
    let mut parts = Vec::new();
    if let Some(answer) = &exchange.response {
        parts.push(answer.status.to_string());
        let cut = if answer.body_truncated { ", of which the record keeps a part" } else { "" };
        parts.push(format!("{}{cut}", count(answer.body_bytes, "byte")));
    }
    parts.extend(exchange.error.clone());
    if parts.is_empty() {
        parts.push("nothing".to_owned());
    }
    parts.push(duration(exchange.duration_ms));
    parts.join(", ")
}
