//! tokenspec examines OAuth 2.0 and OpenID Connect token endpoints, rule by rule.
//!
//! The command line is one user of this library. Another is a Rust authorization server that examines itself in its own
//! tests: describe the target ([`TargetBuilder`], or a file: [`Target::load`]), say what it is examined by ([`Examination`]), run, read
//! the record ([`RunRecord`]). A `tower::Service` such as an axum `Router` is examined in this process, without a socket.
//! [`harness`] makes a test of each case. `docs/library.md` has it on one page.
//!
//! ```
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use tokenspec::{Examination, embedded, reference, report};
//!
//! // Any target will do; here, the embedded reference server.
//! let options = reference::Options::default();
//! let server = reference::start(options.clone()).await?;
//! let target = embedded::target(&server.issuer, &options);
//!
//! let record = Examination::of(target).suites(["pkce"]).seed(1).run().await?;
//! assert!(!record.has_failures());
//! assert_eq!(record.findings().count(), 0);
//! println!("{}", report::human::render(&record, report::human::Options::default()));
//! # Ok(())
//! # }
//! # tokio::runtime::Runtime::new().unwrap().block_on(example()).unwrap();
//! ```
//!
//! Beneath that stand [`suite`], [`target`], [`runner`] and [`report`], for whoever wants to go step by step.

#![forbid(unsafe_code)]

pub mod authorize;
pub mod baseline;
pub mod certify;
pub mod cli;
pub mod diagnostics;
pub mod embedded;
pub mod examination;
pub mod explore;
#[doc(hidden)]
pub mod fuzz;
pub mod harness;
pub mod judge;
pub mod profile;
pub mod protocol;
pub mod record;
pub mod reference;
pub mod report;
pub mod runner;
pub mod snapshot;
pub mod suite;
pub mod target;
pub mod transport;

pub use examination::{Examination, TargetBuilder};
pub use record::{RunRecord, Verdict};
pub use report::gate::FailOn;
pub use runner::Slow;
pub use target::model::{AuthorizeSettings, Client, Target};
