//! The committed reports of real servers are what they say: run records in the public schema.

use tokenspec::record::RunRecord;

#[test]
fn every_committed_report_is_a_run_record_of_a_profile() {
    let mut read = 0;
    for entry in std::fs::read_dir("reports").unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let record: RunRecord = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let profile = record.profile.as_ref().map(|profile| profile.id.as_str());
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert_eq!(name.split_once('.').map(|(server, id)| (server, Some(id))), Some((record.target.name.as_str(), profile)));
        assert!(!record.cases.is_empty() && !record.interrupted, "{}", path.display());
        read += 1;
    }
    assert!(read >= 5, "the reports were not found");
}
