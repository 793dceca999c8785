//! Listens where the redirect URIs lead to.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use rand::distr::{Alphanumeric, SampleString};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use url::Url;

use super::desk::{Desk, Next};
use super::{origin, page};

/// How long the page's question is kept open.
const PATIENCE: Duration = Duration::from_secs(20);
/// Bytes of a pasted URL.
const PASTED: usize = 64 << 10;

/// What listens, until it is dropped.
pub(super) struct Listening {
    origins: Vec<(String, u16)>,
    start: Url,
    stop: watch::Sender<bool>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.tasks().iter().for_each(JoinHandle::abort);
    }
}

impl Listening {
    /// Listens at the loopback origins among the redirect URIs; at a port of its own where there are none.
    pub(super) async fn start(redirect_uris: &[String], desk: Arc<Desk>) -> Result<Self, String> {
        let mut origins: Vec<(String, u16)> = redirect_uris.iter().filter_map(|uri| origin(uri)).collect();
        origins.sort();
        origins.dedup();
        let mut listeners = Vec::new();
        for (host, port) in &origins {
            listeners.extend(listen(host, *port).await?.into_iter().map(|listener| (host.clone(), listener)));
        }
        if listeners.is_empty() {
            listeners.extend(listen("127.0.0.1", 0).await?.into_iter().map(|listener| ("127.0.0.1".to_owned(), listener)));
        }
        let base = format!("/tokenspec-{}", Alphanumeric.sample_string(&mut rand::rng(), 22));
        let (stop, stopped) = watch::channel(false);
        let mut start = None;
        let mut tasks = Vec::new();
        for (host, listener) in listeners {
            let port = listener.local_addr().map_err(|error| error.to_string())?.port();
            let authority = format!("{host}:{port}");
            let url = Url::parse(&format!("http://{authority}{base}")).map_err(|error| error.to_string())?;
            let first = start.get_or_insert(url).clone();
            let shared = Shared { desk: Arc::clone(&desk), authority, base: base.clone(), start: first };
            tasks.push(tokio::spawn(serve(listener, shared, stopped.clone())));
        }
        let start = start.ok_or("nothing to listen at")?;
        Ok(Self { origins, start, stop, tasks: Mutex::new(tasks) })
    }

    fn tasks(&self) -> MutexGuard<'_, Vec<JoinHandle<()>>> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers what has been asked, and ends.
    pub(super) async fn close(&self) {
        // Whoever has ended already needs not be told.
        let _ = self.stop.send(true);
        let tasks = std::mem::take(&mut *self.tasks());
        for task in tasks {
            let _ = task.await;
        }
    }

    /// The address to open in a browser.
    pub(super) fn start_url(&self) -> &Url {
        &self.start
    }

    /// Whether a redirect URI leads here.
    pub(super) fn hears(&self, redirect_uri: &str) -> bool {
        origin(redirect_uri).is_some_and(|origin| self.origins.contains(&origin))
    }
}

/// Listeners for a host name of this machine: `localhost` may mean either protocol.
async fn listen(host: &str, port: u16) -> Result<Vec<TcpListener>, String> {
    let addresses: Vec<SocketAddr> = tokio::net::lookup_host((host.trim_matches(['[', ']']), port))
        .await
        .map_err(|error| format!("cannot resolve {host}: {error}"))?
        .collect();
    let mut listeners = Vec::new();
    let mut problem = None;
    for address in addresses {
        match TcpListener::bind(address).await {
            Ok(listener) => listeners.push(listener),
            Err(error) => problem = Some(format!("cannot listen at {address}, where a redirect URI leads to: {error}")),
        }
    }
    match problem {
        Some(problem) if listeners.is_empty() => Err(format!("{problem}. End what listens there, or register another port")),
        _ => Ok(listeners),
    }
}

#[derive(Clone)]
struct Shared {
    desk: Arc<Desk>,
    /// The only `Host` that is answered: other names that lead here are somebody's attempt to read along.
    authority: String,
    base: String,
    start: Url,
}

async fn serve(listener: TcpListener, shared: Shared, mut stopped: watch::Receiver<bool>) {
    let base = shared.base.clone();
    let router = Router::new()
        .route(&base, get(start))
        .route(&format!("{base}/step"), get(step))
        .route(&format!("{base}/next"), post(next))
        .route(&format!("{base}/back"), post(back))
        .fallback(redirected)
        .layer(DefaultBodyLimit::max(PASTED))
        .with_state(shared);
    // An error of the listener ends it; those who wait run into their time limit and say so.
    let stop = async move {
        let _ = stopped.wait_for(|stopped| *stopped).await;
    };
    let _ = axum::serve(listener, router).with_graceful_shutdown(stop).await;
}

impl Shared {
    fn is_addressed(&self, headers: &HeaderMap) -> bool {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        host.eq_ignore_ascii_case(&self.authority)
    }

    fn page(&self, first: Option<&Next>) -> Response {
        let first = first.and_then(|next| serde_json::to_string(next).ok());
        let page = page::page(&self.base, self.start.as_str(), first.as_deref());
        let headers = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
            (header::REFERRER_POLICY, "no-referrer"),
            (header::CONTENT_SECURITY_POLICY, page.policy.as_str()),
        ];
        (headers, page.html).into_response()
    }
}

fn stranger() -> Response {
    (StatusCode::FORBIDDEN, "not for this host name").into_response()
}

fn json(value: &impl serde::Serialize) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    match serde_json::to_string(value) {
        Ok(text) => (headers, text).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

async fn start(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    if !shared.is_addressed(&headers) {
        return stranger();
    }
    shared.desk.seen(Instant::now());
    shared.page(None)
}

/// For browsers without scripts: on to the next request, or the page that asks again.
async fn step(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    if !shared.is_addressed(&headers) {
        return stranger();
    }
    match shared.desk.next(Duration::from_secs(1)).await {
        Next::Go { url, .. } => (StatusCode::SEE_OTHER, [(header::LOCATION, url)]).into_response(),
        other => shared.page(Some(&other)),
    }
}

async fn next(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    if !shared.is_addressed(&headers) {
        return stranger();
    }
    json(&shared.desk.next(PATIENCE).await)
}

/// A URL that was pasted, or that a page read from its own address (a fragment never reaches a server).
async fn back(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    if !shared.is_addressed(&headers) {
        return stranger();
    }
    let problem = match Url::parse(String::from_utf8_lossy(&body).trim()) {
        Ok(url) => shared.desk.came_back(&url, Instant::now()).err(),
        Err(error) => Some(format!("this is no URL: {error}")),
    };
    json(&serde_json::json!({ "problem": problem }))
}

/// Any other address: the redirect URI, with an authorization response (RFC 6749 §4.1.2).
async fn redirected(State(shared): State<Shared>, uri: Uri, headers: HeaderMap) -> Response {
    if !shared.is_addressed(&headers) {
        return stranger();
    }
    let Ok(url) = Url::parse(&format!("http://{}{uri}", shared.authority)) else {
        return (StatusCode::BAD_REQUEST, "no URL").into_response();
    };
    // Browsers ask for icons by themselves.
    if url.query().is_none() && url.path() == "/favicon.ico" {
        return StatusCode::NOT_FOUND.into_response();
    }
    match shared.desk.came_back(&url, Instant::now()) {
        Ok(()) => {
            // The case that got its code may ask for its next one in a moment; otherwise the page itself waits.
            let next = shared.desk.next(Duration::ZERO).await;
            shared.page(Some(&next))
        }
        Err(_) => shared.page(None),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::request::tests::request;
    use super::*;
    use crate::transport::{Request, Settings, Transport};

    async fn ask(transport: &Transport, method: &str, url: &Url) -> (u16, String) {
        let exchange = transport.send(Request::new(method, url.clone())).await;
        let response = exchange.outcome.unwrap();
        (response.status, String::from_utf8_lossy(&response.body.bytes).into_owned())
    }

    #[tokio::test]
    async fn a_browser_is_led_from_request_to_request() {
        let desk = Arc::<Desk>::default();
        let listening = Listening::start(&["https://app.example/cb".to_owned()], Arc::clone(&desk)).await.unwrap();
        assert!(!listening.hears("https://app.example/cb"));
        let transport = Transport::new(Settings::default());
        let (status, page) = ask(&transport, "GET", listening.start_url()).await;
        assert!(status == 200 && page.contains("const base = '/tokenspec-"));
        let mut next = listening.start_url().clone();
        next.set_path(&format!("{}/next", next.path()));
        let (_, answer) = desk.queue(&request(), true);
        let (_, told) = ask(&transport, "POST", &next).await;
        assert!(told.contains(r#""do":"go""#), "{told}");
        let mut back = listening.start_url().clone();
        back.set_path("/anything");
        back.set_query(Some("code=x&state=st"));
        let (_, page) = ask(&transport, "GET", &back).await;
        assert!(page.contains(r#"const first = {"do":"wait""#), "{page}");
        // It came back to another address than the redirect URI: that is no answer to it.
        assert!(answer.await.unwrap().unwrap_err().to_string().contains("instead of the redirect URI"));
    }

    #[tokio::test]
    async fn other_host_names_are_turned_away() {
        let listening = Listening::start(&[], Arc::default()).await.unwrap();
        let transport = Transport::new(Settings::default());
        let mut url = listening.start_url().clone();
        url.set_host(Some("localhost")).unwrap();
        let (status, _) = ask(&transport, "GET", &url).await;
        assert_eq!(status, 403);
    }
}
