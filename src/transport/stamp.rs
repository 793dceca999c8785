//! The header fields that every request to the target bears: keys of a gateway, the name of the case.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError, RwLock};

use secrecy::ExposeSecret;
use url::Url;

use super::client::Transport;
use super::message::Request;
use super::network::Network;

/// Adds header fields, to requests to own origins alone: nobody else may learn a key.
#[derive(Default)]
pub(super) struct Stamp {
    origins: RwLock<HashSet<String>>,
}

impl Stamp {
    /// From now on the origin of this URL is one of the target's own.
    pub(super) fn own(&self, url: &Url) {
        let mut origins = self.origins.write().unwrap_or_else(PoisonError::into_inner);
        origins.insert(url.origin().ascii_serialization());
    }

    /// Adds the fields. What the request has already stays: it may be sent for the second time.
    pub(super) fn put_on(&self, request: &mut Request, network: &Network) {
        if network.headers.is_empty() && network.case_header.is_none() {
            return;
        }
        let origin = request.url.origin().ascii_serialization();
        if !self.origins.read().unwrap_or_else(PoisonError::into_inner).contains(&origin) {
            return;
        }
        let case = network.case_header.iter().zip(&request.case).map(|(name, case)| (name.clone(), case.as_bytes().to_vec()));
        let keys = network.headers.iter().map(|(name, value)| (name.clone(), value.expose_secret().as_bytes().to_vec()));
        let fields: Vec<(String, Vec<u8>)> = keys.chain(case).collect();
        for (name, value) in fields {
            if !request.headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(&name)) {
                request.headers.push((name, value));
            }
        }
    }
}

impl Transport {
    /// The fields that a request to this URL would bear, for a browser that sends it itself: keys of gateways and the name of
    /// the case, at own origins.
    pub fn added_fields(&self, url: &Url, case: Option<&Arc<str>>) -> Vec<(String, Vec<u8>)> {
        let mut request = Request::new("GET", url.clone());
        request.case = case.cloned();
        self.stamp(&mut request);
        request.headers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_origins_are_told_and_only_once() {
        let network = Network {
            headers: vec![("X-Key".to_owned(), "gateway".to_owned().into())],
            case_header: Some("X-Case".to_owned()),
            ..Network::default()
        };
        let stamp = Stamp::default();
        stamp.own(&Url::parse("https://as.example/token").unwrap());
        let put_on = |url: &str| {
            let mut request = Request::new("GET", Url::parse(url).unwrap());
            request.case = Some("suite/case".into());
            stamp.put_on(&mut request, &network);
            stamp.put_on(&mut request, &network);
            request.headers
        };
        let fields = [("X-Key".to_owned(), b"gateway".to_vec()), ("X-Case".to_owned(), b"suite/case".to_vec())];
        assert_eq!(put_on("https://as.example/authorize"), fields);
        for elsewhere in ["http://as.example/token", "https://as.example:8443/token", "https://other.example/token"] {
            assert!(put_on(elsewhere).is_empty(), "{elsewhere}");
        }
    }
}
