use super::*;
use crate::reference::{self, FaultId, Options, Registration, VariantId};
use std::sync::Mutex;

async fn explore(options: Options, names: &[&str], causes: usize) -> (engine::Progress, std::time::Duration) {
    let running = reference::start(options.clone()).await.unwrap();
    let target = crate::embedded::target(&running.issuer, &options);
    let suites: Vec<_> = names.iter().map(|id| crate::suite::load_embedded(id).unwrap().resolve(&[]).unwrap()).collect();
    let subject = crate::runner::connect(target).await.unwrap();
    let mut model = model::Model::new(&subject.target, &suites);
    let burns = options.variants.iter().any(|v| v.variant().id == "code-burnt-by-failure");
    model.habits = model::Habits { code_survives: !burns, refresh_survives: true };
    let looks = looks::Looks::new(&suites);
    let ground = player::Ground { subject: &subject, model: &model, looks: &looks };
    let rules: Vec<_> = suites.iter().flat_map(|s| s.parameters.clone()).collect();
    let contexts = context::contexts(&subject, &rules);
    let jobs = singles::jobs(&contexts, &rules, 1, false);
    let state = Mutex::new(engine::Progress::default());
    let budget = engine::Budget { requests: 100_000, authorizations: 100_000, time: None, causes };
    let (_tx, stop) = tokio::sync::watch::channel(false);
    let begun = std::time::Instant::now();
    let engine = engine::Engine::new(ground, budget, begun, stop, 1, &state, &|_, _| {});
    engine.play_all(jobs.into_iter(), 16).await;
    drop(engine);
    drop(subject);
    running.stop().await;
    (state.into_inner().unwrap(), begun.elapsed())
}

fn show(progress: engine::Progress, time: std::time::Duration) {
    println!("{} requests {} auths {} sessions {:?} {:?}", progress.requests, progress.authorizations, progress.sessions, time, progress.unanswered);
    for (cause, group) in progress.findings.into_groups() {
        println!("  {:?} {} {} {} x{} got {} :: {:?} :: {}", group.best.held.verdict, cause.rule, cause.requirement, cause.case.unwrap_or_default(), group.count, group.best.received, group.labels, group.best.held.reason);
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
        let (progress, time) = explore(Options { faults: faults.clone(), ..Options::default() }, &names, 1000).await;
        show(progress, time);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn try_variants() {
    for names in suites() {
        for variant in VariantId::all() {
            if variant.variant().forbidden_by.iter().any(|suite| names.contains(suite)) { continue }
            let (progress, time) = explore(Options { variants: vec![variant], ..Options::default() }, &names, 1000).await;
            if progress.findings.len() > 0 {
                println!("{names:?} {}", variant.variant().id);
                show(progress, time);
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
                let (progress, _) = explore(options, names, 1).await;
                if let Some((cause, group)) = progress.findings.into_groups().into_iter().next() {
                    hit = Some(format!("{} {} after {}", group.best.label_first(), cause.requirement, group.best.after));
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
