//! Whether the record is whole by the bundle's own rules and by this program's, and what its verdicts are by both.

use super::{Difference, Problem, Rejudging, Verification};
use crate::certify::bundle::Files;
use crate::certify::complete::{gaps, undecided};
use crate::certify::suites::{Rules, own_files};
use crate::record::{RunRecord, Verdict};
use crate::runner::{bounds, rejudge};

/// So many differences and files are told.
const TOLD: usize = 5;

/// Checks the record by both sets of rules.
pub(super) fn check(files: &Files, record: &RunRecord, found: &mut Verification) {
    let Some(profile) = &record.profile else { return };
    let bounds = bounds(record);
    match Rules::bundled(&profile.id, files, &bounds) {
        Ok(rules) => {
            gaps(record, &rules).into_iter().for_each(|gap| found.problems.note(Problem::Incomplete, gap));
            again("bundle", record, &rules, found);
        }
        Err(why) => found.problems.note(Problem::Tampered, format!("the rules in the bundle cannot be read: {why}")),
    }
    for case in undecided(record).into_iter().take(TOLD) {
        found.problems.note(Problem::Incomplete, format!("{} could not be judged: {}", case.id, case.reason));
    }
    let own = match Rules::own(&profile.id, &bounds) {
        Ok(own) => own,
        Err(why) => {
            found.problems.note(Problem::Outdated, format!("the profile {} is not known here: {why}", profile.id));
            return;
        }
    };
    if own.profile.version != profile.version {
        let text =
            format!("it is of {} version {}; this program has version {}", profile.id, profile.version, own.profile.version);
        found.problems.note(Problem::Outdated, text);
        return;
    }
    let counts = |id: &str| own.profile.lock.contains(id) && record.case(id).is_none();
    let cases = own.suites.iter().flat_map(|suite| &suite.cases);
    for case in cases.filter(|case| counts(&case.id)).take(TOLD) {
        found.problems.note(Problem::Incomplete, format!("{} is missing, which this program's profile has", case.id));
    }
    remark_on_files(files, &own, found);
    again("own", record, &own, found);
}

/// Rules that differ are told; whether that matters, the verdicts show.
fn remark_on_files(files: &Files, own: &Rules, found: &mut Verification) {
    let mine = own_files(&own.profile);
    let differs = |(name, bytes): &(&String, &Vec<u8>)| files.get(*name) != Some(bytes);
    let names: Vec<&str> = mine.iter().filter(differs).map(|(name, _)| name.as_str()).take(TOLD).collect();
    if !names.is_empty() {
        found.remarks.push(format!("rules of the same version that are not this program's: {}", names.join(", ")));
    }
}

fn again(rules: &'static str, record: &RunRecord, with: &Rules, found: &mut Verification) {
    let rejudged = rejudge(record, &with.suites);
    if rejudged.is_empty() {
        found.problems.note(Problem::Incomplete, "the record has nothing by which it could be judged again");
    }
    let different: Vec<Difference> = rejudged
        .iter()
        .filter(|case| case.differs())
        .map(|case| Difference {
            id: case.id.clone(),
            recorded: word(case.recorded),
            again: case.again.as_ref().map_or_else(|_| "cannot be said".to_owned(), |verdict| word(*verdict)),
            reason: case.again.as_ref().err().unwrap_or(&case.reason).clone(),
        })
        .collect();
    for case in different.iter().take(TOLD) {
        let by = if rules == "own" { "by this program's suites" } else { "by the suites in the bundle" };
        let text = format!("{} is {} in the record and {} {by}: {}", case.id, case.recorded, case.again, case.reason);
        found.problems.note(Problem::Different, text);
    }
    found.rejudged.push(Rejudging { rules, cases: rejudged.len(), different });
}

fn word(verdict: Verdict) -> String {
    format!("{verdict:?}").to_lowercase()
}
