//! How a reference server is started.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use super::front::Tls;
use super::{Consulted, FaultId, VariantId};

/// What to start: a correct server with automatic consent on a free port of 127.0.0.1, unless told otherwise.
#[derive(Clone, Debug)]
pub struct Options {
    /// The deviations; none by default.
    pub faults: Vec<FaultId>,
    /// The legal differences; none by default.
    pub variants: Vec<VariantId>,
    /// How the token endpoint answers.
    pub mode: Mode,
    /// A delay before every answer.
    pub latency: Duration,
    /// How a resource owner agrees.
    pub login: Login,
    /// How the clients are registered.
    pub registration: Registration,
    /// Whether the header field `Tokenspec-Elapsed: SECONDS` of a request lets that request come so much later, so that
    /// lifetimes can be examined without waiting. Without it the field means nothing.
    pub pretend: bool,
    /// Whether TLS is spoken, and then nothing else.
    pub tls: Option<Tls>,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The first redirect URI of all clients, instead of one that leads nowhere.
    pub redirect_uri: Option<String>,
    /// Where the server writes down which faults it asks for, if anywhere.
    pub consulted: Option<Consulted>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            faults: Vec::new(),
            variants: Vec::new(),
            mode: Mode::default(),
            latency: Duration::ZERO,
            login: Login::default(),
            registration: Registration::default(),
            pretend: false,
            tls: None,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            redirect_uri: None,
            consulted: None,
        }
    }
}

/// How a resource owner logs in and consents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Login {
    /// The authorization endpoint redirects at once: alice, or the account that `login_hint` names.
    #[default]
    Automatic,
    /// An HTML login form with a CSRF token and a session cookie, then a consent page.
    Form,
}

/// How the clients are registered: what holds for a client with one redirect URI cannot be shown with one that has two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Registration {
    /// The confidential client has several redirect URIs; the public one has one, and must use PKCE.
    #[default]
    Usual,
    /// The confidential client has one redirect URI; the public one has two, and may do without PKCE.
    Alternate,
}

/// How the token endpoint answers; the two constant answers are the measure of a suite that says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// By the rules (and the faults).
    #[default]
    Correct,
    /// 400 `{"error":"invalid_request"}` to everything.
    RefuseEverything,
    /// 200 with tokens to everything, whatever the method.
    AcceptEverything,
}
