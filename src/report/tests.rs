//! The reports as they look, and what a hostile record does to them.

use crate::record::Verdict;
use crate::report::human::{self, Behaviours, Options, Paint, Verbosity};
use crate::report::text::is_hidden;
use crate::report::{annotations, ctrf, json, junit, markdown, sample, sample_gated, sarif, tap};

#[test]
fn human_normal() {
    insta::assert_snapshot!(human::render(&sample::record(), Options::default()));
}

#[test]
fn human_narrow_and_verbose() {
    let options = Options { verbosity: Verbosity::Transcripts, width: 72, ..Options::default() };
    insta::assert_snapshot!(human::render(&sample::record(), options));
}

#[test]
fn human_quiet() {
    let options = Options { verbosity: Verbosity::Quiet, ..Options::default() };
    insta::assert_snapshot!(human::render(&sample::record(), options));
}

#[test]
fn human_under_a_profile() {
    let options = Options { behaviours: Behaviours::Shown, width: 80, ..Options::default() };
    insta::assert_snapshot!(human::render(&sample::under_a_profile(), options));
    let options = Options { verbosity: Verbosity::Verbose, ..options };
    insta::assert_snapshot!("human_under_a_profile_verbose", human::render(&sample::under_a_profile(), options));
}

#[test]
fn human_with_a_baseline_and_snapshots() {
    let text = human::render(&sample::decided(), Options { width: 100, ..Options::default() });
    insta::assert_snapshot!(text);
    let quiet = human::render(&sample::decided(), Options { verbosity: Verbosity::Quiet, ..Options::default() });
    assert!(!quiet.contains("accepted by") && quiet.contains("DRIFT") && quiet.contains("nothing any more"), "{quiet}");
}

#[test]
fn human_large() {
    let text = human::render(&sample::large(), Options { width: 80, ..Options::default() });
    let wide = text.lines().filter(|line| line.chars().count() > 80);
    assert_eq!(wide.filter(|line| !line.contains("curl") && !line.contains("  -d ")).count(), 0, "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn nobody_asked_about_behaviour() {
    let text = human::render(&sample::empty(), Options { behaviours: Behaviours::Shown, ..Options::default() });
    assert!(text.contains("no case of this run asks about it"), "{text}");
}

#[test]
fn markdown_under_a_profile() {
    insta::assert_snapshot!(markdown::render(&sample::under_a_profile()));
}

#[test]
fn junit_under_a_profile() {
    let text = junit::render(&sample::under_a_profile()).unwrap();
    let report = quick_junit::Report::deserialize_from_str(&text).unwrap();
    // What is not scored never shows red.
    assert_eq!((report.failures, report.errors), (2, 1));
    assert!(text.contains("not scored: the draft alone asks for this; fail: refused"), "{text}");
}

#[test]
fn colours_add_nothing_but_colours() {
    let plain = human::render(&sample::record(), Options::default());
    let painted = human::render(&sample::record(), Options { paint: Paint::Ansi, ..Options::default() });
    assert_ne!(plain, painted);
    assert_eq!(anstream::adapter::strip_str(&painted).to_string(), plain);
}

#[test]
fn markdown_report() {
    insta::assert_snapshot!(markdown::render(&sample::record()));
}

#[test]
fn junit_report() {
    insta::assert_snapshot!(junit::render(&sample::record()).unwrap());
}

#[test]
fn an_empty_record_renders() {
    let record = sample::empty();
    assert!(human::render(&record, Options::default()).contains("exit 3"));
    assert!(markdown::render(&record).contains("| 0 | 0 | 0 | 0 | 0 |"));
    quick_junit::Report::deserialize_from_str(&junit::render(&record).unwrap()).unwrap();
}

/// Nothing hidden but line feeds, and no line that a server wrote.
fn assert_harmless(name: &str, text: &str) {
    let raw = text.chars().find(|c| is_hidden(*c) && *c != '\n');
    assert_eq!(raw, None, "{name}");
    assert!(!text.lines().any(|line| line.starts_with("FAIL forged")), "{name}: a forged line");
    assert!(text.len() < 2_000_000, "{name}: {} bytes", text.len());
}

#[test]
fn hostile_record_in_the_terminal() {
    for verbosity in [Verbosity::Quiet, Verbosity::Normal, Verbosity::Verbose, Verbosity::Transcripts] {
        let text = human::render(&sample::hostile(), Options { verbosity, ..Options::default() });
        assert_harmless("human", &text);
    }
}

#[test]
fn hostile_record_in_markdown() {
    let text = markdown::render(&sample::hostile());
    assert_harmless("markdown", &text);
    let mut fence: Option<&str> = None;
    for line in text.lines() {
        match fence {
            Some(end) if line == end => fence = None,
            Some(_) => continue,
            None if line.starts_with("```") => fence = Some(line.trim_end_matches("text").trim_end_matches("diff")),
            None => {
                assert!(!line.contains("<script"), "{line}");
                assert!(!line.replace("\\]", "").contains("](javascript"), "{line}");
                assert!(!line.contains(" @team"), "{line}");
                assert!(line.contains("<summary>") || !line.contains("```"), "{line}");
            }
        }
    }
    assert_eq!(fence, None, "a fence is left open");
}

#[test]
fn hostile_record_in_junit() {
    let text = junit::render(&sample::hostile()).unwrap();
    assert_harmless("junit", &text);
    assert!(!text.contains("<script"));
    let report = quick_junit::Report::deserialize_from_str(&text).unwrap();
    // And one for the stale entry, one for the drift.
    assert_eq!(report.tests, sample::under_a_profile().cases.len() + 2);
}

/// Every line is a command of ours, and no text of a server ends its message.
#[test]
fn hostile_record_in_annotations() {
    let text = annotations::render(&sample::hostile());
    assert_harmless("annotations", &text);
    let kinds = ["::error title=", "::warning title=", "::notice title="];
    assert!(text.lines().all(|line| kinds.iter().any(|kind| line.starts_with(kind))), "{text}");
    for line in text.lines() {
        let (_, rest) = line.split_once(" title=").unwrap();
        let (title, data) = rest.split_once("::").unwrap();
        assert!(!title.contains([',', ':']), "{line}");
        assert!(!data.contains("##["), "{line}");
    }
}

/// A point for every case and remark, and only ours; YAML values are closed strings.
#[test]
fn hostile_record_in_tap() {
    let record = sample::hostile();
    let text = tap::render(&record);
    assert_harmless("tap", &text);
    let points = text.lines().filter(|line| line.starts_with("ok ") || line.starts_with("not ok ")).count();
    assert_eq!(points, record.cases.len() + 2);
    for line in text
        .lines()
        .filter(|line| line.starts_with("  ") && !matches!(line.trim(), "---" | "...") && !line.starts_with("  duration_ms: "))
    {
        let value = line.trim_start().trim_start_matches("- ");
        let value = if value.starts_with('"') { value } else { value.split_once(':').unwrap().1.trim() };
        assert!(value.is_empty() || serde_json::from_str::<String>(value).is_ok(), "{line}");
    }
}

#[test]
fn hostile_record_in_sarif_and_ctrf() {
    for text in [sarif::render(&sample::hostile()).unwrap(), ctrf::render(&sample::hostile()).unwrap()] {
        assert_harmless("json", &text);
        // What a viewer makes of a message is text, and no Markdown is claimed.
        assert!(!text.contains("\"markdown\""));
    }
}

#[test]
fn findings_that_are_accepted_stale_entries_and_drift() {
    let record = sample_gated::record();
    let junit = junit::render(&record).unwrap();
    insta::assert_snapshot!("junit_gated", junit);
    insta::assert_snapshot!("markdown_gated", markdown::render(&record));
}

#[test]
fn in_markdown_the_same_drift_is_told_once() {
    let mut record = sample::record();
    for (number, header) in ["date", "server", "vary"].into_iter().enumerate() {
        let mut drifted = sample::drifted();
        drifted.difference[1] = format!(" {header}: x");
        record.cases[number].snapshot = Some(drifted);
    }
    let another = crate::record::review::SnapshotRecord { difference: vec!["-a".into()], ..sample::drifted() };
    record.cases[3].snapshot = Some(another);
    let text = markdown::render(&record);
    let first = "<summary><code>create-tokens/grant-type-required/code</code> and 2 more cases (does not gate)</summary>";
    assert!(text.contains(first), "{text}");
    assert!(text.contains("The same change in\n\n- <code>create-tokens/grant-type-required/refresh</code>\n"), "{text}");
    assert_eq!(text.matches("```diff").count(), 2);
    let place = |heading: &str| text.find(heading).unwrap();
    assert!(place("## Failures") < place("## Drift") && place("## Drift") < place("## create-tokens"), "{text}");
}

#[test]
fn a_long_markdown_page_is_cut_and_says_so() {
    let mut record = sample::record();
    for number in 0..2_000 {
        let observed = format!("{number} {}", "x".repeat(3_000));
        let case = sample::case(&format!("long/{number}"), "scope-superset", Verdict::Fail);
        record.cases.push(crate::record::model::CaseRecord { observed, ..case });
    }
    let text = markdown::render(&record);
    assert!(text.len() < 1_048_576, "{}", text.len());
    assert!(text.contains("> Cut: GitHub shows at most 1 MiB. Left out here and kept in the record: "), "{}", &text[..200]);
    assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
}

#[test]
fn hostile_record_in_json() {
    let record = sample::hostile();
    let text = json::render(&record).unwrap();
    assert_eq!(text.chars().find(|c| is_hidden(*c) && *c != '\n'), None);
    let again: crate::record::RunRecord = serde_json::from_str(&text).unwrap();
    assert_eq!(again.cases[3].observed, record.cases[3].observed);
}
