//! The time at which an answer came.

use jiff::fmt::rfc2822;

use crate::judge::{Facts, Observation};

/// Further from our clock a Date header field is taken for broken, in seconds.
pub(super) const PLAUSIBLE: i64 = 24 * 3600;

/// When the answer came, in seconds since 1970: by the server's clock, which its Date header field shows (RFC 9110
/// §6.6.1), for that is the clock by which it made the tokens; else by ours.
pub(super) fn clock(answer: &Observation, facts: &Facts) -> i64 {
    let date = answer.header("date").and_then(|text| rfc2822::parse(text.trim()).ok());
    let theirs = date.map(|date| date.timestamp().as_second());
    match theirs {
        Some(theirs) if facts.now == 0 || (theirs - facts.now).abs() <= PLAUSIBLE => theirs,
        _ => facts.now,
    }
}

#[cfg(test)]
mod tests {
    use super::super::bench::Answer;
    use super::*;

    #[test]
    fn the_servers_clock_counts_unless_it_is_absurd() {
        let answer = |date: &str| Answer::ok("{}").header("Date", date).observe();
        let facts = |now| Facts { now, ..Facts::default() };
        assert_eq!(clock(&answer("Sun, 06 Nov 1994 08:49:37 GMT"), &facts(0)), 784_111_777);
        assert_eq!(clock(&answer("Sun, 06 Nov 1994 08:49:37 GMT"), &facts(784_111_000)), 784_111_777);
        assert_eq!(clock(&answer("Sun, 06 Nov 1994 08:49:37 GMT"), &facts(1_700_000_000)), 1_700_000_000);
        assert_eq!(clock(&answer("yesterday"), &facts(9)), 9);
    }
}
