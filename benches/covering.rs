//! The figures of the covering arrays: `cargo bench --bench covering`.
//!
//! For each standard input: how many rows, how many the best known has, how long it takes.

#[path = "../src/explore/covering/standard.rs"]
mod standard;

use std::time::Instant;

use standard::{INPUTS, Input};
use tokenspec::explore::covering::{Forbidden, cover};

/// Inputs that no test asks for. The best of the first comes from a group that acts on the values (Chateauneuf, Colbourn, Kreher,
/// "Covering Arrays of Strength Three", 1999), and the search does not come near it. The second takes longer than a test should.
const BEYOND: &[Input] = &[
    Input { factors: &[(5, 10)], strength: 3, best: 185, source: "Colbourn's tables" },
    Input { factors: SUITE, strength: 3, best: 14 * 12 * 12, source: "lower bound" },
];

/// The shape of a suite of token requests.
const SUITE: &[(usize, usize)] = &[(12, 1), (10, 1), (14, 1), (12, 1), (10, 1), (8, 2), (6, 1), (4, 1), (3, 2), (2, 2)];

fn main() {
    println!("{:<44} {:>2} {:>6} {:>6} {:>6} {:>8}", "factors", "t", "rows", "best", "ratio", "ms");
    for input in INPUTS.iter().chain(BEYOND) {
        measure(input);
    }
    constrained();
}

/// One input.
fn measure(input: &Input) {
    let started = Instant::now();
    let rows = cover(&input.levels(), input.strength, &[], &[]).rows.len();
    let milliseconds = started.elapsed().as_secs_f64() * 1_000.0;
    let Input { strength, best, source, .. } = input;
    let ratio = rows as f64 / *best as f64;
    println!("{:<44} {strength:>2} {rows:>6} {best:>6} {ratio:>6.2} {milliseconds:>8.1}  {source}", input.name());
}

/// The same shape, where two values of the first factor leave most others one value.
fn constrained() {
    let levels: Vec<usize> = SUITE.iter().flat_map(|(values, count)| vec![*values; *count]).collect();
    let others = levels.iter().enumerate().take(9).skip(1);
    let others = others.flat_map(|(factor, count)| (1..*count).map(move |value| (factor, value)));
    let forbidden: Vec<Forbidden> = others.flat_map(|other| [0, 1].map(|first| Forbidden(vec![(0, first), other]))).collect();
    for strength in [2, 3] {
        let started = Instant::now();
        let covering = cover(&levels, strength, &forbidden, &[]);
        let milliseconds = started.elapsed().as_secs_f64() * 1_000.0;
        let (rows, impossible) = (covering.rows.len(), covering.impossible);
        println!(
            "{} combinations forbidden, strength {strength}: {rows} rows, {impossible} tuples impossible, {milliseconds:.1} ms",
            forbidden.len()
        );
    }
}
