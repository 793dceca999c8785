//! The answer, read from an untrusted server: RFC 9112, strict where it matters, bounded everywhere.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _};

use super::exchange::broken;
use crate::protocol::body::Body;
use crate::transport::client::LONGEST_HEAD;
use crate::transport::message::{Response, TransportError};

/// Bytes of a head, and of all trailers together.
const MAX_HEAD: usize = LONGEST_HEAD;
/// Fields of a head.
const MAX_FIELDS: usize = 200;
/// Heads with a status 1xx before the final one.
const MAX_INTERIM: usize = 16;
/// Bytes of a chunk's size line, extensions included.
const MAX_SIZE_LINE: usize = 1024;
/// How long what must not come after the answer to HEAD is waited for, on a connection that stays open.
const AFTER_HEAD: Duration = Duration::from_millis(300);

/// What of the request decides how the answer is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    /// HEAD: no content follows the head (RFC 9110 §9.3.2). What follows all the same is kept as the body.
    pub head: bool,
}

/// A status, its fields, and what they say of the body.
struct Head {
    status: u16,
    headers: Vec<(String, Vec<u8>)>,
}

/// How the end of a body is found (RFC 9112 §6.3).
#[derive(Debug, PartialEq, Eq)]
enum Length {
    Bytes(u64),
    Chunked,
    UntilClose,
}

/// Reads one answer.
pub(super) struct Reader<R> {
    stream: R,
    buffer: Vec<u8>,
    max_body: usize,
    asked: Asked,
    /// The final head, when it came although an interim one was waited for.
    early: Option<Head>,
    interim: usize,
}

impl<R: AsyncRead + Unpin> Reader<R> {
    pub(super) fn new(stream: R, max_body: usize, asked: Asked) -> Self {
        Self { stream, buffer: Vec::new(), max_body, asked, early: None, interim: 0 }
    }

    /// Reads until `100 Continue` (true) or a final head (false). May be given up at any time.
    pub(super) async fn until_continue(&mut self) -> Result<bool, TransportError> {
        loop {
            let head = self.any_head().await?;
            match head.status {
                100 => return Ok(true),
                101..=199 => {}
                _ => {
                    self.early = Some(head);
                    return Ok(false);
                }
            }
        }
    }

    /// The final answer.
    pub(super) async fn response(&mut self) -> Result<Response, TransportError> {
        let head = match self.early.take() {
            Some(head) => head,
            None => self.final_head().await?,
        };
        let mut body = Body::default();
        if self.asked.head {
            self.after_head(&mut body).await;
        } else if !matches!(head.status, 204 | 304) {
            match length(&head.headers)? {
                Length::Bytes(count) => self.counted(count, &mut body).await?,
                Length::Chunked => self.chunks(&mut body).await?,
                Length::UntilClose => self.until_close(&mut body).await?,
            }
        }
        Ok(Response { status: head.status, headers: head.headers, body })
    }

    async fn final_head(&mut self) -> Result<Head, TransportError> {
        loop {
            let head = self.any_head().await?;
            match head.status {
                // Nobody asked for another protocol.
                101 => return Err(wrong("status 101 without a request to switch protocols")),
                100..=199 => {}
                _ => return Ok(head),
            }
        }
    }

    async fn any_head(&mut self) -> Result<Head, TransportError> {
        let mut looked = 0;
        loop {
            // Parsed only when an empty line is in sight: a head that comes byte by byte costs no more than another.
            if let Some(end) = end_of_head(&self.buffer, looked) {
                let head = parse(&self.buffer[..end])?;
                self.buffer.drain(..end);
                if head.status < 200 {
                    self.interim += 1;
                }
                return if self.interim > MAX_INTERIM { Err(wrong("interim answers without end")) } else { Ok(head) };
            }
            if self.buffer.len() > MAX_HEAD {
                return Err(wrong("the head of the answer is longer than 64 KiB"));
            }
            looked = self.buffer.len().saturating_sub(3);
            if self.fill().await? == 0 {
                let what =
                    if self.buffer.is_empty() { "closed before an answer" } else { "closed within the head of the answer" };
                return Err(wrong(what));
            }
        }
    }

    /// More bytes; 0 at the end.
    async fn fill(&mut self) -> Result<usize, TransportError> {
        let mut block = [0; 8192];
        let count = match self.stream.read(&mut block).await {
            // TLS peers that close without saying so (RFC 8446 §6.1) end the stream as any other.
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => 0,
            other => other.map_err(broken)?,
        };
        self.buffer.extend_from_slice(&block[..count]);
        Ok(count)
    }

    async fn after_head(&mut self, body: &mut Body) {
        // Its end is the end of the connection, of our patience, or of the room; none of them is an error.
        let _ = tokio::time::timeout(AFTER_HEAD, self.until_close(body)).await;
    }

    async fn until_close(&mut self, body: &mut Body) -> Result<(), TransportError> {
        loop {
            let count = self.buffer.len();
            self.take(count, body);
            if body.truncated || self.fill().await? == 0 {
                return Ok(());
            }
        }
    }

    async fn counted(&mut self, mut left: u64, body: &mut Body) -> Result<(), TransportError> {
        loop {
            let count = self.buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            self.take(count, body);
            left -= count as u64;
            if left == 0 || body.truncated {
                return Ok(());
            }
            if self.fill().await? == 0 {
                return Err(wrong("closed within the body"));
            }
        }
    }

    /// RFC 9112 §7.1.
    async fn chunks(&mut self, body: &mut Body) -> Result<(), TransportError> {
        loop {
            let size = chunk_size(&self.line(MAX_SIZE_LINE).await?)?;
            if size == 0 {
                break;
            }
            self.counted(size, body).await?;
            if body.truncated {
                return Ok(());
            }
            if !self.line(2).await?.is_empty() {
                return Err(wrong("a chunk is longer than it says"));
            }
        }
        let mut room = MAX_HEAD;
        loop {
            let trailer = self.line(room).await?;
            if trailer.is_empty() {
                return Ok(());
            }
            room = room.saturating_sub(trailer.len());
        }
    }

    /// A line without its end, at most so long.
    async fn line(&mut self, limit: usize) -> Result<Vec<u8>, TransportError> {
        loop {
            if let Some(end) = self.buffer.iter().take(limit + 2).position(|&byte| byte == b'\n') {
                let mut line: Vec<u8> = self.buffer.drain(..=end).collect();
                line.pop();
                line.pop_if(|byte| *byte == b'\r');
                return Ok(line);
            }
            if self.buffer.len() > limit {
                return Err(wrong("a line of the chunked body is too long"));
            }
            if self.fill().await? == 0 {
                return Err(wrong("closed within the chunked body"));
            }
        }
    }

    /// Moves bytes from the buffer into the body, as far as there is room.
    fn take(&mut self, count: usize, body: &mut Body) {
        let room = self.max_body.saturating_sub(body.bytes.len());
        body.truncated |= count > room;
        let taken = self.buffer.drain(..count);
        body.bytes.extend(taken.take(room));
    }
}

/// After the first empty line, looking from `from` on.
fn end_of_head(bytes: &[u8], from: usize) -> Option<usize> {
    let window = bytes.get(from..)?;
    let at = (0..window.len())
        .find(|&at| window[at] == b'\n' && (window[at + 1..].starts_with(b"\r\n") || window.get(at + 1) == Some(&b'\n')))?;
    let line = if window.get(at + 1) == Some(&b'\n') { 1 } else { 2 };
    Some(from + at + 1 + line)
}

fn parse(bytes: &[u8]) -> Result<Head, TransportError> {
    let mut fields = [httparse::EMPTY_HEADER; MAX_FIELDS];
    let mut response = httparse::Response::new(&mut fields);
    match response.parse(bytes) {
        Ok(httparse::Status::Complete(_)) => {}
        Ok(httparse::Status::Partial) => return Err(wrong("the head of the answer is incomplete")),
        Err(error) => return Err(wrong(&format!("what came is not HTTP: {error}"))),
    }
    let headers = response.headers.iter().map(|field| (field.name.to_ascii_lowercase(), field.value.to_vec())).collect();
    Ok(Head { status: response.code.unwrap_or_default(), headers })
}

fn length(headers: &[(String, Vec<u8>)]) -> Result<Length, TransportError> {
    let values = |name: &'static str| {
        let fields = headers.iter().filter(move |(given, _)| given == name);
        fields.flat_map(|(_, value)| value.split(|&byte| byte == b',')).map(<[u8]>::trim_ascii)
    };
    // Transfer-Encoding overrides Content-Length; where chunked is not the last coding, the end is the connection's.
    if let Some(last) = values("transfer-encoding").next_back() {
        return Ok(if last.eq_ignore_ascii_case(b"chunked") { Length::Chunked } else { Length::UntilClose });
    }
    let mut lengths = values("content-length");
    let Some(first) = lengths.next() else { return Ok(Length::UntilClose) };
    if lengths.any(|other| other != first) {
        return Err(wrong("Content-Length is given twice, differently"));
    }
    let digits = std::str::from_utf8(first).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    let count = digits.and_then(|text| text.parse().ok());
    count.map(Length::Bytes).ok_or_else(|| wrong("Content-Length is not a number"))
}

fn chunk_size(line: &[u8]) -> Result<u64, TransportError> {
    let size = line.split(|&byte| byte == b';').next().unwrap_or_default().trim_ascii_end();
    let digits = std::str::from_utf8(size).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()));
    digits.and_then(|text| u64::from_str_radix(text, 16).ok()).ok_or_else(|| wrong("the size of a chunk is not a number"))
}

fn wrong(detail: &str) -> TransportError {
    TransportError::Broken { detail: detail.to_owned() }
}
