//! WWW-Authenticate (RFC 9110 §11.6.1): a list of challenges, each with a list of its own.

use crate::judge::{Facts, Match, Observation};

/// One challenge: the scheme, and the names of its parameters.
#[derive(Debug, PartialEq, Eq)]
struct Challenge {
    scheme: String,
    parameters: Vec<String>,
}

/// Every line is a list of challenges.
pub(super) fn syntax(answer: &Observation, _: &Facts) -> Match {
    match challenges(answer) {
        None => none(),
        Some(Ok(_)) => Match::Yes,
        Some(Err(why)) => Match::No(format!("WWW-Authenticate is no list of challenges: {why}")),
    }
}

/// Every challenge for Basic has a realm (RFC 7617 §2).
pub(super) fn basic_realm(answer: &Observation, _: &Facts) -> Match {
    let found = match challenges(answer) {
        None => return none(),
        Some(Err(why)) => return Match::No(format!("WWW-Authenticate is no list of challenges: {why}")),
        Some(Ok(found)) => found,
    };
    let mut basic = found.iter().filter(|challenge| challenge.scheme.eq_ignore_ascii_case("basic")).peekable();
    if basic.peek().is_none() {
        return Match::NotApplicable("there is no challenge for Basic".to_owned());
    }
    let realm = |challenge: &Challenge| challenge.parameters.iter().any(|name| name.eq_ignore_ascii_case("realm"));
    if basic.all(realm) { Match::Yes } else { Match::No("the challenge for Basic has no realm".to_owned()) }
}

fn none() -> Match {
    Match::NotApplicable("there is no WWW-Authenticate field".to_owned())
}

/// The challenges of all lines; `None` where there is no line.
fn challenges(answer: &Observation) -> Option<Result<Vec<Challenge>, &'static str>> {
    let lines = answer.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("www-authenticate"));
    let mut lines = lines.map(|(_, value)| list(value)).peekable();
    lines.peek()?;
    Some(lines.collect::<Result<Vec<_>, _>>().map(|lists| lists.into_iter().flatten().collect()))
}

/// Reads from the front.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn skip(&mut self, bytes: &[u8]) -> usize {
        let count = self.0.iter().take_while(|byte| bytes.contains(byte)).count();
        self.0 = self.0.get(count..).unwrap_or_default();
        count
    }

    fn token(&mut self) -> Option<String> {
        let tchar = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
        let count = self.0.iter().take_while(|byte| tchar(byte)).count();
        let (token, rest) = self.0.split_at(count);
        self.0 = rest;
        (count > 0).then(|| String::from_utf8_lossy(token).into_owned())
    }

    /// Whether the element of the list ends here.
    fn at_end(&self) -> bool {
        matches!(self.0.trim_ascii_start().first(), None | Some(b','))
    }

    fn eat(&mut self, byte: u8) -> bool {
        let there = self.0.first() == Some(&byte);
        if there {
            self.0 = self.0.get(1..).unwrap_or_default();
        }
        there
    }

    /// A token or a quoted string (RFC 9110 §5.6.4).
    fn value(&mut self) -> Result<(), &'static str> {
        if !self.eat(b'"') {
            return self.token().map(|_| ()).ok_or("a parameter without a value");
        }
        loop {
            match self.0.split_first() {
                None => return Err("a quoted string is not closed"),
                Some((b'"', rest)) => {
                    self.0 = rest;
                    return Ok(());
                }
                Some((b'\\', rest)) => self.0 = rest.get(1..).ok_or("a quoted string is not closed")?,
                Some((_, rest)) => self.0 = rest,
            }
        }
    }

    /// `name=`, or nothing: then what follows is another challenge.
    fn parameter_name(&mut self) -> Option<String> {
        let before = self.0;
        let name = self.token();
        self.skip(b" \t");
        if name.is_some() && self.eat(b'=') {
            self.skip(b" \t");
            return name;
        }
        self.0 = before;
        None
    }

    /// Credentials of one piece, such as those of Negotiate (RFC 9110 §11.2).
    fn token68(&mut self) -> bool {
        let before = self.0;
        let letters = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(byte);
        let count = self.0.iter().take_while(|byte| letters(byte)).count();
        self.0 = self.0.get(count..).unwrap_or_default();
        self.skip(b"=");
        let whole = count > 0 && self.at_end();
        if !whole {
            self.0 = before;
        }
        whole
    }
}

fn list(value: &[u8]) -> Result<Vec<Challenge>, &'static str> {
    let mut reader = Reader(value);
    let mut found = Vec::new();
    loop {
        reader.skip(b" \t,");
        if reader.0.is_empty() {
            break;
        }
        found.push(challenge(&mut reader)?);
    }
    if found.is_empty() { Err("it is empty") } else { Ok(found) }
}

fn challenge(reader: &mut Reader<'_>) -> Result<Challenge, &'static str> {
    let scheme = reader.token().ok_or("a challenge has no scheme")?;
    let mut parameters: Vec<String> = Vec::new();
    if reader.at_end() {
        return Ok(Challenge { scheme, parameters });
    }
    if reader.skip(b" ") == 0 {
        return Err("a challenge has no scheme");
    }
    if reader.token68() {
        return Ok(Challenge { scheme, parameters });
    }
    while let Some(name) = reader.parameter_name() {
        reader.value()?;
        if parameters.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
            return Err("a parameter occurs twice in one challenge");
        }
        parameters.push(name);
        if !reader.at_end() {
            return Err("something stands behind a parameter's value");
        }
        reader.skip(b" \t,");
    }
    if parameters.is_empty() {
        Err("something stands behind the scheme that is no parameter")
    } else {
        Ok(Challenge { scheme, parameters })
    }
}

#[cfg(test)]
mod tests {
    use super::super::bench::{Answer, no, not_applicable, run, yes};
    use super::*;

    fn read(text: &str) -> Result<Vec<(String, usize)>, &'static str> {
        list(text.as_bytes()).map(|found| found.into_iter().map(|one| (one.scheme, one.parameters.len())).collect())
    }

    #[test]
    fn challenges_are_told_apart() {
        let one = |scheme: &str, parameters| Ok(vec![(scheme.to_owned(), parameters)]);
        assert_eq!(read("Basic realm=\"a, b=\\\"c\\\"\", charset=\"UTF-8\""), one("Basic", 2));
        assert_eq!(read("Negotiate"), one("Negotiate", 0));
        assert_eq!(read("Negotiate YWJj+/=="), one("Negotiate", 0));
        assert_eq!(read("Bearer realm = token , error=invalid_token"), one("Bearer", 2));
        let two = Ok(vec![("Basic".to_owned(), 1), ("Negotiate".to_owned(), 0), ("Bearer".to_owned(), 2)]);
        assert_eq!(read(", Basic realm=\"\u{e9}\",, Negotiate, Bearer error=\"x\", scope=\"y z\","), two);
    }

    #[test]
    fn what_is_no_challenge() {
        for bad in [
            "",
            " , ",
            "realm=\"reference\"",
            "Basic realm=\"reference",
            "Basic realm=\"reference\\",
            "Basic realm=\"a\" charset=\"b\"",
            "Basic realm=\"a\", Realm=\"b\"",
            "Basic \"reference\"",
            "Basic reference realm",
            "=",
            "\"Basic\"",
        ] {
            assert!(read(bad).is_err(), "{bad}: {:?}", read(bad));
        }
    }

    #[test]
    fn the_realm_of_basic() {
        let answer = |value: &str| Answer::error("{}").header("WWW-Authenticate", value);
        yes(run("challenge-syntax", &answer("Basic realm=\"a\"")));
        no(run("challenge-syntax", &answer("Basic realm=\"a")));
        not_applicable(run("challenge-syntax", &Answer::error("{}")));
        yes(run("basic-realm", &answer("Bearer, Basic realm=\"a\"")));
        no(run("basic-realm", &answer("Basic charset=\"UTF-8\"")));
        no(run("basic-realm", &answer("Basic realm=\"a")));
        no(run("basic-realm", &answer("Basic realm="))); // by the grammar, a credential of one piece
        not_applicable(run("basic-realm", &answer("Bearer realm=\"a\"")));
        not_applicable(run("basic-realm", &Answer::error("{}")));
    }
}
