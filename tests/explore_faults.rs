//! What exploration finds of the reference server's faults: those whose requirement the model's suites have.
//!
//! Every tenth fault is tried here; `EXPLORE_FAULTS=all` tries all of them, and `UPDATE_EXPLORE_FAULTS=1` writes `docs/explore-faults.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::OnceLock;

use futures_util::StreamExt;
use tokenspec::explore::{self, Exploration, Options};
use tokenspec::reference::{self, Fault, FaultId, VariantId};
use tokenspec::suite::model::Suite;
use tokenspec::{embedded, runner, suite};

/// The suites by whose rules a fault is looked for; the first that has its requirement is tried first.
const RULES: [&[&str]; 2] = [&["create-tokens"], &["oauth2", "pkce"]];

const FILE: &str = "docs/explore-faults.md";

/// Faults that are not found, and why that is so.
const MISSED: &[(&str, &str)] = &[];

async fn explored(options: reference::Options, rules: &[&str], causes: Option<usize>, requests: u64) -> Exploration {
    let running = reference::start(options.clone()).await.unwrap();
    let mut target = embedded::target(&running.issuer, &options);
    if options.variants.iter().any(|variant| variant.variant().id == "rotation-grace") {
        // It does not do what the target file says of the others.
        target.choices.clear();
    }
    let suites = suites(rules);
    let subject = runner::connect(target).await.unwrap();
    let (_keep, stop) = tokio::sync::watch::channel(false);
    let options = Options {
        seed: 1,
        requests,
        authorizations: u64::MAX,
        time: None,
        strength: 2,
        part: (0, 1),
        causes,
        keep_going: false,
        stop,
    };
    let explored = explore::explore(&subject, &suites, &options, &|_| {}).await;
    drop(subject);
    running.stop().await;
    explored
}

/// What came of a fault.
#[derive(Clone)]
struct Row {
    fault: &'static Fault,
    found: Option<(usize, u64, String, &'static str)>,
}

fn suites(rules: &[&str]) -> Vec<Suite> {
    rules.iter().map(|id| suite::load_embedded(id).unwrap().resolve(&[]).unwrap()).collect()
}

/// The rules by which a fault can be found: those that hold answers against a requirement that it breaks.
fn rules_of(fault: &Fault) -> Vec<&'static [&'static str]> {
    static COVERED: OnceLock<Vec<BTreeSet<String>>> = OnceLock::new();
    let covered = COVERED.get_or_init(|| RULES.iter().map(|rules| explore::covered(&suites(rules))).collect());
    let concerned = RULES.iter().zip(covered).filter(|(_, covered)| fault.requirements.iter().any(|id| covered.contains(*id)));
    concerned.map(|(rules, _)| *rules).collect()
}

async fn look_for(fault: &'static Fault) -> Row {
    let id: FaultId = fault.id.parse().unwrap();
    for context in embedded::CONTEXTS {
        for rules in rules_of(fault) {
            let options = context.with(&[id]);
            if options.tls.is_some() || !rules.iter().all(|suite| context.examines(suite)) {
                continue;
            }
            let explored = Box::pin(explored(options, rules, Some(1), 12_000)).await;
            if let Some(found) = explored.findings.first() {
                return Row { fault, found: Some((found.phase, found.after, found.requirement.clone(), context.name)) };
            }
        }
    }
    Row { fault, found: None }
}

fn concerned() -> Vec<&'static Fault> {
    reference::faults().iter().filter(|fault| !rules_of(fault).is_empty()).collect()
}

/// Faults are found, except those of which it is written why not.
#[test]
fn faults_are_found() {
    let update = std::env::var_os("UPDATE_EXPLORE_FAULTS").is_some();
    let all = update || std::env::var("EXPLORE_FAULTS").is_ok_and(|value| value == "all");
    let faults: Vec<_> =
        concerned().into_iter().enumerate().filter(|(at, _)| all || at % 10 == 3).map(|(_, fault)| fault).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let rows: Vec<Row> = runtime.block_on(async {
        let work = faults.into_iter().map(|fault| async move { tokio::spawn(look_for(fault)).await.unwrap() });
        futures_util::stream::iter(work).buffered(2).collect().await
    });
    if update {
        std::fs::write(FILE, table(&rows)).unwrap();
    }
    let reasons: BTreeMap<&str, &str> = MISSED.iter().copied().collect();
    let missed: Vec<&str> = rows.iter().filter(|row| row.found.is_none()).map(|row| row.fault.id).collect();
    let unexplained: Vec<&&str> = missed.iter().filter(|id| !reasons.contains_key(**id)).collect();
    assert!(unexplained.is_empty(), "not found, and nobody says why: {unexplained:?}");
    if all {
        let found = rows.len() - missed.len();
        assert!(found * 100 >= rows.len() * 95, "{found} of {}", rows.len());
        let stale: Vec<&&str> = reasons.keys().filter(|id| !missed.contains(*id)).collect();
        assert!(stale.is_empty(), "found by now: {stale:?}");
    }
}

fn table(rows: &[Row]) -> String {
    let found = rows.iter().filter(|row| row.found.is_some()).count();
    let mut out = format!(
        "# What exploration finds of the reference server's faults\n\n\
         Of the {} faults that break a requirement of `create-tokens`, `oauth2` or `pkce` that exploration holds answers against, {found} are found ({:.1} %), within 12,000 requests at \
         most. Generated by `UPDATE_EXPLORE_FAULTS=1 cargo test --release --test explore_faults`; the numbers of requests differ a little from run to \
         run, for sessions are played side by side.\n\n\
         ## Not found\n\n| fault | why |\n|---|---|\n",
        rows.len(),
        found as f64 * 100.0 / rows.len() as f64
    );
    let reasons: BTreeMap<&str, &str> = MISSED.iter().copied().collect();
    for row in rows.iter().filter(|row| row.found.is_none()) {
        let why = reasons.get(row.fault.id).copied().unwrap_or("?");
        let _ = writeln!(out, "| `{}` | {why} |", row.fault.id);
    }
    out.push_str("\n## Found\n\n| fault | phase | after requests | by | at the server |\n|---|---|---|---|---|\n");
    for row in rows {
        if let Some((phase, after, requirement, context)) = &row.found {
            let _ = writeln!(out, "| `{}` | {phase} | {after} | `{requirement}` | {context} |", row.fault.id);
        }
    }
    out
}

/// At legal differences there is nothing to be found.
#[test]
fn nothing_is_found_at_the_variants() {
    let all = std::env::var("EXPLORE_FAULTS").is_ok_and(|value| value == "all");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let mut wrong = Vec::new();
    for (at, variant) in VariantId::all().enumerate() {
        for rules in RULES {
            let forbidden = variant.variant().forbidden_by.iter().any(|suite| rules.contains(suite));
            if forbidden || !(all || at % 12 == 5) {
                continue;
            }
            let options = reference::Options { variants: vec![variant], ..reference::Options::default() };
            let explored = runtime.block_on(explored(options, rules, None, 8_000));
            let found = explored.findings.iter().map(|found| format!("{} {rules:?}: {found:?}", variant.variant().id));
            wrong.extend(found);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
