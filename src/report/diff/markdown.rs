//! Two runs compared, for a pull request.

use std::fmt::Write as _;

use super::model::{Absent, CaseChange, Change, Difference, Side};
use crate::report::findings::{sign, word};
use crate::report::page::Page;
use crate::report::text::{count, markdown};

/// Renders a difference.
pub fn render(difference: &Difference) -> String {
    let mut page = Page::new();
    head(&mut page, difference);
    let sections =
        [(Change::New, "New"), (Change::Changed, "Changed"), (Change::Gone, "Gone"), (Change::Other, "Other verdicts")];
    for (change, heading) in sections {
        let of: Vec<&CaseChange> = difference.cases.iter().filter(|case| case.change == change).collect();
        cases(&mut page, heading, &of);
    }
    requirements(&mut page, difference);
    behaviours(&mut page, difference);
    absent(&mut page, "Only in the old", &difference.only_old, "vanished");
    absent(&mut page, "Only in the new", &difference.only_new, "new in the suites");
    page.finish()
}

fn head(page: &mut Page, difference: &Difference) {
    let counts = difference.counts;
    let verdict = if difference.worse { "✗ The newer run is worse" } else { "✓ The newer run is not worse" };
    let numbers = format!(
        "{} compared: **{} new**, {} gone, {} changed, {} the same.",
        count(counts.compared, "case"),
        count(counts.new, "finding"),
        counts.gone,
        counts.changed,
        counts.same
    );
    let mut text = format!(
        "# {verdict}\n\n{numbers}\n\n| | target | token endpoint | examined | by | cases |\n|---|---|---|---|---|---:|\n"
    );
    for (name, side) in [("old", &difference.old), ("new", &difference.new)] {
        let Side { target, token_endpoint, started_at, examined_by, cases, .. } = side;
        let cells = [target, token_endpoint, started_at, examined_by].map(|cell| markdown(cell)).join(" | ");
        let _ = writeln!(text, "| {name} | {cells} | {cases} |");
    }
    text.push('\n');
    page.heading(&text);
    for caveat in &difference.caveats {
        page.row(&format!("> {}\n\n", markdown(caveat)));
    }
}

fn cases(page: &mut Page, heading: &str, cases: &[&CaseChange]) {
    if cases.is_empty() {
        return;
    }
    page.heading(&format!("## {heading}\n\n| | case | level | verdict | before | now |\n|---|---|---|---|---|---|\n"));
    for case in cases {
        let aside = match (case.scored, case.accepted) {
            (false, _) => " (not scored)",
            (_, true) => " (accepted)",
            _ => "",
        };
        page.row(&format!(
            "| {} | {} | {} | {} → {}{aside} | {} | {} |\n",
            sign(case.new),
            markdown(&case.id),
            case.level,
            word(case.old).to_lowercase(),
            word(case.new).to_lowercase(),
            markdown(&case.old_observed),
            markdown(&case.new_observed),
        ));
    }
    page.heading("\n");
}

fn requirements(page: &mut Page, difference: &Difference) {
    if difference.requirements.is_empty() {
        return;
    }
    page.heading("## Requirements\n\n| | requirement | level | verdict |\n|---|---|---|---|\n");
    for requirement in &difference.requirements {
        let verdicts = [requirement.old, requirement.new].map(|verdict| word(verdict).to_lowercase()).join(" → ");
        let id = markdown(&requirement.id);
        page.row(&format!("| {} | {id} | {} | {verdicts} |\n", sign(requirement.new), requirement.level));
    }
    page.heading("\n");
}

fn behaviours(page: &mut Page, difference: &Difference) {
    if difference.behaviours.is_empty() {
        return;
    }
    page.heading("## Behaviour\n\n| question | before | now |\n|---|---|---|\n");
    for behaviour in &difference.behaviours {
        let answers = |answers: &[String]| answers.iter().map(|answer| markdown(answer)).collect::<Vec<_>>().join("; ");
        let question = markdown(&behaviour.question);
        page.row(&format!("| {question} | {} | {} |\n", answers(&behaviour.old), answers(&behaviour.new)));
    }
    page.heading("\n");
}

fn absent(page: &mut Page, heading: &str, cases: &[Absent], otherwise: &str) {
    if cases.is_empty() {
        return;
    }
    let (left_out, rest): (Vec<&Absent>, Vec<&Absent>) = cases.iter().partition(|case| case.left_out);
    page.heading(&format!("## {heading}\n\n"));
    if !left_out.is_empty() {
        page.heading(&format!("{} that the other run left out.\n\n", count(left_out.len(), "case")));
    }
    if !rest.is_empty() {
        page.heading(&format!("{}, {otherwise}:\n\n", count(rest.len(), "case")));
        for case in rest {
            page.row(&format!("- {} ({})\n", markdown(&case.id), word(case.verdict).to_lowercase()));
        }
        page.heading("\n");
    }
}
