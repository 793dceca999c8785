//! The events of a run, one JSON object per line ([`crate::record::event`]): written while it goes on, or afterwards of a record.

use serde::Serialize;

use crate::record::RunRecord;
use crate::record::event::Event;
use crate::record::model::CaseRecord;
use crate::report::json;

/// A line, with its line feed. Nothing in it can steer a terminal or end the line.
///
/// # Errors
/// Never for an event.
pub fn line(event: &Event) -> Result<String, serde_json::Error> {
    json::compact(event)
}

/// The record without its cases, as a run begins or ends with it.
pub fn bare(record: &RunRecord) -> RunRecord {
    RunRecord { cases: Vec::new(), ..record.clone() }
}

/// The record as it is when a run begins: interrupted, until something else is known.
pub fn opening(record: &RunRecord) -> RunRecord {
    RunRecord { interrupted: true, controls: Vec::new(), behaviours: Vec::new(), ..bare(record) }
}

/// The record as the events of its run, cases in the order of the record.
///
/// # Errors
/// Never for a record.
pub fn render(record: &RunRecord) -> Result<String, serde_json::Error> {
    let mut out = line(&Event::Start { record: Box::new(opening(record)) })?;
    let requests = record.cases.iter().map(|case| case.exchanges.len()).sum();
    let authorizations = usize::try_from(record.statistics.authorizations).unwrap_or(usize::MAX);
    let cases = record.cases.iter().map(|case| case.id.clone()).collect();
    out.push_str(&line(&Event::Plan { cases, authorizations, token_requests: requests })?);
    for case in &record.cases {
        out.push_str(&json::compact(&CaseLine { event: "case", case })?);
    }
    out.push_str(&line(&Event::End { record: Box::new(bare(record)), rests_on: Default::default() })?);
    Ok(out)
}

/// [`Event::Case`] of a case that need not be copied.
#[derive(Serialize)]
struct CaseLine<'a> {
    event: &'static str,
    case: &'a CaseRecord,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::read;
    use crate::report::sample;
    use crate::report::text::is_hidden;

    #[test]
    fn a_record_survives_as_events() {
        let record = read::parse(include_str!("../../fixtures/records/0.1.0.json")).unwrap();
        let text = render(&record).unwrap();
        assert_eq!(text.lines().count(), record.cases.len() + 3);
        let again = read::parse(&text).unwrap();
        assert_eq!(serde_json::to_value(again).unwrap(), serde_json::to_value(record).unwrap());
    }

    #[test]
    fn a_server_ends_no_line() {
        let text = render(&sample::hostile()).unwrap();
        assert_eq!(text.chars().find(|c| is_hidden(*c) && *c != '\n'), None);
        assert!(text.lines().all(|line| line.starts_with("{\"event\":\"") && line.ends_with('}')));
    }
}
