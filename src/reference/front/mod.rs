//! What stands before the endpoints: connections, TLS, and what HTTP asks of the head of a request before anybody reads
//! its content (RFC 9112). The HTTP library behind it speaks HTTP/1.x and HTTP/2.

mod accept;
mod certificate;
mod head;
mod hello;
mod rewrite;
mod stream;

pub use accept::Tls;
pub(super) use accept::{Listener, serve};
pub use certificate::{authority_der, authority_pem};
