//! One page for a reviewer's browser: no external resource, readable from disk, on paper and without script.
//!
//! The template crate escapes; `text::Text` lets nothing hidden through; the page's own policy (`policy`) lets no
//! script and no style run but its own. What is too much for a page (explanations of ordinary cases, all exchanges) is
//! stored as data, which the script turns into text nodes and nothing else.

mod cases;
mod clause;
mod data;
mod latency;
mod matrix;
mod notices;
mod page;
mod policy;
#[cfg(test)]
mod tests;
mod text;

pub use page::render;
