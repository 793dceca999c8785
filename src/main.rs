//! The command line of tokenspec. All of it is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    tokenspec::cli::main()
}
