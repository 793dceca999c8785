//! Plays sessions side by side, within a budget, and collects what disagrees.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::sync::watch;

use super::combinations::Table;
use super::context::Context;
use super::coverage::{Coverage, class};
use super::deviation::Deviation;
use super::findings::{Cause, Findings, Raw};
use super::model::{Habits, Held, Sort};
use super::player::{Ground, Memory, Played, Player};
use super::session;
use crate::protocol::names::Grant;
use crate::runner::{Hindrance, Secrets, Setting};
use crate::suite::model::{ExchangeCase, StateName, Step};
use crate::transport::Lane;

/// How much may be spent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budget {
    /// Token requests.
    pub requests: u64,
    /// Authorizations.
    pub authorizations: u64,
    /// Time from the beginning.
    pub time: Option<Duration>,
    /// Causes of disagreement after which it is enough.
    pub causes: usize,
}

/// A request to be tried, and what it is called.
#[derive(Debug)]
pub(crate) struct Trial {
    /// What it deviates in.
    pub label: String,
    /// The request.
    pub step: Step,
    /// The factor that it deviates in, where that is one alone.
    pub factor: &'static str,
    /// The table and the row that it plays.
    pub row: Option<(usize, Vec<usize>)>,
    /// The request as it was made, where many sessions share the trial.
    pub memory: Option<Memory>,
}

impl Trial {
    /// One that plays no row of a table.
    pub(crate) fn plain(label: &str, step: Step) -> Self {
        Self { label: label.to_owned(), step, factor: "", row: None, memory: None }
    }
}

/// Requests to be played.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    /// In which context.
    pub context: Arc<Context>,
    /// In this order.
    pub trials: Vec<Arc<Trial>>,
    /// Whether each stands for itself, so that a new state may be taken between them; else they are one session.
    pub independent: bool,
    /// The seed of its values.
    pub seed: u64,
}

impl Job {
    /// About how many authorizations it takes at a server of these habits.
    pub(crate) fn authorizations(&self, habits: Habits) -> u64 {
        let survives = match self.context.asker.grant {
            Grant::ClientCredentials => return 0,
            Grant::AuthorizationCode => habits.code_survives,
            Grant::RefreshToken => habits.refresh_survives,
        };
        if survives || !self.independent { 1 } else { self.trials.len() as u64 }
    }
}

/// What was done and seen.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// Token requests that were sent.
    pub requests: u64,
    /// Authorizations that were asked for.
    pub authorizations: u64,
    /// Sessions that were begun.
    pub sessions: u64,
    /// Requests that the target cannot be asked with, by reason.
    pub left_out: HashMap<String, u64>,
    /// Requests without an answer, by reason.
    pub unanswered: HashMap<String, u64>,
    /// Rules and answers.
    pub coverage: Coverage,
    /// What disagrees.
    pub findings: Findings,
    /// The tables of combinations.
    pub tables: Vec<Table>,
    /// Contexts in which the valid request itself is refused, and how.
    pub hopeless: HashMap<String, &'static str>,
    /// Contexts whose authorization the target does not give.
    pub barred: HashMap<String, String>,
}

impl Progress {
    /// Whether a refusal says nothing, for the valid request of the context is refused in the same way. That one is a finding; what
    /// else is refused there would only repeat it.
    fn is_hopeless(&mut self, context: &str, step: &Step, held: &Held, received: &'static str) -> bool {
        if !matches!(held.sort, Sort::Refused | Sort::Misnamed) {
            return false;
        }
        if step.change.is_empty() && held.sort == Sort::Refused {
            self.hopeless.insert(context.to_owned(), received);
            return false;
        }
        self.hopeless.get(context).is_some_and(|known| *known == received)
    }
}

/// Plays jobs.
pub(crate) struct Engine<'a> {
    ground: Ground<'a>,
    budget: Budget,
    begun: Instant,
    stop: watch::Receiver<bool>,
    phase: usize,
    state: &'a Mutex<Progress>,
    listener: &'a (dyn Fn(&Progress, usize) + Sync),
    /// Requests without anything new after which it is enough.
    quiet: u64,
    /// The valid request.
    control: Trial,
    told: AtomicU64,
}

/// So many requests without an answer, and none with one between them, end it.
const SILENCE: u64 = 50;

impl<'a> Engine<'a> {
    /// An engine for one phase.
    pub(crate) fn new(
        ground: Ground<'a>,
        budget: Budget,
        begun: Instant,
        stop: watch::Receiver<bool>,
        phase: usize,
        state: &'a Mutex<Progress>,
        listener: &'a (dyn Fn(&Progress, usize) + Sync),
    ) -> Self {
        Self {
            ground,
            budget,
            begun,
            stop,
            phase,
            state,
            listener,
            quiet: u64::MAX,
            control: Trial::plain("valid", session::ask(StateName::Main)),
            told: AtomicU64::new(0),
        }
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same, until so many requests have shown nothing new.
    pub(crate) fn until_quiet(self, quiet: u64) -> Self {
        self.progress().coverage.quiet = 0;
        Self { quiet, ..self }
    }

    /// Whether nothing more is tried of a job: what needs no authorization goes on when these are used up.
    fn is_over_for(&self, job: &Job) -> bool {
        let needs = job.context.asker.grant != Grant::ClientCredentials;
        self.why_over().is_some() || (needs && self.is_out_of_codes())
    }

    /// Whether no authorization is left.
    pub(crate) fn is_out_of_codes(&self) -> bool {
        self.progress().authorizations >= self.budget.authorizations
    }

    /// Why nothing more is tried, if so.
    pub(crate) fn why_over(&self) -> Option<String> {
        let progress = self.progress();
        let budget = self.budget;
        match () {
            () if *self.stop.borrow() => Some("it was interrupted".to_owned()),
            () if progress.unanswered.values().sum::<u64>() >= SILENCE + progress.requests / 2 => {
                Some("the target did not answer any more".to_owned())
            }
            () if progress.findings.len() >= budget.causes => Some("enough was found".to_owned()),
            () if progress.requests >= budget.requests => Some("its share of the requests was sent".to_owned()),
            () if budget.time.is_some_and(|time| self.begun.elapsed() >= time) => Some("its time was up".to_owned()),
            () if progress.coverage.quiet >= self.quiet => {
                Some(format!("nothing new was seen in {} requests", progress.coverage.quiet))
            }
            () => None,
        }
    }

    /// Plays all jobs, so many at once.
    pub(crate) async fn play_all(&self, jobs: impl Iterator<Item = Job>, at_once: usize) {
        let jobs = jobs.take_while(|_| self.why_over().is_none()).filter(|job| !self.is_over_for(job));
        let jobs = Mutex::new(jobs.fuse());
        let next = || jobs.lock().unwrap_or_else(PoisonError::into_inner).next();
        let worker = || async {
            let mut lane = self.ground.subject.transport.lane();
            while let Some(job) = next() {
                lane = self.play(&job, lane).await;
            }
        };
        // On the heap, each once: unoptimised, what a job awaits is deeper than a stack.
        let workers: FuturesUnordered<_> = (0..at_once.max(1)).map(|_| Box::pin(worker())).collect();
        workers.collect::<()>().await;
    }

    /// Plays a job; the lane comes back.
    async fn play(&self, job: &Job, mut lane: Lane) -> Lane {
        let mut left = job.trials.as_slice();
        while !left.is_empty() && !self.is_over_for(job) && !self.progress().barred.contains_key(&job.context.name) {
            let (done, free) = self.session(job, left, lane).await;
            lane = free;
            if !job.independent {
                break;
            }
            // At least one trial is done with, or it would be tried for ever.
            left = left.get(done.max(1)..).unwrap_or_default();
        }
        lane
    }

    /// Plays trials as long as the state says anything; how many were done with, and the lane.
    async fn session(&self, job: &Job, trials: &[Arc<Trial>], lane: Lane) -> (usize, Lane) {
        let context = &*job.context;
        let asker = context.asker;
        let secrets = Secrets::default();
        let setting = Setting { client: asker.client, grant: asker.grant, given: &context.session.given, seed: job.seed };
        let mut playing = Playing {
            player: Player::new(self.ground, lane, &secrets, setting),
            played: Vec::new(),
            spent: (0, 0),
            seed: job.seed,
        };
        self.progress().sessions += 1;
        let mut done = 0;
        let mut settled = false;
        for trial in trials {
            if self.is_over_for(job) {
                break;
            }
            let outcome = self.step(&mut playing, trial, context).await;
            done += 1;
            settled = match outcome {
                Outcome::Agreed => false,
                Outcome::Disagreed | Outcome::Lost => true,
            };
            if settled || (job.independent && done < trials.len() && !playing.player.is_fresh(asker.grant)) {
                break;
            }
        }
        // The control: what was refused before is worth something only if the valid request is served.
        let shows = asker.grant != Grant::ClientCredentials && playing.player.is_fresh(asker.grant);
        if job.independent && !settled && shows {
            self.step(&mut playing, &self.control, context).await;
        }
        (done, playing.player.into_lane())
    }

    async fn step<'t>(&'t self, playing: &mut Playing<'_, 't>, trial: &'t Trial, context: &Context) -> Outcome {
        let outcome = playing.player.play_again(&context.session, &trial.step, trial.memory.as_ref()).await;
        let mut progress = self.progress();
        progress.requests += playing.player.requests - playing.spent.0;
        progress.authorizations += playing.player.authorizations() - playing.spent.1;
        playing.spent = (playing.player.requests, playing.player.authorizations());
        let Played { prediction, answer, held, .. } = match outcome {
            Ok(played) => played,
            Err(Hindrance::NotApplicable(why)) => {
                let barred = playing.player.was_barred();
                if barred {
                    progress.barred.insert(context.name.clone(), why.clone());
                }
                *progress.left_out.entry(why).or_default() += 1;
                return if barred { Outcome::Lost } else { Outcome::Agreed };
            }
            Err(Hindrance::Unknown(why)) => {
                *progress.unanswered.entry(why).or_default() += 1;
                return Outcome::Lost;
            }
        };
        playing.played.push(trial);
        if let Some((table, row)) = &trial.row
            && let Some(table) = progress.tables.get_mut(*table)
        {
            table.coverage.add(row);
        }
        progress.coverage.note(&context.name, &prediction, &answer);
        let Some(held) = held else {
            self.tell(&progress);
            return Outcome::Agreed;
        };
        let received = class(&answer);
        if progress.is_hopeless(&context.name, &trial.step, &held, received) {
            return Outcome::Disagreed;
        }
        let cause = Cause::of(&held, received, trial.factor);
        let steps = playing.played.iter().map(|trial| trial.step.clone()).collect();
        let raw = Raw {
            session: ExchangeCase { steps, ..context.session.clone() },
            held: *held,
            received: answer.words(),
            label: format!("{}: {}", context.name, trial.label),
            phase: self.phase,
            after: progress.requests,
            seed: playing.seed,
        };
        progress.findings.add(cause, raw);
        self.tell(&progress);
        Outcome::Disagreed
    }

    /// Tells how far it is, now and then.
    fn tell(&self, progress: &Progress) {
        const EVERY: u64 = 64;
        if self.told.fetch_add(1, Ordering::Relaxed).is_multiple_of(EVERY) {
            (self.listener)(progress, self.phase);
        }
    }
}

/// A session while it is played, and what was played of it.
struct Playing<'a, 't> {
    player: Player<'a>,
    played: Vec<&'t Trial>,
    /// Requests and authorizations that were counted.
    spent: (u64, u64),
    seed: u64,
}

enum Outcome {
    /// As predicted, or left out.
    Agreed,
    /// Otherwise.
    Disagreed,
    /// Nothing was answered.
    Lost,
}

impl From<&Deviation> for Trial {
    /// The deviation by itself.
    fn from(deviation: &Deviation) -> Self {
        Self { factor: deviation.factor, ..Self::plain(&deviation.id, session::changed(deviation.change.clone())) }
    }
}
