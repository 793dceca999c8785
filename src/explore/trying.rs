use super::*;
use crate::reference::{self, FaultId, Options, Registration, VariantId};

async fn explore(options: Options, names: &[&str], causes: Option<usize>) -> Exploration {
    let running = reference::start(options.clone()).await.unwrap();
    let target = crate::embedded::target(&running.issuer, &options);
    let suites: Vec<_> = names.iter().map(|id| crate::suite::load_embedded(id).unwrap().resolve(&[]).unwrap()).collect();
    let subject = crate::runner::connect(target).await.unwrap();
    let (_tx, stop) = tokio::sync::watch::channel(false);
    let requests = std::env::var("REQUESTS").ok().map_or(20_000, |n| n.parse().unwrap());
    let seed = std::env::var("SEED").ok().map_or(1, |n| n.parse().unwrap());
    let options = run::Options { seed, requests, authorizations: 1_000_000, time: None, strength: 2, part: (0, 1), causes, stop };
    let explored = run::explore(&subject, &suites, &options, &|_| {}).await;
    drop(subject);
    running.stop().await;
    explored
}

fn show(explored: &Exploration) {
    println!("{} requests {} auths {} sessions {:.1}s {:?}", explored.requests, explored.authorizations, explored.sessions, explored.seconds, explored.unanswered);
    for phase in &explored.phases { println!("  {phase:?}") }
    for c in &explored.combinations { println!("  {} rows {} {}/{} {:?}", c.of, c.rows, c.covered, c.tuples, c.levels) }
    for found in &explored.findings {
        println!("  {:?}/{:?} {} {} x{} shown {:?} steps {} got {} :: {:?} :: {}", found.verdict, found.confirmed, found.case, found.requirement, found.count, found.shown, found.steps, found.received, found.examples, found.reason);
    }
    if let Some(suite) = explored.suite.as_ref().filter(|s| !s.cases.is_empty() && std::env::var("TOML").is_ok()) {
        match crate::suite::write::suite(suite) { Ok(files) => for (name, text) in files { println!("--- {name}\n{text}") }, Err(e) => println!("UNWRITABLE {e}") }
    }
}

fn suites() -> Vec<Vec<&'static str>> {
    match std::env::var("SUITES").ok() {
        Some(names) => vec![names.leak().split(',').collect()],
        None => vec![vec!["create-tokens"], vec!["oauth2", "pkce"]],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn try_reference() {
    let faults: Vec<FaultId> = std::env::var("FAULT").ok().iter().flat_map(|f| f.split(',').map(|f| f.parse().unwrap()).collect::<Vec<_>>()).collect();
    for names in suites() {
        println!("{names:?}");
        show(&explore(Options { faults: faults.clone(), ..Options::default() }, &names, None).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn try_variants() {
    for names in suites() {
        for variant in VariantId::all() {
            if variant.variant().forbidden_by.iter().any(|suite| names.contains(suite)) { continue }
            if let Ok(only) = std::env::var("VARIANT") && !only.split(',').any(|v| v == variant.variant().id) { continue }
            let explored = explore(Options { variants: vec![variant], ..Options::default() }, &names, None).await;
            println!("{names:?} {} {} requests {:.1}s", variant.variant().id, explored.requests, explored.seconds);
            if explored.findings.len() > 0 {
                show(&explored);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn try_faults() {
    let mut found = 0;
    let mut all = 0;
    for fault in reference::faults() {
        let suites = suites();
        let concerned: Vec<_> = suites.iter().filter(|names| fault.requirements.iter().any(|r| names.contains(&r.split('/').next().unwrap()))).collect();
        if concerned.is_empty() { continue }
        all += 1;
        let mut hit = None;
        'outer: for registration in [Registration::Usual, Registration::Alternate] {
            for names in &concerned {
                let options = Options { faults: vec![fault.id.parse().unwrap()], registration, ..Options::default() };
                let explored = explore(options, names, Some(1)).await;
                if let Some(found) = explored.findings.first() {
                    hit = Some(format!("phase {} after {} {} {:?} {:?}", found.phase, found.after, found.case, found.confirmed, found.shown));
                    break 'outer;
                }
            }
        }
        match hit {
            Some(hit) => { found += 1; println!("HIT {} {hit}", fault.id) }
            None => println!("MISS {} {:?} {}", fault.id, fault.requirements, fault.title),
        }
    }
    println!("{found} of {all}");
}
