//! tokenspec examines OAuth 2.0 and OpenID Connect token endpoints, rule by rule.
//!
//! The command line is one user of this library. Another is a Rust authorization server that examines itself in its own
//! tests: load a suite, describe the target, connect, run, read the record.
//!
//! ```
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use tokenspec::{embedded, reference, runner, suite};
//!
//! let suites = vec![suite::load_embedded("create-tokens")?.resolve(&[])?];
//! // Any target will do; here, the embedded reference server.
//! let options = reference::Options::default();
//! let server = reference::start(options.clone()).await?;
//! let target = embedded::target(&server.issuer, &options);
//! let subject = runner::connect(target).await?;
//! let (_stop, stopped) = tokio::sync::watch::channel(false);
//! let options = runner::RunOptions {
//!     seed: 1,
//!     detail: runner::Detail::All,
//!     slow: runner::Slow::Skipped,
//!     waiting: runner::Waiting::Real,
//!     stop: stopped,
//!     listener: &|_| {},
//! };
//! let record = runner::run(&subject, &suites, options).await;
//! assert_eq!(record.summary.fail, 0);
//! # Ok(())
//! # }
//! # tokio::runtime::Runtime::new().unwrap().block_on(example()).unwrap();
//! ```

pub mod authorize;
pub mod cli;
pub mod diagnostics;
pub mod embedded;
pub mod examination;
pub mod harness;
pub mod judge;
pub mod profile;
pub mod protocol;
pub mod record;
pub mod reference;
pub mod report;
pub mod runner;
pub mod suite;
pub mod target;
pub mod transport;

pub use examination::{Examination, TargetBuilder};
pub use record::{RunRecord, Verdict};
pub use report::gate::FailOn;
pub use runner::Slow;
pub use target::model::{AuthorizeSettings, Client, Target};
