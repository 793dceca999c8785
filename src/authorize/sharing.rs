//! Whether walks may go side by side in one login session; both user agents find it out in the same way.

/// What is known of a login session.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Sharing {
    /// Not seen yet: the first walk after the login is done alone and shows it.
    #[default]
    Unknown,
    /// A walk leaves the session's cookies as they were.
    Shared,
    /// A walk changes them, and the old ones are void from then on (oidc-provider renews the session's id with every
    /// interaction): each walk needs a login session for itself.
    Own,
}
