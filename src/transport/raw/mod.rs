//! HTTP/1.x written byte by byte, as no HTTP library would, and read with care: whatever comes back, the outcome is a
//! response or an error, in bounded memory; the caller bounds the time.

mod exchange;
mod read;
mod write;

pub(super) use exchange::exchange;
pub use write::head_as_written;

use futures_util::FutureExt as _;

use super::message::{Response, TransportError};

/// Reads an answer whose every byte is there already.
///
/// # Errors
/// It is not HTTP, or not all of it.
pub fn read_answer(bytes: &[u8], max_body: usize) -> Result<Response, TransportError> {
    let mut reader = read::Reader::new(bytes, max_body, read::Asked { head: false });
    // Nothing is waited for: memory is always ready.
    let unready = || Err(TransportError::Broken { detail: "the answer is not there".to_owned() });
    reader.response().now_or_never().unwrap_or_else(unready)
}
