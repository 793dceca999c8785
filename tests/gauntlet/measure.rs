//! How long a command takes and how much memory: it is started by a process of its own, whose only child it is, for what the
//! system tells of children is the most that any of them took.

use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};

/// Names the folder in which the command runs and what it prints is put; the arguments are the command.
const MEASURED: &str = "GAUNTLET_MEASURED";

/// What became of a command.
pub struct Measured {
    /// How it ended; `None`: by a signal.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
    pub milliseconds: u128,
    /// Of its memory, at the most, in KiB.
    pub peak: u64,
}

/// Runs tokenspec in a folder.
pub fn tokenspec(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Measured {
    let status = Command::new(std::env::current_exe().unwrap())
        .env_clear()
        .env(MEASURED, folder)
        .envs(environment.iter().copied())
        .arg(env!("CARGO_BIN_EXE_tokenspec"))
        .args(arguments)
        .current_dir(folder)
        .status()
        .unwrap();
    assert!(status.success(), "the measuring process ended with {status}");
    let read = |name: &str| String::from_utf8(std::fs::read(folder.join(name)).unwrap()).expect("UTF-8");
    let figures = read("measured.txt");
    let figures: Vec<&str> = figures.split(' ').collect();
    Measured {
        code: figures[0].parse().ok(),
        stdout: read("stdout.txt"),
        stderr: read("stderr.txt"),
        milliseconds: figures[1].parse().unwrap(),
        peak: figures[2].parse().unwrap(),
    }
}

/// The part of the process in between, if this is one.
pub fn as_parent() -> Option<ExitCode> {
    let folder = std::path::PathBuf::from(std::env::var_os(MEASURED)?);
    let mut command = std::env::args_os().skip(1);
    let to = |name: &str| Stdio::from(std::fs::File::create(folder.join(name)).unwrap());
    let begun = Instant::now();
    let status = Command::new(command.next().unwrap())
        .args(command)
        .env_remove(MEASURED)
        .stdin(Stdio::null())
        .stdout(to("stdout.txt"))
        .stderr(to("stderr.txt"))
        .status()
        .unwrap();
    let milliseconds = begun.elapsed().as_millis();
    let peak = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap().max_rss();
    // Linux counts in KiB, Apple's systems in bytes.
    let peak = if cfg!(target_vendor = "apple") { peak / 1024 } else { peak };
    let code = status.code().map_or("signal".to_owned(), |code| code.to_string());
    std::fs::write(folder.join("measured.txt"), format!("{code} {milliseconds} {peak}")).unwrap();
    Some(ExitCode::SUCCESS)
}
