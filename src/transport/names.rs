//! Looks names up, for addresses of one family alone where that is wanted.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
use tower_service::Service;

use crate::protocol::network::Family;

/// The system's resolver, its answers sifted.
#[derive(Clone)]
pub(super) struct Names {
    system: GaiResolver,
    family: Family,
}

impl Names {
    pub(super) fn of(family: Family) -> Self {
        Self { system: GaiResolver::new(), family }
    }
}

impl Service<Name> for Names {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, io::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), io::Error>> {
        self.system.poll_ready(context)
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let (asked, family) = (self.system.call(name), self.family);
        Box::pin(async move {
            let found: Vec<SocketAddr> = asked.await?.filter(|address| family.has(address.ip())).collect();
            match (found.is_empty(), family) {
                (true, Family::V4) => Err(io::Error::other("the name has no IPv4 address")),
                (true, Family::V6) => Err(io::Error::other("the name has no IPv6 address")),
                _ => Ok(found.into_iter()),
            }
        })
    }
}
