//! What has to be said before two runs are compared.

use crate::record::RunRecord;

/// Where two runs are not alike, each as a sentence.
pub(super) fn caveats(old: &RunRecord, new: &RunRecord) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    let mut differ = |what: &str, of: &dyn Fn(&RunRecord) -> String| {
        if of(old) != of(new) {
            told.push(format!("different {what}: {} in the old, {} in the new", of(old), of(new)));
        }
    };
    differ("targets", &|record| record.target.name.clone());
    differ("token endpoints", &|record| record.target.token_endpoint.clone());
    differ("profiles", &profile);
    differ("suites", &suites);
    differ("filters", &|record| match record.filters.as_slice() {
        [] => "none".to_owned(),
        filters => filters.join(" or "),
    });
    differ("partitions", &partition);
    differ("clients", &|record| record.target.clients.join(", "));
    differ("versions of tokenspec", &|record| record.tool.version.clone());
    for (record, which) in [(old, "old"), (new, "new")] {
        if record.interrupted {
            told.push(format!("the {which} run was interrupted: cases that did not finish are absent"));
        }
        if record.target.insecure {
            told.push(format!("the {which} run did not verify certificates: nobody knows whose answers these are"));
        }
    }
    told
}

fn profile(record: &RunRecord) -> String {
    record.profile.as_ref().map_or_else(|| "none".to_owned(), |profile| format!("{} {}", profile.id, profile.version))
}

fn suites(record: &RunRecord) -> String {
    record.suites.iter().map(|suite| format!("{} {}", suite.id, suite.version)).collect::<Vec<_>>().join(", ")
}

fn partition(record: &RunRecord) -> String {
    record.partition.as_ref().map_or_else(|| "the whole".to_owned(), |part| format!("{} of {}", part.index, part.of))
}
