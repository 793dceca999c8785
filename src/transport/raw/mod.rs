//! HTTP/1.x written byte by byte, as no HTTP library would, and read with care: whatever comes back, the outcome is a
//! response or an error, in bounded memory; the caller bounds the time.

mod exchange;
mod read;
mod write;

pub(super) use exchange::exchange;
pub use write::head_as_written;
