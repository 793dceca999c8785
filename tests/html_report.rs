//! The HTML report in a real browser: it filters, by mouse and by keys; it shows what is stored; a hostile record is inert;
//! nothing is asked for but the file itself; on paper the findings are whole.
//!
//! Needs Chromium on the PATH; `TOKENSPEC_REQUIRE_CHROMIUM` makes its absence a failure. With `TOKENSPEC_SCREENSHOTS=FOLDER`
//! the pages are also written there, to be looked at.

#[path = "support/chromium.rs"]
mod chromium;
#[path = "support/records.rs"]
mod records;
mod support;

use std::path::Path;

use chromium::Chromium;
use records::{HOSTILE, poison, record, reviewed};
use serde_json::{Value, json};
use support::{file, outcome, tokenspec};
use tokenspec::RunRecord;
use tokenspec::report::html;

/// After so many frames, the page has brought into view what an address names.
const SETTLED: usize = 10;

/// The page of a record, opened.
fn open(browser: &mut Chromium, record: Value) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let record: RunRecord = serde_json::from_value(record).unwrap();
    let path = file(folder.path(), "report.html", &html::render(&record).unwrap());
    browser.resize(1280, 1000);
    browser.open(&path);
    folder
}

/// Nothing was refused, thrown or logged, and nothing was asked for but the page.
#[track_caller]
fn assert_quiet(browser: &mut Chromium) {
    let (wrong, asked) = browser.complaints();
    assert_eq!(wrong, Vec::<String>::new());
    assert!(asked.len() == 1 && asked[0].starts_with("file://") && asked[0].ends_with("/report.html"), "{asked:?}");
}

/// The groups of the cases that are shown, each with its number.
fn shown(browser: &mut Chromium) -> Value {
    browser.evaluate(
        "(() => { const n = {}; for (const c of document.querySelectorAll('.case')) \
         if (c.checkVisibility()) n[c.dataset.group] = (n[c.dataset.group] ?? 0) + 1; return n; })()",
    )
}

/// A picture to be looked at, where one is wanted.
fn picture(browser: &mut Chromium, name: &str) {
    if let Some(folder) = std::env::var_os("TOKENSPEC_SCREENSHOTS") {
        std::fs::write(Path::new(&folder).join(name), browser.screenshot()).unwrap();
    }
}

#[test]
fn filters_by_mouse_and_by_keys() {
    let Some(mut browser) = Chromium::start() else { return };
    let _folder = open(&mut browser, record());
    let all = shown(&mut browser);
    picture(&mut browser, "summary.png");
    assert_eq!(all, json!({ "fail": 48, "warn": 87, "pass": 624, "skip": 133, "unscored": 5 }));
    assert_eq!(browser.evaluate("document.querySelector('#shown').textContent"), "897 cases shown");

    browser.click("#filter input[value=warn]");
    assert_eq!(shown(&mut browser), json!({ "warn": 87 }));
    assert_eq!(browser.evaluate("document.querySelector('#shown').textContent"), "87 of 897 cases shown");
    browser.press("f");
    assert_eq!(shown(&mut browser), json!({ "fail": 48, "warn": 87 }));
    browser.press("w");
    assert_eq!(shown(&mut browser), json!({ "fail": 48 }));
    picture(&mut browser, "filtered.png");
    browser.press("c");
    assert_eq!(shown(&mut browser), all);

    browser.press("/");
    assert_eq!(browser.evaluate("document.activeElement.id"), "text");
    for letter in ["f", "r", "e", "s", "h"] {
        browser.press(letter);
    }
    let number = shown(&mut browser);
    assert!((1..200).contains(&number["pass"].as_u64().unwrap()), "{number}");
    browser.press("Escape");
    assert_eq!(browser.evaluate("document.activeElement.id"), "");
    browser.press("c");

    let choose = |id: &str, value: &str| {
        format!(
            "(() => {{ const e = document.querySelector('#{id}'); e.value = '{value}'; e.dispatchEvent(new Event('input', {{ bubbles: true }})); }})()"
        )
    };
    browser.evaluate(&choose("suite", "pkce"));
    browser.evaluate(&choose("level", "may"));
    let wrong = browser.evaluate(
        "[...document.querySelectorAll('.case:not([hidden])')].filter(c => !c.id.startsWith('case/pkce/') || c.dataset.level !== 'may').length",
    );
    assert_eq!(wrong, 0);
    browser.press("c");

    // Who speaks to the browser instead of typing can switch the keys off.
    browser.click("#keys");
    browser.press("f");
    assert_eq!(shown(&mut browser), all);
    assert_quiet(&mut browser);
}

#[test]
fn shows_what_is_stored_when_it_is_asked_for() {
    let Some(mut browser) = Chromium::start() else { return };
    let mut record = record();
    let passed = record["cases"].as_array().unwrap().iter().position(|case| case["verdict"] == "pass").unwrap();
    let failed = record["cases"].as_array().unwrap().iter().find(|case| case["verdict"] == "fail").unwrap().clone();
    record["cases"][passed]["exchanges"] = failed["exchanges"].clone();
    record["cases"][passed]["observed"] = "an answer that is stored".into();
    let id = record["cases"][passed]["id"].as_str().unwrap().to_owned();
    let _folder = open(&mut browser, record);
    let of = |what: &str| format!("document.getElementById('case/{id}'){what}");

    assert_eq!(browser.evaluate(&of(".querySelector('.body')")), Value::Null);
    browser.evaluate(&format!("location.hash = 'case/{id}'"));
    browser.wait_until(&of(".querySelector('.exchanges')"));
    assert_eq!(browser.evaluate(&of(".open")), true);
    browser.frames(SETTLED);
    assert!(browser.evaluate(&of(".textContent")).as_str().unwrap().contains("an answer that is stored"));
    browser.click(".case[open] .exchanges > summary");
    browser.wait_until(&of(".querySelector('pre.sent')"));
    let sent = browser.evaluate(&of(".querySelector('pre.sent').textContent"));
    assert!(sent.as_str().unwrap().starts_with("POST http"), "{sent}");
    picture(&mut browser, "exchange.png");

    // A case that is filtered away is shown when its address is called.
    browser.press("f");
    assert_eq!(browser.evaluate(&of(".checkVisibility()")), false);
    browser.evaluate(&format!("location.hash = '#'; location.hash = 'case/{id}'"));
    browser.wait_until(&of(".checkVisibility()"));
    browser.frames(SETTLED);

    // From case to case, and open and closed, without a mouse.
    browser.evaluate("scrollTo(0, 0)");
    browser.press("w");
    browser.press("j");
    browser.press("j");
    browser.press("k");
    let at = "[...document.querySelectorAll('.case:not([hidden])')].indexOf(document.activeElement.closest('.case'))";
    assert_eq!(browser.evaluate(at), 0);
    browser.press("Enter");
    assert_eq!(browser.evaluate("document.activeElement.closest('.case').open"), true);
    browser.press("o");
    assert_eq!(browser.evaluate("document.querySelectorAll('.case[data-group=warn]:not([open])').length"), 0);

    // A square of the picture leads to its requirement.
    browser.evaluate("document.querySelector('.matrix g.fail rect').dispatchEvent(new MouseEvent('click', { bubbles: true }))");
    browser.wait_until("document.querySelector('tr:target')?.checkVisibility()");
    assert_quiet(&mut browser);
}

#[test]
fn dark_narrow_and_on_paper() {
    let Some(mut browser) = Chromium::start() else { return };
    let _folder = open(&mut browser, record());
    let ground = "getComputedStyle(document.body).backgroundColor";
    assert_eq!(browser.evaluate(ground), "rgb(255, 255, 255)");
    browser.click("#theme");
    browser.click("#theme");
    assert_eq!(browser.evaluate("document.querySelector('#theme').textContent"), "Theme: dark");
    assert_eq!(browser.evaluate(ground), "rgb(21, 24, 27)");
    picture(&mut browser, "dark.png");
    browser.press("t");
    let dark = json!({ "features": [{ "name": "prefers-color-scheme", "value": "dark" }] });
    browser.call("Emulation.setEmulatedMedia", dark);
    assert_eq!(browser.evaluate(ground), "rgb(21, 24, 27)");

    browser.resize(400, 900);
    assert_eq!(browser.evaluate("document.documentElement.scrollWidth <= 400"), true);
    picture(&mut browser, "narrow.png");

    browser.resize(1280, 1000);
    browser.call("Emulation.setEmulatedMedia", json!({ "media": "print" }));
    assert_eq!(browser.evaluate(ground), "rgb(255, 255, 255)");
    assert_eq!(browser.evaluate("document.querySelector('#filter').checkVisibility()"), false);
    let whole =
        "[...document.querySelectorAll('.case[data-group=fail] .body dd')].every(e => e.getBoundingClientRect().height > 0)";
    assert_eq!(browser.evaluate(whole), true);
    browser.call("Emulation.setEmulatedMedia", json!({ "media": "" }));
    browser.press("f");
    let pdf = browser.pdf();
    assert!(pdf.starts_with(b"%PDF") && pdf.len() > 20_000, "{} bytes", pdf.len());
    assert_eq!(browser.evaluate("document.querySelectorAll('.case[open]').length"), 0, "what print opened is closed again");
    assert_quiet(&mut browser);
}

#[test]
fn the_labels_of_the_time_axis_are_whole() {
    let Some(mut browser) = Chromium::start() else { return };
    let mut record = record();
    // From 0.1 ms to 100 s: a label at each end of the axis.
    let mut times = [0.1, 99_999.0].into_iter();
    for exchange in record["cases"].as_array_mut().unwrap().iter_mut().flat_map(|case| case["exchanges"].as_array_mut().unwrap())
    {
        exchange["duration_ms"] = json!(times.next().unwrap_or(5.0));
    }
    let _folder = open(&mut browser, record);
    let outside = "(() => { const svg = document.querySelector('svg.histogram').getBoundingClientRect(); \
         const ticks = [...document.querySelectorAll('.histogram .tick')]; \
         return [ticks.length, ticks.map(tick => tick.getBoundingClientRect()) \
             .filter(tick => tick.left < svg.left || tick.right > svg.right || tick.bottom > svg.bottom).length]; })()";
    let told = browser.evaluate(outside);
    assert_eq!((told[0].as_u64() > Some(4), &told[1]), (true, &json!(0)), "{told}");
    assert_quiet(&mut browser);
}

#[test]
fn findings_are_read_without_script() {
    let Some(mut browser) = Chromium::start() else { return };
    browser.call("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    let _folder = open(&mut browser, record());
    browser.click(".case[data-group=fail] > summary");
    let told = browser.evaluate("document.querySelector('.case[open] .body').innerText");
    for word in ["expected", "received", "control", "curl"] {
        assert!(told.as_str().unwrap().contains(word), "{word}: {told}");
    }
    assert_eq!(browser.evaluate("document.querySelector('#filter').checkVisibility()"), false);
    assert_eq!(shown(&mut browser)["pass"], 624);
}

#[test]
fn what_a_team_decided_stands_apart() {
    let Some(mut browser) = Chromium::start() else { return };
    let _folder = open(&mut browser, reviewed());
    picture(&mut browser, "reviewed.png");
    let groups = shown(&mut browser);
    assert_eq!((&groups["fail"], &groups["accepted"], &groups["drifted"]), (&json!(46), &json!(2), &json!(1)));
    let first = browser.evaluate("document.querySelector('main .notice').innerText");
    assert!(first.as_str().unwrap().contains("accepts nothing any more; this gates"), "{first}");
    browser.press("a");
    browser.press("d");
    browser.press("o");
    // What is out of sight is not laid out, and has no words then.
    browser.evaluate("document.querySelector('#cases').scrollIntoView()");
    browser.frames(SETTLED);
    let told = browser.evaluate("[...document.querySelectorAll('.case[open]')].map(e => e.textContent).join()").to_string();
    for word in ["fixed with the next release", "login team", "2027-03-31", "+Pragma: none"] {
        assert!(told.contains(word), "{word}");
    }
    let colour = |class: &str| format!("getComputedStyle(document.querySelector('.drift .{class}')).color");
    assert_ne!(browser.evaluate(&colour("added")), browser.evaluate(&colour("removed")));
    picture(&mut browser, "accepted.png");
    assert_quiet(&mut browser);
}

#[test]
fn a_hostile_record_is_inert() {
    let Some(mut browser) = Chromium::start() else { return };
    let mut record = poison(record());
    let at = record["cases"].as_array().unwrap().iter().position(|case| case["verdict"] == "fail").unwrap();
    record["cases"][at]["exchanges"][0]["response"]["body"] = HOSTILE.repeat(5_000_000 / HOSTILE.len()).into();
    let folder = open(&mut browser, record);
    let size = std::fs::metadata(folder.path().join("report.html")).unwrap().len();
    assert!(size < 12_000_000, "{size}");
    browser.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)");
    browser.wait_until("[...document.querySelectorAll('.case')].every(e => e.dataset.complete)");
    browser.evaluate("document.querySelectorAll('.exchanges').forEach(e => e.open = true)");
    browser.wait_until("[...document.querySelectorAll('.exchanges')].every(e => e.childElementCount > 1)");
    picture(&mut browser, "hostile.png");
    assert_eq!(browser.evaluate("typeof pwned"), "undefined");
    assert_eq!(browser.evaluate("document.querySelectorAll('script').length"), 2);
    assert_eq!(browser.evaluate("document.querySelectorAll('img, [onload], [onerror], [onmouseover]').length"), 0);
    let hidden = r"/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/.test(document.documentElement.textContent)";
    assert_eq!(browser.evaluate(hidden), false);
    assert_eq!(browser.evaluate(r"document.body.innerText.includes('\\u{202e}live')"), true);
    let body =
        browser.evaluate("[...document.querySelectorAll('pre.received')].some(e => e.textContent.includes('bytes in all)'))");
    assert_eq!(body, true);

    // The policy stands behind all that: what somebody wrote into the page would not run either.
    browser.evaluate(
        "(() => { const s = document.createElement('script'); s.textContent = 'pwned = 1'; document.body.append(s); })()",
    );
    assert_eq!(browser.evaluate("typeof pwned"), "undefined");
    browser.evaluate("fetch('http://127.0.0.1:9/').then(() => { pwned = 1 }, () => {})");
    assert_eq!(browser.evaluate("typeof pwned"), "undefined");
}

#[test]
fn the_command_writes_it() {
    let folder = tempfile::tempdir().unwrap();
    let ran = outcome(tokenspec(folder.path()).args(["run", "--filter", "pkce/*", "--report", "html=report.html"]));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let text = std::fs::read_to_string(folder.path().join("report.html")).unwrap();
    assert!(text.starts_with("<!doctype html>") && text.trim_end().ends_with("</html>"));
    let Some(mut browser) = Chromium::start() else { return };
    browser.open(&folder.path().join("report.html"));
    browser.evaluate("document.querySelector('.case').open = true");
    // Exchanges of cases that pass are in it, too.
    browser.wait_until("document.querySelector('.case .exchanges > summary')");
    assert_quiet(&mut browser);
}
