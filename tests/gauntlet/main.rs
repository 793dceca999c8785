//! The gauntlet: targets and files that lie, each against the real binary. What is promised of every one of them: it ends by
//! itself with a documented exit code and a reason, in bounded memory, without a panic, and nothing of the terminal is at the mercy
//! of the target. `docs/security.md` says what is promised, `docs/gauntlet.md` is made of this: `UPDATE_GAUNTLET=1 cargo test --test gauntlet`.

#[cfg(unix)]
mod attack;
#[cfg(unix)]
mod bodies;
#[cfg(unix)]
mod discovery;
#[cfg(unix)]
mod files;
#[cfg(unix)]
mod framing;
#[cfg(unix)]
mod http2;
#[cfg(unix)]
mod json;
#[cfg(unix)]
mod logins;
#[cfg(unix)]
mod measure;
#[cfg(unix)]
mod server;
#[cfg(unix)]
#[path = "../support/mod.rs"]
mod support;
#[cfg(unix)]
mod table;
#[cfg(unix)]
mod tls;

use std::process::ExitCode;

#[cfg(unix)]
fn main() -> ExitCode {
    if let Some(ended) = measure::as_parent() {
        return ended;
    }
    let arguments = libtest_mimic::Arguments::from_args();
    let families = [
        ("bodies", bodies::attacks()),
        ("framing", framing::attacks()),
        ("json", json::attacks()),
        ("http2", http2::attacks()),
        ("tls", tls::attacks()),
        ("logins", logins::attacks()),
        ("discovery", discovery::attacks()),
        ("files", files::attacks()),
    ];
    let table = table::Table::default();
    let trials = families.into_iter().flat_map(|(family, attacks)| attacks.into_iter().map(move |attack| (family, attack)));
    let trials = trials.map(|(family, attack)| table.trial(family, attack)).collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    if !conclusion.has_failed() {
        table.write_if_asked();
    }
    conclusion.exit_code()
}

#[cfg(not(unix))]
fn main() -> ExitCode {
    // The memory of a process that has ended is told by getrusage alone.
    println!("the gauntlet is run on Unix");
    ExitCode::SUCCESS
}
