//! Differences as they are told.

use super::*;
use crate::record::model::Summary;
use crate::report::human::Palette;
use crate::report::sample;
use crate::report::text::is_hidden;

/// [`sample::under_a_profile`] a week later: one finding gone, one new, one changed, a case that applies now, another answer.
fn later() -> RunRecord {
    let mut record = sample::under_a_profile();
    record.started_at = "2026-12-01T09:00:00Z".into();
    record.target.name = "production".into();
    record.suites[0].version = "2".into();
    let case = |record: &mut RunRecord, name: &str, verdict, observed: &str| {
        let id = format!("create-tokens/{name}");
        let case = record.cases.iter_mut().find(|case| case.id == id).unwrap();
        (case.verdict, case.observed) = (verdict, observed.to_owned());
    };
    case(&mut record, "grant-type-required/code", Verdict::Fail, "200, tokens, though no grant was named");
    case(&mut record, "scope-superset/public-code", Verdict::Fail, "200, tokens with scope \"openid\"");
    case(&mut record, "basic-wrong-secret", Verdict::Pass, "401 invalid_client");
    case(&mut record, "scope-partial-consent/a", Verdict::Pass, "200, tokens");
    record.cases.retain(|case| case.id != "create-tokens/scope-partial-consent/b");
    record.cases.push(sample::case("brand-new", "grant-type-required", Verdict::Fail));
    record.requirements[0].verdict = Verdict::Fail;
    record.requirements[2].verdict = Verdict::Pass;
    record.behaviours[0].answers = vec!["no".into()];
    record.summary = Summary::of(&record.cases);
    record
}

#[test]
fn what_changed_is_told() {
    let difference = diff(&sample::under_a_profile(), &later());
    assert!(difference.worse);
    let Counts { new, gone, changed, same, other, .. } = difference.counts;
    assert_eq!((new, gone, changed, same, other), (1, 1, 1, 4, 1));
    insta::assert_snapshot!("diff_human", human(&difference, Palette::default(), 100));
    insta::assert_snapshot!("diff_markdown", markdown(&difference));
}

#[test]
fn the_same_run_is_not_worse() {
    let record = sample::under_a_profile();
    let difference = diff(&record, &record);
    assert!(!difference.worse && difference.caveats.is_empty() && difference.requirements.is_empty());
    assert_eq!((difference.counts.new, difference.counts.compared), (0, record.cases.len()));
}

#[test]
fn only_what_counts_makes_a_run_worse() {
    let old = sample::of_verdicts(&[Verdict::Pass, Verdict::Fail, Verdict::Fail]);
    let with = |at: usize, verdict, change: &dyn Fn(&mut CaseRecord)| {
        let mut new = old.clone();
        new.cases[at].verdict = verdict;
        change(&mut new.cases[at]);
        diff(&old, &new).worse
    };
    assert!(with(0, Verdict::Warn, &|_| ()) && with(0, Verdict::Inconclusive, &|_| ()));
    assert!(!with(0, Verdict::Skip, &|_| ()) && !with(1, Verdict::Warn, &|_| ()));
    assert!(!with(0, Verdict::Fail, &|case| case.scored = false));
    let accepted = |case: &mut CaseRecord| {
        case.accepted = crate::report::sample_gated::record().cases[3].accepted.clone();
    };
    assert!(!with(0, Verdict::Fail, &accepted));
}

#[test]
fn cases_that_were_left_out_are_told_from_those_that_vanished() {
    let old = sample::record();
    let mut new = old.clone();
    new.cases.truncate(3);
    let left_out = |new: &RunRecord| diff(&old, new).only_old.iter().filter(|case| case.left_out).count();
    assert_eq!(left_out(&new), 0);
    new.filters = vec!["grant-*".into()];
    assert_eq!(left_out(&new), old.cases.len() - 3);
    new.filters.clear();
    new.suites[0].id = "another".into();
    assert_eq!(left_out(&new), old.cases.len() - 3);
}

#[test]
fn a_hostile_record_is_harmless_when_compared() {
    let difference = diff(&sample::under_a_profile(), &sample::hostile());
    let other = diff(&sample::hostile(), &sample::hostile());
    for difference in [difference, other] {
        let texts = [human(&difference, Palette::default(), 100), markdown(&difference)];
        for text in texts {
            assert_eq!(text.chars().find(|c| is_hidden(*c) && *c != '\n'), None);
            assert!(!text.lines().any(|line| line.starts_with("FAIL forged")));
        }
        assert!(!markdown(&difference).contains("<script"));
    }
}
