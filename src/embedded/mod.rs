//! The reference server as a target, and the kill matrix: the one room that knows both the server and the suites.

mod known;
mod matrix;
mod target;

pub use known::{KNOWN_MATRIX, known_killers};
pub use matrix::{FaultRow, KillMatrix, MatrixError, kill_matrix};
pub use target::target;
