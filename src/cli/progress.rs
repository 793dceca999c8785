//! How far a run has come: a bar on standard error if that is a terminal, else silence.

use std::sync::atomic::{AtomicUsize, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::record::Verdict;
use crate::report::text::{count as count_of, printable};
use crate::runner::RunEvent;

/// Whether progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// On a terminal.
    OnTerminal,
    /// Never.
    Nothing,
}

/// The bar.
pub struct Progress {
    bar: ProgressBar,
    fail: AtomicUsize,
    warn: AtomicUsize,
}

impl Progress {
    /// A bar that waits for [`RunEvent::Planned`].
    pub fn new(show: Show) -> Self {
        let target = match show {
            Show::OnTerminal => ProgressDrawTarget::stderr_with_hz(10),
            Show::Nothing => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        // The template is a constant; should it ever be wrong, the default one does as well.
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        Self { bar, fail: AtomicUsize::new(0), warn: AtomicUsize::new(0) }
    }

    /// The bar itself, for those who print lines beside it.
    pub fn bar(&self) -> ProgressBar {
        self.bar.clone()
    }

    /// Shows an event. Called from many tasks at once.
    pub fn on(&self, event: &RunEvent) {
        match event {
            RunEvent::Planned { cases, .. } => self.bar.set_length(*cases as u64),
            RunEvent::Waiting { cases, seconds } => {
                self.bar.set_message(format!("{} let time pass, up to {seconds} s", count_of(*cases, "case")));
            }
            RunEvent::CaseFinished { id, verdict } => {
                let count = |counter: &AtomicUsize, counted| {
                    let one = usize::from(*verdict == counted);
                    counter.fetch_add(one, Ordering::Relaxed) + one
                };
                let (fail, warn) = (count(&self.fail, Verdict::Fail), count(&self.warn, Verdict::Warn));
                self.bar.set_message(format!("{fail} fail, {warn} warn · {}", printable(id)));
                self.bar.inc(1);
            }
            RunEvent::CaseRecorded(_) => {}
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_clears() {
        let progress = Progress::new(Show::Nothing);
        progress.on(&RunEvent::Planned { cases: 2, authorizations: 1, token_requests: 3 });
        progress.on(&RunEvent::CaseFinished { id: "a/b\u{1b}".into(), verdict: Verdict::Fail });
        assert_eq!(progress.bar.position(), 1);
        assert_eq!(progress.bar.message(), "1 fail, 0 warn · a/b\\u{1b}");
        let bar = progress.bar.clone();
        drop(progress);
        assert!(bar.is_finished());
    }
}
