//! A handmade record of a run that was held against a baseline and against snapshots, in one of two partitions.

use crate::record::model::*;
use crate::record::part::PartitionRecord;
use crate::record::review::*;
use crate::report::sample;

/// [`sample::under_a_profile`] with a finding that is accepted, an entry that is stale, and a drift.
pub fn record() -> RunRecord {
    let mut record = sample::under_a_profile();
    record.cases[3].accepted = Some(AcceptedRecord {
        entry: "create-tokens/scope-superset/public-refresh".into(),
        reason: "the gateway is replaced in spring".into(),
        owner: Some("team-identity".into()),
        expires: Some("2027-03-31".into()),
    });
    record.cases[0].snapshot = Some(SnapshotRecord {
        state: SnapshotState::Drifted,
        difference: vec!["@@ status @@".into(), "-200".into(), "+400".into()],
    });
    record.cases[1].snapshot = Some(SnapshotRecord { state: SnapshotState::Same, difference: Vec::new() });
    record.baseline = Some(BaselineRecord {
        file: "baseline.toml".into(),
        accepted: 1,
        stale: vec![StaleRecord {
            id: "create-tokens/grant-type-required/code".into(),
            line: 12,
            cause: StaleCause::Vanished,
            text: "the finding no longer occurs; remove the entry with `tokenspec baseline prune`".into(),
        }],
        undecided: Vec::new(),
        stale_warns: false,
        remarks: vec!["line 3: no reason".into()],
    });
    record.snapshots = Some(SnapshotsRecord {
        folder: "snapshots".into(),
        same: 1,
        new: 0,
        drifted: 1,
        orphaned: vec!["create-tokens/gone".into()],
        gates: true,
    });
    record.partition = Some(PartitionRecord {
        index: 1,
        of: 2,
        selection: "00".into(),
        selected: 2 * record.cases.len(),
        positions: (0..record.cases.len()).map(|at| at * 2).collect(),
        everywhere: Vec::new(),
        requirements: record.requirements.iter().map(|requirement| requirement.id.clone()).collect(),
    });
    record.filters = vec!["create-tokens/*".into()];
    record
}

/// What is rendered of each of our records, the hostile one included, obeys a JSON Schema.
pub fn assert_obeys(schema: &str, render: impl Fn(&RunRecord) -> String) {
    let validator = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    for record in [sample::empty(), sample::record(), self::record(), sample::hostile()] {
        let document: serde_json::Value = serde_json::from_str(&render(&record)).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&document).map(|e| format!("{}: {e}", e.instance_path())).take(3).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
}
