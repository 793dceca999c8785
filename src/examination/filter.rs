//! Filters: which cases are meant.
//!
//! ```text
//! EXPR = term { " " term }                      all must hold
//! term = ["!"] ( glob | KEY "=" value { "," value } )
//! KEY  = level | requirement | verdict | id
//! ```
//! Of several filters, one is enough. A glob (`*` any text, `?` one character) stands for the whole id, for the id
//! without its suite, or for either up to a slash: `scope-superset` means all its variants.

use thiserror::Error;
use wildmatch::WildMatch;

use super::near::closest;
use crate::protocol::names::Level;
use crate::record::{RunRecord, Verdict};
use crate::suite::model::Case;

/// A filter that cannot be read.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("filter `{expression}`, character {position}: {problem}")]
pub struct FilterError {
    /// The expression.
    pub expression: String,
    /// 1-based character of the term, or of its value.
    pub position: usize,
    /// What is wrong, and what would be right.
    pub problem: String,
}

/// All filters of a selection.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    expressions: Vec<Vec<Term>>,
}

/// One condition.
#[derive(Debug, Clone)]
struct Term {
    negated: bool,
    condition: Condition,
}

/// What a condition looks at.
#[derive(Debug, Clone)]
enum Condition {
    Id(Vec<WildMatch>),
    Requirement(Vec<WildMatch>),
    Level(Vec<Level>),
    Verdict(Vec<Verdict>),
}

impl Filter {
    /// Reads all expressions.
    pub fn parse(expressions: &[String]) -> Result<Self, FilterError> {
        Ok(Self { expressions: expressions.iter().map(|text| expression(text)).collect::<Result<_, _>>()? })
    }

    /// Whether a record of an earlier run is needed.
    pub fn needs_record(&self) -> bool {
        self.expressions.iter().flatten().any(|term| matches!(term.condition, Condition::Verdict(_)))
    }

    /// Whether a case is meant. Without any filter, every case is.
    pub fn selects(&self, case: &Case, last: Option<&RunRecord>) -> bool {
        self.expressions.is_empty() || self.expressions.iter().any(|terms| terms.iter().all(|term| term.holds(case, last)))
    }

    /// The globs of case ids and requirements, without their `*`: what near ids are looked for with.
    pub fn names(expressions: &[String]) -> Vec<String> {
        let words = expressions.iter().flat_map(|text| text.split_whitespace());
        let values = words.map(|word| word.trim_start_matches('!')).filter_map(|word| match word.split_once('=') {
            Some(("requirement" | "id", value)) => Some(value),
            Some(_) => None,
            None => Some(word),
        });
        values.flat_map(|value| value.split(',')).map(|name| name.replace('*', "")).filter(|name| !name.is_empty()).collect()
    }
}

impl Term {
    /// Whether the term holds of a case.
    fn holds(&self, case: &Case, last: Option<&RunRecord>) -> bool {
        let holds = match &self.condition {
            Condition::Id(globs) => globs.iter().any(|glob| matches_id(glob, &case.id)),
            Condition::Requirement(globs) => case.requirements.iter().any(|id| globs.iter().any(|glob| matches_id(glob, id))),
            Condition::Level(levels) => levels.contains(&case.level),
            Condition::Verdict(verdicts) => {
                let known = last.and_then(|record| record.cases.iter().find(|known| known.id == case.id));
                known.is_some_and(|known| verdicts.contains(&known.verdict))
            }
        };
        holds != self.negated
    }
}

/// Whether a glob means an id: whole, without the suite, or up to one of its slashes.
fn matches_id(glob: &WildMatch, id: &str) -> bool {
    let without_suite = id.split_once('/').map(|(_, rest)| rest);
    [Some(id), without_suite].into_iter().flatten().any(|name| {
        let slashes = name.match_indices('/').map(|(at, _)| at);
        slashes.chain([name.len()]).any(|end| name.get(..end).is_some_and(|prefix| glob.matches(prefix)))
    })
}

/// One expression: terms between spaces.
fn expression(text: &str) -> Result<Vec<Term>, FilterError> {
    let mut terms = Vec::new();
    let mut position = 1;
    for word in text.split(' ') {
        if !word.is_empty() {
            let wrong = |(offset, problem)| FilterError { expression: text.to_owned(), position: position + offset, problem };
            terms.push(term(word).map_err(wrong)?);
        }
        position += word.chars().count() + 1;
    }
    if terms.is_empty() {
        let problem = "it is empty; write a case id, or KEY=VALUE".to_owned();
        return Err(FilterError { expression: text.to_owned(), position: 1, problem });
    }
    Ok(terms)
}

/// One term. An error is the offset within the term, and the problem.
fn term(word: &str) -> Result<Term, (usize, String)> {
    let (negated, rest) = word.strip_prefix('!').map_or((false, word), |rest| (true, rest));
    let start = usize::from(negated);
    let Some((key, value)) = rest.split_once('=') else {
        return Ok(Term { negated, condition: Condition::Id(globs(rest, start)?) });
    };
    let at = start + key.chars().count() + 1;
    let condition = match key {
        "id" => Condition::Id(globs(value, at)?),
        "requirement" => Condition::Requirement(globs(value, at)?),
        "level" => Condition::Level(words(value, at, "level", &LEVELS)?),
        "verdict" => Condition::Verdict(words(value, at, "verdict", &VERDICTS)?),
        other => {
            let keys = ["id", "requirement", "level", "verdict"];
            return Err((start, unknown("key", other, &keys)));
        }
    };
    Ok(Term { negated, condition })
}

const LEVELS: [(&str, Level); 3] = [("must", Level::Must), ("should", Level::Should), ("may", Level::May)];
const VERDICTS: [(&str, Verdict); 5] = [
    ("pass", Verdict::Pass),
    ("fail", Verdict::Fail),
    ("warn", Verdict::Warn),
    ("skip", Verdict::Skip),
    ("inconclusive", Verdict::Inconclusive),
];

/// Globs between commas.
fn globs(value: &str, at: usize) -> Result<Vec<WildMatch>, (usize, String)> {
    parts(value, at, |part| Ok(WildMatch::new(part)))
}

/// Words of a closed set between commas.
fn words<T: Copy>(value: &str, at: usize, kind: &str, known: &[(&str, T)]) -> Result<Vec<T>, (usize, String)> {
    parts(value, at, |part| match known.iter().find(|(name, _)| *name == part) {
        Some((_, meant)) => Ok(*meant),
        None => Err(unknown(kind, part, &known.iter().map(|(name, _)| *name).collect::<Vec<_>>())),
    })
}

/// Splits at commas and keeps count of the position.
fn parts<T>(value: &str, at: usize, read: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>, (usize, String)> {
    let mut read_parts = Vec::new();
    let mut offset = at;
    for part in value.split(',') {
        if part.is_empty() {
            return Err((offset, "a value is missing here".to_owned()));
        }
        read_parts.push(read(part).map_err(|problem| (offset, problem))?);
        offset += part.chars().count() + 1;
    }
    Ok(read_parts)
}

/// `there is no level `mst`; there are must, should, may (did you mean `must`?)`.
fn unknown(kind: &str, given: &str, known: &[&str]) -> String {
    let hint = closest(given, known.iter().copied()).map(|near| format!(" (did you mean `{near}`?)"));
    format!("there is no {kind} `{given}`; there are {}{}", known.join(", "), hint.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::suite;

    fn parse(text: &str) -> Result<Filter, FilterError> {
        Filter::parse(&[text.to_owned()])
    }

    #[test]
    fn errors_name_the_place() {
        let message = |text: &str| parse(text).unwrap_err().to_string();
        assert_eq!(
            message("scope-* level=mst"),
            "filter `scope-* level=mst`, character 15: there is no level `mst`; there are must, should, may (did you mean `must`?)"
        );
        assert_eq!(
            message("!lvel=must"),
            "filter `!lvel=must`, character 2: there is no key `lvel`; there are id, requirement, level, verdict (did you mean `level`?)"
        );
        assert_eq!(message("verdict=fail,"), "filter `verdict=fail,`, character 14: a value is missing here");
        assert_eq!(message("  "), "filter `  `, character 1: it is empty; write a case id, or KEY=VALUE");
        assert_eq!(message("!"), "filter `!`, character 2: a value is missing here");
    }

    #[test]
    fn globs_mean_whole_parts() {
        let matches = |glob: &str, id: &str| matches_id(&WildMatch::new(glob), id);
        assert!(matches("create-tokens/scope-superset", "create-tokens/scope-superset/public"));
        assert!(matches("scope-superset", "create-tokens/scope-superset/public"));
        assert!(matches("create-tokens", "create-tokens/scope-superset/public"));
        assert!(matches("scope-*", "create-tokens/scope-superset"));
        assert!(!matches("scope", "create-tokens/scope-superset"));
        assert!(!matches("public", "create-tokens/scope-superset/public"));
    }

    proptest! {
        #[test]
        fn never_panics_and_points_into_the_text(text in "[a-z=!*,é ]{0,30}") {
            if let Err(error) = parse(&text) {
                prop_assert!(error.position >= 1 && error.position <= text.chars().count() + 1, "{}", error);
            }
        }

        #[test]
        fn a_negated_term_is_the_opposite(level in prop::sample::select(vec!["must", "should", "may"])) {
            let (plain, negated) = (parse(&format!("level={level}")).unwrap(), parse(&format!("!level={level}")).unwrap());
            for case in &suite::load_embedded("pkce").unwrap().resolve(&[]).unwrap().cases {
                prop_assert_ne!(plain.selects(case, None), negated.selects(case, None));
            }
        }
    }
}
