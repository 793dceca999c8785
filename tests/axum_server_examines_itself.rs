//! The server of `examples/axum_server`: each case of the profile is a test of its own.

#[path = "../examples/axum_server/examined.rs"]
mod examined;
#[path = "../examples/axum_server/server.rs"]
mod server;

use std::process::ExitCode;

fn main() -> ExitCode {
    tokenspec::harness::main_with(async { examined::examination() })
}
