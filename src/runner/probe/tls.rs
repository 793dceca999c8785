//! What the server speaks of TLS, and how long its certificate will do.

use jiff::Timestamp;

use super::{Probe, ProbeState};
use crate::runner::subject::Subject;
use crate::transport::{HandshakeOutcome, Offer};

/// A certificate that expires within so many days is worth knowing.
const SOON: i64 = 21;
const DAY: i64 = 24 * 60 * 60;

/// The versions that the token endpoint's host takes, and its certificate; nothing where there is no TLS.
pub(super) async fn tls(subject: &Subject) -> Vec<Probe> {
    let url = &subject.token_endpoint;
    if url.scheme() != "https" || subject.transport.is_in_process(url) {
        return Vec::new();
    }
    let (old, new, certificate) = tokio::join!(
        subject.transport.handshake(url, Offer::Tls12),
        subject.transport.handshake(url, Offer::Tls13),
        subject.transport.certificate(url),
    );
    let taken = |outcome: &Result<HandshakeOutcome, _>| outcome.as_ref().is_ok_and(|outcome| outcome.is_agreed());
    let believed = if subject.target.network.insecure { "" } else { "the certificate is valid: chain, host name and dates; " };
    let mut probes = vec![Probe::new("TLS", ProbeState::Good, format!("{believed}{}", versions(taken(&old), taken(&new))))];
    if let Ok(Some(certificate)) = certificate
        && let Ok(end) = Timestamp::from_second(certificate.not_after)
    {
        probes.push(expiry(end, Timestamp::now()));
    }
    probes
}

/// Older versions than these are for the suites to try: they want a reason beside a verdict.
fn versions(old: bool, new: bool) -> &'static str {
    match (old, new) {
        (true, true) => "the server takes TLS 1.2 and TLS 1.3",
        (true, false) => "the server takes TLS 1.2, not TLS 1.3",
        (false, true) => "the server takes TLS 1.3, not TLS 1.2",
        // It was reached a moment ago.
        (false, false) => "which versions the server takes could not be seen: it did not answer every handshake",
    }
}

fn expiry(end: Timestamp, now: Timestamp) -> Probe {
    let name = "certificate";
    let date = end.strftime("%Y-%m-%d %H:%M UTC");
    let left = end.as_second() - now.as_second();
    let cure = "renew it before the next run: every case is inconclusive where the certificate is not believed";
    match (left, left / DAY) {
        (..0, _) => {
            let detail = format!("it expired at {date}, {} ago", days(-left / DAY));
            Probe::new(name, ProbeState::Note, detail).help("renew it: clients that verify certificates cannot reach the server")
        }
        (_, days_left) if days_left < SOON => {
            Probe::new(name, ProbeState::Note, format!("it expires at {date}, in {}", days(days_left))).help(cure)
        }
        (_, days_left) => Probe::new(name, ProbeState::Good, format!("it is valid until {date}, for {}", days(days_left))),
    }
}

fn days(number: i64) -> String {
    match number {
        0 => "less than a day".to_owned(),
        1 => "1 day".to_owned(),
        number => format!("{number} days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_soon_is_a_note_with_a_cure() {
        let now: Timestamp = "2026-11-28T10:00:00Z".parse().unwrap();
        let at = |end: &str| expiry(end.parse().unwrap(), now);
        let far = at("2027-11-28T10:00:00Z");
        assert_eq!((far.state, far.detail.as_str()), (ProbeState::Good, "it is valid until 2027-11-28 10:00 UTC, for 365 days"));
        assert_eq!(at("2026-12-19T10:00:00Z").state, ProbeState::Good);
        let soon = at("2026-12-19T09:59:59Z");
        assert_eq!((soon.state, soon.detail.as_str()), (ProbeState::Note, "it expires at 2026-12-19 09:59 UTC, in 20 days"));
        assert!(soon.help.is_some_and(|help| help.contains("renew it")));
        assert!(at("2026-11-28T23:00:00Z").detail.ends_with("in less than a day"));
        let gone = at("2026-11-26T10:00:00Z");
        assert_eq!((gone.state, gone.detail.as_str()), (ProbeState::Note, "it expired at 2026-11-26 10:00 UTC, 2 days ago"));
    }
}
