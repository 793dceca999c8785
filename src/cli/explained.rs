//! How an explanation looks on a terminal.

use std::fmt::Write as _;

use crate::cli::engine::FaultInfo;
use crate::cli::explain::{CaseGroup, CaseWords, Explanation, RequirementWords, StepWords};
use crate::cli::profiles::ProfileWords;
use crate::cli::variants::VariantInfo;
use crate::report::human::Palette;
use crate::report::text::{clipped, count, padded, printable, wrap};

/// The column of labels.
const LABEL: usize = 10;

/// The explanation for people.
pub fn render(explanation: &Explanation, palette: Palette, width: usize) -> String {
    let mut page = Page { out: String::new(), palette, width };
    match explanation {
        Explanation::Requirement(requirement) => page.requirement(requirement),
        Explanation::Case(group) => page.group(group),
        Explanation::Fault(fault) => page.fault_page(fault),
        Explanation::Variant(variant) => page.variant(variant),
        Explanation::Profile(profile) => page.profile(profile),
    }
    page.out
}

/// Profiles for people, one after the other.
pub fn profiles(profiles: &[ProfileWords], palette: Palette, width: usize) -> String {
    let mut page = Page { out: String::new(), palette, width };
    for (number, profile) in profiles.iter().enumerate() {
        if number > 0 {
            page.out.push('\n');
        }
        page.profile(profile);
    }
    page.out
}

/// What is being written.
pub(super) struct Page {
    out: String,
    palette: Palette,
    width: usize,
}

impl Page {
    fn requirement(&mut self, requirement: &RequirementWords) {
        self.title("requirement", &requirement.id);
        self.clause(requirement);
        if let Some(why) = &requirement.why {
            self.heading("why it matters");
            self.text(2, why);
        }
        if let Some(reason) = &requirement.untestable {
            self.heading("untestable");
            self.text(2, reason);
        }
        if !requirement.cases.is_empty() {
            self.heading(&format!("what is sent: {}", count(requirement.cases.len(), "case")));
            self.cases(&requirement.cases);
        }
        if !requirement.faults.is_empty() {
            self.heading("which faults prove that these cases can fail");
            for fault in &requirement.faults {
                self.fault(fault);
            }
        }
    }

    fn group(&mut self, group: &CaseGroup) {
        self.title("case", &group.id);
        for requirement in &group.requirements {
            self.clause(requirement);
        }
        self.heading(&format!("what is sent: {}", count(group.cases.len(), "case")));
        self.cases(&group.cases);
        self.heading("more");
        for requirement in &group.requirements {
            self.text(2, &format!("tokenspec explain {}", requirement.id));
        }
    }

    fn fault_page(&mut self, fault: &FaultInfo) {
        self.title("fault", &fault.id);
        self.text(2, &fault.title);
        self.text(2, &fault.source);
        self.heading("breaks");
        for requirement in &fault.requirements {
            self.text(2, requirement);
        }
        if !fault.killed_by.is_empty() {
            self.heading(&format!("noticed by {}", count(fault.killed_by.len(), "case")));
            for case in &fault.killed_by {
                self.text(2, case);
            }
        }
        self.heading("try it");
        self.text(2, &format!("tokenspec serve --fault {}", fault.id));
    }

    fn variant(&mut self, variant: &VariantInfo) {
        self.title("variant", &variant.id);
        self.text(2, &variant.title);
        self.heading("allowed by");
        self.text(2, &variant.clause);
        if !variant.forbidden_by.is_empty() {
            self.heading("but not by the document of");
            self.text(2, &variant.forbidden_by.join(", "));
        }
        self.heading("try it");
        self.text(2, &format!("tokenspec serve --variant {}", variant.id));
    }

    /// Text, level and source of a requirement.
    fn clause(&mut self, requirement: &RequirementWords) {
        self.text(2, &requirement.text);
        self.text(2, &format!("{} · {}, {}", requirement.level, requirement.source.document, requirement.source.section));
    }

    fn cases(&mut self, cases: &[CaseWords]) {
        for (number, case) in cases.iter().enumerate() {
            if number > 0 {
                self.out.push('\n');
            }
            let id = self.palette.paint(self.palette.strong, &printable(&case.id));
            let _ = writeln!(self.out, "  {id}");
            self.text(4, &case.title);
            let steps = case.steps.len();
            self.row("level", &[case.level.to_string()]);
            self.row("needs", &case.needs);
            self.row("given", case.given.as_slice());
            for (number, step) in case.steps.iter().enumerate() {
                self.step(step, if steps > 1 { Some(number + 1) } else { None });
            }
            self.row("written", std::slice::from_ref(&case.origin));
        }
    }

    fn step(&mut self, step: &StepWords, number: Option<usize>) {
        match number {
            Some(number) => self.row(&format!("step {number}"), std::slice::from_ref(&step.sends)),
            None => self.row("sent", std::slice::from_ref(&step.sends)),
        }
        self.row("changed", &step.changed);
        let level = step.level.map(|level| format!(" ({level})")).unwrap_or_default();
        self.row("expected", &[format!("{}{level}", step.expected)]);
        self.row("accepted", &step.also_accepted);
    }

    fn fault(&mut self, fault: &FaultInfo) {
        let id = self.palette.paint(self.palette.strong, &printable(&fault.id));
        let _ = writeln!(self.out, "  {id}");
        self.text(4, &fault.title);
        if !fault.killed_by.is_empty() {
            self.text(4, &format!("noticed by {}", fault.killed_by.join(", ")));
        }
    }

    /// `requirement  create-tokens/scope-superset`.
    pub(super) fn title(&mut self, kind: &str, id: &str) {
        let id = self.palette.paint(self.palette.strong, &printable(id));
        let _ = writeln!(self.out, "{kind}  {id}");
    }

    pub(super) fn heading(&mut self, text: &str) {
        let heading = self.palette.paint(self.palette.strong, text);
        let _ = writeln!(self.out, "\n{heading}");
    }

    /// Wrapped text after an indent.
    pub(super) fn text(&mut self, indent: usize, text: &str) {
        for line in wrap(&clipped(text), self.width.saturating_sub(indent).max(30)) {
            let _ = writeln!(self.out, "{:indent$}{line}", "");
        }
    }

    /// `    expected  400 invalid_scope`; nothing for no lines.
    fn row(&mut self, label: &str, lines: &[String]) {
        let width = self.width.saturating_sub(4 + LABEL).max(30);
        for (number, line) in lines.iter().flat_map(|line| wrap(&clipped(line), width)).enumerate() {
            let label = padded(if number == 0 { label } else { "" }, LABEL);
            let _ = writeln!(self.out, "    {}{line}", self.palette.paint(self.palette.faint, &label));
        }
    }
}
