//! Expectations in the words that a person reads.

use super::expectation::{Alternative, Expectation, HeaderClaim, Meaning, MemberClaim, Outcome, Pattern, StatusPattern};

/// A pattern: `400 invalid_scope`, `200, tokens with scope "openid"`.
pub fn expected(pattern: &Pattern) -> String {
    let status = statuses(pattern);
    let mut text = match pattern.outcome {
        Outcome::Tokens => format!("{}, tokens", status.as_deref().unwrap_or("200")),
        Outcome::Error => error_words(pattern, status),
        Outcome::Refused => match status {
            Some(status) => format!("{status}, no tokens"),
            None => "refused: 4xx without tokens".to_owned(),
        },
        Outcome::Either => "tokens or a refusal (4xx without tokens)".to_owned(),
        Outcome::Ok => "200".to_owned(),
        Outcome::Any => status.unwrap_or_else(|| "an answer".to_owned()),
    };
    for claim in claims(pattern) {
        text.push_str(", ");
        text.push_str(&claim);
    }
    text
}

/// An accepted alternative with its reason: `invalid_request (the parameter is missing)`.
pub fn alternative(alternative: &Alternative) -> String {
    let kind = match alternative.meaning {
        Meaning::Pass => "",
        Meaning::Warn => " = warn",
        Meaning::Fail => " = fail",
        Meaning::Skip => " = skip",
    };
    let choice = match &alternative.choice {
        Some((name, value)) => format!(", if the target declares {name} = \"{value}\""),
        None => String::new(),
    };
    format!("{}{kind}{choice} ({})", expected(&alternative.pattern), alternative.reason)
}

/// The alternatives that pass or warn, in words.
pub fn also_accepted(expectation: &Expectation) -> Vec<String> {
    let accepted = expectation.others.iter().filter(|other| matches!(other.meaning, Meaning::Pass | Meaning::Warn));
    accepted.map(alternative).collect()
}

fn statuses(pattern: &Pattern) -> Option<String> {
    let words: Vec<String> = pattern
        .status
        .iter()
        .map(|status| match status {
            StatusPattern::Code(code) => code.to_string(),
            StatusPattern::Class(class) => format!("{class}xx"),
        })
        .collect();
    (!words.is_empty()).then(|| words.join(" or "))
}

fn error_words(pattern: &Pattern, status: Option<String>) -> String {
    let errors = pattern.errors.join(" or ");
    let proper = if pattern.errors.iter().any(|error| error == "invalid_client") { "400/401" } else { "400" };
    let status = status.unwrap_or_else(|| proper.to_owned());
    if errors.is_empty() { format!("{status}, an OAuth error") } else { format!("{status} {errors}") }
}

fn claims(pattern: &Pattern) -> Vec<String> {
    let mut words = Vec::new();
    if let Some(scope) = &pattern.scope {
        let parts = [
            ("scope", &scope.equals),
            ("scope within", &scope.within),
            ("scope with", &scope.has),
            ("scope without", &scope.lacks),
        ];
        for (what, list) in parts {
            if let Some(list) = list {
                words.push(format!("{what} \"{list}\""));
            }
        }
        if scope.reported {
            words.push("the scope member says so".to_owned());
        }
    }
    for (name, claim) in &pattern.members {
        words.push(member(name, claim));
    }
    for (name, claim) in &pattern.headers {
        words.push(match claim {
            HeaderClaim::Present => format!("{name} present"),
            HeaderClaim::Absent => format!("no {name}"),
            HeaderClaim::MediaType(value) => format!("{name}: {value}"),
            HeaderClaim::Contains(value) | HeaderClaim::Lists(value) => format!("{name} with {value}"),
            HeaderClaim::Lacks(value) => format!("{name} without {value}"),
            HeaderClaim::Challenge(value) => format!("{name} with a {value} challenge"),
        });
    }
    words.extend(pattern.checks.iter().map(|check| check.words.to_owned()));
    words.extend(pattern.empty_body.then(|| "no body".to_owned()));
    words.extend(pattern.successes.map(|most| match most {
        0 => "none succeeds".to_owned(),
        1 => "at most one succeeds".to_owned(),
        most => format!("at most {most} succeed"),
    }));
    words
}

fn member(name: &str, claim: &MemberClaim) -> String {
    match claim {
        MemberClaim::Present => format!("{name} present"),
        MemberClaim::Absent => format!("no {name}"),
        MemberClaim::String => format!("{name} a non-empty string"),
        MemberClaim::Number => format!("{name} a number"),
        MemberClaim::Integer => format!("{name} an integer"),
        MemberClaim::Array => format!("{name} a list"),
        MemberClaim::Object => format!("{name} an object"),
        MemberClaim::Null => format!("{name} null"),
        MemberClaim::Equals(value) => format!("{name} equal to {value}"),
        MemberClaim::Differs(value) => format!("{name} other than {value}"),
        MemberClaim::Has(value) => format!("{name} with {value}"),
        MemberClaim::Lacks(value) => format!("{name} without {value}"),
        MemberClaim::Boolean(value) => format!("{name} {value}"),
        MemberClaim::AtLeast(least) => format!("{name} at least {least}"),
        MemberClaim::AtMost(most) => format!("{name} at most {most}"),
        MemberClaim::MaxLength(most) => format!("{name} of at most {most} characters"),
        MemberClaim::Charset(charset) => format!("{name} {}", charset.words()),
        MemberClaim::IfPresent(claim) => format!("{} (if there at all)", member(name, claim)),
    }
}
