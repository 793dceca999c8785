//! Every case as the page lists it: findings first and whole, the others as a line whose explanation is looked up.

use std::collections::HashMap;

use super::clause::Clause;
use super::data::Data;
use super::matrix::Mark;
use super::text::{Anchors, Text};
use crate::protocol::names::Level;
use crate::record::model::CaseRecord;
use crate::record::review::SnapshotState;
use crate::record::{RunRecord, Verdict};
use crate::report::findings::{Counted, Finding, Index, findings, rows};
use crate::report::text::count;

/// So few failures are shown open: more would push each other off the screen.
const OPEN: usize = 3;

/// Cases with the same outcome.
pub(super) struct Group {
    pub(super) mark: Mark,
    /// `Failures`.
    pub(super) heading: &'static str,
    /// The key that shows them alone.
    pub(super) key: char,
    /// `38 cases, 21 findings`.
    pub(super) size: String,
    pub(super) cases: Vec<Case>,
}

/// One case.
pub(super) struct Case {
    pub(super) mark: Mark,
    pub(super) anchor: String,
    pub(super) level: Level,
    /// The verdict as a word, where the sign alone would not tell it.
    pub(super) word: &'static str,
    pub(super) id: Text,
    pub(super) title: Text,
    /// What a reader looks for first, in a line.
    pub(super) gist: Vec<(&'static str, Text)>,
    pub(super) open: bool,
    /// The case before it that has the same finding: what both have in common is told there.
    pub(super) same_as: Option<(String, Text)>,
    /// The explanation; `None` where the script fetches it.
    pub(super) body: Option<Body>,
    /// How many exchanges it has, those of its control apart.
    pub(super) exchanges: usize,
}

/// An explanation that can be read without script.
pub(super) struct Body {
    pub(super) clauses: Vec<Clause>,
    pub(super) acceptance: Vec<(&'static str, Text)>,
    /// Lines of the difference to the snapshot.
    pub(super) drift: Vec<Text>,
    pub(super) rows: Vec<(&'static str, Vec<Text>)>,
}

/// What becomes of the cases.
pub(super) struct Listing {
    pub(super) groups: Vec<Group>,
    pub(super) data: Data,
    /// The anchor of each case, by its id.
    pub(super) anchors: HashMap<String, String>,
}

/// The cases of a record in the order of the page.
pub(super) fn listing(record: &RunRecord, index: &Index<'_>) -> Listing {
    let mut names = Anchors::default();
    let anchors = record.cases.iter().map(|case| (case.id.clone(), names.make("case", &case.id))).collect();
    let mut lister = Lister { index, anchors, data: Data::default() };
    let mut groups = Vec::new();
    for (verdict, heading, key) in
        [(Verdict::Fail, "Failures", 'f'), (Verdict::Warn, "Warnings", 'w'), (Verdict::Inconclusive, "Inconclusive", 'i')]
    {
        groups.push(lister.findings(record, verdict, heading, key));
    }
    let rest: Vec<&CaseRecord> = record.cases.iter().filter(|case| !is_finding(case)).collect();
    for (mark, heading, key) in others() {
        let meant = rest.iter().filter(|case| place(case) == mark);
        let cases: Vec<Case> = meant.map(|case| lister.other(case, mark)).collect();
        groups.push(Group { mark, heading, key, size: count(cases.len(), "case"), cases });
    }
    groups.retain(|group| !group.cases.is_empty());
    Listing { groups, data: lister.data, anchors: lister.anchors }
}

const ACCEPTED: Mark = Mark { class: "accepted", sign: "~", word: "accepted" };
const DRIFTED: Mark = Mark { class: "drifted", sign: "Δ", word: "drifted" };

/// The groups that follow the findings.
fn others() -> [(Mark, &'static str, char); 5] {
    [
        (ACCEPTED, "Accepted by the baseline", 'a'),
        (DRIFTED, "Drifted without a finding", 'd'),
        (Mark::of(Verdict::Pass), "Passed", 'p'),
        (Mark::of(Verdict::Skip), "Skipped", 's'),
        (Mark::UNSCORED, "Not scored", 'n'),
    ]
}

fn is_finding(case: &CaseRecord) -> bool {
    case.scored && case.accepted.is_none() && !matches!(case.verdict, Verdict::Pass | Verdict::Skip)
}

fn drifted(case: &CaseRecord) -> bool {
    case.snapshot.as_ref().is_some_and(|snapshot| snapshot.state == SnapshotState::Drifted)
}

/// The first lines that differ from the snapshot.
fn differences(case: &CaseRecord) -> Vec<(&'static str, Text)> {
    let lines = case.snapshot.iter().flat_map(|snapshot| &snapshot.difference);
    let changed = lines.filter(|line| line.starts_with(['-', '+']) && !line.starts_with("---") && !line.starts_with("+++"));
    changed.take(2).map(|line| ("drift", Text::line(line))).collect()
}

/// The group of a case that is no finding.
fn place(case: &CaseRecord) -> Mark {
    match case {
        case if case.accepted.is_some() => ACCEPTED,
        case if drifted(case) => DRIFTED,
        case if !case.scored => Mark::UNSCORED,
        case => Mark::of(case.verdict),
    }
}

/// Makes cases in the order of the page, and puts what the script needs into the data in the same order.
struct Lister<'a> {
    index: &'a Index<'a>,
    anchors: HashMap<String, String>,
    data: Data,
}

impl Lister<'_> {
    /// The findings of a verdict, equal ones after each other.
    fn findings(&mut self, record: &RunRecord, verdict: Verdict, heading: &'static str, key: char) -> Group {
        let mut cases: Vec<Case> = Vec::new();
        let mut found = 0;
        for finding in findings(record, verdict, Counted::Scored) {
            let all = std::iter::once(finding.case).chain(finding.others);
            let mut first: Option<(String, Text)> = None;
            for case in all.filter(|case| is_finding(case)) {
                let entry = self.finding(case, first.clone());
                first.get_or_insert_with(|| (entry.anchor.clone(), entry.id.clone()));
                cases.push(entry);
            }
            found += usize::from(first.is_some());
        }
        if verdict == Verdict::Fail && found <= OPEN {
            cases.iter_mut().filter(|case| case.same_as.is_none()).for_each(|case| case.open = true);
        }
        let size = match cases.len() {
            all if all == found => count(all, "case"),
            all => format!("{}, {}", count(all, "case"), count(found, "finding")),
        };
        Group { mark: Mark::of(verdict), heading, key, size, cases }
    }

    fn finding(&mut self, record: &CaseRecord, same_as: Option<(String, Text)>) -> Case {
        let mut body = self.body(record);
        if same_as.is_some() {
            body.clauses.clear();
            body.rows.retain(|(label, _)| !matches!(*label, "expected" | "accepted" | "received" | "more"));
        }
        let line = |text: &str| Text::line(text);
        let gist = match record.verdict {
            _ if same_as.is_some() && record.changed.is_empty() => Vec::new(),
            _ if same_as.is_some() => vec![("changed", line(&record.changed.join("; ")))],
            Verdict::Inconclusive => vec![("why", line(&record.reason))],
            _ => vec![("expected", line(&record.expected)), ("received", line(&record.observed))],
        };
        self.push(record, &[]);
        Case { same_as, gist, body: Some(body), ..self.entry(record, Mark::of(record.verdict)) }
    }

    fn other(&mut self, record: &CaseRecord, mark: Mark) -> Case {
        let line = |text: &str| Text::line(text);
        let verdict = Mark::of(record.verdict).word;
        let (gist, word) = match mark.class {
            "accepted" => (vec![("received", line(&record.observed))], verdict),
            "drifted" => (differences(record), verdict),
            "skip" => (vec![("why", line(&record.reason))], ""),
            "unscored" if record.verdict > Verdict::Skip => (vec![("why", line(&record.reason))], verdict),
            _ => (Vec::new(), ""),
        };
        // What a team has accepted, and what has changed, is read without script like the findings.
        let body = matches!(mark.class, "accepted" | "drifted").then(|| self.body(record));
        let rows = if body.is_some() { Vec::new() } else { self.stored_rows(record) };
        self.push(record, &rows);
        Case { gist, word, body, ..self.entry(record, mark) }
    }

    fn entry(&self, record: &CaseRecord, mark: Mark) -> Case {
        Case {
            mark,
            anchor: self.anchors.get(&record.id).cloned().unwrap_or_default(),
            level: record.level,
            word: mark.word,
            id: Text::line(&record.id),
            title: Text::line(&record.title),
            gist: Vec::new(),
            open: false,
            same_as: None,
            body: None,
            exchanges: record.exchanges.len(),
        }
    }

    fn push(&mut self, record: &CaseRecord, rows: &[(&str, Vec<Text>)]) {
        let control = self.index.control(record).map(|control| (control.id.as_str(), control.exchanges.as_slice()));
        self.data.push(rows, &record.exchanges, control);
    }

    fn body(&self, record: &CaseRecord) -> Body {
        let accepted = record.accepted.as_ref().map(|accepted| {
            let reason = if accepted.reason.is_empty() { "no reason is given" } else { accepted.reason.as_str() };
            let owner = accepted.owner.as_deref().map(|owner| ("owner", Text::line(owner)));
            let until = accepted.expires.as_deref().map(|day| ("until", Text::line(day)));
            let entry = Some(("entry", Text::line(&accepted.entry)));
            [Some(("reason", Text::line(reason))), owner, until, entry].into_iter().flatten().collect()
        });
        let drift = record.snapshot.iter().flat_map(|snapshot| &snapshot.difference);
        Body {
            clauses: self.index.requirements(record).into_iter().map(Clause::of).collect(),
            acceptance: accepted.unwrap_or_default(),
            drift: drift.map(|line| Text::line(line)).collect(),
            rows: self.rows(record),
        }
    }

    /// The rows of the explanation as on the screen.
    fn rows(&self, record: &CaseRecord) -> Vec<(&'static str, Vec<Text>)> {
        let finding = Finding { case: record, others: Vec::new() };
        let rows = rows(self.index, &finding).into_iter();
        rows.map(|(label, lines)| (label, lines.iter().map(|line| Text::cut(line)).collect())).collect()
    }

    /// The same with the clauses, for what the script shows.
    fn stored_rows(&self, record: &CaseRecord) -> Vec<(&'static str, Vec<Text>)> {
        let mut rows = Vec::new();
        for requirement in self.index.requirements(record) {
            let clause = Clause::of(requirement);
            rows.push(("rule", vec![clause.text, Text::line(&format!("{} · {}", clause.level, clause.source))]));
        }
        if let Some(reason) = &record.unscored {
            rows.push(("not scored", vec![Text::line(reason)]));
        }
        rows.extend(self.rows(record));
        rows
    }
}
