//! Sends requests to the target and reads what comes back: bounded in bytes, in time and in pace.
//!
//! Nothing here judges. A target is untrusted: whatever it sends, the outcome is a [`Response`] or a
//! [`TransportError`], never a panic, and never more than the configured number of bytes or seconds.

mod certificate;
mod client;
mod connection;
mod deadline;
mod dial;
mod direct;
mod failure;
mod handshake;
mod hello;
mod http2;
mod in_process;
mod kept;
mod lane;
mod message;
mod names;
mod network;
mod pace;
mod race;
mod raw;
mod stamp;
mod tls;
mod translate;
mod unverified;

#[cfg(test)]
mod tests;

pub use certificate::Certificate;
pub use client::{Settings, Transport};
pub use handshake::{HandshakeOutcome, Offer};
pub use in_process::InProcess;
pub use lane::Lane;
pub use message::{Exchange, Request, Response, Timing, TransportError, USER_AGENT};
pub use network::{Identity, Network, Verification};
pub use pace::Pace;
pub use raw::{head_as_written, read_answer};
