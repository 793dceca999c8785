//! The reference server as a target, and the kill matrix: the one room that knows both the server and the suites.

mod basis;
mod benign;
mod contexts;
mod examine;
mod known;
mod matrix;
mod notation;
mod target;

pub use benign::{BenignMatrix, KNOWN_BENIGN_MATRIX, VariantRow, benign_matrix};
pub use contexts::{CONTEXTS, Context};
pub use examine::MatrixError;
pub use known::{KNOWN_MATRIX, known_killers};
pub use matrix::{FaultRow, KillMatrix, Thoroughness, kill_matrix};
pub use target::target;
