//! Starting and stopping a server, and which endpoint answers which path.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::Request;
use axum::http::header::DATE;
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::catalogue as fault;
use super::clients::{RegisteredClient, clients};
use super::dress::{Limiter, dress};
use super::endpoints::Endpoints;
use super::fault::FaultSet;
use super::front::{self, Listener};
use super::http::{Incoming, plain};
use super::options::{Login, Mode, Options};
use super::routes::{Endpoint, Routes};
use super::state::State;
use super::variant_catalogue as variant;
use super::{authorize, discovery, gate, introspect, login, race, revoke, token, userinfo};

/// How long one fault thinks about a code before it marks its use.
const HESITATION: Duration = Duration::from_millis(20);
/// How long `stop` waits for answers that are under way.
const GRACE: Duration = Duration::from_secs(1);

/// By how much the clock of `clock-ahead` is ahead, in seconds.
const AHEAD: i64 = 120;

/// What `slow-answers` takes for each answer.
const SLOWNESS: Duration = Duration::from_millis(3);

/// One server: what it was told and what it remembers.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) issuer: String,
    pub(super) endpoints: Endpoints,
    routes: Routes,
    pub(super) faults: FaultSet,
    pub(super) mode: Mode,
    pub(super) login: Login,
    pub(super) clients: Vec<RegisteredClient>,
    latency: Duration,
    limiter: Limiter,
    pretend: bool,
    state: Mutex<State>,
}

/// The request header field that lets time pass for one request (see [`Options::pretend`]).
const ELAPSED: HeaderName = HeaderName::from_static("tokenspec-elapsed");

impl Server {
    /// The memory, for a short while: nothing awaits while it is held. Its clock shows the time of this request.
    pub(super) fn state(&self, incoming: &Incoming) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.clock = self.now(incoming);
        state
    }

    /// The path of one of its pages: below that of the issuer.
    pub(super) fn path(&self, name: &str) -> String {
        let path = url::Url::parse(&self.issuer).map(|issuer| issuer.path().trim_end_matches('/').to_owned());
        format!("{}/{name}", path.unwrap_or_default()) // every issuer is a URL
    }

    /// The time of this request, in seconds since 1970.
    fn now(&self, incoming: &Incoming) -> i64 {
        jiff::Timestamp::now().as_second().saturating_add(self.elapsed(incoming))
    }

    /// The seconds by which the clock is ahead for this request: those that are to have passed, and what a variant adds.
    fn elapsed(&self, incoming: &Incoming) -> i64 {
        let elapsed: i64 = if self.pretend { incoming.header(ELAPSED).parse().unwrap_or(0) } else { 0 };
        let ahead = if self.faults.varies(variant::CLOCK_AHEAD) { AHEAD } else { 0 };
        elapsed.saturating_add(ahead)
    }

    /// What Date says of a request for which time has passed: the clock of the tokens and that of the answers are one.
    fn pretended_date(&self, incoming: &Incoming) -> Option<HeaderValue> {
        let now = jiff::Timestamp::from_second(self.now(incoming)).ok().filter(|_| self.elapsed(incoming) != 0)?;
        let text = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&now).ok()?;
        HeaderValue::try_from(text).ok()
    }
}

/// A server that listens. It stops when this value is dropped.
#[derive(Debug)]
pub struct Running {
    /// The issuer, `http://127.0.0.1:PORT` (a variant adds a path): every endpoint lies below it.
    pub issuer: String,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers what is under way, then stops.
    pub async fn stop(self) {
        // The other end is gone when serving has ended by itself; then there is nothing left to stop.
        let _ = self.stop.send(());
        let abort = self.serving.abort_handle();
        if tokio::time::timeout(GRACE, self.serving).await.is_err() {
            abort.abort();
        }
    }

    /// Serves until ctrl-c.
    ///
    /// # Errors
    /// When signals cannot be listened to.
    pub async fn wait(self) -> std::io::Result<()> {
        tokio::signal::ctrl_c().await?;
        self.stop().await;
        Ok(())
    }
}

/// Starts a server.
///
/// # Errors
/// When the address cannot be listened on, or no certificate could be made.
pub async fn start(options: Options) -> std::io::Result<Running> {
    let listener = TcpListener::bind(options.listen).await?;
    let address = listener.local_addr()?;
    let faults = FaultSet::of(&options);
    let scheme = if options.tls.is_some() { "https" } else { "http" };
    let endpoints = Endpoints::new(&format!("{scheme}://{address}"), &faults);
    let listener = Listener::new(listener, options.tls)?;
    let issuer = endpoints.issuer.clone();
    let slowness = if faults.varies(variant::SLOW_ANSWERS) { SLOWNESS } else { Duration::ZERO };
    let server = Arc::new(Server {
        issuer: issuer.clone(),
        routes: Routes::new(&endpoints, options.login),
        endpoints,
        faults,
        mode: options.mode,
        login: options.login,
        clients: clients(&options),
        latency: options.latency + slowness,
        limiter: Limiter::default(),
        pretend: options.pretend,
        state: Mutex::default(),
    });
    let (stop, stopped) = oneshot::channel();
    let faults = server.faults.clone();
    let answer = move |request| dispatch(Arc::clone(&server), request);
    let serving = tokio::spawn(front::serve(listener, faults, answer, stopped));
    Ok(Running { issuer, address, stop, serving })
}

async fn dispatch(server: Arc<Server>, request: Request) -> Response {
    let mut incoming = Incoming::read(request).await;
    if !server.latency.is_zero() {
        tokio::time::sleep(server.latency).await;
    }
    let endpoint = server.routes.find(&incoming.path, &incoming.query);
    let races = endpoint == Some(Endpoint::Token) && token::finds_unused_code(&server, &incoming);
    if races && server.faults.has(fault::CODE_RACE) {
        // Time passes between the look-up of the code and the mark of its use.
        incoming.found_unused = true;
        tokio::time::sleep(HESITATION).await;
    }
    if endpoint == Some(Endpoint::Token) {
        race::hold(&server.faults).await;
    }
    let response = match (server.limiter.put_off(&server.faults), endpoint) {
        (Some(later), _) => later,
        (None, Some(endpoint)) => match gate::check(&mut incoming, &server.faults) {
            Ok(()) => answer(&server, endpoint, &incoming),
            Err(refusal) => refusal.write(),
        },
        (None, None) => plain(404, "there is nothing here"),
    };
    let mut response = dress(response, endpoint, &server.faults).await;
    if let Some(date) = server.pretended_date(&incoming) {
        response.headers_mut().insert(DATE, date);
    }
    front::date(&mut response, &server.faults);
    response
}

fn answer(server: &Server, endpoint: Endpoint, incoming: &Incoming) -> Response {
    match endpoint {
        Endpoint::Authorize => authorize::authorize(server, incoming),
        Endpoint::Token => token::token(server, incoming),
        Endpoint::Introspect => introspect::introspect(server, incoming),
        Endpoint::Revoke => revoke::revoke(server, incoming),
        Endpoint::Userinfo => userinfo::userinfo(server, incoming),
        Endpoint::Jwks => discovery::jwks(server),
        Endpoint::Metadata => discovery::metadata(server, incoming),
        Endpoint::Login => login::login(server, incoming),
        Endpoint::Consent => login::consent(server, incoming),
    }
}
