//! `tokenspec explain`: what an id means. Finds it, turns it into plain data, and prints that.

use serde::Serialize;

use crate::cli::arguments::{Explain, Format};
use crate::cli::engine::{self, FaultInfo};
use crate::cli::profiles::{self, ProfileWords};
use crate::cli::variants::{self, VariantInfo};
use crate::cli::{CliError, explained, output, words};
use crate::examination::{self, near};
use crate::judge::expectation::Expectation;
use crate::judge::words::{also_accepted, expected};
use crate::profile;
use crate::protocol::names::Level;
use crate::suite::model::{AnswerClass, Case, CaseKind, ExchangeCase, Inspection, Requirement, Source, Step, Suite};
use crate::suite::words::{change, given};

/// What an id means, in words.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Explanation {
    /// A clause, its cases and its faults.
    Requirement(RequirementWords),
    /// A case (or the variants of one) with its requirements.
    Case(CaseGroup),
    /// A fault.
    Fault(FaultInfo),
    /// A legal difference.
    Variant(VariantInfo),
    /// A profile.
    Profile(ProfileWords),
}

/// A requirement.
#[derive(Debug, Serialize)]
pub struct RequirementWords {
    /// `suite/requirement`.
    pub id: String,
    /// How binding it is.
    pub level: Level,
    /// Where it is written.
    pub source: Source,
    /// The clause.
    pub text: String,
    /// What is gained when it is broken.
    pub why: Option<String>,
    /// Why no case can examine it.
    pub untestable: Option<String>,
    /// What is sent.
    pub cases: Vec<CaseWords>,
    /// What proves that the cases can fail.
    pub faults: Vec<FaultInfo>,
}

/// Cases under one id.
#[derive(Debug, Serialize)]
pub struct CaseGroup {
    /// The id that was asked for.
    pub id: String,
    /// Their requirements.
    pub requirements: Vec<RequirementWords>,
    /// Each case.
    pub cases: Vec<CaseWords>,
}

/// A case.
#[derive(Debug, Serialize)]
pub struct CaseWords {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The level of a breach.
    pub level: Level,
    /// What the target must offer.
    pub needs: Vec<String>,
    /// The state it starts from.
    pub given: Option<String>,
    /// What is sent and expected, in order.
    pub steps: Vec<StepWords>,
    /// `scope.toml:12`.
    pub origin: String,
}

/// A step.
#[derive(Debug, Serialize)]
pub struct StepWords {
    /// What is sent.
    pub sends: String,
    /// How it differs from the valid request.
    pub changed: Vec<String>,
    /// The level of this step, when it is not the case's.
    pub level: Option<Level>,
    /// What must come back.
    pub expected: String,
    /// What else may.
    pub also_accepted: Vec<String>,
}

/// Finds and prints.
pub fn explain(arguments: &Explain) -> Result<u8, CliError> {
    let suites = engine::suites(&arguments.suite_dir, &[])?;
    // A profile may have the name of a suite, which by itself would mean every case of it.
    let explanation = match profile::ids().contains(&arguments.id.as_str()) {
        true => Explanation::Profile(profiles::words(&examination::profile(&arguments.id)?, &suites)),
        false => find(&arguments.id, &suites, &engine::noticed_faults(&suites))?,
    };
    match arguments.format {
        Format::Human => output::print(&explained::render(&explanation, output::palette(), output::width()))?,
        Format::Json => output::print_json(&explanation)?,
    }
    Ok(0)
}

/// What an id means. A requirement stands before a case of the same name, for it shows its cases.
pub fn find(id: &str, suites: &[Suite], faults: &[FaultInfo]) -> Result<Explanation, CliError> {
    let full = complete(id, suites)?;
    for suite in suites {
        if let Some(requirement) = suite.requirements.iter().find(|requirement| requirement.id == full) {
            return Ok(Explanation::Requirement(requirement_words(suite, requirement, faults)));
        }
        let cases: Vec<&Case> = suite.cases.iter().filter(|case| is_under(&case.id, &full)).collect();
        if !cases.is_empty() {
            return Ok(Explanation::Case(group(&full, suite, &cases)));
        }
    }
    if let Some(fault) = faults.iter().find(|fault| fault.id == id) {
        return Ok(Explanation::Fault(fault.clone()));
    }
    let mut variants = variants::all();
    match variants.iter().position(|variant| variant.id == id) {
        Some(at) => Ok(Explanation::Variant(variants.swap_remove(at))),
        None => Err(unknown(id, suites, faults, &variants)),
    }
}

/// Whether a case has this id, or is a variant of it.
fn is_under(case: &str, id: &str) -> bool {
    case.strip_prefix(id).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The id with its suite, where it was left out and only one suite has it.
fn complete(id: &str, suites: &[Suite]) -> Result<String, CliError> {
    let has = |suite: &Suite, full: &str| {
        suite.requirements.iter().any(|requirement| requirement.id == full)
            || suite.cases.iter().any(|case| is_under(&case.id, full))
    };
    if suites.iter().any(|suite| id.starts_with(&format!("{}/", suite.id))) {
        return Ok(id.to_owned());
    }
    let mut candidates: Vec<String> = Vec::new();
    for suite in suites {
        let full = format!("{}/{id}", suite.id);
        if has(suite, &full) {
            candidates.push(full);
        }
    }
    match candidates.len() {
        0 => Ok(id.to_owned()),
        1 => Ok(candidates.swap_remove(0)),
        _ => Err(CliError::Ambiguous { id: id.to_owned(), candidates }),
    }
}

/// Nothing has this id; these are similar.
fn unknown(id: &str, suites: &[Suite], faults: &[FaultInfo], variants: &[VariantInfo]) -> CliError {
    let requirements = suites.iter().flat_map(|suite| suite.requirements.iter().map(|requirement| requirement.id.as_str()));
    let cases = suites.iter().flat_map(|suite| suite.cases.iter().map(|case| case.id.as_str()));
    let deviations = faults.iter().map(|fault| fault.id.as_str()).chain(variants.iter().map(|variant| variant.id.as_str()));
    let known = requirements.chain(cases).chain(deviations).chain(profile::ids());
    let near = near(id, known, 3).into_iter().map(str::to_owned).collect();
    CliError::Unknown { kind: "requirement, case, fault, variant or profile", id: id.to_owned(), near }
}

/// A requirement with all that belongs to it.
fn requirement_words(suite: &Suite, requirement: &Requirement, faults: &[FaultInfo]) -> RequirementWords {
    let cases: Vec<&Case> = suite.cases.iter().filter(|case| case.requirements.contains(&requirement.id)).collect();
    let of_cases = |fault: &&FaultInfo| {
        fault.requirements.contains(&requirement.id)
            || fault.killed_by.iter().any(|killer| cases.iter().any(|case| case.id == *killer))
    };
    RequirementWords {
        faults: faults.iter().filter(of_cases).cloned().collect(),
        cases: cases.iter().map(|case| case_words(case)).collect(),
        ..clause(requirement)
    }
}

/// A requirement alone.
fn clause(requirement: &Requirement) -> RequirementWords {
    RequirementWords {
        id: requirement.id.clone(),
        level: requirement.level,
        source: requirement.source.clone(),
        text: requirement.text.clone(),
        why: requirement.why.clone(),
        untestable: requirement.untestable.clone(),
        cases: Vec::new(),
        faults: Vec::new(),
    }
}

/// Cases under an id, with the clauses that they examine.
fn group(id: &str, suite: &Suite, cases: &[&Case]) -> CaseGroup {
    let examined = |requirement: &&Requirement| cases.iter().any(|case| case.requirements.contains(&requirement.id));
    CaseGroup {
        id: id.to_owned(),
        requirements: suite.requirements.iter().filter(examined).map(clause).collect(),
        cases: cases.iter().map(|case| case_words(case)).collect(),
    }
}

/// What an inspection looks at, and what it wants to see.
fn inspected(inspection: Inspection) -> (&'static str, &'static str) {
    const ENTROPY: &str = "at least 128 bits of apparent entropy";
    match inspection {
        Inspection::ClientIds => ("the configured client ids are looked at", "they obey the bounds of client_id"),
        Inspection::EndpointUri => ("the URI of the token endpoint is looked at", "it has no fragment"),
        Inspection::CodeEntropy => ("the authorization codes of the run are looked at", ENTROPY),
        Inspection::AccessTokenEntropy => ("the access tokens of the run are looked at", ENTROPY),
        Inspection::RefreshTokenEntropy => ("the refresh tokens of the run are looked at", ENTROPY),
        Inspection::ClientSecretEntropy => ("the configured client secrets are looked at", ENTROPY),
        Inspection::TokensDistinct => ("the tokens of the run are looked at", "no value was issued twice"),
    }
}

/// A case in words.
fn case_words(case: &Case) -> CaseWords {
    let (given, steps) = match &case.kind {
        CaseKind::Exchanges(exchanges) => (
            Some(given(exchanges.client, exchanges.grant, &exchanges.given, &exchanges.given.authorization.scope)),
            step_words(exchanges),
        ),
        CaseKind::Observe(observe) => {
            let class = match observe.class {
                AnswerClass::Tokens => "every answer with tokens",
                AnswerClass::Errors => "every error answer",
                AnswerClass::Unauthorized => "every answer with status 401",
                AnswerClass::All => "every answer",
            };
            let class = match observe.grant {
                Some(grant) => format!("{class} to {grant} requests"),
                None => class.to_owned(),
            };
            (
                None,
                vec![expectation_words(
                    format!("nothing of its own: {class} of the run is looked at"),
                    Vec::new(),
                    None,
                    &observe.expect,
                )],
            )
        }
        CaseKind::Inspect(inspection) => {
            let (what, expected) = inspected(*inspection);
            let sends = format!("nothing of its own: {what}");
            (None, vec![StepWords { sends, changed: vec![], level: None, expected: expected.to_owned(), also_accepted: vec![] }])
        }
    };
    CaseWords {
        id: case.id.clone(),
        title: case.title.clone(),
        level: case.level,
        needs: case.needs.iter().map(words::capability).collect(),
        given,
        steps,
        origin: format!("{}:{}", case.origin.file, case.origin.line),
    }
}

/// The steps of a case in words.
fn step_words(case: &ExchangeCase) -> Vec<StepWords> {
    let words = |step: &Step| expectation_words(words::sends(&step.send), change(&step.change), step.level, &step.expect);
    let mut steps: Vec<StepWords> = case.steps.iter().map(words).collect();
    if let Some((at, beyond)) = case.contrast
        && let Some(step) = steps.get_mut(beyond)
    {
        step.expected.push_str(&format!("; and not more lenient than step {}", at + 1));
    }
    steps
}

/// A step in words.
fn expectation_words(sends: String, changed: Vec<String>, level: Option<Level>, expect: &Expectation) -> StepWords {
    StepWords { sends, changed, level, expected: expected(&expect.primary), also_accepted: also_accepted(expect) }
}
