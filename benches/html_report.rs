//! The figures of the HTML report: `cargo bench --bench html_report [-- OUT.html]`.
//!
//! A record of 2,000 cases: a run of the default profile at the embedded reference server with all exchanges, and the
//! committed runs of a real server with hundreds of findings. Prints how long rendering takes, how large the page is, and
//! when Chromium first paints it.

#[path = "../tests/support/chromium.rs"]
mod chromium;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use tokenspec::RunRecord;
use tokenspec::report::html;

const CASES: usize = 2_000;
const TIMES: usize = 21;

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let given = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).map(PathBuf::from);
    let file = given.unwrap_or_else(|| folder.path().join("report.html"));
    let record = record(folder.path());
    let exchanges: usize = record.cases.iter().map(|case| case.exchanges.len()).sum();
    let findings = record.findings().count();
    println!("{} cases, {findings} findings, {exchanges} exchanges", record.cases.len());

    let page = html::render(&record).expect("a page");
    let mut times: Vec<f64> = (0..TIMES).map(|_| rendered(&record)).collect();
    times.sort_by(f64::total_cmp);
    println!("rendered in {:.0} ms (median of {TIMES}; slowest {:.0} ms)", times[TIMES / 2], times[TIMES - 1]);
    println!("{:.2} MB", page.len() as f64 / 1e6);
    std::fs::write(&file, page).expect("the page is written");
    paint(&file);
}

/// Milliseconds of one rendering.
fn rendered(record: &RunRecord) -> f64 {
    let started = Instant::now();
    std::hint::black_box(html::render(record).expect("a page"));
    started.elapsed().as_secs_f64() * 1_000.0
}

/// The record.
fn record(folder: &Path) -> RunRecord {
    let run = folder.join("record.json");
    let mut command = Command::new(env!("CARGO_BIN_EXE_tokenspec"));
    command.current_dir(folder).args(["run", "--quiet", "--report"]).arg(format!("json={}", run.display()));
    command.output().expect("the binary runs");
    let read = |path: &Path| serde_json::from_slice::<RunRecord>(&std::fs::read(path).expect("a record")).expect("a run record");
    let mut record = read(&run);
    for name in ["dot.openid-basic", "dot.create-tokens", "authlib.openid-basic"] {
        let further = read(Path::new(&format!("{}/reports/{name}.json", env!("CARGO_MANIFEST_DIR"))));
        let label = |id: &str| format!("{id}/{name}");
        record.requirements.extend(further.requirements.into_iter().map(|mut requirement| {
            requirement.id = label(&requirement.id);
            requirement
        }));
        record.cases.extend(further.cases.into_iter().map(|mut case| {
            case.id = label(&case.id);
            case.requirements = case.requirements.iter().map(|id| label(id)).collect();
            case
        }));
    }
    record.cases.truncate(CASES);
    record
}

/// When the browser paints, several times.
fn paint(file: &Path) {
    let Some(mut browser) = chromium::Chromium::start() else { return };
    browser.resize(1280, 900);
    let mut first: Vec<f64> = (0..7)
        .map(|_| {
            browser.open(file);
            browser.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))");
            let script = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN";
            browser.evaluate(script).as_f64().expect("a first paint")
        })
        .collect();
    first.sort_by(f64::total_cmp);
    println!("first contentful paint after {:.0} ms (median of {}; slowest {:.0} ms)", first[3], first.len(), first[6]);
    let loaded = browser.evaluate("performance.timing.loadEventEnd - performance.timing.navigationStart");
    println!("loaded, script and all, after {loaded} ms");
}
