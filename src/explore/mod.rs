//! Generates token requests, predicts the answers, shrinks disagreements.

pub(crate) mod context;
pub(crate) mod coverage;
pub mod covering;
pub(crate) mod deviation;
pub(crate) mod engine;
pub(crate) mod expecting;
pub(crate) mod findings;
pub(crate) mod looks;
pub(crate) mod model;
pub(crate) mod player;
pub(crate) mod session;
pub(crate) mod shrink;
pub(crate) mod singles;
pub(crate) mod world;

#[cfg(test)]
mod trying;
