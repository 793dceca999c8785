//! An authorization server that examines itself: `cargo run --example axum_server`. No socket is opened.
//!
//! `tests/axum_server_examines_itself.rs` makes a test of each case instead.

mod examined;
mod server;

use std::process::ExitCode;

use tokenspec::report::gate::{Gate, gate};
use tokenspec::report::human;

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let record = examined::examination()?.run().await?;
    print!("{}", human::render(&record, human::Options::default()));
    Ok(ExitCode::from(gate(&record, Gate::default()).code()))
}
