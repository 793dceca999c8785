//! Decides on snapshots one by one, at a terminal.

use std::fmt::Write as _;

use console::{Key, Term};

use crate::cli::snapshots::failed;
use crate::cli::{CliError, output};
use crate::record::Verdict;
use crate::report::text::{count, printable};
use crate::snapshot::{Pending, Store, difference};

/// Lines of one difference that are shown before a decision; `d` shows all.
const LINES: usize = 40;

/// What the person at the terminal says.
enum Decision {
    Accept,
    Reject,
    Skip,
    All,
    Quit,
}

/// Shows each and asks. Exit code 1 while something is left undecided.
pub fn ask(store: &Store, pending: &[Pending]) -> Result<u8, CliError> {
    let term = Term::stdout();
    let (mut accepted, mut rejected, mut skipped) = (0, 0, 0);
    let mut left = pending.iter().enumerate();
    while let Some((index, one)) = left.next() {
        match decision(&term, one, (index + 1, pending.len()))? {
            Decision::Accept => {
                store.accept_pending(one).map_err(failed)?;
                accepted += 1;
            }
            Decision::Reject => {
                store.settle(&one.id).map_err(failed)?;
                rejected += 1;
            }
            Decision::All => {
                for one in std::iter::once(one).chain(left.by_ref().map(|(_, one)| one)) {
                    store.accept_pending(one).map_err(failed)?;
                    accepted += 1;
                }
            }
            Decision::Skip => skipped += 1,
            Decision::Quit => {
                skipped += 1 + left.by_ref().count();
            }
        }
    }
    output::print(&format!("{accepted} accepted, {rejected} rejected, {skipped} left undecided\n"))?;
    Ok(u8::from(skipped > 0))
}

fn decision(term: &Term, pending: &Pending, (at, of): (usize, usize)) -> Result<Decision, CliError> {
    let _ = term.clear_screen();
    output::print(&cut(&shown(pending)))?;
    output::print(&format!("{at} of {of}   a accept   r reject   s skip   d whole difference   A accept all   q quit\n"))?;
    loop {
        match term.read_key().map_err(CliError::Output)? {
            Key::Char('a') => return Ok(Decision::Accept),
            Key::Char('r') => return Ok(Decision::Reject),
            Key::Char('s') => return Ok(Decision::Skip),
            Key::Char('A') => return Ok(Decision::All),
            Key::Char('q') | Key::Escape | Key::CtrlC => return Ok(Decision::Quit),
            Key::Char('d') => output::print(&shown(pending))?,
            _ => {}
        }
    }
}

/// Where the whole would scroll its own beginning away.
fn cut(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    if lines.len() <= LINES {
        return text.to_owned();
    }
    format!("{}\n  … {} more (d shows all)\n", lines[..LINES].join("\n"), count(lines.len() - LINES, "line"))
}

/// One that waits: its id, and what is new in it.
pub fn shown(pending: &Pending) -> String {
    let palette = output::palette();
    let word = if pending.accepted.is_some() { "DRIFT" } else { "NEW" };
    let heading = palette.paint(palette.verdict(Verdict::Warn), word);
    let mut out = format!("{heading}  {}\n", palette.paint(palette.strong, &printable(&pending.id)));
    for line in difference(pending.accepted.as_deref().unwrap_or_default(), &pending.latest) {
        let style = match line.as_bytes().first() {
            Some(b'-') => palette.verdict(Verdict::Fail),
            Some(b'+') => palette.verdict(Verdict::Pass),
            _ => palette.faint,
        };
        let _ = writeln!(out, "  {}", palette.paint(style, &printable(&line)));
    }
    out.push('\n');
    out
}
