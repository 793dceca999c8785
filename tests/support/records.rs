//! Records for the tests of the HTML report.

use std::path::Path;

use serde_json::{Value, json};

/// A run of a real server, with failures, warnings, skips and cases that are not scored.
pub fn record() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/dot.openid-basic.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// A record with what a team has decided, and with what has changed.
pub fn reviewed() -> Value {
    let mut record = record();
    record["baseline"] = json!({ "file": "baseline.toml", "accepted": 2, "stale_warns": false, "remarks": [], "stale": [
        { "id": "oauth2/gone", "line": 12, "cause": "vanished", "text": "the finding no longer occurs: remove the entry" }
    ] });
    record["snapshots"] = json!({ "folder": "snapshots", "same": 300, "new": 2, "drifted": 1, "orphaned": [], "gates": true });
    record["filters"] = json!(["level=must"]);
    let cases = record["cases"].as_array_mut().unwrap();
    let accepted = json!({ "entry": "oauth2/no-repeats", "reason": "fixed with the next release", "owner": "login team", "expires": "2027-03-31" });
    for case in cases.iter_mut().filter(|case| case["verdict"] == "fail").take(2) {
        case["accepted"] = accepted.clone();
    }
    let passed = cases.iter_mut().find(|case| case["verdict"] == "pass").unwrap();
    passed["snapshot"] = json!({ "state": "drifted", "difference": [" HTTP 200", "-Pragma: no-cache", "+Pragma: none"] });
    record
}

/// What a hostile server would send; `pwned` tells whether any of it was believed.
pub const HOSTILE: &str = "</script></style></title><script>pwned=1</script><img src=x onerror=pwned=1><svg onload=pwned=1>\
    \" onmouseover=pwned=1 x=\"javascript:pwned=1 {{7*7}} <!-- ]]> \u{1b}[2J\u{202e}live\u{2066}\0\u{200b}\u{2028}";

/// Appends it to every string that is free text.
pub fn poison(value: Value) -> Value {
    const WORDS: [&str; 5] = ["verdict", "level", "purpose", "control", "started_at"];
    match value {
        Value::String(text) => Value::String(format!("{text}{HOSTILE}")),
        Value::Array(items) => items.into_iter().map(poison).collect(),
        Value::Object(members) => {
            let poisoned = |(name, value): (String, Value)| match WORDS.contains(&name.as_str()) {
                true => (name, value),
                false => (name, poison(value)),
            };
            members.into_iter().map(poisoned).collect()
        }
        other => other,
    }
}
