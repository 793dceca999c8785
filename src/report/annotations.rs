//! GitHub's workflow commands: findings as annotations of a workflow run.
//!
//! ```text
//! ::error title=FAIL create-tokens/scope-superset/public-refresh::A scope beyond those authorized is refused%0A…
//! ::notice title=tokenspec::must 311 pass, 1 fail · 13 skip · 0 inconclusive
//! ```
//!
//! A case of a suite of the user's (`--suite-dir`) is annotated in its file; the built-in suites are in another repository.
//!
//! GitHub shows ten annotations of each kind in a step: where there are more, the tenth says which others there are. What a
//! server sent cannot begin a line, so it cannot be a command.

use std::fmt::Write as _;

use crate::record::{RunRecord, Verdict};
use crate::report::findings::{Counted, Finding, Index, counts_by_level, findings, word};
use crate::report::place::Place;
use crate::report::standing::{Remark, Standing, remarks, standing, without_accepted};
use crate::report::text::{clipped, count};

/// GitHub shows so many annotations of a kind.
const SHOWN: usize = 10;
/// So many characters of a message; annotations are read in a narrow column.
const LONGEST: usize = 1_200;

/// The record as workflow commands, one a line.
pub fn render(record: &RunRecord) -> String {
    let index = Index::new(record);
    let told = |verdict| -> Vec<Annotation> {
        let groups = without_accepted(findings(record, verdict, Counted::Scored));
        groups.iter().map(|finding| of_finding(record, &index, finding)).collect()
    };
    let (gating, others): (Vec<Remark>, Vec<Remark>) = remarks(record).into_iter().partition(|remark| remark.gates);
    let mut errors = told(Verdict::Fail);
    errors.extend(told(Verdict::Inconclusive));
    errors.extend(gating.iter().map(of_remark));
    let mut warnings = told(Verdict::Warn);
    warnings.extend(others.iter().map(of_remark));
    let mut out = String::new();
    bounded(&mut out, "error", &errors);
    bounded(&mut out, "warning", &warnings);
    let last = Annotation { place: None, title: record.tool.name.clone(), text: summary(record) };
    command(&mut out, "notice", &last);
    out
}

/// One annotation; nothing in it is escaped yet.
struct Annotation {
    /// The file, and the line in it.
    place: Option<(String, usize)>,
    title: String,
    text: String,
}

fn of_finding(record: &RunRecord, index: &Index<'_>, finding: &Finding<'_>) -> Annotation {
    let case = finding.case;
    let mut lines = vec![clipped(&case.title).into_owned()];
    for requirement in index.requirements(case) {
        let source = &requirement.source;
        lines.push(clipped(&format!("{} · {}, {}", case.level, source.document, source.section)).into_owned());
    }
    for (label, text) in [("expected", &case.expected), ("received", &case.observed), ("why", &case.reason)] {
        lines.push(format!("{label}: {}", clipped(text)));
    }
    if !finding.others.is_empty() {
        lines.push(format!("and {} with the same finding", count(finding.others.len(), "more case")));
    }
    let place = Place::of(record, case);
    let place = place.path_here().map(|path| (path, place.line));
    Annotation { place, title: format!("{} {}", word(case.verdict), clipped(&case.id)), text: lines.join("\n") }
}

fn of_remark(remark: &Remark) -> Annotation {
    Annotation { place: None, title: format!("{} {}", remark.of, remark.id), text: remark.text.clone() }
}

/// As many as are shown; of the rest, the names.
fn bounded(out: &mut String, kind: &str, all: &[Annotation]) {
    let whole = if all.len() > SHOWN { SHOWN - 1 } else { all.len() };
    let (shown, rest) = all.split_at(whole);
    shown.iter().for_each(|annotation| command(out, kind, annotation));
    if !rest.is_empty() {
        let names: Vec<&str> = rest.iter().map(|annotation| annotation.title.as_str()).collect();
        let title = format!("and {} more", rest.len());
        command(out, kind, &Annotation { place: None, title, text: names.join("\n") });
    }
}

/// What was examined, and what came of it.
fn summary(record: &RunRecord) -> String {
    let number = |verdict| record.cases.iter().filter(|case| case.scored && case.verdict == verdict).count();
    let mut parts = counts_by_level(record);
    parts.push(format!("{} skip", number(Verdict::Skip)));
    parts.push(format!("{} inconclusive", number(Verdict::Inconclusive)));
    let accepted = record.cases.iter().filter(|case| standing(case) == Standing::Accepted).count();
    if accepted > 0 {
        parts.push(format!("{accepted} accepted by the baseline"));
    }
    if let Some(partition) = &record.partition {
        parts.push(format!("partition {} of {}", partition.index, partition.of));
    }
    if record.interrupted {
        parts.push("interrupted".to_owned());
    }
    format!("{}: {}", clipped(&record.target.name), parts.join(" · "))
}

/// `::error title=…::…`, with `file=…,line=…` where there is one.
fn command(out: &mut String, kind: &str, annotation: &Annotation) {
    let text: String = match annotation.text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} …", &annotation.text[..end]), // Invariant: `end` is where a character starts.
        None => annotation.text.clone(),
    };
    let place = annotation.place.as_ref();
    let place = place.map(|(file, line)| format!("file={},line={line},", property(file))).unwrap_or_default();
    let _ = writeln!(out, "::{kind} {place}title={}::{}", property(&annotation.title), data(&text));
}

/// As `actions/toolkit` escapes the message of a command; and the older form of commands, `##[…]`, is broken up.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A").replace("##[", "# #[")
}

/// As `actions/toolkit` escapes a property.
fn property(text: &str) -> String {
    data(&clipped(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{sample, sample_gated};

    #[test]
    fn findings_become_annotations() {
        insta::assert_snapshot!(render(&sample_gated::record()));
    }

    #[test]
    fn github_shows_ten_and_the_tenth_names_the_others() {
        let mut record = sample::empty();
        for number in 0..30 {
            let case = sample::case(&format!("rule-{number}"), &format!("rule-{number}"), Verdict::Fail);
            record.cases.push(case);
        }
        let text = render(&record);
        assert_eq!(text.lines().filter(|line| line.starts_with("::error ")).count(), 10);
        let last = text.lines().nth(9).unwrap();
        assert!(last.starts_with("::error title=and 21 more::FAIL create-tokens/rule-9%0A"), "{last}");
    }

    #[test]
    fn a_case_of_an_own_suite_is_annotated_in_its_file() {
        let mut record = sample::record();
        assert!(!render(&record).contains("file="));
        record.suites[0].folder = Some("rules/acme,1".into());
        let text = render(&record);
        let start = "::error file=rules/acme%2C1/scope.toml,line=12,title=FAIL create-tokens/scope-superset/public-refresh::";
        assert!(text.contains(start), "{text}");
    }

    #[test]
    fn nothing_ends_a_command_or_begins_one() {
        assert_eq!(data("100%\r\n::error::x ##[add-mask]y"), "100%25%0D%0A::error::x # #[add-mask]y");
        assert_eq!(property("a:b,c\n"), "a%3Ab%2Cc\\n");
    }
}
