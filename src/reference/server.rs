//! Starting and stopping a server, and which endpoint answers which path.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State as Shared};
use axum::response::Response;
use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::clients::{RegisteredClient, clients};
use super::fault::FaultSet;
use super::http::{Incoming, plain};
use super::options::{Login, Mode, Options};
use super::state::State;
use super::{authorize, discovery, introspect, login, revoke, token, userinfo};

/// How long `stop` waits for answers that are under way.
const GRACE: Duration = Duration::from_secs(1);

/// One server: what it was told and what it remembers.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) issuer: String,
    pub(super) faults: FaultSet,
    pub(super) mode: Mode,
    pub(super) login: Login,
    pub(super) clients: Vec<RegisteredClient>,
    latency: Duration,
    state: Mutex<State>,
}

impl Server {
    /// The memory, for a short while: nothing awaits while it is held.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A server that listens. It stops when this value is dropped.
#[derive(Debug)]
pub struct Running {
    /// The issuer, `http://127.0.0.1:PORT`: every endpoint lies below it.
    pub issuer: String,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<std::io::Result<()>>,
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
/// When the address cannot be listened on.
pub async fn start(options: Options) -> std::io::Result<Running> {
    let listener = TcpListener::bind(options.listen).await?;
    let address = listener.local_addr()?;
    let issuer = format!("http://{address}");
    let server = Arc::new(Server {
        issuer: issuer.clone(),
        faults: FaultSet::new(&options.faults),
        mode: options.mode,
        login: options.login,
        clients: clients(&options.faults, options.registration),
        latency: options.latency,
        state: Mutex::default(),
    });
    let (stop, stopped) = oneshot::channel();
    let router = Router::new().fallback(dispatch).with_state(server);
    // Without TCP_NODELAY the answer still arrives, only later.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    let serving = tokio::spawn(async move {
        axum::serve(listener, router)
            .with_graceful_shutdown(async move {
                // Dropping the sender stops the server as well.
                let _ = stopped.await;
            })
            .await
    });
    Ok(Running { issuer, address, stop, serving })
}

async fn dispatch(Shared(server): Shared<Arc<Server>>, request: Request) -> Response {
    let incoming = Incoming::read(request).await;
    if !server.latency.is_zero() {
        tokio::time::sleep(server.latency).await;
    }
    route(&server, &incoming)
}

fn route(server: &Server, incoming: &Incoming) -> Response {
    let form = server.login == Login::Form;
    match incoming.path.as_str() {
        "/authorize" => authorize::authorize(server, incoming),
        "/token" => token::token(server, incoming),
        "/introspect" => introspect::introspect(server, incoming),
        "/revoke" => revoke::revoke(server, incoming),
        "/userinfo" => userinfo::userinfo(server, incoming),
        "/jwks" => discovery::jwks(),
        "/.well-known/openid-configuration" | "/.well-known/oauth-authorization-server" => discovery::metadata(server),
        "/login" if form => login::login(server, incoming),
        "/consent" if form => login::consent(server, incoming),
        _ => plain(404, "there is nothing here"),
    }
}
