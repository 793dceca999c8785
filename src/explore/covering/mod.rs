//! Covering arrays: few rows in which all t-way combinations of values stand.
//!
//! [`cover`] makes the rows, [`fill`] fills the cells that do not matter, [`Coverage`] counts what executed rows cover. Pure: no
//! clock, no randomness from outside; equal arguments give equal rows.
//!
//! Three steps:
//!
//! 1. `grow`: the in-parameter-order strategy. Rows grow to the right by one factor at a time, and downwards by what that left
//!    uncovered. IPOG: Lei, Kacker, Kuhn, Okun, Lawrence, "IPOG: A General Strategy for T-Way Software Testing", ECBS 2007.
//!    The refinements of IPOG-F (Forbes et al., J. Res. NIST 113, 2008) and restarts are left out: after the third step they
//!    have little left to gain. A tuple is impossible where no valid row has it, not only where it contains a forbidden combination:
//!    Yu, Lei, Nourozborazjany, Kacker, Kuhn, "An Efficient Algorithm for Constraint Handling in Combinatorial Test
//!    Generation", ICST 2013.
//! 2. `orthogonal`: where an orthogonal array has fewer rows, growth starts from that. Bush, "Orthogonal Arrays of Index
//!    Unity", Ann. Math. Statist. 23 (1952).
//! 3. `shrink`: a row is taken away and the others are changed, cell by cell, until they cover what it covered. Tabu
//!    search, in the form of Galinier, Kpodjedo, Antoniol, "A penalty-based Tabu search for constrained covering arrays",
//!    GECCO 2017, and Lin, Luo, Cai, Su, Hao, Zhang, "TCA: An Efficient Two-Mode Meta-Heuristic Algorithm for Combinatorial
//!    Test Generation", ASE 2015. It ends after a number of looked-up tuples, not after a time.

mod constraint;
mod cover;
mod coverage;
mod fill;
mod grow;
mod orthogonal;
mod random;
mod shrink;
mod space;
mod tuples;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod sizes;
#[cfg(test)]
mod standard;

pub use constraint::Forbidden;
pub use cover::{Covering, cover};
pub use coverage::Coverage;
pub use fill::fill;
