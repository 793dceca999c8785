//! Inputs that generators of covering arrays are measured by, with the fewest rows that anybody is known to need.

/// An input.
pub struct Input {
    /// The values of its factors, as (values, factors with so many).
    pub factors: &'static [(usize, usize)],
    /// The strength.
    pub strength: usize,
    /// The fewest rows known.
    pub best: usize,
    /// Who knows.
    pub source: &'static str,
}

impl Input {
    /// How many values each factor has.
    pub fn levels(&self) -> Vec<usize> {
        self.factors.iter().flat_map(|(values, count)| vec![*values; *count]).collect()
    }

    /// Its usual name, such as `3^4 2^2`.
    pub fn name(&self) -> String {
        self.factors.iter().map(|(values, count)| format!("{values}^{count}")).collect::<Vec<_>>().join(" ")
    }

    const fn new(strength: usize, factors: &'static [(usize, usize)], best: usize, source: &'static str) -> Self {
        Self { factors, strength, best, source }
    }
}

/// Colbourn, Covering array tables for t = 2 to 6, as of November 2024 (in the R package CAs).
const TABLES: &str = "Colbourn's tables";
/// <https://www.pairwise.org/efficiency.html>: the best of the tools listed.
const TOOLS: &str = "TestCover, pairwise.org";
/// The product of the largest factors: fewer rows are impossible.
const BOUND: &str = "lower bound";

/// The inputs that have to come out at 1.3 times the best known or better.
pub const INPUTS: &[Input] = &[
    Input::new(2, &[(3, 4)], 9, TABLES),
    Input::new(2, &[(3, 13)], 15, TABLES),
    Input::new(2, &[(3, 20)], 15, TABLES),
    Input::new(2, &[(4, 10)], 24, TABLES),
    Input::new(2, &[(5, 10)], 36, TABLES),
    Input::new(2, &[(6, 10)], 48, TABLES),
    Input::new(2, &[(8, 10)], 76, TABLES),
    Input::new(2, &[(10, 10)], 115, TABLES),
    Input::new(2, &[(10, 20)], 155, TABLES),
    Input::new(2, &[(2, 100)], 10, TABLES),
    Input::new(2, &[(4, 15), (3, 17), (2, 29)], 29, TOOLS),
    Input::new(2, &[(4, 1), (3, 39), (2, 35)], 21, TOOLS),
    // The shape of a suite of token requests, and larger ones.
    Input::new(2, &[(12, 1), (10, 1), (14, 1), (12, 1), (10, 1), (8, 2), (6, 1), (4, 1), (3, 2), (2, 2)], 168, BOUND),
    Input::new(2, &[(12, 4), (10, 3), (8, 2), (6, 1), (4, 1), (3, 2), (2, 2)], 144, BOUND),
    Input::new(2, &[(30, 2), (28, 2), (26, 1), (20, 2), (10, 2), (8, 2), (6, 1), (4, 1), (3, 2), (2, 1)], 900, BOUND),
    Input::new(2, &[(30, 16)], 900, BOUND),
    Input::new(3, &[(2, 10)], 12, TABLES),
    Input::new(3, &[(2, 20)], 18, TABLES),
    Input::new(3, &[(3, 6)], 33, TABLES),
    Input::new(3, &[(3, 10)], 45, TABLES),
    Input::new(3, &[(4, 5)], 64, TABLES),
    Input::new(3, &[(4, 8)], 88, TABLES),
    Input::new(3, &[(4, 10)], 100, TABLES),
    Input::new(3, &[(5, 6)], 125, TABLES),
    Input::new(3, &[(6, 1), (4, 1), (3, 2), (2, 4)], 72, BOUND),
    Input::new(4, &[(2, 10)], 24, TABLES),
    Input::new(4, &[(3, 5)], 81, TABLES),
    Input::new(4, &[(3, 8)], 135, TABLES),
    Input::new(4, &[(6, 1), (4, 1), (3, 2), (2, 4)], 216, BOUND),
];
