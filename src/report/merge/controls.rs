//! The controls of all parts: each part made its own, for the same states. The same one stays once, and is numbered anew.

use std::collections::HashMap;

use super::Share;
use crate::record::model::{CaseRecord, ControlRecord};

/// Takes the cases, in order, and the controls that they rest on, in the order of the first case that does.
pub(super) fn take(shares: &mut [Share]) -> (Vec<CaseRecord>, Vec<ControlRecord>) {
    let mut merged = Merged::default();
    let mut cases: Vec<(usize, usize, CaseRecord)> = Vec::new();
    for (part, share) in shares.iter_mut().enumerate() {
        let own = std::mem::take(&mut share.record.cases);
        let positions = share.partition.positions.iter().copied();
        cases.extend(positions.zip(own).map(|(position, case)| (position, part, case)));
    }
    cases.sort_by_key(|(position, ..)| *position);
    let controls: Vec<HashMap<&str, &ControlRecord>> =
        shares.iter().map(|share| share.record.controls.iter().map(|one| (one.id.as_str(), one)).collect()).collect();
    for (_, part, case) in &mut cases {
        let own = |id: &String| controls.get(*part)?.get(id.as_str()).copied();
        case.control = case.control.as_ref().and_then(own).map(|control| merged.id(*part, control));
    }
    // What no case rests on: those that a second examination replaced, or of cases that did not finish.
    for (part, share) in shares.iter().enumerate() {
        for control in &share.record.controls {
            merged.id(part, control);
        }
    }
    (cases.into_iter().map(|(_, _, case)| case).collect(), merged.controls)
}

/// The controls so far.
#[derive(Default)]
struct Merged {
    controls: Vec<ControlRecord>,
    /// How many there are of a name.
    numbers: HashMap<String, usize>,
    /// (part, id there) → index.
    known: HashMap<(usize, String), usize>,
    /// Which parts an entry stands for already: two controls of one part are never the same.
    parts: Vec<Vec<usize>>,
}

impl Merged {
    /// The id of a part's control in the merged record.
    fn id(&mut self, part: usize, control: &ControlRecord) -> String {
        let key = (part, control.id.clone());
        let at = match self.known.get(&key) {
            Some(at) => *at,
            None => {
                let at = self.same(part, control).unwrap_or_else(|| self.add(control));
                self.parts[at].push(part); // Invariant: `add` keeps `parts` as long as `controls`.
                self.known.insert(key, at);
                at
            }
        };
        self.controls[at].id.clone()
    }

    /// An entry that says the same and does not stand for another control of the part.
    fn same(&self, part: usize, control: &ControlRecord) -> Option<usize> {
        let alike = |known: &ControlRecord| {
            base(&known.id) == base(&control.id)
                && (&known.given, known.succeeded, &known.observed) == (&control.given, control.succeeded, &control.observed)
        };
        (0..self.controls.len()).find(|&at| alike(&self.controls[at]) && !self.parts[at].contains(&part))
    }

    fn add(&mut self, control: &ControlRecord) -> usize {
        let base = base(&control.id).to_owned();
        let number = self.numbers.entry(base.clone()).and_modify(|number| *number += 1).or_insert(1);
        let id = if *number == 1 { base } else { format!("{base}-{number}") };
        self.controls.push(ControlRecord { id, ..control.clone() });
        self.parts.push(Vec::new());
        self.controls.len() - 1
    }
}

/// `confidential-code` of `confidential-code-2`.
fn base(id: &str) -> &str {
    match id.rsplit_once('-') {
        Some((base, number)) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => base,
        _ => id,
    }
}
