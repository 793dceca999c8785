//! From the host name to an HTTP answer: what keeps a target from being reached, and what to do about it.

use url::Url;

use super::{Probe, ProbeState};
use crate::judge::Observation;
use crate::protocol::network::Proxying;
use crate::runner::subject::Subject;
use crate::transport::{Request, Response, TransportError};

/// More seconds between the clocks than this, and tokens look expired or from the future.
const SKEW: i64 = 60;
/// A difference that is worth knowing.
const NOTABLE_SKEW: i64 = 5;

/// The token endpoint with its certificate, then the clock; where it cannot be reached, whether its name means anything.
pub(super) async fn network(subject: &Subject) -> Vec<Probe> {
    let (endpoint, answer) = endpoint(subject).await;
    let Some(answer) = answer else {
        return vec![unknown_name(subject).await.unwrap_or(endpoint)];
    };
    let mut probes = super::tls::tls(subject).await;
    probes.push(endpoint);
    probes.extend(clock(&answer, jiff::Timestamp::now()));
    probes
}

/// Whether the host name of an endpoint that cannot be reached is unknown here. A proxy would look it up itself.
async fn unknown_name(subject: &Subject) -> Option<Probe> {
    let network = &subject.target.network;
    if matches!(network.proxy, Proxying::Through(_)) || network.unix_socket.is_some() || !network.overrides.is_empty() {
        return None;
    }
    let (host, port) = host(&subject.token_endpoint)?;
    let error = tokio::net::lookup_host((host.as_str(), port)).await.err()?;
    let detail = format!("{host} cannot be resolved: {error}");
    Some(Probe::new("name", ProbeState::Unreachable, detail).help(
        "is the host name right, and is this the network (VPN) that knows it? `resolve` in [network] says its address; \
         where only a proxy leads out, `proxy` in [network], --proxy or HTTPS_PROXY names it",
    ))
}

/// A host that has to be looked up.
fn host(url: &Url) -> Option<(String, u16)> {
    match url.host()? {
        url::Host::Domain(name) => Some((name.to_owned(), url.port_or_known_default()?)),
        url::Host::Ipv4(_) | url::Host::Ipv6(_) => None,
    }
}

/// Any HTTP answer will do: what it says is for the suites to judge.
async fn endpoint(subject: &Subject) -> (Probe, Option<std::sync::Arc<Response>>) {
    let mut request = Request::new("POST", subject.token_endpoint.clone())
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Accept", "application/json")
        .header("User-Agent", crate::transport::USER_AGENT);
    request.body = b"grant_type=".to_vec();
    let name = "token endpoint";
    match subject.transport.send(request).await.outcome {
        Err(error) => {
            let name = if matches!(error, TransportError::Tls { .. }) { "TLS" } else { name };
            (Probe::new(name, ProbeState::Unreachable, error.to_string()).help(reaching(&error)), None)
        }
        Ok(response) => {
            let seen = Observation::new(response.status, &response.headers, &response.body, &subject.target.errors);
            let detail = format!("{} answers: {}", subject.token_endpoint, seen.words());
            let probe = match misplaced(&response, &seen) {
                Some(help) => Probe::new(name, ProbeState::Wrong, detail).help(help),
                None => Probe::new(name, ProbeState::Good, detail),
            };
            (probe, Some(response))
        }
    }
}

/// Why such an answer does not come from a token endpoint.
fn misplaced(response: &Response, seen: &Observation) -> Option<&'static str> {
    let html = seen.header("content-type").is_some_and(|kind| kind.to_ascii_lowercase().starts_with("text/html"));
    match response.status {
        404 | 410 => Some("nothing is there: is the path of token_endpoint right, slash at the end included?"),
        301 | 302 | 303 | 307 | 308 => Some("it redirects: name the address that it redirects to, slash at the end included"),
        405 => Some("a token endpoint takes POST (RFC 6749 §3.2): is this another endpoint's address?"),
        407 | 511 => {
            Some("a proxy on the way wants to be named: `proxy` in [network] or --proxy, with user name and password in its URL")
        }
        200..=299 if html => Some("a page for people: token_endpoint is the address of a login page or of an application"),
        500..=599 if html => {
            Some("an error page for people: the server, or a gateway before it, is out of order; its log says why")
        }
        _ if html => Some("an error page for people, not an answer of OAuth (RFC 6749 §5.2): a gateway, or another path?"),
        _ => None,
    }
}

/// What to do about a target that does not answer.
pub(super) fn reaching(error: &TransportError) -> &'static str {
    let says = |detail: &str, word: &str| detail.to_ascii_lowercase().contains(word);
    match error {
        TransportError::Tls { detail, .. } if says(detail, "expired") => {
            "the certificate has expired (or this machine's clock is wrong): renew it; `insecure` examines the server all the same"
        }
        TransportError::Tls { detail, .. } if says(detail, "not valid yet") || says(detail, "notvalidyet") => {
            "the certificate is not valid yet: is this machine's clock right?"
        }
        TransportError::Tls { detail, .. } if says(detail, "not valid for name") || says(detail, "notvalidforname") => {
            "the certificate is for another host name: is the URL's the one it was issued for?"
        }
        TransportError::Tls { detail, .. } if says(detail, "unknownissuer") || says(detail, "unknown issuer") => {
            "nobody whom this machine trusts has signed the certificate: name the file of the private certificate authority, ca_file in [target] or --ca-file"
        }
        TransportError::Tls { detail, .. } | TransportError::Connect { detail, .. } if says(detail, "invalidcontenttype") => {
            "this port does not speak TLS: is it http:// that is meant?"
        }
        TransportError::Tls { .. } => "does the server speak TLS 1.2 or 1.3 on this port, and does it want a client certificate?",
        TransportError::Connect { .. } => {
            "nothing listens there: is the server running, and are host and port right? Where only a proxy leads out, --proxy names it"
        }
        TransportError::Timeout { .. } => {
            "nothing came in time: a firewall, or a proxy that --proxy is to name? A longer timeout can be set in [limits]"
        }
        _ => "does an HTTP server listen there, and is it http or https?",
    }
}

/// The server's clock (RFC 9110 §6.6.1) beside ours.
fn clock(response: &Response, now: jiff::Timestamp) -> Option<Probe> {
    let date = response.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("date"))?;
    let date = httpdate::parse_http_date(std::str::from_utf8(&date.1).ok()?).ok()?;
    let date = jiff::Timestamp::try_from(date).ok()?;
    let ahead = date.as_second() - now.as_second();
    let words = match ahead {
        0 => "the clocks agree".to_owned(),
        ahead if ahead > 0 => format!("the server's clock is {ahead} s ahead of this machine's"),
        ahead => format!("the server's clock is {} s behind this machine's", -ahead),
    };
    Some(match ahead.abs() {
        skew if skew > SKEW => Probe::new("clock", ProbeState::Wrong, words)
            .help("exp, iat and auth_time of its tokens cannot be judged: set one of the two clocks (NTP)"),
        skew if skew > NOTABLE_SKEW => Probe::new("clock", ProbeState::Note, words),
        _ => Probe::new("clock", ProbeState::Good, words),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&str, &str)]) -> Response {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec())).collect();
        Response { status, headers, body: crate::protocol::body::Body::default() }
    }

    #[test]
    fn clocks_are_compared() {
        let now: jiff::Timestamp = "2026-11-28T10:00:00Z".parse().unwrap();
        let at = |date: &str| clock(&answer(400, &[("date", date)]), now).unwrap();
        assert_eq!(at("Sat, 28 Nov 2026 10:00:00 GMT").state, ProbeState::Good);
        let ahead = at("Sat, 28 Nov 2026 10:10:00 GMT");
        assert_eq!((ahead.state, ahead.detail.contains("600 s ahead")), (ProbeState::Wrong, true));
        assert_eq!(at("Sat, 28 Nov 2026 09:59:50 GMT").state, ProbeState::Note);
        assert!(clock(&answer(400, &[]), now).is_none() && clock(&answer(400, &[("date", "yesterday")]), now).is_none());
    }

    #[test]
    fn certificates_are_told_apart() {
        let tls = |detail: &str| reaching(&TransportError::Tls { authority: "a".into(), detail: detail.into() });
        let all =
            ["invalid peer certificate: Expired", "invalid peer certificate: UnknownIssuer", "NotValidForName", "handshake"]
                .map(tls);
        for (at, one) in all.iter().enumerate() {
            assert!(!all[at + 1..].contains(one), "{one}");
        }
    }
}
