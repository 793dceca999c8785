//! What the page says, what it holds, and that nothing of a record becomes markup. What it does is examined in a real
//! browser (`tests/html_report.rs`).

use std::collections::{HashMap, HashSet};

use scraper::{ElementRef, Html, Selector};

use super::policy::{SCRIPT, STYLE};
use crate::record::model::{CaseRecord, RunRecord, Verdict};
use crate::record::part::{PartRecord, PartitionRecord};
use crate::record::review::*;
use crate::report::html::render;
use crate::report::sample;
use crate::report::text::is_hidden;

fn page(record: &RunRecord) -> Html {
    Html::parse_document(&render(record).unwrap())
}

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

/// The words of an element, with single spaces.
fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The page as an outline: headings, and the lines of what stands below them.
fn outline(page: &Html) -> String {
    let told = "h1, .what, .notice p, .notice li, h2, .tally li, .pace, .facts dt, .facts dd, .matrix tr, .latency .remark, \
                .section tr, h3, .case > summary, .clause, .matters, .acceptance, .body dt, .body dd";
    all(page, told).into_iter().map(|element| format!("{}: {}\n", element.value().name(), words(element))).collect()
}

/// A record with everything that a team may have decided.
fn reviewed() -> RunRecord {
    let mut record = sample::under_a_profile();
    record.target.insecure = true;
    record.interrupted = true;
    record.filters = vec!["scope*".into(), "level=must".into()];
    record.partition = Some(PartitionRecord {
        index: 2,
        of: 4,
        selection: "00".into(),
        selected: 412,
        positions: Vec::new(),
        everywhere: Vec::new(),
        requirements: Vec::new(),
    });
    record.parts = vec![PartRecord { index: 1, seed: 7, started_at: "2026-11-24T09:00:00Z".into(), duration_ms: 900.0 }];
    let stale = StaleRecord {
        id: "create-tokens/gone".into(),
        line: 12,
        cause: StaleCause::Vanished,
        text: "the finding no longer occurs: remove the entry".into(),
    };
    record.baseline = Some(BaselineRecord {
        file: "baseline.toml".into(),
        accepted: 1,
        stale: vec![stale],
        undecided: Vec::new(),
        stale_warns: false,
        remarks: vec!["create-tokens/scope-superset/public-code has no reason".into()],
    });
    record.snapshots = Some(SnapshotsRecord {
        folder: "snapshots".into(),
        same: 3,
        new: 1,
        drifted: 1,
        orphaned: vec!["create-tokens/old".into()],
        gates: true,
    });
    record.cases[4].accepted = Some(AcceptedRecord {
        entry: "create-tokens/scope-superset/public-code".into(),
        reason: "fixed with the next release".into(),
        owner: Some("login team".into()),
        expires: Some("2027-03-31".into()),
    });
    record.cases[0].snapshot = Some(SnapshotRecord {
        state: SnapshotState::Drifted,
        difference: vec![" HTTP 200".into(), "-Pragma: no-cache".into(), "+Pragma: <b>none</b>".into()],
    });
    record
}

#[test]
fn of_an_ordinary_run() {
    insta::assert_snapshot!(outline(&page(&sample::under_a_profile())));
}

#[test]
fn of_a_run_that_was_reviewed() {
    let page = page(&reviewed());
    insta::assert_snapshot!(outline(&page));
    let drift: Vec<_> = all(&page, ".drift span").into_iter().map(|line| (line.attr("class").unwrap(), words(line))).collect();
    assert_eq!(drift[1], ("removed", "-Pragma: no-cache".into()));
    assert_eq!(drift[2], ("added", "+Pragma: <b>none</b>".into()));
}

#[test]
fn of_nothing() {
    let page = page(&sample::empty());
    assert!(words(all(&page, "main")[0]).contains("No case was run"), "{}", outline(&page));
}

#[test]
fn semantics() {
    for record in [sample::empty(), sample::large(), reviewed()] {
        let page = page(&record);
        assert_eq!(all(&page, "h1").len(), 1);
        assert_eq!(all(&page, "html[lang=en], header, main, footer, [role=search]").len(), 5);
        assert!(all(&page, "thead th:not([scope])").is_empty() && all(&page, "tbody th:not([scope=row])").is_empty());
        assert!(all(&page, "svg:not([aria-label]), button:not([type])").is_empty());
        assert_eq!(all(&page, "[aria-live=polite]").len(), 1);
        let ids: Vec<&str> = all(&page, "[id]").iter().filter_map(|element| element.attr("id")).collect();
        let known: HashSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), known.len(), "an id is there twice");
        let lost = all(&page, "a[href^='#'], [data-to]");
        let lost = lost.iter().filter_map(|link| link.attr("data-to").or(link.attr("href").and_then(|to| to.strip_prefix('#'))));
        assert_eq!(lost.filter(|to| !known.contains(to)).collect::<Vec<_>>(), Vec::<&str>::new());
        for label in all(&page, "[aria-labelledby]") {
            assert!(known.contains(label.attr("aria-labelledby").unwrap()));
        }
    }
}

#[test]
fn every_case_has_the_anchor_of_its_id_and_a_place_in_the_data() {
    let record = reviewed();
    let page = page(&record);
    let anchors: HashSet<_> = all(&page, ".case").iter().filter_map(|case| case.attr("id")).map(str::to_owned).collect();
    assert_eq!(anchors, record.cases.iter().map(|case| format!("case/{}", case.id)).collect());
    let data: serde_json::Value = serde_json::from_str(&all(&page, "#data")[0].inner_html()).unwrap();
    assert_eq!(data["cases"].as_array().unwrap().len(), record.cases.len());
}

#[test]
fn nothing_is_loaded_and_the_policy_knows_the_script_and_the_style() {
    use base64::Engine as _;
    let page = page(&sample::under_a_profile());
    let loads =
        "link, img, iframe, object, embed, base, form[action], [src], [style], [srcset], script:not(#data) ~ script, a[ping]";
    assert!(all(&page, loads).is_empty());
    assert!(!STYLE.contains("url(") && !STYLE.contains("@import") && !STYLE.contains("</"));
    for forbidden in
        ["innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval", "fetch", "Storage", "import(", "</", "<!--"]
    {
        assert!(!SCRIPT.contains(forbidden), "{forbidden}");
    }
    let policy = all(&page, "meta[http-equiv=Content-Security-Policy]")[0].attr("content").unwrap();
    assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"));
    for element in all(&page, "style, script:not(#data)") {
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, element.text().collect::<String>().as_bytes());
        assert!(policy.contains(&base64::engine::general_purpose::STANDARD.encode(digest)), "{}", element.value().name());
    }
}

#[test]
fn hostile_record() {
    let mut record = sample::hostile();
    record.cases[4].id = "cases".into(); // a name of the page's own
    let text = render(&record).unwrap();
    let raw = text.chars().find(|c| is_hidden(*c) && *c != '\n');
    assert_eq!(raw, None);
    assert!(text.len() < 2_000_000, "{} bytes", text.len());
    let page = Html::parse_document(&text);
    assert_eq!(all(&page, "script").len(), 2);
    assert_eq!(all(&page, "#cases").len(), 1);
    let links = all(&page, "a").into_iter().filter_map(|link| link.attr("href"));
    assert_eq!(links.filter(|to| !to.starts_with('#')).collect::<Vec<_>>(), Vec::<&str>::new());
    let data: serde_json::Value = serde_json::from_str(&all(&page, "#data")[0].inner_html()).unwrap();
    assert!(data.to_string().contains("bytes in all)"), "a cut says how much there was");
}

#[test]
fn what_has_no_room_is_left_out_of_ordinary_cases_first() {
    let mut record = sample::large();
    let exchange = record.cases[3].exchanges[0].clone();
    for number in 0..1_500 {
        let mut exchange = exchange.clone();
        exchange.request.body = format!("{number}{}", "x".repeat(3_900));
        record
            .cases
            .push(CaseRecord { exchanges: vec![exchange], ..sample::case(&format!("more/{number}"), "more", Verdict::Pass) });
    }
    let text = render(&record).unwrap();
    assert!(text.len() < 6_000_000, "{}", text.len());
    let page = Html::parse_document(&text);
    assert!(words(all(&page, "#cases")[0]).contains("are left out for the size of this page"));
    let data: serde_json::Value = serde_json::from_str(&all(&page, "#data")[0].inner_html()).unwrap();
    let cases = data["cases"].as_array().unwrap();
    assert!(cases[0][1].is_array() && cases.iter().any(|case| case[1].is_null()));
}

/// `--name: light-dark(#light, #dark)` of the style sheet.
fn colours() -> HashMap<&'static str, [&'static str; 2]> {
    let lines = STYLE.lines().filter_map(|line| line.trim().strip_prefix("--")?.strip_suffix(");")?.split_once(": light-dark("));
    lines.map(|(name, values)| (name, values.split_once(", ").map(|(light, dark)| [light, dark]).unwrap())).collect()
}

/// Relative luminance (WCAG 2.2).
fn luminance(colour: &str) -> f64 {
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn contrast_is_that_of_wcag_aa() {
    let colours = colours();
    assert!(colours.len() >= 14, "{colours:?}");
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 1e-9);
    // Text on what it stands on, at least 4.5; lines and areas that mean something, at least 3.
    let texts = [
        ("ink", "page panel fail-soft warn-soft"),
        ("faint", "page panel"),
        ("link", "page panel"),
        ("fail", "page panel fail-soft"),
        ("warn", "page panel warn-soft"),
        ("pass", "page panel pass-soft"),
        ("page", "fail warn"),
    ];
    let areas = [("edge", "page panel"), ("bar", "page"), ("link", "page panel"), ("ink", "bar")];
    for (pairs, least) in [(&texts[..], 4.5), (&areas[..], 3.0)] {
        for (front, backs) in pairs {
            for back in backs.split(' ') {
                for mode in [0, 1] {
                    let ratio = contrast(colours[front][mode], colours[back][mode]);
                    assert!(ratio >= least, "{front} on {back}: {ratio:.2} (0 light, 1 dark: {mode})");
                }
            }
        }
    }
}
