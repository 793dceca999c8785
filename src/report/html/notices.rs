//! What a reader has to know before the numbers: what they cannot be trusted for, and what is not among them.

use super::text::Text;
use crate::record::RunRecord;
use crate::record::review::{BaselineRecord, SnapshotsRecord};
use crate::report::findings::INSECURE;
use crate::report::text::{count, duration};

/// A remark at the top of the page.
pub(super) struct Notice {
    /// `bad`, `doubtful` or `plain`: how much it weighs.
    pub(super) weight: &'static str,
    /// What is the matter.
    pub(super) heading: Text,
    /// The particulars.
    pub(super) lines: Vec<Text>,
}

impl Notice {
    fn new(weight: &'static str, heading: &str) -> Self {
        Self { weight, heading: Text::line(heading), lines: Vec::new() }
    }

    fn with(self, lines: impl IntoIterator<Item = String>) -> Self {
        Self { lines: lines.into_iter().map(|line| Text::line(&line)).collect(), ..self }
    }
}

/// The gravest first.
pub(super) fn notices(record: &RunRecord) -> Vec<Notice> {
    let mut notices = Vec::new();
    if record.target.insecure {
        notices.push(Notice::new("bad", &format!("{INSECURE}.")));
    }
    if record.interrupted {
        notices.push(Notice::new("bad", "The run was interrupted; cases that did not finish are absent."));
    }
    notices.extend(record.baseline.iter().flat_map(baseline));
    notices.extend(record.snapshots.as_ref().map(snapshots));
    notices.extend(share(record));
    notices.extend(merged(record));
    if !record.filters.is_empty() {
        let notice = Notice::new("doubtful", "Not everything was examined. Filters chose among the cases:");
        notices.push(notice.with(record.filters.iter().cloned()));
    }
    if !record.notes.is_empty() {
        notices.push(Notice::new("plain", "Notes of the run").with(record.notes.iter().cloned()));
    }
    notices
}

/// Stale entries first: they gate.
fn baseline(baseline: &BaselineRecord) -> Vec<Notice> {
    let mut notices = Vec::new();
    if !baseline.stale.is_empty() {
        let (weight, effect) = if baseline.stale_warns { ("doubtful", "this only warns") } else { ("bad", "this gates") };
        let entries = match baseline.stale.len() {
            1 => "1 entry of the baseline accepts".to_owned(),
            number => format!("{number} entries of the baseline accept"),
        };
        let heading = format!("{entries} nothing any more; {effect}.");
        let lines = baseline.stale.iter().map(|entry| format!("{}:{}  {}: {}", baseline.file, entry.line, entry.id, entry.text));
        notices.push(Notice::new(weight, &heading).with(lines));
    }
    let heading = format!("The baseline {} accepts {}.", baseline.file, count(baseline.accepted, "finding"));
    notices.push(Notice::new("plain", &heading).with(baseline.remarks.iter().cloned()));
    notices
}

/// How the answers compare with those of before.
fn snapshots(snapshots: &SnapshotsRecord) -> Notice {
    let weight = match (snapshots.drifted, snapshots.gates) {
        (0, _) => "plain",
        (_, true) => "bad",
        (_, false) => "doubtful",
    };
    let gates = if snapshots.gates { "drift gates" } else { "drift does not gate" };
    let heading = format!(
        "Snapshots in {}: {} drifted, {} the same, {} new; {gates}.",
        snapshots.folder, snapshots.drifted, snapshots.same, snapshots.new
    );
    let orphans = snapshots.orphaned.iter().map(|id| format!("{id}: a snapshot whose case was not examined"));
    Notice::new(weight, &heading).with(orphans)
}

/// `--partition K/N`.
fn share(record: &RunRecord) -> Option<Notice> {
    let part = record.partition.as_ref()?;
    let cases = count(part.selected, "case");
    let heading = format!("This is part {} of {}: {} of {cases} that were selected.", part.index, part.of, record.cases.len());
    Some(Notice::new("doubtful", &heading))
}

/// The runs that a merged record was made of.
fn merged(record: &RunRecord) -> Option<Notice> {
    let lines = record.parts.iter().map(|part| {
        format!("part {}: started {}, took {}, seed {}", part.index, part.started_at, duration(part.duration_ms), part.seed)
    });
    let notice = Notice::new("plain", &format!("Merged of {}.", count(record.parts.len(), "run"))).with(lines);
    (!record.parts.is_empty()).then_some(notice)
}
