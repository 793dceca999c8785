//! Where secrets come from: an environment variable, a file, a command, or the target file itself.

use std::io::Read;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use secrecy::SecretString;

use super::keys;
use super::load::Surroundings;
use crate::diagnostics::{Item, codes, file};

/// How long a command may take.
const TIME_LIMIT: Duration = Duration::from_secs(10);
/// How long its output is waited for once it has ended.
const AFTERWARDS: Duration = Duration::from_secs(1);
/// How many bytes of a command's output are read.
const MOST: u64 = 64 << 10;

/// A secret, and the environment variable that it came from.
pub(super) struct Found {
    pub secret: SecretString,
    pub variable: Option<String>,
}

/// Reads a secret.
pub(super) fn secret(item: &Item<'_>, around: &Surroundings<'_>) -> Option<Found> {
    if !item.is_table() {
        let text = item.string()?;
        item.report(
            item.error(codes::LITERAL_SECRET, "a secret stands in the file")
                .warning()
                .label("anyone who may read the file may read it")
                .help("write { env = \"NAME\" }, { file = \"…\" } or { command = [\"…\"] }"),
        );
        return found(item, text.to_owned(), None);
    }
    let fields = item.table(keys::SECRET)?;
    fields.exclusive(keys::SECRET);
    if let Some(item) = fields.get("env") {
        let name = item.string()?;
        return match (around.variable)(name) {
            Some(text) => found(&item, text, Some(name.to_owned())),
            None => {
                item.report(
                    item.error(codes::NO_VARIABLE, format!("the environment variable {name} is not set"))
                        .label("the secret is read from it")
                        .help(format!("export {name}=… in the shell that runs tokenspec")),
                );
                None
            }
        };
    }
    if let Some(item) = fields.get("file") {
        return from_file(&item, around);
    }
    match fields.get("command") {
        Some(item) => from_command(&item, around),
        None => {
            fields.missing("env");
            None
        }
    }
}

fn found(item: &Item<'_>, text: String, variable: Option<String>) -> Option<Found> {
    if text.is_empty() {
        item.report(item.error(codes::EMPTY_SECRET, "the secret is empty").label("nothing was found here"));
        return None;
    }
    Some(Found { secret: SecretString::from(text), variable })
}

fn from_file(item: &Item<'_>, around: &Surroundings<'_>) -> Option<Found> {
    let path = around.folder.join(item.string()?);
    match file::text(&path) {
        Ok(text) => found(item, trimmed(text), None),
        Err(error) => {
            let diagnostic = item.error(codes::SECRET_FILE, format!("the secret's file cannot be read: {error}"));
            item.report(diagnostic.label(format!("{}", path.display())).help("the path is relative to the target file"));
            None
        }
    }
}

/// Without the line break at its end.
fn trimmed(mut text: String) -> String {
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    text
}

fn from_command(item: &Item<'_>, around: &Surroundings<'_>) -> Option<Found> {
    let words: Option<Vec<&str>> = item.list()?.iter().map(Item::string).collect();
    let words = words?;
    let Some((program, arguments)) = words.split_first() else {
        item.report(item.error(codes::EMPTY, "a command without a program").label("needs at least one string"));
        return None;
    };
    let mut command = Command::new(program);
    command.args(arguments).current_dir(around.folder);
    match run(command) {
        Ok(text) => found(item, trimmed(text), None),
        Err(problem) => {
            let diagnostic = item.error(codes::SECRET_COMMAND, format!("the command `{program}` gave no secret"));
            item.report(diagnostic.label("run for the secret").help(problem));
            None
        }
    }
}

/// The standard output of a command that ends well and in time.
fn run(mut command: Command) -> Result<String, String> {
    let piped = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().map_err(|error| format!("it could not be started: {error}"))?;
    let output = child.stdout.take().map(reader);
    let errors = child.stderr.take().map(reader);
    let started = Instant::now();
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if started.elapsed() < TIME_LIMIT => thread::sleep(Duration::from_millis(10)),
            Ok(None) => {
                // A child that cannot be killed has ended by itself; there is nothing left to do either way.
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("it did not end within {} s", TIME_LIMIT.as_secs()));
            }
            Err(error) => return Err(format!("it could not be waited for: {error}")),
        }
    };
    judged(status, collected(output), collected(errors))
}

fn judged(status: ExitStatus, output: Vec<u8>, errors: Vec<u8>) -> Result<String, String> {
    if !status.success() {
        let errors = String::from_utf8_lossy(&errors);
        let said = errors.trim();
        return Err(if said.is_empty() {
            let where_else = if output.is_empty() { "" } else { " (what it wrote on standard output is not looked at then)" };
            format!("{status}, and it said nothing on standard error{where_else}")
        } else {
            format!("{status}; it said: {said}")
        });
    }
    String::from_utf8(output).map_err(|_| "what it wrote is not UTF-8".to_owned())
}

/// Reads in the background, so that neither a full pipe nor one that is kept open by a grandchild holds us up.
fn reader(source: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // What was read before an error is kept: the exit status decides. Nobody may be waiting any more, which is fine.
        let _ = source.take(MOST).read_to_end(&mut bytes);
        let _ = sender.send(bytes);
    });
    receiver
}

fn collected(reader: Option<Receiver<Vec<u8>>>) -> Vec<u8> {
    reader.and_then(|reader| reader.recv_timeout(AFTERWARDS).ok()).unwrap_or_default()
}
