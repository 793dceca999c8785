//! The figures of a lane: `cargo bench --bench lane -- URL [CONCURRENCY [REQUESTS [lane|pool]]]`, Linux only.
//!
//! So many workers on one thread send client credentials requests to `examples/token_endpoint.rs`, one after the other each. Prints
//! requests and CPU time per request, and the peak of memory. Without a URL it does nothing.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokenspec::transport::{Exchange, Lane, Request, Settings, Transport, USER_AGENT};
use url::Url;

/// Ticks of the kernel's CPU times in a second.
const TICKS: f64 = 100.0;

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with('-'));
    let Some(url) = arguments.next() else { return println!("no URL, nothing to measure") };
    let url = Url::parse(&url).expect("a URL");
    let mut number = |usual: usize| arguments.next().map_or(usual, |text| text.parse().expect("a number"));
    let (concurrency, requests) = (number(16), number(100_000));
    let pooled = arguments.next().as_deref() == Some("pool");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let (cpu, started) = (cpu(), Instant::now());
    runtime.block_on(run(&url, concurrency, requests, pooled));
    report(concurrency, requests, started.elapsed(), self::cpu() - cpu);
}

async fn run(url: &Url, concurrency: usize, requests: usize, pooled: bool) {
    let transport = Arc::new(Transport::new(Settings { concurrency, ..Settings::default() }));
    let left = Arc::new(AtomicUsize::new(requests));
    let workers = (0..concurrency).map(|_| {
        let road = if pooled { Road::Pool(Arc::clone(&transport)) } else { Road::Lane(Box::new(transport.lane())) };
        tokio::spawn(work(road, url.clone(), Arc::clone(&left)))
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.await.expect("a worker that ends well");
    }
}

enum Road {
    Lane(Box<Lane>),
    Pool(Arc<Transport>),
}

async fn work(mut road: Road, url: Url, left: Arc<AtomicUsize>) {
    while left.try_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok() {
        let exchange = match &mut road {
            Road::Lane(lane) => lane.send(request(&url)).await,
            Road::Pool(transport) => transport.send(request(&url)).await,
        };
        assert!(is_served(&exchange), "{:?}", exchange.outcome);
    }
}

fn request(url: &Url) -> Request {
    let mut request = Request::new("POST", url.clone())
        .header("User-Agent", USER_AGENT)
        .header("Accept", "application/json")
        .header("Authorization", "Basic bWVhc3VyZTptZWFzdXJl")
        .header("Content-Type", "application/x-www-form-urlencoded");
    request.body = b"grant_type=client_credentials&scope=read".to_vec();
    request
}

fn is_served(exchange: &Exchange) -> bool {
    exchange.response().is_some_and(|response| response.status == 200 && response.body.bytes.starts_with(b"{\"access_token\""))
}

fn report(concurrency: usize, requests: usize, wall: Duration, cpu: f64) {
    let rate = requests as f64 / wall.as_secs_f64();
    let each = cpu * 1e6 / requests as f64;
    println!("{concurrency} lanes: {rate:.0} requests/s, {each:.1} µs CPU each, peak {:.1} MiB", peak());
}

/// User and system time of this process in seconds: fields 14 and 15, where the name in parentheses may hold blanks.
fn cpu() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("Linux");
    let (_, fields) = stat.rsplit_once(')').expect("a name");
    let ticks = fields.split_whitespace().skip(11).take(2).map(|field| field.parse::<f64>().expect("ticks"));
    ticks.sum::<f64>() / TICKS
}

/// Peak resident memory in MiB.
fn peak() -> f64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("a peak");
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<f64>().ok()).expect("KiB") / 1024.0
}
