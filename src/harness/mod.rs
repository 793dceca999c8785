//! Each case as a test of its own, under `cargo test` and nextest.
//!
//! A test target without the built-in harness (`[[test]] name = "conformance", harness = false`), whose main function is
//!
//! ```no_run
//! use std::process::ExitCode;
//! use tokenspec::{Client, Examination, TargetBuilder};
//!
//! fn main() -> ExitCode {
//!     let target = TargetBuilder::new("mine")
//!         .issuer("http://127.0.0.1:8080")
//!         .client(Client::service("nightly-job", "secret"))
//!         .build()
//!         .expect("the target is complete");
//!     tokenspec::harness::main(Examination::of(target))
//! }
//! ```
//!
//! lists a test for every case that is selected, named by the case's id. Arguments are those of libtest: filters, `--exact`,
//! `--list`, `--skip`, `--ignored`, `--include-ignored`, `--nocapture`, `--test-threads`, `--format terse`.
//!
//! The tests that are asked for are examined together, side by side, once, when the first of them is due. nextest asks for each in a
//! process of its own: then that case and its control are all that is sent. A case that sends nothing but looks at the answers to
//! others has to send those; there, the whole selection is examined for it.
//!
//! | verdict | test |
//! |---|---|
//! | pass | ok |
//! | fail | FAILED, with the finding as the terminal shows it |
//! | warn | ok, with a remark at the end; FAILED with [`FailOn::Should`](crate::FailOn) |
//! | skip | ignored: before anything is sent where the plan tells, else with the reason |
//! | inconclusive | FAILED, unless [`Examination::allow_inconclusive`](crate::Examination::allow_inconclusive) |
//! | not scored by the profile | ok where it is pass, else ignored, with the reason and the verdict |
//!
//! Where nothing can be examined (no connection, an unknown profile), there is one test, `examination`, and it fails with the reason.

mod selection;
mod trials;
mod verdict;

pub use trials::{main, main_with};
