//! What the server does where the documents leave a choice.

use std::fmt::Write as _;

use super::Screen;
use crate::report::text::{clipped, padded, wrap};

/// Questions are indented by so much, and so far from their answers.
const INDENT: usize = 2;
const GAP: usize = 3;

impl Screen<'_> {
    /// `  Does a failed exchange use up the code?   yes`; each answer on its own line where cases disagree.
    pub(super) fn behaviours(&self, out: &mut String) {
        let _ = writeln!(out, "{}", self.palette.paint(self.palette.strong, "behaviour, where the documents leave a choice"));
        if self.record.behaviours.is_empty() {
            let _ = writeln!(out, "{:INDENT$}no case of this run asks about it, or none could tell", "");
        }
        let longest = self.record.behaviours.iter().map(|line| line.question.chars().count()).max().unwrap_or(0);
        // Answers are words; the question has the larger half.
        let questions = longest.min(self.options.width.saturating_mul(3) / 5);
        let answers = self.options.width.saturating_sub(INDENT + questions + GAP).max(20);
        for behaviour in &self.record.behaviours {
            let left = wrap(&clipped(&behaviour.question), questions);
            let right: Vec<String> = behaviour.answers.iter().flat_map(|answer| wrap(&clipped(answer), answers)).collect();
            for number in 0..left.len().max(right.len()) {
                let question = padded(left.get(number).map_or("", String::as_str), questions);
                let answer = right.get(number).map_or("", String::as_str);
                let line = format!("{:INDENT$}{question}{:GAP$}{answer}", "", "");
                let _ = writeln!(out, "{}", line.trim_end());
            }
        }
        out.push('\n');
    }
}
