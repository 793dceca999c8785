//! How many rows standard inputs take.

use super::cover::{Inputs, within};
use super::standard::INPUTS;

/// A part of what `cover` may spend, for tests are built without much optimisation. What is left only takes more rows away.
const BUDGET: u64 = 4_000_000;

fn at_most_1_3_times_the_best_known(strength: usize) {
    let mut long = Vec::new();
    for input in INPUTS.iter().filter(|input| input.strength == strength) {
        let rows = within(&Inputs { levels: &input.levels(), strength, forbidden: &[], given: &[] }, BUDGET).rows.len();
        if rows * 10 > input.best * 13 {
            long.push(format!("{}: {rows} rows, best known {} ({})", input.name(), input.best, input.source));
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn pairs_take_at_most_1_3_times_the_rows_that_are_known_to_do() {
    at_most_1_3_times_the_best_known(2);
}

#[test]
fn triples_take_at_most_1_3_times_the_rows_that_are_known_to_do() {
    at_most_1_3_times_the_best_known(3);
}

#[test]
fn quadruples_take_at_most_1_3_times_the_rows_that_are_known_to_do() {
    at_most_1_3_times_the_best_known(4);
}
