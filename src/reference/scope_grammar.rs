//! The `scope` parameter taken apart: scope tokens between single spaces (RFC 6749 §3.3, appendix A.4).

use super::catalogue as fault;
use super::fault::FaultSet;
use super::refusal::Refusal;

/// The strings of a scope, in their order, repetitions included.
pub(super) fn split(text: &str, faults: &FaultSet) -> Result<Vec<String>, Refusal> {
    if crashes(text, faults) {
        return Err(Refusal::Crash);
    }
    let text = cleaned(text, faults);
    let spaced = text.starts_with(' ') || text.ends_with(' ') || text.contains("  ");
    let forgiven = faults.has_any(&[fault::EXTRA_SPACE_EMPTY_SCOPE, fault::EXTRA_SPACE_WIDENS]);
    if spaced && !forgiven {
        return Err(Refusal::ScopeGrammar);
    }
    let keep_empty = faults.has(fault::EXTRA_SPACE_EMPTY_SCOPE);
    let mut tokens: Vec<String> = text.split(' ').filter(|token| keep_empty || !token.is_empty()).map(str::to_owned).collect();
    if faults.has(fault::SCOPE_ILLEGAL_TOKEN_DROPPED) {
        tokens.retain(|token| is_scope_token(token));
    }
    let lenient = keep_empty || faults.has(fault::SCOPE_ILLEGAL_TOKEN_GRANTED);
    if tokens.iter().all(|token| is_scope_token(token)) || lenient { Ok(tokens) } else { Err(Refusal::ScopeGrammar) }
}

/// Whether a scope has spaces where the grammar has none.
pub(super) fn has_extra_spaces(text: &str) -> bool {
    text.split(' ').any(str::is_empty) && !text.trim_matches(' ').is_empty()
}

/// 1*( %x21 / %x23-5B / %x5D-7E )
pub(super) fn is_scope_token(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
}

fn crashes(text: &str, faults: &FaultSet) -> bool {
    let length = text.chars().count();
    let extra = has_extra_spaces(text);
    (length == 1 && text != " " && faults.has(fault::SCOPE_ONE_CHARACTER_500))
        || (length > 4000 && faults.has(fault::LONG_SCOPE_500))
        || (length > 60_000 && faults.has(fault::HUGE_SCOPE_500))
        || (!text.is_ascii() && faults.has(fault::SCOPE_NON_ASCII_500))
        || (text.contains('\0') && faults.has(fault::SCOPE_NUL_500))
        || (extra && text.starts_with(' ') && faults.has(fault::LEADING_SPACE_500))
        || (extra && text.ends_with(' ') && faults.has(fault::TRAILING_SPACE_500))
        || (extra && text.contains("  ") && faults.has(fault::DOUBLE_SPACE_500))
}

/// What the less strict readers make of a scope before they split it.
fn cleaned(text: &str, faults: &FaultSet) -> String {
    let mut text = text.to_owned();
    for (id, separator) in [
        (fault::SCOPE_COMMA_SPLIT, ','),
        (fault::SCOPE_SEMICOLON_SPLIT, ';'),
        (fault::SCOPE_TAB_SPLIT, '\t'),
        (fault::SCOPE_NEWLINE_SPLIT, '\n'),
        (fault::SCOPE_NO_BREAK_SPACE_SPLIT, '\u{a0}'),
    ] {
        if faults.has(id) {
            text = text.replace(separator, " ");
        }
    }
    if faults.has(fault::SCOPE_NUL_TRUNCATED) {
        text.truncate(text.find('\0').unwrap_or(text.len()));
    }
    let stripped = |character: char| match character {
        '"' => faults.has(fault::SCOPE_QUOTES_STRIPPED),
        '\\' => faults.has(fault::SCOPE_BACKSLASH_STRIPPED),
        '\0' => faults.has(fault::SCOPE_NUL_STRIPPED),
        '\u{7f}' => faults.has(fault::SCOPE_DELETE_STRIPPED),
        other => !other.is_ascii() && faults.has(fault::SCOPE_NON_ASCII_STRIPPED),
    };
    text.retain(|character| !stripped(character));
    if faults.has(fault::SCOPE_JSON_ARRAY_ACCEPTED)
        && let Ok(tokens) = serde_json::from_str::<Vec<String>>(&text)
    {
        text = tokens.join(" ");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_spaces_and_the_alphabet_are_demanded() {
        let correct = FaultSet::default();
        assert_eq!(split("openid profile", &correct).unwrap(), ["openid", "profile"]);
        for text in [" ", " a", "a ", "a  b", "a\tb", "a\"b", "a\\b", "é", "a\0", "a\u{7f}"] {
            assert_eq!(split(text, &correct), Err(Refusal::ScopeGrammar), "{text:?}");
        }
    }
}
