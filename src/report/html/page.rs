//! The page as a whole, as the template sees it.

use askama::Template;

use super::cases::{Group, Listing, listing};
use super::clause::Clause;
use super::latency::{Latency, latency};
use super::matrix::{Mark, Row, matrix};
use super::notices::{Notice, notices};
use super::policy::{POLICY, SCRIPT, STYLE};
use super::text::{Anchors, Text};
use crate::record::model::{BehaviourRecord, CaseRecord, RequirementRecord};
use crate::record::{RunRecord, Verdict};
use crate::report::findings::{
    Index, counts_by_level, examined_by, name_of, remark, skip_reasons, suite_ids, suite_of, unscored,
};
use crate::report::text::{count, duration, thousands};

/// Renders a run as one HTML file.
pub fn render(record: &RunRecord) -> Result<String, askama::Error> {
    let index = Index::new(record);
    let mut names = Anchors::default();
    let anchors: Vec<String> = record.requirements.iter().map(|r| names.make("requirement", &r.id)).collect();
    let listing = listing(record, &index);
    let page = Page {
        policy: &POLICY,
        style: STYLE,
        script: SCRIPT,
        title: Text::line(&title(record)),
        name: Text::line(&record.target.name),
        what: what(record),
        facts: facts(record),
        notices: notices(record),
        tally: tally(&listing.groups),
        levels: counts_by_level(record).join(" · "),
        pace: pace(record),
        matrix: matrix(record, &anchors),
        marks: Mark::all(),
        latency: latency(record),
        behaviours: behaviours(record, &listing),
        requirements: requirements(record, &index, &anchors, &listing),
        skipped: skipped(record),
        unscored: not_scored(record),
        suites: suite_ids(record).into_iter().map(Text::line).collect(),
        cases: record.cases.len(),
        left_out: listing.data.left_out(),
        data: listing.data.json().map_err(|error| askama::Error::Custom(error.into()))?,
        groups: listing.groups,
    };
    page.render()
}

/// Everything that the template fills in. Whatever comes from the record is [`Text`], or made of numbers and own words.
#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    policy: &'a str,
    style: &'a str,
    script: &'a str,
    title: Text,
    name: Text,
    what: Vec<Text>,
    facts: Vec<(&'static str, Text)>,
    notices: Vec<Notice>,
    tally: Vec<(Mark, usize)>,
    levels: String,
    pace: String,
    matrix: Vec<Row>,
    marks: [Mark; 6],
    latency: Latency,
    behaviours: Vec<Behaviour>,
    requirements: Vec<SuiteTable>,
    skipped: Vec<(usize, Text)>,
    unscored: Vec<(usize, Text, String)>,
    suites: Vec<Text>,
    cases: usize,
    left_out: usize,
    data: String,
    groups: Vec<Group>,
}

/// A line of the behaviour profile.
struct Behaviour {
    question: Text,
    answers: Vec<Text>,
    /// The first case that answers it: its anchor and its id.
    seen_by: Option<(String, Text)>,
    more: usize,
}

/// The requirements of a suite.
struct SuiteTable {
    suite: Text,
    rows: Vec<RequirementRow>,
}

/// A requirement and what became of it.
struct RequirementRow {
    mark: Mark,
    anchor: String,
    name: Text,
    clause: Clause,
    result: Text,
    /// The anchor of the case that decided.
    decided_by: Option<String>,
}

/// `staging: 38 fail, 72 warn`, for the tab.
fn title(record: &RunRecord) -> String {
    let meant = |case: &&CaseRecord, verdict| case.scored && case.accepted.is_none() && case.verdict == verdict;
    let number = |verdict| record.cases.iter().filter(|case| meant(case, verdict)).count();
    format!("{}: {} fail, {} warn", record.target.name, number(Verdict::Fail), number(Verdict::Warn))
}

/// The line under the heading, as the screen begins.
fn what(record: &RunRecord) -> Vec<Text> {
    let parts = [record.target.token_endpoint.as_str(), &examined_by(record)];
    parts.iter().filter(|part| !part.is_empty()).map(|part| Text::line(part)).collect()
}

fn facts(record: &RunRecord) -> Vec<(&'static str, Text)> {
    let target = &record.target;
    let suites: Vec<String> = record.suites.iter().map(|suite| format!("{} {}", suite.id, suite.version)).collect();
    let choices: Vec<String> = target.choices.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    let facts = [
        ("issuer", target.issuer.clone().unwrap_or_default()),
        ("profile", record.profile.as_ref().map(|p| format!("{} {}: {}", p.id, p.version, p.title)).unwrap_or_default()),
        ("suites", suites.join(", ")),
        ("clients", target.clients.join(", ")),
        ("declared choices", choices.join(", ")),
        ("examined", record.started_at.clone()),
        ("with", format!("{} {}, seed {}", record.tool.name, record.tool.version, record.seed)),
    ];
    facts.into_iter().filter(|(_, value)| !value.is_empty()).map(|(label, value)| (label, Text::line(&value))).collect()
}

/// Each group with its number; fail, warn and pass are told even when there are none.
fn tally(groups: &[Group]) -> Vec<(Mark, usize)> {
    let number = |mark: Mark| groups.iter().find(|group| group.mark == mark).map_or(0, |group| group.cases.len());
    let always = [Verdict::Fail, Verdict::Warn, Verdict::Inconclusive].map(Mark::of);
    let rest = groups.iter().map(|group| group.mark).filter(|mark| !always.contains(mark));
    always.into_iter().chain(rest).map(|mark| (mark, number(mark))).collect()
}

/// `2,062 exchanges in 2.2 s · 735 authorizations · 16 at a time`.
fn pace(record: &RunRecord) -> String {
    let statistics = &record.statistics;
    let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    format!(
        "{} in {} · {} · {} at a time",
        count(number(statistics.exchanges), "exchange"),
        duration(record.duration_ms),
        count(number(statistics.authorizations), "authorization"),
        thousands(statistics.concurrency as u64)
    )
}

fn behaviours(record: &RunRecord, listing: &Listing) -> Vec<Behaviour> {
    let behaviour = |behaviour: &BehaviourRecord| {
        let first = behaviour.cases.first();
        Behaviour {
            question: Text::line(&behaviour.question),
            answers: behaviour.answers.iter().map(|answer| Text::line(answer)).collect(),
            seen_by: first.and_then(|id| Some((listing.anchors.get(id)?.clone(), Text::line(id)))),
            more: behaviour.cases.len().saturating_sub(1),
        }
    };
    record.behaviours.iter().map(behaviour).collect()
}

fn requirements(record: &RunRecord, index: &Index<'_>, anchors: &[String], listing: &Listing) -> Vec<SuiteTable> {
    let row = |(requirement, anchor): (&RequirementRecord, &String)| {
        let cases = index.cases(requirement);
        let worst = cases.iter().filter(|case| case.verdict == requirement.verdict).min_by_key(|case| !case.scored);
        RequirementRow {
            mark: Mark::of_requirement(requirement),
            anchor: anchor.clone(),
            name: Text::line(name_of(&requirement.id)),
            clause: Clause::of(requirement),
            result: Text::line(&remark(index, requirement)),
            decided_by: worst.and_then(|case| listing.anchors.get(&case.id)).cloned(),
        }
    };
    let tables = suite_ids(record).into_iter().map(|suite| SuiteTable {
        suite: Text::line(suite),
        rows: record.requirements.iter().zip(anchors).filter(|(r, _)| suite_of(&r.id) == suite).map(row).collect(),
    });
    tables.filter(|table| !table.rows.is_empty()).collect()
}

fn skipped(record: &RunRecord) -> Vec<(usize, Text)> {
    let cases: Vec<&CaseRecord> = record.cases.iter().collect();
    skip_reasons(&cases).into_iter().map(|(reason, number)| (number, Text::cut(&reason))).collect()
}

fn not_scored(record: &RunRecord) -> Vec<(usize, Text, String)> {
    let groups = unscored(record).into_iter();
    groups.map(|group| (group.cases.len(), Text::cut(&group.reason), group.would().unwrap_or_default())).collect()
}
