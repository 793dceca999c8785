//! The requirements as a picture: suites × levels, a square for each requirement, the worst first.

use super::text::Text;
use crate::protocol::names::Level;
use crate::record::model::RequirementRecord;
use crate::record::{RunRecord, Verdict};
use crate::report::findings::{UNSCORED, name_of, sign, suite_ids, suite_of};

/// From one square to the next, and how wide one is.
const PITCH: usize = 15;
const SIDE: usize = 13;
/// So many squares stand beside each other, by level.
const COLUMNS: [(Level, usize); 3] = [(Level::Must, 18), (Level::Should, 12), (Level::May, 6)];

/// One suite.
pub(super) struct Row {
    pub(super) suite: Text,
    /// By level: must, should, may.
    pub(super) cells: Vec<Cell>,
}

/// The requirements of one suite and level.
pub(super) struct Cell {
    pub(super) level: Level,
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) squares: Vec<Square>,
    /// How many there are of each outcome, the worst first.
    pub(super) counts: Vec<Count>,
}

impl Cell {
    /// What the picture shows, in words: `1 fail, 42 pass`.
    pub(super) fn words(&self) -> String {
        let words: Vec<String> = self.counts.iter().map(|count| format!("{} {}", count.number, count.mark.word)).collect();
        words.join(", ")
    }
}

/// One requirement.
pub(super) struct Square {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) mark: Mark,
    pub(super) name: Text,
    /// The anchor of its row in the table.
    pub(super) anchor: String,
}

/// How many requirements came out so.
pub(super) struct Count {
    pub(super) mark: Mark,
    pub(super) number: usize,
}

/// How an outcome is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    /// Its class in the style sheet.
    pub(super) class: &'static str,
    pub(super) sign: &'static str,
    pub(super) word: &'static str,
}

impl Mark {
    /// Of a verdict that counts.
    pub(super) fn of(verdict: Verdict) -> Self {
        let class = match verdict {
            Verdict::Pass => "pass",
            Verdict::Skip => "skip",
            Verdict::Inconclusive => "inconclusive",
            Verdict::Warn => "warn",
            Verdict::Fail => "fail",
        };
        Self { class, sign: sign(verdict), word: class }
    }

    /// Of what does not count.
    pub(super) const UNSCORED: Self = Self { class: "unscored", sign: UNSCORED, word: "not scored" };

    /// Of a requirement.
    pub(super) fn of_requirement(requirement: &RequirementRecord) -> Self {
        if requirement.unscored.is_some() { Self::UNSCORED } else { Self::of(requirement.verdict) }
    }

    /// The order in which outcomes are told.
    pub(super) fn all() -> [Self; 6] {
        let [fail, warn, open, pass, skip] =
            [Verdict::Fail, Verdict::Warn, Verdict::Inconclusive, Verdict::Pass, Verdict::Skip].map(Self::of);
        [fail, warn, open, pass, skip, Self::UNSCORED]
    }
}

/// The picture. `anchors` are those of `record.requirements`, in the same order.
pub(super) fn matrix(record: &RunRecord, anchors: &[String]) -> Vec<Row> {
    let requirements: Vec<(&RequirementRecord, &String)> = record.requirements.iter().zip(anchors).collect();
    let rows = suite_ids(record).into_iter().map(|suite| {
        let cell = |(level, columns)| {
            let meant = requirements.iter().filter(|(r, _)| r.level == level && suite_of(&r.id) == suite);
            cell(level, columns, meant.copied().collect())
        };
        Row { suite: Text::line(suite), cells: COLUMNS.map(cell).into() }
    });
    rows.filter(|row| row.cells.iter().any(|cell| !cell.squares.is_empty())).collect()
}

fn cell(level: Level, columns: usize, requirements: Vec<(&RequirementRecord, &String)>) -> Cell {
    let mut squares = Vec::new();
    let mut counts = Vec::new();
    for mark in Mark::all() {
        let before = squares.len();
        for (requirement, anchor) in requirements.iter().filter(|(r, _)| Mark::of_requirement(r) == mark) {
            let (x, y) = (squares.len() % columns * PITCH, squares.len() / columns * PITCH);
            let name = Text::line(name_of(&requirement.id));
            squares.push(Square { x, y, mark, name, anchor: (*anchor).clone() });
        }
        if squares.len() > before {
            counts.push(Count { mark, number: squares.len() - before });
        }
    }
    let lines = squares.len().div_ceil(columns);
    let width = squares.len().min(columns) * PITCH - usize::from(!squares.is_empty()) * (PITCH - SIDE);
    let height = (lines * PITCH).saturating_sub(PITCH - SIDE);
    Cell { level, width, height, squares, counts }
}
