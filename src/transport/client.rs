//! The ordinary road: HTTP/1.1 over pooled connections, plain or TLS.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::PROXY_AUTHORIZATION;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls_pki_types::CertificateDer;
use url::Url;

use super::dial::{Dialer, Way};
use super::direct::Direct;
use super::failure::classify;
use super::in_process::{InProcess, Pool};
use super::message::{Exchange, Request, Response, Timing, TransportError};
use super::network::Network;
use super::pace::Pace;
use super::stamp::Stamp;
use super::tls;
use super::translate::{message, read};

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
    /// The way to the target.
    pub network: Network,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            concurrency: 16,
            per_second: None,
            timeout: Duration::from_secs(10),
            max_body: 256 << 10,
            roots: Vec::new(),
            network: Network::default(),
        }
    }
}

/// How long a server is left alone that took no connection for once.
pub(super) const BREATH: Duration = Duration::from_millis(100);

type PlainClient = Client<Dialer, Full<Bytes>>;
type TlsClient = Client<HttpsConnector<Dialer>, Full<Bytes>>;

/// Sends requests, at most so many at once, each answered in bounded time and memory.
pub struct Transport {
    settings: Arc<Settings>,
    pace: Pace,
    stamp: Stamp,
    dialer: Dialer,
    plain: PlainClient,
    tls: OnceLock<Result<TlsClient, String>>,
    /// The service in this process, and the client of its own that it has.
    service: Option<(InProcess, Pool)>,
    direct: Direct,
    created: Instant,
    sent: AtomicU64,
    busy: AtomicU64,
    answered: AtomicBool,
}

impl Transport {
    /// A transport with its own connection pool.
    pub fn new(settings: Settings) -> Self {
        Self::with_service(settings, None)
    }

    /// The same, where a service in this process answers for some origins: no socket is opened to those.
    pub fn with_service(settings: Settings, service: Option<InProcess>) -> Self {
        let settings = Arc::new(settings);
        let dialer = Dialer::new(&settings);
        let plain = builder(&settings).build(dialer.clone());
        let pace = Pace::new(settings.concurrency, settings.per_second);
        let direct = Direct::new(Arc::clone(&settings), dialer.clone(), service.clone());
        let service = service.map(|service| (service.clone(), service.pool(&builder(&settings))));
        Self {
            settings,
            pace,
            stamp: Stamp::default(),
            dialer,
            plain,
            tls: OnceLock::new(),
            service,
            direct,
            created: Instant::now(),
            sent: AtomicU64::new(0),
            busy: AtomicU64::new(0),
            answered: AtomicBool::new(false),
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

    /// The origin of this URL is one of the target's own: its requests may bear the keys of a gateway.
    pub fn own(&self, url: &Url) {
        self.stamp.own(url);
    }

    /// Whether a proxy would read requests to this URL and write them anew.
    pub fn is_forwarded(&self, url: &Url) -> bool {
        url.as_str().parse().is_ok_and(|uri| matches!(self.dialer.way(&uri), Ok(Way::Forward(_))))
    }

    /// Whether what is written to a connection for this URL arrives as it is: at the host, or at the service in this process.
    pub(super) fn reaches(&self, url: &Url) -> bool {
        self.is_in_process(url) || !self.is_forwarded(url)
    }

    /// Adds the fields that requests to own origins bear.
    pub(super) fn stamp(&self, request: &mut Request) {
        self.stamp.put_on(request, &self.settings.network);
    }

    /// Sends one request and reads its answer. Redirects are not followed, nothing is decompressed.
    pub async fn send(&self, mut request: Request) -> Exchange {
        self.stamp(&mut request);
        let first = self.once(request).await;
        if !self.is_worth_another_try(&first) {
            return first;
        }
        self.pace.hold(BREATH);
        self.once(first.request).await
    }

    /// Whether nothing was sent, for want of a connection, to a server that has answered before: it is busy for a moment. What
    /// was sent is never sent again from here, for its fate is unknown.
    pub(super) fn is_worth_another_try(&self, exchange: &Exchange) -> bool {
        matches!(exchange.outcome, Err(TransportError::Connect { .. })) && self.answered.load(Ordering::Relaxed)
    }

    /// How long to wait before a request is sent again that the server has put off: as long as it says, if that is no longer
    /// than `longest`; else for a pause that grows, for all requests together, and comes to an end.
    pub fn patience(&self, exchange: &Exchange, longest: Duration) -> Option<Duration> {
        let response = exchange.response().filter(|response| response.sheds())?;
        match response.retry_after() {
            Some(asked) => Some(asked).filter(|asked| *asked <= longest),
            None => self.pace.pause(self.created + exchange.timing.started).filter(|pause| *pause <= longest),
        }
    }

    async fn once(&self, request: Request) -> Exchange {
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
        if let Ok(response) = &outcome {
            self.answered.store(true, Ordering::Relaxed);
            if !response.sheds() {
                self.pace.relieved();
            }
        }
        Exchange { request, outcome: outcome.map(Arc::new), timing }
    }

    async fn round_trip(&self, request: &Request) -> Result<Response, TransportError> {
        if request.wire.is_some() {
            return self.direct.round_trip(request).await;
        }
        let mut message = message(request)?;
        if let Ok(Way::Forward(proxy)) = self.dialer.way(message.uri())
            && let Some(value) = proxy.authorization
        {
            message.headers_mut().insert(PROXY_AUTHORIZATION, value);
        }
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
        let config = tls::client_config(&self.settings)?;
        let dialer = self.dialer.clone();
        let connector = HttpsConnectorBuilder::new().with_tls_config(config).https_only().enable_http1().wrap_connector(dialer);
        Ok(builder(&self.settings).build(connector))
    }
}

/// So long an idle connection is used again. Servers close theirs after a while (gunicorn after 2 s, Node after 5 s), and a token request
/// that meets the closing one is lost: it may have arrived, so it is not sent again.
pub(super) const IDLE: Duration = Duration::from_millis(1_500);

/// Bytes of the head of an answer, on every road.
pub(super) const LONGEST_HEAD: usize = 64 * 1024;

fn builder(settings: &Settings) -> hyper_util::client::legacy::Builder {
    let mut builder = Client::builder(TokioExecutor::new());
    builder
        .pool_max_idle_per_host(settings.concurrency)
        .pool_idle_timeout(IDLE)
        .pool_timer(TokioTimer::new())
        // Head and body in one piece: copying a form costs less than writing two.
        .http1_writev(false)
        .http1_max_headers(200)
        .http1_max_buf_size(LONGEST_HEAD);
    builder
}
