//! The matrices as they were when the binary was built, so that nobody need make them again to read them.

use super::matrix::{FaultRow, KillMatrix};
use super::notation;
use crate::record::Verdict;

/// One line a fault: its id, then the cases that notice it with their verdicts, in short form. `tokenspec faults --matrix` makes it.
pub const KNOWN_MATRIX: &str = include_str!("kill-matrix.txt");

/// The cases, among these, that notice a fault by the checked-in matrix, with their verdicts there.
pub fn known_killers<'a>(fault: &str, cases: impl IntoIterator<Item = &'a str>) -> Vec<(&'a str, Verdict)> {
    let of_fault = |line: &&'static str| line.strip_prefix(fault).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    KNOWN_MATRIX.lines().find(of_fault).map(|line| notation::read(line, cases)).unwrap_or_default()
}

impl KillMatrix {
    /// The matrix in the form of [`KNOWN_MATRIX`].
    pub fn to_text(&self) -> String {
        let cases: Vec<&str> = self.correct.iter().map(|case| case.id.as_str()).collect();
        let line = |fault: &FaultRow| {
            let differing = fault.killed_by.iter().map(|(case, verdict)| (case.as_str(), *verdict)).collect();
            notation::line(&fault.id, &cases, &differing)
        };
        self.faults.iter().map(line).collect()
    }
}
