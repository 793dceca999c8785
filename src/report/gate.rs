//! From a run record to the exit code: what gates, and what "no verdict" means.
//!
//! Cases that the profile does not score have no say, nor have findings that the baseline accepts. Entries of the baseline that accept
//! nothing any more gate (unless they only warn), and so does drift from snapshots where that was asked for.
//!
//! `0` nothing that gates; `1` a finding that gates; `3` nothing failed, but something could not be judged; `130` interrupted.
//! A single inconclusive case is enough for 3: a run that silently examined less than it says must not be green.
//! `--allow-inconclusive` lifts that, yet a run in which nothing at all could be judged stays at 3.

use crate::record::{RunRecord, Verdict};

/// What gates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FailOn {
    /// Broken musts (`fail`) alone.
    #[default]
    Must,
    /// Broken shoulds (`warn`) too.
    Should,
}

/// What inconclusive cases mean when nothing gates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Inconclusive {
    /// Any of them: exit 3.
    #[default]
    Refused,
    /// They are tolerated as long as some case was judged.
    Allowed,
}

/// The two choices of a gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Gate {
    /// What gates.
    pub fail_on: FailOn,
    /// What inconclusive cases mean.
    pub inconclusive: Inconclusive,
}

/// What a gate says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing that gates.
    Clean,
    /// Findings that gate.
    Findings,
    /// Entries of the baseline accept nothing any more.
    Stale,
    /// Answers are others than in the snapshots.
    Drift,
    /// Nothing failed, but not everything could be judged.
    NoVerdict,
    /// The run was cut short.
    Interrupted,
}

impl Outcome {
    /// The exit code of the process.
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings | Self::Stale | Self::Drift => 1,
            Self::NoVerdict => 3,
            Self::Interrupted => 130,
        }
    }

    /// What the exit code means: `findings that gate`.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Clean => "nothing that gates",
            Self::Findings => "findings that gate",
            Self::Stale => "no finding that gates, but the baseline has stale entries",
            Self::Drift => "no finding that gates, but answers drifted from their snapshots",
            Self::NoVerdict => "nothing failed, but not everything could be judged",
            Self::Interrupted => "interrupted before every case was judged",
        }
    }
}

/// Judges a whole run.
pub fn gate(record: &RunRecord, gate: Gate) -> Outcome {
    let has = |verdict| record.cases.iter().any(|case| case.scored && case.accepted.is_none() && case.verdict == verdict);
    // What is accepted was judged all the same.
    let accepted = record.cases.iter().any(|case| case.accepted.is_some() && case.verdict != Verdict::Inconclusive);
    let judged = has(Verdict::Pass) || has(Verdict::Warn) || accepted;
    let stale = record.baseline.as_ref().is_some_and(|baseline| !baseline.stale_warns && !baseline.stale.is_empty());
    let drift = record.snapshots.as_ref().is_some_and(|snapshots| snapshots.gates && snapshots.drifted > 0);
    if record.interrupted {
        Outcome::Interrupted
    } else if has(Verdict::Fail) || (gate.fail_on == FailOn::Should && has(Verdict::Warn)) {
        Outcome::Findings
    } else if stale {
        Outcome::Stale
    } else if !judged || (gate.inconclusive == Inconclusive::Refused && has(Verdict::Inconclusive)) {
        Outcome::NoVerdict
    } else if drift {
        Outcome::Drift
    } else {
        Outcome::Clean
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn table() {
        use Verdict::{Fail, Inconclusive as Open, Pass, Skip, Warn};
        // verdicts, then the exit code for: must, should, must with --allow-inconclusive
        let table: &[(&[Verdict], [u8; 3])] = &[
            (&[], [3, 3, 3]),
            (&[Pass], [0, 0, 0]),
            (&[Skip], [3, 3, 3]),
            (&[Open], [3, 3, 3]),
            (&[Skip, Open], [3, 3, 3]),
            (&[Warn], [0, 1, 0]),
            (&[Fail], [1, 1, 1]),
            (&[Pass, Skip], [0, 0, 0]),
            (&[Pass, Open], [3, 3, 0]),
            (&[Pass, Warn], [0, 1, 0]),
            (&[Pass, Warn, Open], [3, 1, 0]),
            (&[Fail, Open], [1, 1, 1]),
            (&[Pass, Fail, Warn, Skip, Open], [1, 1, 1]),
        ];
        let gates = [
            Gate::default(),
            Gate { fail_on: FailOn::Should, ..Gate::default() },
            Gate { inconclusive: Inconclusive::Allowed, ..Gate::default() },
        ];
        for (verdicts, expected) in table {
            let record = sample::of_verdicts(verdicts);
            let codes = gates.map(|choice| gate(&record, choice).code());
            assert_eq!(codes, *expected, "{verdicts:?}");
        }
    }

    #[test]
    fn what_is_not_scored_has_no_say() {
        let mut record = sample::of_verdicts(&[Verdict::Pass, Verdict::Fail, Verdict::Warn, Verdict::Inconclusive]);
        record.cases.iter_mut().skip(1).for_each(|case| case.scored = false);
        assert_eq!(gate(&record, Gate { fail_on: FailOn::Should, ..Gate::default() }), Outcome::Clean);
        record.cases.iter_mut().for_each(|case| case.scored = !case.scored);
        assert_eq!(gate(&record, Gate::default()), Outcome::Findings);
        // A run in which nothing counts has shown nothing.
        record.cases.iter_mut().for_each(|case| case.scored = false);
        assert_eq!(gate(&record, Gate::default()), Outcome::NoVerdict);
    }

    #[test]
    fn interruption_stands_above_all() {
        let mut record = sample::of_verdicts(&[Verdict::Fail]);
        record.interrupted = true;
        assert_eq!(gate(&record, Gate::default()).code(), 130);
    }

    #[test]
    fn what_is_accepted_does_not_gate_and_what_is_stale_does() {
        let mut record = sample::of_verdicts(&[Verdict::Fail, Verdict::Warn, Verdict::Inconclusive]);
        for case in &mut record.cases {
            case.accepted = Some(sample::accepted(&case.id));
        }
        let strict = Gate { fail_on: FailOn::Should, ..Gate::default() };
        assert_eq!(gate(&record, strict), Outcome::Clean);
        record.baseline = Some(sample::baseline());
        assert_eq!(gate(&record, strict).code(), 1);
        record.baseline.as_mut().unwrap().stale_warns = true;
        assert_eq!(gate(&record, strict), Outcome::Clean);
        record.cases[0].accepted = None;
        assert_eq!(gate(&record, strict), Outcome::Findings);
        // Nothing was judged but for what could not be.
        record.cases.drain(..2);
        assert_eq!(gate(&record, strict), Outcome::NoVerdict);
    }

    #[test]
    fn drift_gates_on_request() {
        let mut record = sample::of_verdicts(&[Verdict::Pass]);
        record.snapshots = Some(sample::snapshots());
        assert_eq!(gate(&record, Gate::default()), Outcome::Clean);
        record.snapshots.as_mut().unwrap().gates = true;
        assert_eq!(gate(&record, Gate::default()), Outcome::Drift);
    }
}
