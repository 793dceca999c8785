//! From all suites to those of a profile, with the levels that hold there.

use super::model::{LevelChange, Profile, is_under};
use crate::judge::expectation::{Expectation, Meaning};
use crate::protocol::names::Level;
use crate::suite::model::{Case, CaseKind, Requirement, Suite};

/// The suites of the profile, in its order, with its levels.
pub fn arrange(profile: &Profile, suites: Vec<Suite>) -> Vec<Suite> {
    let place = |suite: &Suite| profile.suites.iter().position(|id| *id == suite.id);
    let mut chosen: Vec<Suite> = suites.into_iter().filter(|suite| place(suite).is_some()).collect();
    chosen.sort_by_key(place);
    for suite in &mut chosen {
        relevel(profile, suite);
    }
    chosen
}

/// Changes the levels of one suite.
fn relevel(profile: &Profile, suite: &mut Suite) {
    for case in &mut suite.cases {
        let examined: Vec<&Requirement> =
            suite.requirements.iter().filter(|requirement| case.requirements.contains(&requirement.id)).collect();
        let level = level(profile, case, &examined);
        demand(case, level);
    }
    for requirement in &mut suite.requirements {
        requirement.level = of_requirement(profile, requirement);
    }
}

/// How binding a case is under the profile.
fn level(profile: &Profile, case: &Case, examined: &[&Requirement]) -> Level {
    if let Some(change) = profile.levels.iter().find(|change| change.cases.iter().any(|id| is_under(&case.id, id))) {
        return change.level;
    }
    // `must` is the smallest level.
    let before = examined.iter().map(|requirement| requirement.level).min();
    let counts = |requirement: &&&Requirement| profile.excludes(&requirement.id).is_none();
    let after = examined.iter().filter(counts).map(|requirement| of_requirement(profile, requirement)).min();
    match (before, after) {
        (Some(before), Some(after)) if case.level == before => after,
        // A case that states a level of its own, stricter or milder, keeps it where the profile changes nothing.
        (Some(before), Some(after)) if case.level < before && after <= before => case.level.min(after),
        (_, Some(after)) => case.level.max(after),
        (_, None) => case.level,
    }
}

/// How binding a requirement is under the profile.
fn of_requirement(profile: &Profile, requirement: &Requirement) -> Level {
    let names = |change: &&LevelChange| change.requirements.contains(&requirement.id);
    profile.levels.iter().find(names).map_or(requirement.level, |change| change.level)
}

/// Gives a case a level; no step of it is stricter. Where the profile asks for less than the suite, what the suite calls broken
/// for sure is a warning.
fn demand(case: &mut Case, level: Level) {
    let milder = level > case.level;
    case.level = level;
    match &mut case.kind {
        CaseKind::Exchanges(exchanges) => {
            for step in &mut exchanges.steps {
                step.level = step.level.map(|own| own.max(level));
                soften(&mut step.expect, milder);
            }
        }
        CaseKind::Observe(observe) => soften(&mut observe.expect, milder),
        CaseKind::Inspect(_) => {}
    }
}

fn soften(expectation: &mut Expectation, milder: bool) {
    for other in expectation.others.iter_mut().filter(|other| milder && other.meaning == Meaning::Fail) {
        other.meaning = Meaning::Warn;
    }
}
