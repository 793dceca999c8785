//! Colour as emphasis: one palette, which is empty when colours are off.

use anstyle::{AnsiColor, Style};

use crate::record::Verdict;

/// ANSI styles or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paint {
    /// No styles.
    #[default]
    Plain,
    /// ANSI styles; printed through anstream they vanish where they are not understood.
    Ansi,
}

/// The styles of the screen.
#[derive(Debug, Clone, Copy, Default)]
pub struct Palette {
    /// Names and headings.
    pub strong: Style,
    /// What may be passed over.
    pub faint: Style,
    good: Style,
    bad: Style,
    doubtful: Style,
}

impl Palette {
    /// The palette of a choice.
    pub fn of(paint: Paint) -> Self {
        match paint {
            Paint::Plain => Self::default(),
            Paint::Ansi => Self {
                strong: Style::new().bold(),
                faint: Style::new().dimmed(),
                good: AnsiColor::Green.on_default(),
                bad: AnsiColor::Red.on_default().bold(),
                doubtful: AnsiColor::Yellow.on_default().bold(),
            },
        }
    }

    /// The style of a verdict.
    pub fn verdict(&self, verdict: Verdict) -> Style {
        match verdict {
            Verdict::Pass => self.good,
            Verdict::Fail => self.bad,
            Verdict::Warn | Verdict::Inconclusive => self.doubtful,
            Verdict::Skip => self.faint,
        }
    }

    /// The text in a style.
    pub fn paint(&self, style: Style, text: &str) -> String {
        format!("{style}{text}{style:#}")
    }
}
