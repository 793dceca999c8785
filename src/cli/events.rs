//! `--report ndjson=FILE`: what a run finds, written line by line while it goes on, so that a killed run can be read.
//!
//! Each line is handed to the system as soon as there is one. The file is locked: two runs do not mix in it.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::cli::CliError;
use crate::cli::values::{Report, ReportKind};
use crate::examination::Scope;
use crate::record::event::Event;
use crate::record::model::CaseRecord;
use crate::record::{RunRecord, Verdict};
use crate::report::ndjson;
use crate::runner::{RunEvent, Tell};

/// The events of a run, on their way to files.
pub struct Events<'a> {
    scope: &'a Scope,
    /// Every case, in the order of the record.
    order: Vec<String>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    outlets: Vec<Outlet>,
    /// What was said of each case.
    told: HashMap<String, Told>,
}

/// Where lines go to.
struct Outlet {
    path: PathBuf,
    to: Box<dyn Write + Send>,
    /// The first failure; nothing is written after it.
    failed: Option<io::Error>,
}

/// What of a case may change after it was told.
#[derive(PartialEq, Eq)]
struct Told {
    verdict: Verdict,
    reason: String,
    scored: bool,
    /// Whether the baseline or a snapshot has had its say.
    reviewed: bool,
}

impl Told {
    fn of(case: &CaseRecord) -> Self {
        let reviewed = case.accepted.is_some() || case.snapshot.is_some();
        Self { verdict: case.verdict, reason: case.reason.clone(), scored: case.scored, reviewed }
    }
}

impl<'a> Events<'a> {
    /// Opens the files, and writes how the run begins. Without such a report, nothing is ever written.
    pub fn open(reports: &[Report], scope: &'a Scope, order: Vec<String>, opening: RunRecord) -> Result<Self, CliError> {
        let wanted = reports.iter().filter(|report| report.kind == ReportKind::Ndjson);
        let outlets = wanted.map(|report| outlet(&report.file)).collect::<Result<Vec<Outlet>, CliError>>()?;
        let events = Self { scope, order, state: Mutex::new(State { outlets, told: HashMap::new() }) };
        if events.tell() == Tell::Records {
            let mut record = opening;
            scope.score(&mut record);
            events.write(&Event::Start { record: Box::new(record) });
        }
        Ok(events)
    }

    /// What the run has to tell.
    pub fn tell(&self) -> Tell {
        if self.state().outlets.is_empty() { Tell::Verdicts } else { Tell::Records }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hears of an event. Called from many tasks at once.
    pub fn on(&self, event: &RunEvent) {
        match event {
            RunEvent::Planned { authorizations, token_requests, .. } if self.tell() == Tell::Records => {
                let (authorizations, token_requests) = (*authorizations, *token_requests);
                self.write(&Event::Plan { cases: self.order.clone(), authorizations, token_requests });
            }
            RunEvent::CaseRecorded(case) => {
                let mut case = case.clone();
                self.scope.score_case(&mut case);
                self.case(case);
            }
            _ => {}
        }
    }

    fn case(&self, case: Box<CaseRecord>) {
        self.state().told.insert(case.id.clone(), Told::of(&case));
        self.write(&Event::Case { case });
    }

    fn write(&self, event: &Event) {
        // An event is JSON whatever it holds.
        let Ok(line) = ndjson::line(event) else { return };
        for outlet in &mut self.state().outlets {
            if outlet.failed.is_none() {
                outlet.failed = outlet.to.write_all(line.as_bytes()).and_then(|()| outlet.to.flush()).err();
            }
        }
    }

    /// The run is over: what is otherwise than it was told, then the end.
    pub fn finish(&self, record: &RunRecord) -> Result<(), CliError> {
        if self.tell() == Tell::Verdicts {
            return Ok(());
        }
        for case in &record.cases {
            let known = self.state().told.get(&case.id).is_some_and(|told| *told == Told::of(case));
            if !known {
                self.case(Box::new(case.clone()));
            }
        }
        let rests_on = record.cases.iter().filter_map(|case| Some((case.id.clone(), case.control.clone()?))).collect();
        self.write(&Event::End { record: Box::new(ndjson::bare(record)), rests_on });
        let failed = self.state().outlets.iter_mut().find_map(|outlet| Some((outlet.path.clone(), outlet.failed.take()?)));
        match failed {
            // Whoever read them has seen enough.
            Some((path, error)) if path.as_os_str() == "-" && error.kind() == ErrorKind::BrokenPipe => Ok(()),
            Some((path, source)) => Err(CliError::File { action: "write", path, source }),
            None => Ok(()),
        }
    }
}

fn outlet(path: &Path) -> Result<Outlet, CliError> {
    let failed = |source| CliError::File { action: "write", path: path.to_owned(), source };
    let to: Box<dyn Write + Send> =
        if path.as_os_str() == "-" { Box::new(io::stdout()) } else { Box::new(locked(path).map_err(failed)?) };
    Ok(Outlet { path: path.to_owned(), to, failed: None })
}

/// The file, emptied and held. Another run that holds it goes on undisturbed.
fn locked(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(fs::TryLockError::WouldBlock) => return Err(io::Error::other("another run is writing to it")),
        // A pipe, or a file system without locks: then nobody else holds one either.
        Err(fs::TryLockError::Error(_)) => {}
    }
    if file.metadata()?.is_file() {
        file.set_len(0)?;
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::read;

    /// The golden run, told as it would be while it goes on: backwards, without controls.
    fn told(folder: &Path, changed: bool) -> (RunRecord, PathBuf) {
        let record = read::parse(include_str!("../../fixtures/records/0.1.0.json")).unwrap();
        let path = folder.join("new/run.ndjson");
        let report = Report { kind: ReportKind::Ndjson, file: path.clone() };
        let order = record.cases.iter().map(|case| case.id.clone()).collect();
        let scope = Scope::All;
        let events = Events::open(&[report], &scope, order, ndjson::opening(&record)).unwrap();
        assert!(locked(&path).unwrap_err().to_string().contains("another run is writing to it"));
        events.on(&RunEvent::Planned { cases: 11, authorizations: 1, token_requests: 1 });
        for case in record.cases.iter().rev().skip(1) {
            let mut case = CaseRecord { control: None, ..case.clone() };
            if changed {
                case.verdict = Verdict::Fail;
            }
            events.on(&RunEvent::CaseRecorded(Box::new(case)));
        }
        events.finish(&record).unwrap();
        (record, path)
    }

    #[test]
    fn what_was_told_makes_the_record() {
        let folder = tempfile::tempdir().unwrap();
        for changed in [false, true] {
            let (record, path) = told(folder.path(), changed);
            let again = read::load(&path).unwrap();
            assert_eq!(serde_json::to_value(again).unwrap(), serde_json::to_value(&record).unwrap());
            // What is told twice is what has changed, or was never told.
            let lines = std::fs::read_to_string(&path).unwrap().lines().count();
            assert_eq!(lines, 3 + record.cases.len() + if changed { record.cases.len() - 1 } else { 0 });
        }
    }

    #[test]
    fn without_such_a_report_nothing_is_wanted() {
        let record = crate::report::sample::empty();
        let events = Events::open(&[], &Scope::All, Vec::new(), record.clone()).unwrap();
        assert_eq!(events.tell(), Tell::Verdicts);
        events.finish(&record).unwrap();
    }

    #[test]
    fn a_file_that_cannot_be_written_is_told_before_the_run() {
        let folder = tempfile::tempdir().unwrap();
        let report = Report { kind: ReportKind::Ndjson, file: folder.path().to_owned() };
        let opened = Events::open(&[report], &Scope::All, Vec::new(), crate::report::sample::empty());
        assert!(opened.err().unwrap().message().starts_with("cannot write /"));
    }
}
