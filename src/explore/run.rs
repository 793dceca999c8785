//! An exploration from its beginning to its end.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::num::NonZeroU64;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::combinations;
use super::context::{Context, contexts};
use super::engine::{Budget, Engine, Job, Progress};
use super::findings::Group;
use super::habits::learn;
use super::looks::Looks;
use super::model::{Model, rules};
use super::outcome::{Combinations, Exploration, Found, Phase, RuleAnswers};
use super::player::Ground;
use super::sequences::{Capable, Sessions};
use super::shrink::{Shrunk, shrink};
use super::{cases, singles};
use crate::record::{RunRecord, Verdict};
use crate::runner::{self, Detail, RunOptions, Slow, Subject, Tell, Waiting};
use crate::suite::model::{Case, CaseKind, ParameterRule, Requirement, Suite};

/// How to explore.
#[derive(Debug, Clone)]
pub struct Options {
    /// The seed of everything that is made up.
    pub seed: u64,
    /// Token requests that may be sent.
    pub requests: u64,
    /// Authorizations that may be asked for.
    pub authorizations: u64,
    /// How long it may take.
    pub time: Option<Duration>,
    /// How many parameters are combined with each other: pairs, triples, …
    pub strength: usize,
    /// Which of so many parts this is: (0-based number, count).
    pub part: (u64, u64),
    /// Causes of disagreement after which it is enough; `None`: any number.
    pub causes: Option<usize>,
    /// Whether it goes on though nothing new is seen any more.
    pub keep_going: bool,
    /// Becomes `true` when it is to stop.
    pub stop: watch::Receiver<bool>,
}

/// What happens meanwhile, for whoever shows progress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Requests go on.
    Moving {
        /// The phase.
        phase: usize,
        /// Token requests so far.
        requests: u64,
        /// Authorizations so far.
        authorizations: u64,
        /// Rules of the model that were spoken of, and different answers to them.
        rules: (usize, usize),
        /// Tuples played, and how many there are.
        tuples: (u64, u64),
        /// Causes of disagreement.
        found: usize,
        /// Requests since anything new was seen.
        quiet: u64,
    },
    /// A disagreement is made smaller.
    Shrinking {
        /// Which.
        number: usize,
        /// Of how many.
        of: usize,
    },
}

const OUT_OF_CODES: &str = "its share of the authorizations was used up";
/// After so many requests without anything new the third phase has learnt what it can.
const QUIET: u64 = 4_000;
/// So many disagreements are shrunk and told, the worst first; of the rest their number.
const SHRUNK: usize = 60;

/// Explores a target by the rules of these suites.
pub async fn explore(subject: &Subject, suites: &[Suite], options: &Options, listener: &(dyn Fn(Event) + Sync)) -> Exploration {
    let begun = Instant::now();
    let rules: Vec<ParameterRule> = suites.iter().flat_map(|suite| suite.parameters.clone()).collect();
    let contexts = contexts(subject, &rules);
    let looks = Looks::new(suites);
    let mut model = Model::new(&subject.target, suites);
    let (habits, spent) = learn(Ground { subject, model: &model, looks: &looks }, &contexts).await;
    model.habits = habits;
    let state = Mutex::new(Progress { requests: spent.0, authorizations: spent.1, ..Progress::default() });
    let whole = Whole { subject, suites, options, listener, rules, contexts, begun, state: &state };
    let ground = Ground { subject, model: &model, looks: &looks };
    let phases = whole.phases(ground).await;
    let progress = std::mem::take(&mut *state.lock().unwrap_or_else(PoisonError::into_inner));
    whole.conclude(ground, progress, phases).await
}

struct Whole<'a> {
    subject: &'a Subject,
    suites: &'a [Suite],
    options: &'a Options,
    listener: &'a (dyn Fn(Event) + Sync),
    rules: Vec<ParameterRule>,
    contexts: Vec<Arc<Context>>,
    begun: Instant,
    state: &'a Mutex<Progress>,
}

impl Whole<'_> {
    fn careful(&self) -> bool {
        self.subject.target.limits.safe
    }

    /// What may be spent by the end of a phase, in hundredths: the later ones are to have something, too.
    fn budget(&self, share: u64) -> Budget {
        let of = |whole: u64| u64::try_from(u128::from(whole) * u128::from(share) / 100).unwrap_or(whole);
        Budget {
            requests: of(self.options.requests),
            authorizations: of(self.options.authorizations),
            time: self.options.time,
            causes: self.options.causes.unwrap_or(usize::MAX),
        }
    }

    /// Of a list of jobs those of this part.
    fn own(&self, jobs: Vec<Job>) -> Vec<Job> {
        let (part, of) = self.options.part;
        let of = NonZeroU64::new(of).map_or(1, NonZeroU64::get);
        jobs.into_iter().enumerate().filter(|(at, _)| *at as u64 % of == part).map(|(_, job)| job).collect()
    }

    async fn phases(&self, ground: Ground<'_>) -> Vec<Phase> {
        let mut phases = Vec::new();
        let (seed, careful) = (self.options.seed, self.careful());
        let singles = self.own(singles::jobs(&self.contexts, &self.rules, seed, careful));
        let needed: u64 = singles.iter().map(|job| job.authorizations(ground.model.habits)).sum();
        let mut first = self.phase(1, "singly", ground, singles.into_iter(), (u64::MAX, 60)).await;
        if first.ended == OUT_OF_CODES {
            let all = needed.saturating_mul(100).div_ceil(60);
            first.ended = format!("{OUT_OF_CODES}; to try everything takes about {needed} here, so --authorizations {all}");
        }
        phases.push(first);
        let (tables, jobs) = combinations::jobs(&self.contexts, &self.rules, self.options.strength, seed, careful);
        self.state.lock().unwrap_or_else(PoisonError::into_inner).tables = tables;
        let jobs = self.own(jobs);
        phases.push(self.phase(2, "in combination", ground, jobs.into_iter(), (u64::MAX, 85)).await);
        let endpoints = &self.subject.target.endpoints;
        let capable = Capable {
            introspection: endpoints.introspection.is_some(),
            revocation: endpoints.revocation.is_some(),
            races: !careful,
        };
        let quiet = if self.options.keep_going { u64::MAX } else { QUIET };
        let sessions = Sessions::new(&self.contexts, &self.rules, (seed, self.options.part), capable, careful);
        phases.push(self.phase(3, "whole sessions", ground, sessions, (quiet, 100)).await);
        phases
    }

    async fn phase(
        &self,
        number: usize,
        name: &'static str,
        ground: Ground<'_>,
        jobs: impl Iterator<Item = Job>,
        (quiet, share): (u64, u64),
    ) -> Phase {
        let before = self.seen();
        let told = |progress: &Progress, phase: usize| (self.listener)(moving(progress, phase));
        let at_once = self.subject.target.limits.concurrency;
        let engine = Engine::new(ground, self.budget(share), self.begun, self.options.stop.clone(), number, self.state, &told)
            .until_quiet(quiet);
        engine.play_all(jobs, at_once).await;
        let dry = engine.is_out_of_codes().then(|| OUT_OF_CODES.to_owned());
        let ended = engine.why_over().or(dry).unwrap_or_else(|| "everything was tried".to_owned());
        let after = self.seen();
        Phase { number, name, requests: after.0 - before.0, authorizations: after.1 - before.1, found: after.2 - before.2, ended }
    }

    fn seen(&self) -> (u64, u64, usize) {
        let progress = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        (progress.requests, progress.authorizations, progress.findings.len())
    }

    /// Shrinks what was found, makes cases of it and runs them.
    async fn conclude(&self, ground: Ground<'_>, progress: Progress, phases: Vec<Phase>) -> Exploration {
        let Progress { mut requests, mut authorizations, sessions, left_out, unanswered, coverage, findings, tables, .. } =
            progress;
        let groups = findings.into_groups();
        let of = groups.len().min(SHRUNK);
        let untold = groups.len() - of;
        let mut taken = BTreeMap::new();
        let mut made: Vec<(Case, Group, Shrunk)> = Vec::new();
        for (number, (cause, group)) in groups.into_iter().take(SHRUNK).enumerate() {
            (self.listener)(Event::Shrinking { number: number + 1, of });
            let shrunk = shrink(ground, &cause, &group.best).await;
            requests += shrunk.spent.0;
            authorizations += shrunk.spent.1;
            // Made smaller, it may be one that is there already.
            let known = |(_, _, other): &&mut (Case, Group, Shrunk)| shrunk.is_as(other);
            if let Some((_, first, _)) = made.iter_mut().find(known) {
                first.absorb(group);
                continue;
            }
            let name = cases::name(&shrunk.cause, &mut taken);
            made.push((cases::case(&shrunk, name, (ground.model, self.suites)), group, shrunk));
        }
        // What did not show again is told, and is no case.
        let shown = made.iter().filter(|(.., shrunk)| shrunk.shown.0 > 0).map(|(case, ..)| case.clone()).collect();
        let mut suite = cases::suite(shown, self.suites);
        let record = if suite.cases.is_empty() { None } else { Some(self.confirm(&suite).await) };
        if let Some(record) = &record {
            let holds = |case: &Case| record.cases.iter().any(|known| known.id == case.id && is_finding(known.verdict));
            suite.cases.retain(holds);
            let used = |requirement: &Requirement| suite.cases.iter().any(|case| case.requirements.contains(&requirement.id));
            suite.requirements.retain(used);
        }
        let findings = made.into_iter().map(|(case, group, shrunk)| found(&case, &group, &shrunk, record.as_ref())).collect();
        Exploration {
            seed: self.options.seed,
            requests,
            authorizations,
            sessions,
            seconds: self.begun.elapsed().as_secs_f64(),
            phases,
            combinations: tables
                .into_iter()
                .map(|table| Combinations {
                    of: table.name,
                    levels: table.levels,
                    rows: table.rows,
                    covered: table.coverage.covered(),
                    tuples: table.coverage.total(),
                })
                .collect(),
            rules: rules::RULES.iter().filter(|rule| ground.model.has(rule)).count(),
            answers: coverage.answers().iter().map(|(rule, answers)| told(rule, answers)).collect(),
            contexts: self.contexts.len(),
            served: coverage.served().iter().cloned().collect(),
            left_out: listed(left_out),
            unanswered: listed(unanswered),
            interrupted: *self.options.stop.borrow(),
            findings,
            untold,
            suite: Some(suite),
            record,
        }
    }

    /// Runs the cases as `tokenspec run` does.
    async fn confirm(&self, suite: &Suite) -> RunRecord {
        let (_keep, stop) = watch::channel(false);
        let options = RunOptions {
            seed: self.options.seed,
            detail: Detail::All,
            slow: Slow::Skipped,
            waiting: Waiting::Real,
            stop,
            tell: Tell::Verdicts,
            listener: &|_| {},
        };
        runner::run(self.subject, std::slice::from_ref(suite), options).await
    }
}

fn moving(progress: &Progress, phase: usize) -> Event {
    let covered = progress.tables.iter().map(|table| table.coverage.covered()).sum();
    let total = progress.tables.iter().map(|table| table.coverage.total()).sum();
    Event::Moving {
        phase,
        requests: progress.requests,
        authorizations: progress.authorizations,
        rules: progress.coverage.rules(),
        tuples: (covered, total),
        found: progress.findings.len(),
        quiet: progress.coverage.quiet,
    }
}

fn found(case: &Case, group: &Group, shrunk: &Shrunk, record: Option<&RunRecord>) -> Found {
    let held = &shrunk.held;
    let confirmed = record.and_then(|record| record.cases.iter().find(|known| known.id == case.id)).map(|known| known.verdict);
    let examples = group.labels.clone();
    Found {
        case: case.id.clone(),
        requirement: held.requirement.clone(),
        verdict: match confirmed {
            Some(verdict) if is_finding(verdict) && shrunk.shown.0 > 0 => verdict,
            _ => Verdict::Inconclusive,
        },
        what: held.rule.what.to_owned(),
        reason: held.reason.clone(),
        received: shrunk.received.clone(),
        count: group.count,
        examples,
        phase: group.best.phase,
        after: group.best.after,
        shown: shrunk.shown,
        steps: shrunk.session.steps.len(),
        confirmed,
    }
}

/// Whether a verdict is one that is told.
fn is_finding(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Fail | Verdict::Warn)
}

fn told(rule: &str, answers: &BTreeMap<&str, u64>) -> RuleAnswers {
    let what = rules::RULES.iter().find(|known| known.id == rule).map(|known| known.what).unwrap_or_default();
    RuleAnswers {
        rule: rule.to_owned(),
        what: what.to_owned(),
        answers: answers.iter().map(|(class, count)| ((*class).to_owned(), *count)).collect(),
    }
}

fn listed(counts: HashMap<String, u64>) -> Vec<(String, u64)> {
    let mut list: Vec<_> = counts.into_iter().collect();
    list.sort();
    list
}

/// The requirements that exploration holds answers against: those of the model's rules, and of the cases that look at all answers.
pub fn covered(suites: &[Suite]) -> BTreeSet<String> {
    let of_rules = rules::RULES.iter().flat_map(|rule| rule.clauses).map(|clause| clause.requirement.to_owned());
    let looks = |case: &&Case| matches!(case.kind, CaseKind::Observe(_));
    let of_looks = suites.iter().flat_map(|suite| &suite.cases).filter(looks).flat_map(|case| case.requirements.clone());
    let known = |id: &String| suites.iter().flat_map(|suite| &suite.requirements).any(|requirement| requirement.id == *id);
    of_rules.chain(of_looks).filter(known).collect()
}
