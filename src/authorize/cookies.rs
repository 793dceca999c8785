//! The user agent's cookies (RFC 6265).

use cookie_store::CookieStore;
use url::Url;

use crate::transport::Response;

/// Longer cookies are not kept; RFC 6265 §6.1 asks user agents for at least this much.
const MAX_COOKIE: usize = 8192;
/// Bytes of all cookies together. A request with half of that in its head is refused everywhere.
const MAX_JAR: usize = 64 * 1024;
/// Cookies kept of one response.
const MAX_PER_RESPONSE: usize = 100;

/// Cookies with their domains, paths and expiry.
#[derive(Debug, Clone, Default)]
pub(super) struct Jar {
    store: CookieStore,
}

impl Jar {
    /// Keeps what a response sets; what is malformed or for another host is ignored. Says how many were set.
    pub(super) fn keep(&mut self, url: &Url, response: &Response) -> usize {
        let mut kept = 0;
        for value in response.header_values("set-cookie").take(MAX_PER_RESPONSE) {
            if value.len() > MAX_COOKIE || self.bytes() + value.len() > MAX_JAR {
                continue;
            }
            let text = String::from_utf8_lossy(value);
            // Control characters in a cookie are a request-splitting attempt (RFC 6265bis §5.6).
            if text.chars().any(|c| c.is_control() && c != '\t') {
                continue;
            }
            if self.store.parse(&text, url).is_ok() {
                kept += 1;
            }
        }
        kept
    }

    /// The bytes of names and values.
    fn bytes(&self) -> usize {
        self.store.iter_any().map(|cookie| cookie.name().len() + cookie.value().len()).sum()
    }

    /// The `Cookie` field for a request, longest path first (RFC 6265 §5.4).
    pub(super) fn header(&self, url: &Url) -> Option<String> {
        let mut cookies = self.store.matches(url);
        // The store has no order of creation; the name makes the order of equal paths the same in every run.
        cookies.sort_by(|a, b| b.path.len().cmp(&a.path.len()).then_with(|| a.name().cmp(b.name())));
        let pairs: Vec<String> = cookies.iter().map(|c| format!("{}={}", c.name(), c.value())).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// Whether a cookie that was in `before` has another value now, or is gone.
    pub(super) fn has_changed_since(&self, before: &Jar) -> bool {
        before.store.iter_unexpired().any(|old| {
            let now = self.store.get_any(&String::from(&old.domain), &old.path, old.name());
            now.is_none_or(|now| now.is_expired() || now.value() != old.value())
        })
    }

    /// All values, so that they can be kept out of accounts.
    pub(super) fn values(&self) -> impl Iterator<Item = &str> {
        self.store.iter_any().map(|cookie| cookie.value())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::body::Body;

    fn response(cookies: &[&str]) -> Response {
        let headers = cookies.iter().map(|c| ("set-cookie".to_owned(), c.as_bytes().to_vec())).collect();
        Response { status: 200, headers, body: Body::default() }
    }

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn paths_domains_and_expiry_are_respected() {
        let mut jar = Jar::default();
        let set = ["a=1; Path=/", "b=2; Path=/x", "c=3; Path=/y", "d=4; Domain=other.example", "e=5; Domain=as.example; Path=/"];
        jar.keep(&url("https://login.as.example/x/page"), &response(&set));
        assert_eq!(jar.header(&url("https://login.as.example/x/next")).as_deref(), Some("b=2; a=1; e=5"));
        assert_eq!(jar.header(&url("https://as.example/")).as_deref(), Some("e=5"));
        jar.keep(&url("https://login.as.example/"), &response(&["a=; Max-Age=0; Path=/"]));
        assert_eq!(jar.header(&url("https://login.as.example/")).as_deref(), Some("e=5"));
        assert_eq!(jar.header(&url("https://elsewhere.example/")), None);
    }

    #[test]
    fn secure_cookies_stay_off_plain_http_but_for_loopback() {
        let mut jar = Jar::default();
        jar.keep(&url("https://as.example/"), &response(&["s=1; Secure; Path=/"]));
        jar.keep(&url("http://127.0.0.1:1/"), &response(&["l=1; Secure; Path=/"]));
        assert_eq!(jar.header(&url("http://as.example/")), None);
        assert_eq!(jar.header(&url("http://127.0.0.1:2/")).as_deref(), Some("l=1"));
    }

    #[test]
    fn a_jar_is_not_filled_without_end() {
        let mut jar = Jar::default();
        let cookies: Vec<String> = (0..3000).map(|n| format!("c{n}={}", "y".repeat(1000))).collect();
        for some in cookies.chunks(100) {
            jar.keep(&url("http://h.example/"), &response(&some.iter().map(String::as_str).collect::<Vec<_>>()));
        }
        assert!(jar.bytes() <= MAX_JAR && jar.bytes() > MAX_JAR - 2000, "{}", jar.bytes());
    }

    #[test]
    fn hostile_cookies_are_dropped() {
        let mut jar = Jar::default();
        let long = format!("x={}", "y".repeat(9000));
        assert_eq!(jar.keep(&url("http://h.example/"), &response(&[&long, "", "=", ";;;", "q=\u{1b}[31m"])), 0);
    }
}
