//! Standard output and files: a closed pipe is no error, and a report is either whole or absent.

use std::borrow::Cow;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::cli::CliError;
use crate::cli::arguments::Color;
use crate::report::human::{Paint, Palette};
use crate::report::json;

/// Sets the one decision on colours, for standard output and standard error.
pub fn decide_colors(color: Color) {
    match color {
        Color::Auto => anstream::ColorChoice::Auto,
        Color::Always => anstream::ColorChoice::AlwaysAnsi,
        Color::Never => anstream::ColorChoice::Never,
    }
    .write_global();
}

/// Prints text; styles vanish where they are not wanted. A reader that has gone (`| head`) is fine.
pub fn print(text: &str) -> Result<(), CliError> {
    let mut out = anstream::AutoStream::auto(io::stdout().lock());
    match out.write_all(shown(text).as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(CliError::Output(error)),
        _ => Ok(()),
    }
}

/// Prints a report as it is: it has no styles, and what looks like one would be content.
pub fn print_raw(text: &str) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(CliError::Output(error)),
        _ => Ok(()),
    }
}

/// Prints a value as JSON.
pub fn print_json<T: Serialize + ?Sized>(value: &T) -> Result<(), CliError> {
    print_raw(&json::pretty(value).map_err(|error| CliError::Render(error.into()))?)
}

/// A line for people on standard error; if it cannot be written, nobody can be told.
pub fn remark(text: &str) {
    let _ = writeln!(anstream::stderr(), "{}", shown(text));
}

/// What a GitHub runner reads from the log of a step are commands to it, also when a server wrote them.
fn shown(text: &str) -> Cow<'_, str> {
    if std::env::var_os("GITHUB_ACTIONS").is_some() { without_commands(text) } else { Cow::Borrowed(text) }
}

/// The text without lines that begin with `::`, or have `##[` anywhere: workflow commands of the new and the old form.
fn without_commands(text: &str) -> Cow<'_, str> {
    if !text.contains("::") && !text.contains("##[") {
        return Cow::Borrowed(text);
    }
    let line = |line: &str| {
        let words = line.trim_start();
        let line = if words.starts_with("::") { line.replacen("::", ": :", 1) } else { line.to_owned() };
        line.replace("##[", "# #[")
    };
    Cow::Owned(text.split('\n').map(line).collect::<Vec<_>>().join("\n"))
}

/// The palette of what [`print`] prints.
pub fn palette() -> Palette {
    Palette::of(Paint::Ansi)
}

/// Columns of the terminal; without one, `COLUMNS`, else 120.
pub fn width() -> usize {
    let terminal = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let declared = || std::env::var("COLUMNS").ok()?.parse().ok();
    terminal.or_else(declared).unwrap_or(120).clamp(40, 200)
}

/// The text of a file of moderate size.
pub fn read_text(path: &Path) -> Result<String, CliError> {
    /// More than anybody writes by hand.
    const MOST: u64 = 16 << 20;
    let failed = |source| CliError::File { action: "read", path: path.to_owned(), source };
    let mut text = String::new();
    let file = std::fs::File::open(path).map_err(failed)?;
    io::Read::read_to_string(&mut io::Read::take(file, MOST + 1), &mut text).map_err(failed)?;
    if text.len() as u64 > MOST {
        return Err(CliError::Usage(format!("{} has more than 16 MiB", path.display())));
    }
    Ok(text)
}

/// Writes a file through a temporary one beside it, so that nobody ever reads half a report.
pub fn write_file(path: &Path, text: &str) -> Result<(), CliError> {
    write_bytes(path, text.as_bytes())
}

/// The same for what is no text.
pub fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    let failed = |source| CliError::File { action: "write", path: path.to_owned(), source };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let temporary = temporary_beside(path);
    let written = std::fs::write(&temporary, bytes).and_then(|()| std::fs::rename(&temporary, path));
    written.map_err(|source| {
        let _ = std::fs::remove_file(&temporary);
        failed(source)
    })
}

/// Whether a file could be written, as [`write_file`] would: its folder is made, and there is room for a file in it.
pub fn check_writable(path: &Path) -> Result<(), CliError> {
    let failed = |source| CliError::File { action: "write", path: path.to_owned(), source };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    if path.is_dir() {
        return Err(failed(ErrorKind::IsADirectory.into()));
    }
    let temporary = temporary_beside(path);
    std::fs::File::create(&temporary).and_then(|_| std::fs::remove_file(&temporary)).map_err(failed)
}

/// `out/.junit.xml.1234.tmp` for `out/junit.xml`.
fn temporary_beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.tmp", std::process::id()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_replaces_the_old_one_and_leaves_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/report.json");
        write_file(&path, "one").unwrap();
        write_file(&path, "two").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn whether_a_file_could_be_written_is_known_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/report.json");
        check_writable(&path).unwrap();
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 0, "nothing is left");
        std::fs::write(folder.path().join("file"), "").unwrap();
        for wrong in ["new", "file/report.json"] {
            let error = check_writable(&folder.path().join(wrong)).unwrap_err();
            assert!(error.message().starts_with("cannot write /") && error.code() == 2, "{}", error.message());
        }
    }

    #[test]
    fn a_server_gives_the_runner_no_commands() {
        let text = "received\n      ::error file=x::forged\n  a::b ##[error]forged\n";
        assert_eq!(without_commands(text), "received\n      : :error file=x::forged\n  a::b # #[error]forged\n");
    }

    #[test]
    fn a_report_that_cannot_be_written_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let error = write_file(folder.path(), "x").unwrap_err();
        assert!(error.message().starts_with("cannot write /"), "{}", error.message());
        assert_eq!(error.code(), 2);
    }
}
