//! The attacks as tests, and what they came to as a page.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use libtest_mimic::Trial;

use crate::attack::{Attack, MOST};

/// What every attack came to, in the order of the families.
#[derive(Default, Clone)]
pub struct Table(Arc<Mutex<Vec<Option<Row>>>>);

struct Row {
    family: &'static str,
    name: &'static str,
    says: &'static str,
    code: i32,
    milliseconds: u128,
    peak: u64,
    most: u64,
}

impl Table {
    /// An attack as a test.
    pub fn trial(&self, family: &'static str, attack: Attack) -> Trial {
        let mut rows = self.0.lock().unwrap();
        let at = rows.len();
        rows.push(None);
        let rows = Arc::clone(&self.0);
        Trial::test(format!("{family}: {}", attack.name), move || {
            let ran = attack.carry_out();
            let row = Row {
                family,
                name: attack.name,
                says: attack.says,
                code: ran.code.unwrap(),
                milliseconds: ran.milliseconds,
                peak: ran.peak,
                most: attack.most,
            };
            rows.lock().unwrap()[at] = Some(row);
            Ok(())
        })
    }

    /// Writes docs/gauntlet.md where the environment asks for it and every attack was carried out.
    pub fn write_if_asked(&self) {
        let rows = self.0.lock().unwrap();
        if std::env::var_os("UPDATE_GAUNTLET").is_none() || rows.iter().any(Option::is_none) {
            return;
        }
        std::fs::write("docs/gauntlet.md", page(rows.iter().flatten())).unwrap();
    }
}

fn page<'a>(rows: impl Iterator<Item = &'a Row> + Clone) -> String {
    let worst = rows.clone().filter(|row| row.most == MOST).map(|row| row.peak).max().unwrap_or_default();
    let mut page = format!(
        "# The gauntlet\n\nMade by `UPDATE_GAUNTLET=1 cargo test --test gauntlet` ({} attacks, {}). What is promised and what the \
         attacks are: [security.md](security.md). Time and memory (the most that was resident, of {} MiB that are allowed) are those of one \
         run on the machine that made this page; the most of all is {:.0} MiB. Where a file and no target decides what is sent, more is allowed, and said.\n",
        rows.clone().count(),
        if cfg!(debug_assertions) { "a debug build" } else { "a release build" },
        MOST / 1024,
        worst as f64 / 1024.0,
    );
    let mut family = "";
    for row in rows {
        if row.family != family {
            family = row.family;
            let _ = write!(page, "\n## {family}\n\n| attack | exit | said | time | memory |\n|---|---|---|---|---|\n");
        }
        let Row { name, says, code, milliseconds, peak, most, .. } = row;
        let says = if says.is_empty() { "–".to_owned() } else { says.replace('|', "\\|") };
        let bound = if *most == MOST { String::new() } else { format!(" of {}", most / 1024) };
        let _ = writeln!(
            page,
            "| {name} | {code} | {says} | {:.1} s | {:.0} MiB{bound} |",
            *milliseconds as f64 / 1000.0,
            *peak as f64 / 1024.0
        );
    }
    page
}
