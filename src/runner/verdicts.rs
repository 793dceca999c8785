//! A run of which only the verdicts are wanted: nothing is redacted, no record is made. For the many runs of the kill matrix.

use std::collections::BTreeSet;

use super::doubt;
use super::execute::{RunOptions, Work, perform};
use super::ledger::Ledger;
use super::subject::Subject;
use crate::protocol::names::ClientRole;
use crate::record::Verdict;
use crate::suite::model::{Case, Suite};

/// What a run came to, in short.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdicts {
    /// Ids of the cases with their verdicts, in the order of the cases.
    pub cases: Vec<(String, Verdict)>,
    /// Clients that got tokens at least once.
    pub served: BTreeSet<ClientRole>,
}

/// Examines these cases of the suites. `served` are clients that are known to get tokens from this target: their
/// refusals count even where no request of this run succeeds.
pub async fn verdicts(
    subject: &Subject,
    suites: &[Suite],
    cases: &[&Case],
    served: &BTreeSet<ClientRole>,
    options: RunOptions<'_>,
) -> Verdicts {
    let ledger = Ledger::default();
    // Nothing is redacted here, but some cases look at what the target file says.
    super::execute::remember_configured(&ledger, subject);
    let performed = perform(&Work { subject, suites, cases, served }, &ledger, &options).await;
    let served = doubt::served_clients(&performed.results, &performed.controls);
    let verdict = |(planned, result): (super::plan::PlannedCase<'_>, Option<super::case::CaseResult>)| {
        Some((planned.case.id.clone(), result?.verdict))
    };
    Verdicts { cases: performed.results.into_iter().filter_map(verdict).collect(), served }
}
