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

/// `{a,b}` becomes both; the rest is for [`wildmatch::WildMatch`].
fn expand(glob: &str) -> Vec<String> {
    let Some((before, rest)) = glob.split_once('{') else { return vec![glob.to_owned()] };
    let (choices, after) = rest.split_once('}').unwrap_or_else(|| panic!("{glob} has no closing brace"));
    choices.split(',').flat_map(|choice| expand(&format!("{before}{choice}{after}"))).collect()
}

/// The globs in backticks in the first column of the tables whose first column is headed `cases`.
fn globs(page: &str) -> Vec<String> {
    let mut of_cases = false;
    let mut globs = Vec::new();
    for line in page.lines() {
        let first = line.strip_prefix('|').and_then(|row| row.split('|').next()).map(str::trim);
        match first {
            None => of_cases = false,
            Some("cases") => of_cases = true,
            Some(cell) if of_cases => globs.extend(cell.split('`').skip(1).step_by(2).map(str::to_owned)),
            Some(_) => {}
        }
    }
    globs
}

/// No finding at a real server is believed before somebody has read it: each has a row, and each row a finding.
#[test]
fn every_finding_is_adjudicated() {
    let mut wrong = Vec::new();
    for server in ["oidc-provider", "node-oauth", "authlib", "dot", "oauth2-test-server"] {
        let verdicts = std::fs::read_to_string(format!("reports/{server}.verdicts")).unwrap();
        let page = std::fs::read_to_string(format!("docs/interop/{server}.md")).unwrap();
        let findings: Vec<&str> = verdicts
            .lines()
            .filter_map(|line| line.rsplit_once(' '))
            .filter(|(_, verdict)| !matches!(*verdict, "pass" | "skip"))
            .map(|(case, _)| case)
            .collect();
        assert!(!findings.is_empty());
        let globs = globs(&page);
        let matches = |glob: &str, case: &str| expand(glob).iter().any(|glob| wildmatch::WildMatch::new(glob).matches(case));
        let open = findings.iter().filter(|case| !globs.iter().any(|glob| matches(glob, case)));
        wrong.extend(open.map(|case| format!("{server}: {case} is not adjudicated in docs/interop/{server}.md")));
        let dead = globs.iter().filter(|glob| !findings.iter().any(|case| matches(glob, case)));
        wrong.extend(dead.map(|glob| format!("docs/interop/{server}.md: {glob} is no finding of reports/{server}.verdicts")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
