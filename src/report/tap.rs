//! TAP version 14: a test point per case, with YAML diagnostics where there is something to tell.
//!
//! | verdict | TAP |
//! |---|---|
//! | pass | `ok` |
//! | warn | `ok`, with diagnostics |
//! | fail, inconclusive | `not ok`, with diagnostics |
//! | a finding that the baseline accepts | `not ok … # TODO accepted …` |
//! | skip; not scored by the profile | `ok … # SKIP reason` |
//!
//! Stale entries of the baseline and answers that drifted are test points of their own, `# TODO` where they do not gate.

use std::fmt::Write as _;

use crate::record::RunRecord;
use crate::record::model::CaseRecord;
use crate::report::findings::{Finding, Index, examined_by, rows, word};
use crate::report::standing::{Standing, reason, remarks, standing};
use crate::report::text::clipped;

/// The record as TAP.
pub fn render(record: &RunRecord) -> String {
    let index = Index::new(record);
    let remarks = remarks(record);
    let mut out = String::from("TAP version 14\n");
    let target = &record.target;
    let head = [&record.tool.name, &record.tool.version, &target.name, &target.token_endpoint, &examined_by(record)];
    let _ = writeln!(out, "# {}", head.map(|part| clipped(part).into_owned()).join(" · "));
    let _ = writeln!(out, "1..{}", record.cases.len() + remarks.len());
    for (number, case) in record.cases.iter().enumerate() {
        point(&mut out, number + 1, case, &index);
    }
    for (number, remark) in remarks.iter().enumerate() {
        let number = record.cases.len() + number + 1;
        let directive = if remark.gates { "" } else { " # TODO does not gate" };
        let _ = writeln!(out, "not ok {number} - {}{directive}", escaped(&format!("{}: {}", remark.of, remark.id)));
        block(&mut out, &[("message", vec![remark.text.clone()])]);
    }
    if record.interrupted {
        out.push_str("Bail out! The run was interrupted; cases that did not finish are absent.\n");
    }
    out
}

/// A case.
fn point(out: &mut String, number: usize, case: &CaseRecord, index: &Index<'_>) {
    let standing = standing(case);
    let word_ok = match standing {
        Standing::Failed | Standing::Open | Standing::Accepted => "not ok",
        _ => "ok",
    };
    let directive = match standing {
        Standing::Skipped | Standing::Unscored => format!(" # SKIP {}", escaped(&reason(case))),
        Standing::Accepted => format!(" # TODO {}", escaped(&reason(case))),
        _ => String::new(),
    };
    let _ = writeln!(out, "{word_ok} {number} - {}{directive}", escaped(&clipped(&case.id)));
    if matches!(standing, Standing::Failed | Standing::Open | Standing::Accepted | Standing::Warned) {
        diagnostics(out, case, index);
    }
}

/// What the terminal shows of a finding, as YAML.
fn diagnostics(out: &mut String, case: &CaseRecord, index: &Index<'_>) {
    let printable = |text: &str| vec![clipped(text).into_owned()];
    let mut members = vec![
        ("message", printable(&case.reason)),
        ("verdict", vec![word(case.verdict).to_lowercase()]),
        ("level", vec![case.level.to_string()]),
        ("title", printable(&case.title)),
    ];
    let sources = index.requirements(case).into_iter().map(|requirement| {
        let source = &requirement.source;
        clipped(&format!("{}: {}, {}", requirement.id, source.document, source.section)).into_owned()
    });
    members.push(("requirements", sources.collect()));
    let explained = rows(index, &Finding { case, others: Vec::new() });
    members.extend(explained.into_iter().filter(|(label, _)| *label != "why"));
    members.push(("duration_ms", vec![format!("{:.3}", case.duration_ms)]));
    block(out, &members);
}

/// A YAML block; every value is a string in double quotes, which JSON and YAML write alike.
fn block(out: &mut String, members: &[(&str, Vec<String>)]) {
    out.push_str("  ---\n");
    for (name, values) in members {
        match values.as_slice() {
            [] => {}
            // A number, and the name by which readers of TAP know it.
            [one] if *name == "duration_ms" => {
                let _ = writeln!(out, "  {name}: {one}");
            }
            [one] => {
                let _ = writeln!(out, "  {name}: {}", quoted(one));
            }
            several => {
                let _ = writeln!(out, "  {name}:");
                for value in several {
                    let _ = writeln!(out, "    - {}", quoted(value));
                }
            }
        }
    }
    out.push_str("  ...\n");
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// `#` begins a directive, `\` an escape.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('#', "\\#").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample_gated;

    #[test]
    fn every_case_is_a_point() {
        let text = render(&sample_gated::record());
        insta::assert_snapshot!(text);
    }

    #[test]
    fn an_interrupted_run_bails_out() {
        let record = RunRecord { interrupted: true, ..sample_gated::record() };
        assert!(render(&record).ends_with("Bail out! The run was interrupted; cases that did not finish are absent.\n"));
    }

    #[test]
    fn no_text_makes_a_directive() {
        assert_eq!(escaped("a # SKIP \\# b"), "a \\# SKIP \\\\\\# b");
    }
}
