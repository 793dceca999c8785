//! The exact words of the statement.

use std::collections::BTreeMap;

use crate::certify::statement::{Certification, Left, Requirement};
use crate::protocol::names::Level;
use crate::record::model::CaseRecord;
use crate::record::{RunRecord, Verdict};
use crate::report::text::{clipped, count};

/// A statement in words. All text is printable and bounded.
pub(in crate::certify) struct Wording {
    pub title: String,
    pub lead: Vec<String>,
    pub sections: Vec<Section>,
}

/// A part of it.
pub(in crate::certify) struct Section {
    pub heading: &'static str,
    pub text: Vec<String>,
    /// What, and more about it.
    pub items: Vec<(String, String)>,
}

impl Section {
    fn new(heading: &'static str, text: Vec<String>, items: Vec<(String, String)>) -> Self {
        let plain = |text: String| clipped(&text).into_owned();
        Self {
            heading,
            text: text.into_iter().map(plain).collect(),
            items: items.into_iter().map(|(item, more)| (plain(item), plain(more))).collect(),
        }
    }
}

impl Wording {
    /// Of a certification and its record.
    pub(in crate::certify) fn of(said: &Certification, record: &RunRecord) -> Self {
        let title = format!("Statement of conformance: {}", clipped(&said.target.name));
        let sections = vec![
            Section::new("Result", result(said), Vec::new()),
            Section::new("What was examined", examined(said), Vec::new()),
            findings(record),
            not_examined(said),
            word_alone(said),
            circumstances(said),
        ];
        let sections = sections.into_iter().filter(|section| !(section.text.is_empty() && section.items.is_empty())).collect();
        Self { title, lead: lead(said), sections }
    }
}

fn lead(said: &Certification) -> Vec<String> {
    let Certification { profile, target, tool, started_at, .. } = said;
    vec![
        format!(
            "This is a self-declaration. Whoever signed it declares that the token endpoint {} (\u{201c}{}\u{201d}) was examined on {started_at} with {} {} by the profile {} version {} ({}), and that this came out.",
            clipped(&target.token_endpoint), clipped(&target.name), tool.name, tool.version, profile.id, profile.version, profile.title,
        ),
        "Nobody else has examined or approved anything here. The bundle that this page is part of holds the transcripts and the rules, so that anyone can compute the verdicts again: `tokenspec verify`.".to_owned(),
    ]
}

fn result(said: &Certification) -> Vec<String> {
    let counted = || said.requirements.iter().filter(|requirement| counts(requirement));
    let with = |verdict: Verdict| counted().filter(|requirement| requirement.verdict == verdict).count();
    let (broken, doubtful) = (with(Verdict::Fail), with(Verdict::Warn));
    let mut text = Vec::new();
    if !said.complete {
        text.push(format!(
            "Incomplete. {} that count could not be judged. No conformance is declared.",
            count(said.inconclusive.iter().filter(|case| case.scored).count(), "case")
        ));
    }
    if broken > 0 {
        text.push(format!(
            "The server does not conform to the profile: {} that must be kept are broken ({}).",
            count(broken, "requirement"),
            count(said.summary.fail, "failing case"),
        ));
    } else if said.complete {
        text.push(format!(
            "No requirement that must be kept was found broken: of {} that count and apply, {} kept in every case that was judged.",
            count(counted().filter(|requirement| requirement.verdict != Verdict::Skip).count(), "requirement"),
            match with(Verdict::Pass) {
                1 => "1 was".to_owned(),
                many => format!("{many} were"),
            },
        ));
    }
    if doubtful > 0 {
        text.push(format!("{} have warnings.", count(doubtful, "requirement")));
    }
    text
}

/// Whether a requirement counts and can be examined.
fn counts(requirement: &Requirement) -> bool {
    requirement.unscored.is_none() && requirement.untestable.is_none()
}

fn examined(said: &Certification) -> Vec<String> {
    let counted: Vec<&Requirement> = said.requirements.iter().filter(|requirement| counts(requirement)).collect();
    let at = |level: Level| counted.iter().filter(|requirement| requirement.level == level).count();
    let suites: Vec<String> = said.suites.iter().map(|suite| format!("{} {}", suite.id, suite.version)).collect();
    vec![
        format!("The profile has the suites {}.", suites.join(", ")),
        format!(
            "{} count and can be examined from outside: {} must, {} should, {} may.",
            count(counted.len(), "requirement"),
            at(Level::Must),
            at(Level::Should),
            at(Level::May)
        ),
        format!(
            "{} were executed and judged: {} pass, {} fail, {} warn; {} of the executed do not count. {} were skipped, {} inconclusive.",
            count(said.executed.len(), "case"),
            said.summary.pass,
            said.summary.fail,
            said.summary.warn,
            said.executed.iter().filter(|case| !case.scored).count(),
            said.skipped.len(),
            said.inconclusive.len(),
        ),
    ]
}

fn findings(record: &RunRecord) -> Section {
    let worded = |case: &CaseRecord| {
        let verdict = match case.verdict {
            Verdict::Fail => "fail",
            Verdict::Warn => "warning",
            _ => "inconclusive",
        };
        let rules = case.requirements.join(", ");
        (
            format!("{verdict}: {}", case.id),
            format!("{rules}; expected {}; observed {}; {}", case.expected, case.observed, case.reason),
        )
    };
    let items: Vec<_> = record.findings().map(worded).collect();
    let text = if items.is_empty() { vec!["None.".to_owned()] } else { Vec::new() };
    Section::new("Findings", text, items)
}

fn not_examined(said: &Certification) -> Section {
    let mut items = Vec::new();
    let untestable = said.requirements.iter().filter_map(|requirement| Some((requirement, requirement.untestable.as_ref()?)));
    items
        .extend(untestable.map(|(requirement, why)| (requirement.id.clone(), format!("cannot be examined from outside: {why}"))));
    let unscored = said.requirements.iter().filter(|requirement| requirement.untestable.is_none());
    let unscored = unscored.filter_map(|requirement| Some((requirement, requirement.unscored.as_ref()?)));
    items.extend(unscored.map(|(requirement, why)| (requirement.id.clone(), format!("does not count: {why}"))));
    items.extend(by_reason("skipped", &said.skipped));
    items.extend(by_reason("inconclusive", &said.inconclusive));
    let text = vec![
        "What a profile does not name was not examined, and neither was anything but the token endpoint and what leads to it. No finding means that these cases found nothing, not that there is nothing to be found.".to_owned(),
    ];
    Section::new("What was not examined", text, items)
}

/// Cases with the same reason together.
fn by_reason(what: &str, cases: &[Left]) -> Vec<(String, String)> {
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    cases.iter().for_each(|case| reasons.entry(&case.reason).or_default().push(&case.id));
    let worded = |(reason, ids): (&str, Vec<&str>)| (format!("{} {what}, {reason}", count(ids.len(), "case")), ids.join(", "));
    reasons.into_iter().map(worded).collect()
}

fn word_alone(said: &Certification) -> Section {
    let items: Vec<_> = said.told.iter().map(|(what, times)| (what.clone(), count(*times, "result"))).collect();
    let text = "Secrets were taken out of the transcripts. What can only be seen in them was told by whoever ran the examination, and cannot be computed again:";
    let text = if items.is_empty() { Vec::new() } else { vec![text.to_owned()] };
    Section::new("What rests on the signer's word alone", text, items)
}

fn circumstances(said: &Certification) -> Section {
    let mut text = Vec::new();
    if said.target.insecure {
        text.push("The certificates of the target were not verified: nobody knows whose answers these are.".to_owned());
    }
    let choices = said.target.choices.iter().map(|(name, value)| (format!("declared choice {name}"), value.clone()));
    let behaviours = said.behaviours.iter().map(|behaviour| (behaviour.question.clone(), behaviour.answers.join("; ")));
    let notes = said.notes.iter().map(|note| ("note".to_owned(), note.clone()));
    Section::new("Circumstances", text, choices.chain(behaviours).chain(notes).collect())
}
