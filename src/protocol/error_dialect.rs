//! How a token endpoint words its errors: RFC 6749 §5.2, unless a target declares something else.

/// Where the error code stands in the answer and what it means in the words of RFC 6749.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorDialect {
    /// JSON pointer (RFC 6901) to the code.
    pub code: String,
    /// JSON pointer to the text.
    pub description: String,
    /// From this target's codes to those of RFC 6749 §5.2.
    pub codes: Vec<(String, String)>,
    /// Statuses that count as 400.
    pub statuses: Vec<u16>,
}

impl Default for ErrorDialect {
    fn default() -> Self {
        Self { code: "/error".to_owned(), description: "/error_description".to_owned(), codes: Vec::new(), statuses: Vec::new() }
    }
}

impl ErrorDialect {
    /// A code of this dialect in the words of RFC 6749 §5.2; unknown codes stay as they are.
    pub fn translate(&self, code: &str) -> String {
        let known = self.codes.iter().find(|(theirs, _)| theirs == code);
        known.map_or_else(|| code.to_owned(), |(_, standard)| standard.clone())
    }

    /// A status, with those that this dialect uses instead of 400 replaced by 400.
    pub fn status(&self, status: u16) -> u16 {
        if self.statuses.contains(&status) { 400 } else { status }
    }
}
