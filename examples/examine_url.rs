//! Examines a running server by its URL.
//!
//! ```text
//! cargo run --example examine_url -- tokenspec.toml               # what a target file says
//! cargo run --example examine_url -- https://as.example my-job    # client credentials; the secret is in CLIENT_SECRET
//! cargo run --example examine_url                                 # the reference server, started for the occasion
//! ```
//!
//! Prints each finding and the last lines of the screen; exits like `tokenspec run`.

use std::error::Error;
use std::process::ExitCode;

use tokenspec::examination::Examinee;
use tokenspec::report::gate::{Gate, gate};
use tokenspec::report::human::{self, Options, Verbosity};
use tokenspec::{Client, Examination, Target, TargetBuilder, embedded, reference};

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let examinee: Examinee = match words.as_slice() {
        [] => {
            let (_running, examinee) = started().await?;
            return examine(examinee).await;
        }
        [file] if !file.contains("://") => Target::load(file)?.into(),
        [issuer, client] => {
            let secret = std::env::var("CLIENT_SECRET")?;
            TargetBuilder::new(*issuer).issuer(issuer).client(Client::service(*client, secret)).build()?
        }
        _ => {
            eprintln!("usage: examine_url [TARGET.toml | ISSUER CLIENT_ID]");
            return Ok(ExitCode::from(2));
        }
    };
    examine(examinee).await
}

/// The reference server on a free port of the loopback interface: something to examine. It serves as long as the first value lives.
async fn started() -> Result<(reference::Running, Examinee), Box<dyn Error>> {
    let options = reference::Options::default();
    let running = reference::start(options.clone()).await?;
    let target = embedded::target(&running.issuer, &options);
    Ok((running, target.into()))
}

async fn examine(examinee: Examinee) -> Result<ExitCode, Box<dyn Error>> {
    let record = Examination::of(examinee).run().await?;
    let options = Options { verbosity: Verbosity::Quiet, ..Options::default() };
    print!("{}", human::render(&record, options));
    Ok(ExitCode::from(gate(&record, Gate::default()).code()))
}
