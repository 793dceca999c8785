//! The ordinary road: HTTP/1.1 over pooled connections, plain or TLS.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::header::{CONTENT_LENGTH, HeaderName, HeaderValue};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls_pki_types::CertificateDer;
use url::Url;

use super::direct::Direct;
use super::in_process::{InProcess, Pool};
use super::message::{Exchange, Request, Response, Timing, TransportError};
use super::pace::Pace;
use super::tls;
use crate::protocol::body::Body;

/// What a transport may use of time, memory and the target's patience.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Requests at the same time.
    pub concurrency: usize,
    /// Requests per second, unbounded when absent.
    pub per_second: Option<NonZeroU32>,
    /// From sending to the last byte of the answer.
    pub timeout: Duration,
    /// Bytes of a body that are read; the rest is not.
    pub max_body: usize,
    /// Root certificates to trust beside the system's.
    pub roots: Vec<CertificateDer<'static>>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { concurrency: 16, per_second: None, timeout: Duration::from_secs(10), max_body: 1 << 20, roots: Vec::new() }
    }
}

type PlainClient = Client<HttpConnector, Full<Bytes>>;
type TlsClient = Client<HttpsConnector<HttpConnector>, Full<Bytes>>;

/// Sends requests, at most so many at once, each answered in bounded time and memory.
pub struct Transport {
    settings: Settings,
    pace: Pace,
    plain: PlainClient,
    tls: OnceLock<Result<TlsClient, String>>,
    /// The service in this process, and the client of its own that it has.
    service: Option<(InProcess, Pool)>,
    direct: Direct,
    created: Instant,
    sent: AtomicU64,
    busy: AtomicU64,
}

impl Transport {
    /// A transport with its own connection pool.
    pub fn new(settings: Settings) -> Self {
        Self::with_service(settings, None)
    }

    /// The same, where a service in this process answers for some origins: no socket is opened to those.
    pub fn with_service(settings: Settings, service: Option<InProcess>) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(settings.timeout));
        let plain = builder(&settings).build(connector);
        let pace = Pace::new(settings.concurrency, settings.per_second);
        let direct = Direct::new(settings.roots.clone(), settings.max_body, service.clone());
        let service = service.map(|service| (service.clone(), service.pool(&builder(&settings))));
        Self {
            settings,
            pace,
            plain,
            tls: OnceLock::new(),
            service,
            direct,
            created: Instant::now(),
            sent: AtomicU64::new(0),
            busy: AtomicU64::new(0),
        }
    }

    /// The settings it was made with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The pace shared by all requests of this transport.
    pub fn pace(&self) -> &Pace {
        &self.pace
    }

    /// Requests handed to a connection so far.
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// The sum of all round trips so far.
    pub fn busy(&self) -> Duration {
        Duration::from_nanos(self.busy.load(Ordering::Relaxed))
    }

    /// Sends one request and reads its answer. Redirects are not followed, nothing is decompressed.
    pub async fn send(&self, request: Request) -> Exchange {
        let permit = self.pace.admit().await;
        let started = self.begin();
        // On the heap: what sends holds this future, and is moved about more often than requests are sent.
        let outcome = match tokio::time::timeout(self.settings.timeout, Box::pin(self.round_trip(&request))).await {
            Ok(outcome) => outcome,
            Err(_) => Err(TransportError::Timeout { limit: self.settings.timeout }),
        };
        drop(permit);
        self.end(request, outcome, started)
    }

    /// Whether a service in this process answers for the URL: there is no network, and no TLS, on the way to it.
    pub fn is_in_process(&self, url: &Url) -> bool {
        self.service.as_ref().is_some_and(|(service, _)| service.answers(url))
    }

    /// The road beside the pool.
    pub(super) fn direct(&self) -> &Direct {
        &self.direct
    }

    /// A request is handed to its connection.
    pub(super) fn begin(&self) -> Instant {
        self.sent.fetch_add(1, Ordering::Relaxed);
        Instant::now()
    }

    /// Its answer is read.
    pub(super) fn end(&self, request: Request, outcome: Result<Response, TransportError>, started: Instant) -> Exchange {
        let timing = Timing { started: started - self.created, duration: started.elapsed() };
        let nanoseconds = u64::try_from(timing.duration.as_nanos()).unwrap_or(u64::MAX);
        self.busy.fetch_add(nanoseconds, Ordering::Relaxed);
        Exchange { request, outcome: outcome.map(Arc::new), timing }
    }

    async fn round_trip(&self, request: &Request) -> Result<Response, TransportError> {
        if request.wire.is_some() {
            return self.direct.round_trip(request).await;
        }
        let message = message(request)?;
        let authority = request.url.authority().to_owned();
        let pipes = self.service.as_ref().filter(|(service, _)| service.answers(&request.url));
        let answer = if let Some((_, pool)) = pipes {
            pool.request(message).await
        } else if request.url.scheme() == "https" {
            let client = self.tls.get_or_init(|| self.tls_client());
            let client =
                client.as_ref().map_err(|detail| TransportError::Tls { authority: authority.clone(), detail: detail.clone() })?;
            client.request(message).await
        } else {
            self.plain.request(message).await
        };
        let answer = answer.map_err(|error| classify(&authority, &error))?;
        read(answer, self.settings.max_body).await
    }

    fn tls_client(&self) -> Result<TlsClient, String> {
        let config = tls::client_config(&self.settings.roots)?;
        let mut http = HttpConnector::new();
        http.set_nodelay(true);
        http.enforce_http(false);
        http.set_connect_timeout(Some(self.settings.timeout));
        let connector = HttpsConnectorBuilder::new().with_tls_config(config).https_only().enable_http1().wrap_connector(http);
        Ok(builder(&self.settings).build(connector))
    }
}

fn builder(settings: &Settings) -> hyper_util::client::legacy::Builder {
    let mut builder = Client::builder(TokioExecutor::new());
    builder.pool_max_idle_per_host(settings.concurrency).pool_timer(TokioTimer::new()).http1_max_headers(200);
    builder
}

/// Reads an answer, so many bytes of its body at most.
pub(super) async fn read(answer: hyper::Response<hyper::body::Incoming>, max_body: usize) -> Result<Response, TransportError> {
    let (head, mut incoming) = answer.into_parts();
    let headers = head.headers.iter().map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec())).collect();
    let mut body = Body::default();
    while let Some(frame) = incoming.frame().await {
        let frame = frame.map_err(|error| TransportError::Broken { detail: chain(&error) })?;
        let Ok(data) = frame.into_data() else { continue };
        let room = max_body - body.bytes.len();
        if data.len() > room {
            body.bytes.extend_from_slice(&data[..room]);
            body.truncated = true;
            break;
        }
        body.bytes.extend_from_slice(&data);
    }
    Ok(Response { status: head.status.as_u16(), headers, body })
}

/// Our request in the HTTP library's types; says what the library refuses to send.
pub(super) fn message(request: &Request) -> Result<hyper::Request<Full<Bytes>>, TransportError> {
    let unsendable = |detail: String| TransportError::Unsendable { detail };
    let mut message = hyper::Request::builder()
        .method(request.method.as_bytes())
        .uri(request.url.as_str())
        .body(Full::new(Bytes::copy_from_slice(&request.body)))
        .map_err(|error| unsendable(error.to_string()))?;
    for (name, value) in &request.headers {
        let value = HeaderValue::from_bytes(value).map_err(|error| unsendable(format!("header {name}: {error}")))?;
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|error| unsendable(error.to_string()))?;
        message.headers_mut().append(name, value);
    }
    // An empty POST needs its length said, or some servers answer 411 (RFC 9110 §8.6).
    if request.body.is_empty() && request.method != "GET" && !message.headers().contains_key(CONTENT_LENGTH) {
        message.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    Ok(message)
}

fn classify(authority: &str, error: &hyper_util::client::legacy::Error) -> TransportError {
    let detail = chain(error);
    if is_tls(error) {
        TransportError::Tls { authority: authority.to_owned(), detail }
    } else if error.is_connect() {
        TransportError::Connect { authority: authority.to_owned(), detail }
    } else {
        TransportError::Broken { detail }
    }
}

fn is_tls(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = next {
        if error.is::<rustls::Error>() || error.to_string().contains("invalid peer certificate") {
            return true;
        }
        next = error.source();
    }
    false
}

/// An error and its sources, outermost first, each part once.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let text = error.to_string();
        if !parts.iter().any(|part| part.contains(&text)) {
            parts.push(text);
        }
        next = error.source();
    }
    parts.join(": ")
}
