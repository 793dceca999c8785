//! Claims about header fields.

use super::expectation::HeaderClaim;
use super::observation::Observation;

/// Why a claim about a header field does not hold, if so.
pub(super) fn header_mismatch(name: &str, claim: &HeaderClaim, answer: &Observation) -> Option<String> {
    let lines: Vec<String> = answer
        .headers
        .iter()
        .filter(|(n, _)| n.eq_ignore_ascii_case(name))
        .map(|(_, value)| String::from_utf8_lossy(value).into_owned())
        .collect();
    let missing = || format!("there is no {name} header field");
    let contains = |wanted: &str| lines.iter().any(|line| line.to_ascii_lowercase().contains(&wanted.to_ascii_lowercase()));
    match claim {
        HeaderClaim::Absent => (!lines.is_empty()).then(|| format!("there is a {name} header field")),
        HeaderClaim::Lacks(text) => contains(text).then(|| format!("{name} says {text}")),
        _ if lines.is_empty() => Some(missing()),
        HeaderClaim::Present => None,
        HeaderClaim::MediaType(wanted) => {
            let found = lines[0].split(';').next().unwrap_or_default().trim();
            (!found.eq_ignore_ascii_case(wanted)).then(|| format!("{name} is {found}, not {wanted}"))
        }
        HeaderClaim::Contains(wanted) => (!contains(wanted)).then(|| format!("{name} does not say {wanted}")),
        HeaderClaim::Lists(wanted) => (!lists(&lines, wanted)).then(|| format!("{name} does not list {wanted}")),
        HeaderClaim::Challenge(scheme) => {
            (!challenges(&lines, scheme)).then(|| format!("{name} holds no challenge of the scheme {scheme}"))
        }
    }
}

/// Whether a comma-separated list, over all its lines, has an element; its argument aside (RFC 9110 §5.6.1, RFC 9111 §5.2).
fn lists(lines: &[String], wanted: &str) -> bool {
    let elements = lines.iter().flat_map(|line| line.split(','));
    elements.map(|element| element.split('=').next().unwrap_or_default().trim()).any(|name| name.eq_ignore_ascii_case(wanted))
}

/// Whether one of the challenges is of a scheme: a token that starts a list element and is followed by a space or nothing
/// (RFC 9110 §11.6.1).
fn challenges(lines: &[String], scheme: &str) -> bool {
    let elements = lines.iter().flat_map(|line| line.split(','));
    elements.map(|element| element.trim().split(' ').next().unwrap_or_default()).any(|word| word.eq_ignore_ascii_case(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[&str]) -> Vec<String> {
        text.iter().map(|line| (*line).to_owned()).collect()
    }

    #[test]
    fn lists_are_read_over_all_lines_and_without_arguments() {
        assert!(lists(&lines(&["private, max-age=0", "No-Store"]), "no-store"));
        assert!(lists(&lines(&["no-cache=\"a\""]), "no-cache"));
        assert!(!lists(&lines(&["x-no-store"]), "no-store"));
    }

    #[test]
    fn a_challenge_is_a_scheme_and_not_any_text() {
        assert!(challenges(&lines(&["Bearer realm=\"a\", Basic realm=\"b\""]), "basic"));
        assert!(challenges(&lines(&["Negotiate", "basic"]), "Basic"));
        assert!(!challenges(&lines(&["Bearer realm=\"Basic\""]), "Basic"));
    }
}
