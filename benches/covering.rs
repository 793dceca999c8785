//! The figures of the covering arrays: `cargo bench --bench covering`.
//!
//! For each standard input: how many rows, how many the best known has, how long it takes.

#[path = "../src/explore/covering/standard.rs"]
mod standard;

use std::time::Instant;

use standard::{BEYOND, INPUTS, Input};
use tokenspec::explore::covering::{Forbidden, cover};

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

/// The shape of a suite of token requests, where two values of the first factor leave most others one value.
fn constrained() {
    let levels = [12, 10, 14, 12, 10, 8, 8, 6, 4, 3, 3, 2, 2];
    let others = (1..9).flat_map(|factor| (1..levels[factor]).map(move |value| (factor, value)));
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
