//! The Date field (RFC 9110 §6.6.1).

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::clock::PLAUSIBLE;
use crate::judge::{Facts, Match, Observation};

/// How servers write a date (RFC 9110 §5.6.7); the older forms are for recipients alone.
const IMF_FIXDATE: &str = "%a, %d %b %Y %H:%M:%S GMT";
/// `Sun, 06 Nov 1994 08:49:37 GMT`
const LENGTH: usize = 29;

/// Date is written as HTTP has it.
pub(super) fn format(answer: &Observation, _: &Facts) -> Match {
    match date(answer) {
        None => none(),
        Some(Some(_)) => Match::Yes,
        Some(None) => Match::No("Date is not in the format of HTTP (RFC 9110 §5.6.7)".to_owned()),
    }
}

/// Date is within a day of our clock.
pub(super) fn plausible(answer: &Observation, facts: &Facts) -> Match {
    let seconds = match date(answer) {
        None => return none(),
        Some(None) => return Match::No("Date is not in the format of HTTP (RFC 9110 §5.6.7)".to_owned()),
        Some(Some(seconds)) => seconds,
    };
    if facts.now == 0 {
        return Match::Unknown("when the answer came is not known".to_owned());
    }
    let off = (seconds - facts.now).abs();
    if off <= PLAUSIBLE { Match::Yes } else { Match::No(format!("Date is {} hours from our clock", off / 3600)) }
}

fn none() -> Match {
    Match::NotApplicable("the answer has no Date: a server without a clock sends none".to_owned())
}

/// Seconds since 1970; inside, `None` where it is no date.
fn date(answer: &Observation) -> Option<Option<i64>> {
    let text = answer.header("date")?;
    let text = text.trim();
    let parsed = DateTime::strptime(IMF_FIXDATE, text).ok().filter(|_| text.len() == LENGTH);
    Some(parsed.and_then(|date| date.to_zoned(TimeZone::UTC).ok()).map(|date| date.timestamp().as_second()))
}

#[cfg(test)]
mod tests {
    use super::super::bench::{Answer, no, not_applicable, run, run_with, unknown, yes};
    use crate::judge::Facts;

    fn answer(date: &str) -> Answer {
        Answer::ok("{}").header("Date", date)
    }

    #[test]
    fn one_format_is_right() {
        yes(run("date-format", &answer("Sun, 06 Nov 1994 08:49:37 GMT")));
        for bad in [
            "",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "Sun, 6 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 +0000",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Mon, 06 Nov 1994 08:49:37 GMT",
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "1994-11-06T08:49:37Z",
            "784111777",
        ] {
            no(run("date-format", &answer(bad)));
        }
        not_applicable(run("date-format", &Answer::ok("{}")));
    }

    #[test]
    fn a_day_is_borne() {
        let at = |now| Facts { now, ..Facts::default() };
        let sent = answer("Sun, 06 Nov 1994 08:49:37 GMT");
        yes(run_with("date-plausible", &sent, &at(784_111_777 + 86_400)));
        no(run_with("date-plausible", &sent, &at(784_111_777 + 86_401)));
        no(run_with("date-plausible", &answer("yesterday"), &at(1)));
        unknown(run_with("date-plausible", &sent, &at(0)));
        not_applicable(run_with("date-plausible", &Answer::ok("{}"), &at(1)));
    }
}
