//! Requests whose HTTP form curl cannot say: written out byte by byte for a shell.

use url::Url;

use super::shown::{Shown, double_quote};
use super::shown_network;
use super::token_request::TokenRequest;
use crate::protocol::wire::{Framing, Host, NameCase, RequestTarget, Version, WireForm};
use crate::suite::model::BodyEncoding;
use crate::transport::head_as_written;

/// So many bytes stand for a body whose length the shell will count: a number that occurs nowhere else.
const STAND_IN: usize = 7919;

/// What curl needs to be told to write a request in its form; nothing when curl cannot.
pub(super) fn curl_flags(request: &TokenRequest, endpoint: &Url) -> Option<Vec<String>> {
    // -u and -d bring fields of their own, and a second one cannot be told where to stand.
    let own = |name: &str| name.eq_ignore_ascii_case("authorization") || name.eq_ignore_ascii_case("content-type");
    if request.twice.iter().any(|(name, ..)| own(name)) {
        return None;
    }
    let Some(wire) = &request.wire else { return Some(Vec::new()) };
    let curl_cannot = wire.host == Host::Twice
        || wire.names != NameCase::Usual
        || matches!(wire.framing, Framing::ChunkedAndLength | Framing::TwoLengths | Framing::ChunkedNotFinal)
        || !wire.lines.is_empty()
        || wire.space_before_colon.is_some()
        || wire.folded.is_some();
    (!curl_cannot).then(|| flags(wire, endpoint))
}

fn flags(wire: &WireForm, endpoint: &Url) -> Vec<String> {
    let mut flags = Vec::new();
    match wire.version {
        Version::Http10 => flags.push("--http1.0".to_owned()),
        Version::Http11 => {}
        Version::Http2 if endpoint.scheme() == "https" => flags.push("--http2".to_owned()),
        Version::Http2 => flags.push("--http2-prior-knowledge".to_owned()),
    }
    if wire.target == RequestTarget::Absolute {
        flags.push(format!("--request-target \"{endpoint}\""));
    }
    if wire.host == Host::Absent {
        flags.push("-H 'Host:'".to_owned());
    }
    if wire.framing == Framing::Chunked {
        flags.push("-H 'Transfer-Encoding: chunked'".to_owned());
    }
    if wire.expect_continue {
        flags.push("-H 'Expect: 100-continue'".to_owned());
    }
    flags
}

impl Shown<'_, '_> {
    /// Lines that write the request as it was written, and read the answer. The last one is the command.
    pub(super) fn written_out(&self, request: &TokenRequest, endpoint: &Url) -> String {
        let wire = request.wire.clone().unwrap_or_default();
        let Some(body) = self.body_text(request) else {
            return "# neither curl nor a line of shell can say this request: its bytes are in the record".to_owned();
        };
        let mut http = request.to_http(endpoint, "boundary");
        http.body = vec![b'x'; if body.is_empty() { 0 } else { STAND_IN }];
        http.wire = Some(Box::new(wire.clone()));
        let mut before = vec![format!("BODY={}", double_quote(&body))];
        for (name, value) in &mut http.headers {
            if name.eq_ignore_ascii_case("authorization") {
                let (shown, setting) = self.credentials(value);
                before.extend(setting.filter(|setting| !before.contains(setting)));
                *value = shown.into_bytes();
            }
        }
        http.headers.extend(shown_network::fields(self.scene.subject));
        let Ok(head) = head_as_written(&http) else {
            return "# this request cannot be sent at all".to_owned();
        };
        let head = self.named(&String::from_utf8_lossy(&head));
        let lines: Vec<String> = head.trim_end_matches("\r\n").split("\r\n").map(|line| double_quote(&counted(line))).collect();
        let content = match wire.framing {
            Framing::Length | Framing::TwoLengths => "printf %s \"$BODY\"".to_owned(),
            _ => r#"printf '%x\r\n%s\r\n0\r\n\r\n' "${#BODY}" "$BODY""#.to_owned(),
        };
        let written = format!("{{ printf '%s\\r\\n' {} ''; {content}; }}", lines.join(" "));
        before.push(format!("{written} | {}", shown_network::connection(self.scene.subject, endpoint)));
        // The answer says `Connection: close`, so that it ends by itself.
        before.join("\n")
    }

    /// The text of a form body with its secrets named; other encodings are not written out.
    fn body_text(&self, request: &TokenRequest) -> Option<String> {
        match &request.body {
            _ if request.method == "GET" => Some(String::new()),
            None => Some(self.pairs(request)),
            Some(BodyEncoding::Empty) => Some(String::new()),
            Some(BodyEncoding::Raw(text)) => Some(text.clone()),
            Some(BodyEncoding::Json | BodyEncoding::Multipart | BodyEncoding::Gzip) => None,
        }
    }
}

/// A line of the head, lengths left to the shell.
fn counted(line: &str) -> String {
    line.replace(&STAND_IN.to_string(), "${#BODY}").replace(&(STAND_IN - 1).to_string(), "$((${#BODY} - 1))")
}
