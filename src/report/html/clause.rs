//! The rule that a case examines, and where it can be read.

use super::text::Text;
use crate::protocol::names::Level;
use crate::record::model::RequirementRecord;

/// The rule that a case examines.
pub(super) struct Clause {
    pub(super) text: Text,
    pub(super) level: Level,
    /// `RFC 6749, §6`.
    pub(super) source: Text,
    /// Where it can be read.
    pub(super) link: Option<String>,
    pub(super) why: Option<Text>,
}

impl Clause {
    pub(super) fn of(requirement: &RequirementRecord) -> Self {
        let source = &requirement.source;
        Self {
            text: Text::line(&requirement.text),
            level: requirement.level,
            source: Text::line(&format!("{}, {}", source.document, source.section)),
            link: link(&source.document, &source.section),
            why: requirement.why.as_deref().map(Text::line),
        }
    }
}

/// `https://www.rfc-editor.org/rfc/rfc6749#section-6`; only digits and dots of a record get into it.
fn link(document: &str, section: &str) -> Option<String> {
    let number = document.strip_prefix("RFC ").filter(|number| !number.is_empty() && number.len() <= 5)?;
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let section: String = section.strip_prefix('§')?.chars().take_while(|c| c.is_ascii_digit() || *c == '.').take(20).collect();
    let section = section.trim_end_matches('.');
    (!section.is_empty()).then(|| format!("https://www.rfc-editor.org/rfc/rfc{number}#section-{section}"))
}

#[cfg(test)]
mod tests {
    use super::link;

    #[test]
    fn only_digits_get_into_a_link() {
        assert_eq!(link("RFC 6749", "§4.1.3").as_deref(), Some("https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3"));
        assert_eq!(link("RFC 6749", "§6 and §7").as_deref(), Some("https://www.rfc-editor.org/rfc/rfc6749#section-6"));
        for (document, section) in
            [("RFC 6749\"", "§6"), ("RFC ", "§6"), ("RFC 6749", "scope"), ("Create Tokens", "§6"), ("RFC 6749", "§.")]
        {
            assert_eq!(link(document, section), None, "{document} {section}");
        }
    }
}
