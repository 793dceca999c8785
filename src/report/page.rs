//! Markdown that is bounded: GitHub shows no job summary of more than 1 MiB, and no part of a longer one.

use crate::report::text::count;

/// Bytes that rows and findings may fill; headings, of which there are few, and the note on what is left out get the rest.
const ROOM: usize = 1_000_000;

/// A page that is being written.
#[derive(Debug, Default)]
pub struct Page {
    out: String,
    left_out: usize,
}

impl Page {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// What stands there in any case.
    pub fn heading(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// A row, a finding: something whole that can be left out.
    pub fn row(&mut self, text: &str) {
        if self.out.len() + text.len() <= ROOM {
            self.out.push_str(text);
        } else {
            self.left_out += 1;
        }
    }

    /// The page, with a note where something was left out.
    pub fn finish(mut self) -> String {
        if self.left_out > 0 {
            let note = "> Cut: GitHub shows at most 1 MiB. Left out here and kept in the record:";
            self.out.push_str(&format!("\n{note} {}.\n", count(self.left_out, "part")));
        }
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_counted() {
        let mut page = Page::new();
        page.heading("# Title\n");
        page.row(&"x".repeat(ROOM));
        page.row("| small |\n");
        page.heading("## End\n");
        let text = page.finish();
        assert!(text.starts_with("# Title\n| small |\n## End\n\n> Cut: ") && text.ends_with(": 1 part.\n"), "{text}");
    }
}
