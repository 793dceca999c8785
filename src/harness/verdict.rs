//! From the verdict of a case to the outcome of a test.

use crate::record::model::CaseRecord;
use crate::record::{RunRecord, Verdict};
use crate::report::gate::{FailOn, Gate, Inconclusive};
use crate::report::human::{self, Options};
use crate::report::text::printable;

/// What a test says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// It passes.
    Passed,
    /// It passes, and this is worth a remark.
    Remark(String),
    /// It does not apply, or does not count, and why.
    Ignored(String),
    /// It fails with this text.
    Failed(String),
}

/// What became of a case.
pub(super) fn said(record: &RunRecord, id: &str, gate: Gate) -> Said {
    let Some(case) = record.case(id) else {
        return Said::Failed("the examination ended before this case was judged".to_owned());
    };
    if !case.scored {
        return unscored(case);
    }
    let reason = printable(&case.reason);
    match case.verdict {
        Verdict::Pass => Said::Passed,
        Verdict::Skip => Said::Ignored(reason.into_owned()),
        Verdict::Warn if gate.fail_on == FailOn::Must => Said::Remark(format!("warn  {}: {reason}", printable(&case.id))),
        Verdict::Inconclusive if gate.inconclusive == Inconclusive::Allowed => Said::Ignored(format!("inconclusive: {reason}")),
        Verdict::Warn | Verdict::Inconclusive | Verdict::Fail => Said::Failed(finding(record, case)),
    }
}

fn unscored(case: &CaseRecord) -> Said {
    let why = printable(case.unscored.as_deref().unwrap_or("the profile leaves it out"));
    let would = match case.verdict {
        Verdict::Pass => return Said::Passed,
        Verdict::Skip => return Said::Ignored(printable(&case.reason).into_owned()),
        Verdict::Fail => "it would fail",
        Verdict::Warn => "it would be a warning",
        Verdict::Inconclusive => "it could not be judged",
    };
    Said::Ignored(format!("not scored ({why}); {would}: {}", printable(&case.reason)))
}

/// The finding as the terminal shows it, and the seed that repeats it.
fn finding(record: &RunRecord, case: &CaseRecord) -> String {
    let text = human::finding(record, &case.id, Options::default()).unwrap_or_default();
    format!("{text}      seed       {}\n", record.seed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    /// `ok`, `ignored`, `remark` or `failed`.
    fn word(verdict: Verdict, scored: bool, gate: Gate) -> &'static str {
        let mut record = sample::of_verdicts(&[verdict]);
        record.cases[0].scored = scored;
        let id = record.cases[0].id.clone();
        match said(&record, &id, gate) {
            Said::Passed => "ok",
            Said::Ignored(_) => "ignored",
            Said::Failed(_) => "failed",
            Said::Remark(_) => "remark",
        }
    }

    #[test]
    fn table() {
        use Verdict::{Fail, Inconclusive as Open, Pass, Skip, Warn};
        let usual = Gate::default();
        let strict = Gate { fail_on: FailOn::Should, ..usual };
        let lenient = Gate { inconclusive: Inconclusive::Allowed, ..usual };
        let words = |gate| [Pass, Fail, Warn, Skip, Open].map(|verdict| word(verdict, true, gate));
        assert_eq!(words(usual), ["ok", "failed", "remark", "ignored", "failed"]);
        assert_eq!(words(strict), ["ok", "failed", "failed", "ignored", "failed"]);
        assert_eq!(words(lenient), ["ok", "failed", "remark", "ignored", "ignored"]);
        assert_eq!(
            [Pass, Fail, Warn, Skip, Open].map(|verdict| word(verdict, false, strict)),
            ["ok", "ignored", "ignored", "ignored", "ignored"]
        );
    }

    #[test]
    fn a_failure_explains_itself_and_a_case_without_a_verdict_fails() {
        let record = sample::record();
        let case = record.cases.iter().find(|case| case.verdict == Verdict::Fail).unwrap();
        let Said::Failed(text) = said(&record, &case.id, Gate::default()) else { panic!("it fails") };
        assert!(text.contains("FAIL") && text.contains("expected") && text.contains("repeat") && text.contains("seed"), "{text}");
        assert!(!text.contains('\u{1b}'), "{text}");
        assert!(matches!(said(&record, "no/such", Gate::default()), Said::Failed(_)));
    }
}
