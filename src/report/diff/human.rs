//! Two runs compared, for a terminal: what must be known first, then what is worse, last the sum.

use std::fmt::Write as _;

use super::model::{Absent, CaseChange, Change, Difference, Side};
use crate::record::Verdict;
use crate::report::findings::word;
use crate::report::human::Palette;
use crate::report::text::{clipped, count, padded, wrap};

/// Explanations are indented by so much.
const INDENT: usize = 6;
/// So many cases are listed where there is little to tell of each.
const LISTED: usize = 20;

/// Renders a difference.
pub fn render(difference: &Difference, palette: Palette, width: usize) -> String {
    let mut screen = Screen { out: String::new(), palette, width };
    screen.head(difference);
    let of = |change| -> Vec<&CaseChange> { difference.cases.iter().filter(|case| case.change == change).collect() };
    screen.listed("the same findings", &of(Change::Same));
    screen.listed("another verdict, and no finding", &of(Change::Other));
    screen.explained("gone", &of(Change::Gone));
    screen.explained("changed", &of(Change::Changed));
    screen.explained("new", &of(Change::New));
    screen.requirements(difference);
    screen.behaviours(difference);
    screen.absent("only in the old", &difference.only_old, "vanished");
    screen.absent("only in the new", &difference.only_new, "new in the suites");
    screen.sum(difference);
    screen.out
}

struct Screen {
    out: String,
    palette: Palette,
    width: usize,
}

impl Screen {
    fn line(&mut self, indent: usize, text: &str) {
        for line in wrap(text, self.width.saturating_sub(indent).max(30)) {
            let _ = writeln!(self.out, "{:indent$}{line}", "");
        }
    }

    fn heading(&mut self, text: &str) {
        let _ = writeln!(self.out, "{}", self.palette.paint(self.palette.strong, text));
    }

    /// Which runs, and what must be known of them.
    fn head(&mut self, difference: &Difference) {
        let side = |side: &Side| {
            let parts = [&side.target, &side.token_endpoint, &side.started_at, &side.examined_by];
            let parts = parts.map(|part| clipped(part).into_owned()).join(" · ");
            format!("{parts} · {}", count(side.cases, "case"))
        };
        self.line(0, &format!("old  {}", side(&difference.old)));
        self.line(0, &format!("new  {}", side(&difference.new)));
        for caveat in &difference.caveats {
            self.line(0, &format!("note: {}", clipped(caveat)));
        }
        self.out.push('\n');
    }

    /// Cases with both verdicts and what came back.
    fn explained(&mut self, heading: &str, cases: &[&CaseChange]) {
        if cases.is_empty() {
            return;
        }
        self.heading(heading);
        for case in cases {
            self.case(case);
            if case.old_observed != case.new_observed {
                self.line(INDENT, &format!("before     {}", clipped(&case.old_observed)));
                self.line(INDENT, &format!("now        {}", clipped(&case.new_observed)));
            } else {
                self.line(INDENT, &format!("received   {}", clipped(&case.new_observed)));
            }
            if case.change != Change::Gone {
                self.line(INDENT, &format!("why        {}", clipped(&case.reason)));
            }
        }
        self.out.push('\n');
    }

    /// `  FAIL  create-tokens/scope-superset/public-refresh   was pass`.
    fn case(&mut self, case: &CaseChange) {
        let verdict = self.palette.paint(self.palette.verdict(case.new), word(case.new));
        let gap = 6usize.saturating_sub(word(case.new).len()).max(2);
        let was = if case.old == case.new { String::new() } else { format!("   was {}", word(case.old).to_lowercase()) };
        let aside = match (case.scored, case.accepted) {
            (false, _) => " (not scored)",
            (_, true) => " (accepted)",
            _ => "",
        };
        let _ = writeln!(self.out, "  {verdict}{:gap$}{}{was}{aside}", "", clipped(&case.id));
    }

    /// Cases by name, the first of them.
    fn listed(&mut self, heading: &str, cases: &[&CaseChange]) {
        if cases.is_empty() {
            return;
        }
        self.heading(&format!("{heading}: {}", count(cases.len(), "case")));
        cases.iter().take(LISTED).for_each(|case| self.case(case));
        self.more(cases.len());
        self.out.push('\n');
    }

    fn more(&mut self, all: usize) {
        if all > LISTED {
            let _ = writeln!(self.out, "  … and {} more (--format json lists all)", all - LISTED);
        }
    }

    fn requirements(&mut self, difference: &Difference) {
        if difference.requirements.is_empty() {
            return;
        }
        self.heading("requirements");
        let widest = difference.requirements.iter().map(|x| clipped(&x.id).chars().count()).max().unwrap_or(0).min(60);
        for requirement in &difference.requirements {
            let verdict = |verdict| self.palette.paint(self.palette.verdict(verdict), &word(verdict).to_lowercase());
            let (old, new) = (verdict(requirement.old), verdict(requirement.new));
            let id = padded(&clipped(&requirement.id), widest);
            let _ = writeln!(self.out, "  {id}  {}  {old} → {new}", padded(&requirement.level.to_string(), 6));
        }
        self.out.push('\n');
    }

    fn behaviours(&mut self, difference: &Difference) {
        if difference.behaviours.is_empty() {
            return;
        }
        self.heading("behaviour");
        for behaviour in &difference.behaviours {
            let answers = |answers: &[String]| clipped(&answers.join("; ")).into_owned();
            self.line(2, &clipped(&behaviour.question));
            self.line(INDENT, &format!("{} → {}", answers(&behaviour.old), answers(&behaviour.new)));
        }
        self.out.push('\n');
    }

    /// Cases that one run alone has: left out by the other, or not there at all.
    fn absent(&mut self, heading: &str, cases: &[Absent], otherwise: &str) {
        if cases.is_empty() {
            return;
        }
        let (left_out, rest): (Vec<&Absent>, Vec<&Absent>) = cases.iter().partition(|case| case.left_out);
        self.heading(heading);
        if !left_out.is_empty() {
            let _ = writeln!(self.out, "  {} that the other run left out", count(left_out.len(), "case"));
        }
        if !rest.is_empty() {
            let _ = writeln!(self.out, "  {}, {otherwise}:", count(rest.len(), "case"));
            for case in rest.iter().take(LISTED) {
                let _ = writeln!(self.out, "    {}  {}", padded(&word(case.verdict).to_lowercase(), 12), clipped(&case.id));
            }
            self.more(rest.len());
        }
        self.out.push('\n');
    }

    fn sum(&mut self, difference: &Difference) {
        let counts = difference.counts;
        let sum = format!(
            "{} compared · {} new, {} gone, {} changed, {} the same",
            count(counts.compared, "case"),
            count(counts.new, "finding"),
            counts.gone,
            counts.changed,
            counts.same
        );
        self.heading(&sum);
        let (style, text) = match difference.worse {
            true => (self.palette.verdict(Verdict::Fail), "exit 1: the newer is worse"),
            false => (self.palette.verdict(Verdict::Pass), "exit 0: the newer is not worse"),
        };
        let _ = writeln!(self.out, "{}", self.palette.paint(style, text));
    }
}
