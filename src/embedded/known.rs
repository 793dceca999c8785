//! The kill matrix as it was when the binary was built, so that `explain` need not make it again.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::matrix::KillMatrix;

/// One line a fault: its id, then `case=verdict` for each case that notices it. A test renews it.
pub const KNOWN_MATRIX: &str = include_str!("kill-matrix.txt");

/// The cases that notice a fault, by the checked-in matrix.
pub fn known_killers(fault: &str) -> Vec<String> {
    static LINES: OnceLock<HashMap<&str, &str>> = OnceLock::new();
    let lines = LINES.get_or_init(|| KNOWN_MATRIX.lines().filter_map(|line| line.split_once(' ')).collect());
    let cases = lines.get(fault).into_iter().flat_map(|line| line.split(' '));
    cases.filter_map(|pair| pair.split('=').next()).map(str::to_owned).collect()
}

impl KillMatrix {
    /// The matrix in the form of [`KNOWN_MATRIX`].
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for fault in &self.faults {
            text.push_str(&fault.id);
            for (case, verdict) in &fault.killed_by {
                text.push_str(&format!(" {case}={}", format!("{verdict:?}").to_lowercase()));
            }
            text.push('\n');
        }
        text
    }
}
