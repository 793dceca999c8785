//! What keeps a case from being examined.

use crate::authorize::{AuthorizeError, Page};
use crate::transport::TransportError;

/// Why a case ends before its verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// The target lacks what the case needs.
    NotApplicable(String),
    /// Nothing can be said.
    Unknown(String),
    /// The rule is kept by the authorization endpoint already.
    Kept(String),
}

impl Obstacle {
    /// What an exchange without an answer means.
    pub(super) fn from_transport(error: &TransportError) -> Self {
        match error {
            TransportError::NotOffered { .. } | TransportError::Rewritten { .. } => Self::NotApplicable(error.to_string()),
            _ => Self::Unknown(error.to_string()),
        }
    }

    /// What a failed authorization means; `peculiar` tells whether the request was other than the ordinary one.
    pub(super) fn from_authorization(error: AuthorizeError, peculiar: bool, kept: bool) -> Self {
        match error {
            AuthorizeError::Refused { .. } if kept => {
                Self::Kept(format!("kept by the authorization endpoint, before any code exists: {error}"))
            }
            AuthorizeError::Unobtainable { reason } => Self::NotApplicable(reason),
            AuthorizeError::Refused { .. } if peculiar => Self::NotApplicable(format!("such a code cannot be had: {error}")),
            other => {
                let pages = account(&other);
                let pages = if pages.is_empty() { String::new() } else { format!(" (the way there: {})", pages.join("; ")) };
                Self::Unknown(format!("no code could be obtained: {other}{pages}"))
            }
        }
    }
}

/// The pages of a walk that did not arrive, one line each.
pub(super) fn account(error: &AuthorizeError) -> Vec<String> {
    match error {
        AuthorizeError::GaveUp { pages, .. } => pages.iter().map(line).collect(),
        _ => Vec::new(),
    }
}

/// A page in one line.
pub(super) fn line(page: &Page) -> String {
    format!("{} → {} {}", page.asked, page.status, page.account)
}
