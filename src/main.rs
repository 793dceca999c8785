//! The command line of tokenspec. All of it is in the library.

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    tokenspec::cli::main()
}
