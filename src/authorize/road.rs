//! What walks are made of: the road they share, and one request on it.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use url::Url;

use super::choose::Stage;
use super::driver::Driver;
use super::page::Selectors;
use super::request::Authorization;
use crate::transport::Transport;

/// What all walks of an authorizer share and none changes.
pub(super) struct Road {
    pub(super) driver: Driver,
    pub(super) selectors: Selectors,
    pub(super) transport: Arc<Transport>,
    /// The longest wait that a server may ask for.
    pub(super) patience: Duration,
    /// Whether walks that arrive tell of their way too.
    pub(super) traced: AtomicBool,
}

impl Road {
    pub(super) fn new(driver: Driver, transport: Arc<Transport>) -> Self {
        let selectors = match &driver {
            Driver::Redirect => Selectors::default(),
            Driver::Form(settings) => settings.selectors(),
        };
        Self { driver, selectors, transport, patience: Duration::ZERO, traced: AtomicBool::new(false) }
    }
}

/// How far a walk has come.
pub(super) enum Step {
    /// At the redirect URI, with a code.
    Arrived(Authorization),
    /// Before a login form that it may not submit yet.
    Login,
}

/// A request that the walk is to send next.
#[derive(Debug, Clone)]
pub(super) struct Outgoing {
    pub(super) method: &'static str,
    pub(super) url: Url,
    pub(super) body: Vec<u8>,
    /// The page whose form this is, when it is on the same origin.
    pub(super) referer: Option<Url>,
    /// Whether it logs in, and how far.
    pub(super) login: Option<Stage>,
}

impl Outgoing {
    pub(super) fn get(url: Url) -> Self {
        Self { method: "GET", url, body: Vec::new(), referer: None, login: None }
    }
}
