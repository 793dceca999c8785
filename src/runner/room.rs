//! How much of what a target sends a run may hold: the target decides how long its answers are, not how much memory they take.
//!
//! Each answer is bounded by itself (`[limits] max_body`, the values of a JSON text). This bounds their sum. What cases hold while
//! they run comes to an end with them; when there is no room for another answer, it is not looked at, and the case is inconclusive.
//! What is kept for the record and for the cases that look at all answers stays until the run is over; when there is no room for
//! more, the verdict stands and less is kept.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// What all running cases may hold together, in bytes.
const LIVE: usize = 6 << 20;
/// What may be kept until the end beyond what every exchange may have.
const KEPT: usize = 6 << 20;
/// What every exchange may have.
const FREE: usize = 3 << 10;
/// What the tokens of a run may come to.
const TOKENS: usize = 6 << 20;
/// The longest token that is kept. Servers refuse a header field of half that length.
pub(super) const LONGEST_TOKEN: usize = 16 << 10;

/// What is left of the room of a run.
#[derive(Debug, Default)]
pub(crate) struct Room {
    live: AtomicUsize,
    kept: AtomicUsize,
    tokens: AtomicUsize,
    cut: AtomicBool,
}

/// Why an answer is not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoRoom {
    /// For the answers of the cases that run.
    Live,
    /// For a token of this many bytes.
    LongToken(usize),
    /// For more tokens.
    Tokens,
}

impl NoRoom {
    /// As a reason.
    pub(crate) fn words(self) -> String {
        match self {
            Self::Live => format!("the target's answers at this moment are larger than {} MiB together", LIVE >> 20),
            Self::LongToken(bytes) => {
                format!("a token of {bytes} bytes was issued; those of more than {} KiB are not used", LONGEST_TOKEN >> 10)
            }
            Self::Tokens => {
                format!("the tokens that the target has issued in this run are larger than {} MiB together", TOKENS >> 20)
            }
        }
    }
}

/// Room that is held until this is dropped.
#[derive(Debug)]
pub(crate) struct Held {
    room: Arc<Room>,
    bytes: usize,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.room.live.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

impl Room {
    /// Takes room for an answer while it is looked at.
    pub(crate) fn hold(self: &Arc<Self>, bytes: usize) -> Result<Held, NoRoom> {
        take(&self.live, bytes, LIVE).then(|| Held { room: Arc::clone(self), bytes }).ok_or(NoRoom::Live)
    }

    /// Takes room for what is kept until the end, and says whether there was any.
    pub(crate) fn keep(&self, bytes: usize) -> bool {
        let kept = bytes <= FREE || take(&self.kept, bytes - FREE, KEPT);
        self.cut.fetch_or(!kept, Ordering::Relaxed);
        kept
    }

    /// Takes room for a token.
    pub(crate) fn token(&self, bytes: usize) -> Result<(), NoRoom> {
        match bytes {
            0..=LONGEST_TOKEN if take(&self.tokens, bytes, TOKENS) => Ok(()),
            0..=LONGEST_TOKEN => Err(NoRoom::Tokens),
            _ => Err(NoRoom::LongToken(bytes)),
        }
    }

    /// What the record has to say of it.
    pub(crate) fn note(&self) -> Option<String> {
        const NOTE: &str = "the target's answers are so large that not all of them could be kept: they were judged, but the record has less \
                            of them, and the cases that look at all answers have not seen every one";
        self.cut.load(Ordering::Relaxed).then(|| NOTE.to_owned())
    }
}

/// Adds to a sum unless that would become too large.
fn take(sum: &AtomicUsize, bytes: usize, most: usize) -> bool {
    let more = |sum: usize| sum.checked_add(bytes).filter(|sum| *sum <= most);
    sum.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_comes_back_when_a_case_is_over() {
        let room = Arc::new(Room::default());
        let held = room.hold(LIVE).unwrap();
        assert_eq!(room.hold(1).unwrap_err(), NoRoom::Live);
        drop(held);
        assert!(room.hold(1).is_ok());
    }

    #[test]
    fn small_exchanges_are_always_kept_and_large_ones_as_long_as_there_is_room() {
        let room = Room::default();
        assert!((0..10_000).all(|_| room.keep(FREE)) && room.note().is_none());
        let kept = (0..1_000).filter(|_| room.keep(100 << 10)).count();
        assert_eq!(kept, KEPT / ((100 << 10) - FREE));
        assert!(room.keep(FREE) && room.note().is_some());
    }

    #[test]
    fn tokens_are_bounded_each_and_together() {
        let room = Room::default();
        assert_eq!(room.token(LONGEST_TOKEN + 1), Err(NoRoom::LongToken(LONGEST_TOKEN + 1)));
        assert_eq!((0..1_000).filter(|_| room.token(LONGEST_TOKEN).is_ok()).count(), TOKENS / LONGEST_TOKEN);
        assert_eq!(room.token(LONGEST_TOKEN), Err(NoRoom::Tokens));
        assert!(NoRoom::LongToken(20_000).words().contains("20000 bytes"));
    }
}
