//! Generates token requests, predicts the answers, shrinks disagreements.

pub mod covering;
