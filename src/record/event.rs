//! A run as a stream of events, one JSON object per line: what is written while it goes on, and the way back to a record.
//!
//! ```text
//! {"event":"start","record":{…}}                    the record as it would be if the run ended here: no cases, `interrupted`
//! {"event":"plan","cases":["suite/case",…],…}       the ids of all cases, in the order of the record
//! {"event":"case","case":{…}}                       a case with its verdict; a later line of the same id replaces it
//! {"event":"end","record":{…}}                      the record without its cases
//! ```
//!
//! A killed run has no `end`, and its last line may be cut off. It is read as an interrupted run of the cases that it got to.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::check::roll_up;
use super::model::{CaseRecord, RunRecord, Summary};
use super::read::{Probe, ReadError, not_json, of_version, shape};

/// One line.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "lowercase", deny_unknown_fields)]
pub enum Event {
    /// The run begins.
    Start {
        /// The record so far.
        record: Box<RunRecord>,
    },
    /// The plan is made; no token request has been sent.
    Plan {
        /// The ids of all cases, in the order of the record.
        cases: Vec<String>,
        /// Authorizations that they need.
        authorizations: usize,
        /// Token requests that they send.
        token_requests: usize,
    },
    /// A case has its verdict.
    Case {
        /// The case, redacted, as it stands in the record.
        case: Box<CaseRecord>,
    },
    /// The run is over.
    End {
        /// The record without its cases.
        record: Box<RunRecord>,
        /// The controls that cases rest on, by case, where the lines of the cases do not say it.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        rests_on: BTreeMap<String, String>,
    },
}

/// Whether a text is events and no record.
pub(super) fn looks_like_events(text: &str) -> bool {
    let first = text.trim_start().lines().next().unwrap_or_default();
    let opened = first.trim_start_matches('{').trim_start();
    first.starts_with('{') && opened.starts_with("\"event\"")
}

/// The record that events tell of.
pub(super) fn assemble(text: &str) -> Result<RunRecord, ReadError> {
    let mut story = Story::default();
    let lines: Vec<&str> = text.split('\n').collect();
    for (number, line) in lines.iter().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match event(line, number, &mut story) {
            Ok(event) => story.hear(event, number)?,
            // The line that was being written when the run was killed; a line feed would follow it otherwise.
            Err(ReadError::CutShort { .. }) if number + 1 == lines.len() && story.opening.is_some() => break,
            Err(error) => return Err(error),
        }
    }
    story.told()
}

/// One line; `before` lines stand before it. Of the first, the version is looked at before the rest.
fn event(line: &str, before: usize, story: &mut Story) -> Result<Event, ReadError> {
    #[derive(Deserialize)]
    struct Opening {
        record: Option<Probe>,
    }
    let opening: Opening = serde_json::from_str(line).map_err(|error| not_json(&error, before))?;
    if let Some(probe) = opening.record.filter(|_| story.opening.is_none()) {
        story.made_by = of_version(&probe)?;
    }
    serde_json::from_str(line).map_err(|error| shape(&error, before, story.made_by.clone()))
}

/// What has been heard so far.
#[derive(Default)]
struct Story {
    opening: Option<Box<RunRecord>>,
    made_by: String,
    order: Vec<String>,
    cases: HashMap<String, CaseRecord>,
    /// Ids in the order of their first line.
    heard: Vec<String>,
    ending: Option<Box<RunRecord>>,
    rests_on: BTreeMap<String, String>,
}

impl Story {
    fn hear(&mut self, event: Event, number: usize) -> Result<(), ReadError> {
        let wrong = |what: &str| ReadError::Contradiction(vec![format!("line {}: {what}", number + 1)]);
        if self.opening.is_none() && !matches!(event, Event::Start { .. }) {
            return Err(wrong("the first event is not `start`"));
        }
        if self.ending.is_some() {
            return Err(wrong("an event after `end`"));
        }
        match event {
            Event::Start { .. } if self.opening.is_some() => {
                return Err(wrong("a second `start`: these are two runs in one file"));
            }
            Event::Start { record } => self.opening = Some(record),
            Event::Plan { cases, .. } => self.order = cases,
            Event::Case { case } => {
                if self.cases.insert(case.id.clone(), (*case).clone()).is_none() {
                    self.heard.push(case.id.clone());
                }
            }
            Event::End { record, rests_on } => {
                self.ending = Some(record);
                self.rests_on = rests_on;
            }
        }
        Ok(())
    }

    /// The record, its cases in order.
    fn told(mut self) -> Result<RunRecord, ReadError> {
        let order: HashMap<&str, usize> = self.order.iter().enumerate().map(|(at, id)| (id.as_str(), at)).collect();
        self.heard.sort_by_key(|id| order.get(id.as_str()).copied().unwrap_or(usize::MAX));
        let mut cases: Vec<CaseRecord> = self.heard.iter().filter_map(|id| self.cases.remove(id)).collect();
        if let Some(mut record) = self.ending {
            for case in &mut cases {
                case.control = case.control.take().or_else(|| self.rests_on.remove(&case.id));
            }
            record.cases = cases;
            return Ok(*record);
        }
        let opening = self.opening.ok_or(ReadError::Empty)?;
        Ok(cut_short(*opening, cases))
    }
}

/// A run that was killed: what its finished cases make of it.
fn cut_short(mut record: RunRecord, mut cases: Vec<CaseRecord>) -> RunRecord {
    let controls: HashSet<&str> = record.controls.iter().map(|control| control.id.as_str()).collect();
    for case in &mut cases {
        case.control = case.control.take().filter(|id| controls.contains(id.as_str()));
    }
    record.interrupted = true;
    record.summary = Summary::of(&cases);
    for requirement in &mut record.requirements {
        let own: Vec<&CaseRecord> = cases.iter().filter(|case| case.requirements.contains(&requirement.id)).collect();
        requirement.cases = own.iter().map(|case| case.id.clone()).collect();
        // As a profile scores: what has no case that counts does not count.
        let uncounted = own.first().filter(|_| own.iter().all(|case| !case.scored));
        requirement.unscored = requirement.unscored.take().or_else(|| uncounted?.unscored.clone());
        requirement.verdict = roll_up(requirement, &own);
    }
    record.requirements.retain(|requirement| !requirement.cases.is_empty() || requirement.untestable.is_some());
    record.duration_ms = cases.iter().map(|case| case.duration_ms).sum();
    record.statistics.exchanges = cases.iter().map(|case| case.exchanges.len() as u64).sum();
    record.cases = cases;
    record
}
