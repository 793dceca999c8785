//! Generates token requests, predicts the answers, shrinks disagreements.

pub(crate) mod books;
mod cases;
pub(crate) mod combinations;
pub(crate) mod context;
pub(crate) mod coverage;
pub mod covering;
pub(crate) mod deviation;
pub(crate) mod engine;
pub(crate) mod expecting;
pub(crate) mod findings;
pub(crate) mod habits;
pub(crate) mod looks;
pub(crate) mod model;
pub(crate) mod outcome;
pub(crate) mod player;
pub(crate) mod run;
pub(crate) mod sequences;
pub(crate) mod session;
pub(crate) mod shrink;
pub(crate) mod singles;
pub(crate) mod states;
pub(crate) mod world;

pub use outcome::{Combinations, Exploration, Found, Phase, RuleAnswers};
pub use run::{Event, Options, covered, explore};
