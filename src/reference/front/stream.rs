//! The bytes of a connection on their way to the HTTP library: heads are looked over, everything else passes.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::head::{self, Survey};
use super::rewrite::{Verdict, settle, too_large};
use crate::reference::fault::FaultSet;

/// Bytes of a head that are borne.
const MAX_HEAD: usize = 16 * 1024;
/// Bytes that are read at once.
const BLOCK: usize = 8 * 1024;
/// How a connection of HTTP/2 begins (RFC 9113 §3.4): what follows is not ours to read.
const HTTP2: &[u8] = b"PRI * HTTP/2.0\r\n\r\n";

/// What comes next from the client.
enum Place {
    /// A head.
    Head,
    /// So many bytes of content.
    Content(u64),
    /// What is passed on unread until the connection ends.
    Rest,
    /// Nothing more is read: an answer is on its way.
    Refusing(Bytes),
    /// Nothing any more.
    End,
}

/// A connection whose heads are looked over.
pub(super) struct Front<S> {
    stream: S,
    faults: Arc<FaultSet>,
    place: Place,
    /// Came from the client, not yet looked at.
    pending: BytesMut,
    /// On its way to the HTTP library.
    passed: BytesMut,
    block: Box<[u8]>,
}

impl<S> Front<S> {
    pub(super) fn new(stream: S, faults: Arc<FaultSet>) -> Self {
        let block = vec![0; BLOCK].into_boxed_slice();
        Self { stream, faults, place: Place::Head, pending: BytesMut::new(), passed: BytesMut::new(), block }
    }

    /// Goes as far as the bytes that are there allow; whether there was anything to do.
    fn advance(&mut self) -> bool {
        match self.place {
            Place::Head => self.head(),
            Place::Content(left) => {
                let count = self.pending.len().min(usize::try_from(left).unwrap_or(usize::MAX));
                self.passed = self.pending.split_to(count);
                let left = left - count as u64;
                self.place = if left == 0 { Place::Head } else { Place::Content(left) };
                count > 0
            }
            Place::Rest => {
                self.passed = self.pending.split();
                !self.passed.is_empty()
            }
            Place::Refusing(_) | Place::End => false,
        }
    }

    fn head(&mut self) -> bool {
        let end = head::end(&self.pending, 0);
        let verdict = match end {
            None if self.pending.len() <= MAX_HEAD => return false,
            Some(end) if self.pending.get(..end) == Some(HTTP2) => {
                self.place = Place::Rest;
                return true;
            }
            Some(end) if end <= MAX_HEAD => {
                let head = self.pending.split_to(end);
                let survey = Survey::of(&head);
                if survey.is_ordinary() {
                    self.passed = head;
                    self.place = content(survey.length.unwrap_or(0));
                    return true;
                }
                settle(&head, &survey, &self.faults)
            }
            _ => too_large(&self.faults),
        };
        match verdict {
            Verdict::Pass(head, length) => {
                self.passed = BytesMut::from(head.as_slice());
                self.place = content(length);
            }
            Verdict::Last(head) => {
                self.passed = BytesMut::from(head.as_slice());
                self.place = Place::Rest;
            }
            Verdict::Refuse(status) => self.place = Place::Refusing(refusal(status)),
        }
        true
    }
}

fn content(length: u64) -> Place {
    if length == 0 { Place::Head } else { Place::Content(length) }
}

/// An answer without content; the connection ends with it.
fn refusal(status: u16) -> Bytes {
    let reason = match status {
        400 => "Bad Request",
        431 => "Request Header Fields Too Large",
        _ => "Internal Server Error",
    };
    let date = jiff::Timestamp::now().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let head = format!("HTTP/1.1 {status} {reason}\r\nDate: {date}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    Bytes::from(head)
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Front<S> {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            if !this.passed.is_empty() {
                let count = this.passed.len().min(out.remaining());
                out.put_slice(&this.passed[..count]); // at most its length
                this.passed.advance(count);
                return Poll::Ready(Ok(()));
            }
            match &mut this.place {
                Place::End => return Poll::Ready(Ok(())),
                Place::Refusing(answer) => {
                    while !answer.is_empty() {
                        let count = ready!(Pin::new(&mut this.stream).poll_write(context, answer))?;
                        answer.advance(count);
                    }
                    ready!(Pin::new(&mut this.stream).poll_flush(context))?;
                    this.place = Place::End;
                }
                // Nothing is kept back: as if this were not here.
                Place::Rest if this.pending.is_empty() => return Pin::new(&mut this.stream).poll_read(context, out),
                _ => {
                    if !this.advance() && !ready!(this.poll_fill(context))? {
                        // The client has ended; what it has begun is the HTTP library's to judge.
                        this.place = if this.pending.is_empty() { Place::End } else { Place::Rest };
                    }
                }
            }
        }
    }
}

impl<S: AsyncRead + Unpin> Front<S> {
    /// More bytes; false at the end.
    fn poll_fill(&mut self, context: &mut Context<'_>) -> Poll<io::Result<bool>> {
        let mut block = ReadBuf::new(&mut self.block);
        ready!(Pin::new(&mut self.stream).poll_read(context, &mut block))?;
        self.pending.extend_from_slice(block.filled());
        Poll::Ready(Ok(!block.filled().is_empty()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Front<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write_vectored(context, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
