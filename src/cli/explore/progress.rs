//! How far an exploration has come.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::explore::Event;
use crate::report::text::thousands;

/// A line on standard error, if that is a terminal.
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A line that waits for the first event.
    pub fn new(quiet: bool) -> Self {
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(10) };
        let bar = ProgressBar::with_draw_target(None, target);
        // The template is a constant; should it ever be wrong, the default one does as well.
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        Self { bar }
    }

    /// Shows an event.
    pub fn on(&self, event: &Event) {
        if self.bar.is_hidden() {
            return;
        }
        self.bar.set_message(words(event));
        self.bar.inc(1);
    }
}

fn words(event: &Event) -> String {
    match event {
        Event::Moving { phase, requests, authorizations, rules, tuples, found, quiet } => {
            let requests = format!("{} requests", thousands(*requests));
            let authorizations = format!("{} authorizations", thousands(*authorizations));
            let combined = if tuples.1 == 0 { String::new() } else { format!(" · {} of {} combinations", tuples.0, tuples.1) };
            let learnt = format!("{} rules, {} answers", rules.0, rules.1);
            let news = if *quiet == 0 { "new".to_owned() } else { format!("nothing new for {quiet}") };
            format!("phase {phase} of 3 · {requests} · {authorizations}{combined} · {learnt} · {news} · {found} found")
        }
        Event::Shrinking { number, of } => format!("making finding {number} of {of} smaller"),
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
