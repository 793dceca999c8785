//! An executable of the user's obtains the codes: for device farms, vaults and logins that nothing else passes.
//!
//! It is started once for each code, several at a time. It reads the authorization request as one JSON object on standard
//! input and writes the URL at which the user agent ended, or the code alone, on standard output. What it writes on
//! standard error is shown when it fails. Anything but exit status 0 is a failure.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::Child;
use tokio::sync::Semaphore;
use url::Url;

use super::account::printable;
use super::arrival;
use super::request::{Authorization, AuthorizationRequest, AuthorizeError};

/// The version of the JSON object on standard input.
const PROTOCOL: u32 = 1;
/// Bytes of an output that are read: a URL is shorter, and an endless one must not fill the memory.
const MOST: u64 = 64 << 10;
/// Characters of standard error that are shown, its end alone: there stands what went wrong.
const SHOWN: usize = 600;

/// What is run, and how.
#[derive(Debug, Clone)]
pub struct CommandSettings {
    /// The program; a path with a separator is relative to `folder`.
    pub program: OsString,
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// Where it runs.
    pub folder: PathBuf,
    /// How long one call may take.
    pub time_limit: Duration,
    /// Calls at the same time.
    pub parallel: usize,
}

/// Obtains codes by calling an executable.
pub struct Command {
    settings: CommandSettings,
    slots: Semaphore,
}

impl Command {
    /// Nothing is started before the first code is asked for.
    pub fn new(settings: CommandSettings) -> Self {
        let slots = Semaphore::new(settings.parallel.max(1));
        Self { settings, slots }
    }

    /// One call.
    pub async fn authorize(&self, request: &AuthorizationRequest) -> Result<Authorization, AuthorizeError> {
        // The semaphore is never closed.
        let _slot = self.slots.acquire().await.ok();
        let child = self.start().map_err(|error| self.failed(format!("could not be started: {error}"), ""))?;
        let limit = self.settings.time_limit;
        match tokio::time::timeout(limit, converse(child, question(request).to_string())).await {
            Err(_) => Err(self.failed(format!("did not end within {} s", limit.as_secs_f64()), "")),
            Ok(Err(error)) => Err(self.failed(format!("could not be talked to: {error}"), "")),
            Ok(Ok(said)) if !said.status.success() => Err(self.failed(ended(&said), &said.error)),
            Ok(Ok(said)) => answer(&said.output, request).map_err(|error| match error {
                AuthorizeError::GaveUp { reason, .. } => self.failed(format!("gave no code: {reason}"), &said.error),
                other => other,
            }),
        }
    }

    fn start(&self) -> std::io::Result<Child> {
        let CommandSettings { program, arguments, folder, .. } = &self.settings;
        // A program beside the target file is named from there; one without a separator is looked for in PATH.
        let relative = PathBuf::from(program).components().count() > 1;
        let program = if relative { folder.join(program).into_os_string() } else { program.clone() };
        let mut command = tokio::process::Command::new(program);
        command.args(arguments).current_dir(folder).kill_on_drop(true);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()
    }

    fn failed(&self, what: String, said: &str) -> AuthorizeError {
        let program = printable(&self.settings.program.to_string_lossy());
        let said = end_of(said);
        let said = if said.is_empty() { String::new() } else { format!("; it said: {said}") };
        AuthorizeError::GaveUp { reason: format!("the command `{program}`: {what}{said}"), pages: Vec::new(), round_trips: 0 }
    }
}

/// What a call came to.
struct Said {
    status: ExitStatus,
    output: String,
    error: String,
}

/// How it ended. What stands on standard output may be a code and is not shown; that it is the wrong place is.
fn ended(said: &Said) -> String {
    match (said.error.trim().is_empty(), said.output.trim().is_empty()) {
        (true, true) => format!("{}, and it wrote nothing: let it say why on standard error", said.status),
        (true, false) => {
            let status = said.status;
            format!("{status}; what it wrote on standard output is not looked at then: let it say why on standard error")
        }
        (false, _) => said.status.to_string(),
    }
}

/// Asks and listens, all at once: neither side may block the other by a full pipe.
async fn converse(mut child: Child, question: String) -> std::io::Result<Said> {
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let ask = async move {
        if let Some(mut stdin) = stdin {
            // A program that does not care for the question may have closed its end: that is its own affair.
            let _ = stdin.write_all(question.as_bytes()).await;
            let _ = stdin.write_all(b"\n").await;
        }
    };
    let ((), output, error, status) = tokio::join!(ask, read(stdout), read(stderr), child.wait());
    Ok(Said { status: status?, output: output?, error: error? })
}

async fn read(source: Option<impl AsyncRead + Unpin>) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    if let Some(source) = source {
        source.take(MOST).read_to_end(&mut bytes).await?;
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The JSON object that a command reads: docs/target.md describes it.
fn question(request: &AuthorizationRequest) -> Value {
    let challenge = request.code_challenge.as_ref();
    let parameters: Map<String, Value> =
        request.url().query_pairs().map(|(name, value)| (name.into_owned(), Value::String(value.into_owned()))).collect();
    json!({
        "protocol": PROTOCOL,
        "url": request.url().as_str(),
        "authorization_endpoint": request.endpoint.as_str(),
        "parameters": parameters,
        "client_id": request.client_id,
        "redirect_uri": request.expected_redirect_uri,
        "scope": request.scope,
        "state": request.state,
        "nonce": request.nonce,
        "code_challenge": challenge.map(|challenge| &challenge.challenge),
        "code_challenge_method": challenge.and_then(|challenge| challenge.method.as_ref()),
        "declined_scope": request.partial_consent.as_ref().map(|partial| &partial.declined),
    })
}

/// Reads what a command wrote.
fn answer(output: &str, request: &AuthorizationRequest) -> Result<Authorization, AuthorizeError> {
    let gave_up = |reason: &str| AuthorizeError::GaveUp { reason: reason.to_owned(), pages: Vec::new(), round_trips: 0 };
    let line = output.trim();
    if line.is_empty() {
        return Err(gave_up(
            "it ended well and wrote nothing on standard output, where the URL with the code is wanted; where there is none, let it exit with another status than 0",
        ));
    }
    if line.contains(char::is_whitespace) {
        return Err(gave_up("it wrote more than one word: the redirect URL or the code alone is wanted"));
    }
    match Url::parse(line) {
        // A code may look like `abc:def`; a URL that leads anywhere begins as the redirect URI does.
        Ok(url) if line.contains("://") || request.expected_redirect_uri.starts_with(&format!("{}:", url.scheme())) => {
            arrival::brought(&url, request)
        }
        _ => {
            let parameters = vec![("code".to_owned(), line.to_owned())];
            Ok(Authorization { code: line.to_owned(), parameters, round_trips: 0, issued_for: None, pages: Vec::new() })
        }
    }
}

/// The last lines of what a program said, printable, one line.
fn end_of(said: &str) -> String {
    let from = said.trim_end().char_indices().rev().nth(SHOWN).map_or(0, |(at, _)| at);
    let lines: Vec<String> = said[from..].lines().map(printable).filter(|line| !line.is_empty()).collect();
    lines.join(" / ")
}

#[cfg(test)]
mod tests {
    use super::super::request::tests::request;
    use super::*;

    fn shell(script: &str) -> Command {
        Command::new(CommandSettings {
            program: "sh".into(),
            arguments: vec!["-c".into(), script.into()],
            folder: std::env::temp_dir(),
            time_limit: Duration::from_secs(30),
            parallel: 2,
        })
    }

    #[tokio::test]
    async fn the_redirect_url_is_read_against_the_request() {
        let request = request();
        let redirect = format!("{}?code=a%2Bb&state={}", request.expected_redirect_uri, request.state);
        let authorization = shell(&format!("cat >/dev/null; echo '{redirect}'")).authorize(&request).await.unwrap();
        assert_eq!(authorization.code, "a+b");
        let wrong = format!("{}?code=a&state=other", request.expected_redirect_uri);
        let error = shell(&format!("echo '{wrong}'")).authorize(&request).await.unwrap_err();
        assert!(error.to_string().contains("`state` is not the one"), "{error}");
    }

    #[tokio::test]
    async fn a_code_alone_will_do_and_the_question_is_json() {
        let request = request();
        let script = r#"grep -o '"protocol":1,' >/dev/null && echo 'abc:1'"#;
        assert_eq!(shell(script).authorize(&request).await.unwrap().code, "abc:1");
    }

    #[tokio::test]
    async fn what_it_says_is_shown_when_it_fails() {
        let error = shell("echo 'no device is free' >&2; exit 7").authorize(&request()).await.unwrap_err().to_string();
        assert!(error.contains("exit status: 7") && error.contains("no device is free"), "{error}");
        for (script, says) in [
            ("true", "ended well and wrote nothing on standard output"),
            ("exit 3", "exit status: 3, and it wrote nothing"),
            ("echo code; exit 3", "standard output is not looked at"),
            ("echo a b", "more than one word"),
        ] {
            let error = shell(script).authorize(&request()).await.unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
    }

    #[tokio::test]
    async fn an_error_of_the_authorization_endpoint_is_told_apart() {
        let request = request();
        let redirect = format!("{}?error=access_denied&state={}", request.expected_redirect_uri, request.state);
        let error = shell(&format!("echo '{redirect}'")).authorize(&request).await.unwrap_err();
        assert!(matches!(error, AuthorizeError::Refused { .. }), "{error:?}");
    }
}
