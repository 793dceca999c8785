//! From a record to a scored record.

use std::collections::HashMap;

use super::model::Profile;
use crate::record::RunRecord;
use crate::record::model::{CaseRecord, ProfileRecord, Summary, worst};

/// Marks a case that the profile does not score.
pub fn score_case(profile: &Profile, case: &mut CaseRecord) {
    let suite = case.id.split_once('/').map_or("", |(suite, _)| suite);
    if profile.suites.iter().any(|known| known == suite) {
        case.unscored = profile.unscored(&case.id, &case.requirements);
        case.scored = case.unscored.is_none();
    }
}

/// Marks what the profile does not score, and counts anew. Cases of suites that are not the profile's count: whoever names
/// a suite wants to hear of it.
pub fn score(profile: &Profile, record: &mut RunRecord) {
    record.profile =
        Some(ProfileRecord { id: profile.id.clone(), title: profile.title.clone(), version: profile.version.clone() });
    let own = |id: &str| id.split_once('/').is_some_and(|(suite, _)| profile.suites.iter().any(|known| known == suite));
    record.cases.iter_mut().for_each(|case| score_case(profile, case));
    let cases: HashMap<&str, &CaseRecord> = record.cases.iter().map(|case| (case.id.as_str(), case)).collect();
    for requirement in record.requirements.iter_mut().filter(|requirement| own(&requirement.id)) {
        let own: Vec<&CaseRecord> = requirement.cases.iter().filter_map(|id| cases.get(id.as_str()).copied()).collect();
        let excluded = profile.excludes(&requirement.id).map(str::to_owned);
        let nothing_counts = || {
            let first = own.iter().find_map(|case| case.unscored.clone());
            first.filter(|_| own.iter().all(|case| !case.scored))
        };
        requirement.unscored = excluded.or_else(nothing_counts);
        if requirement.unscored.is_none() && !own.is_empty() {
            requirement.verdict = worst(own.iter().filter(|case| case.scored).map(|case| case.verdict));
        }
    }
    record.summary = Summary::of(&record.cases);
}
