//! From a session that shows a disagreement to the smallest one that still does.

use std::sync::Arc;

use super::coverage::class;
use super::findings::{Cause, Raw};
use super::model::{Held, Prediction, Sort};
use super::player::{Ground, Played, Player};
use crate::judge::expectation::Expectation;
use crate::record::Verdict;
use crate::runner::{Secrets, Setting};
use crate::suite::model::{
    AuthorizationSpec, Base, ChallengeSpec, Change, ExchangeCase, NonceSpec, Operation, RedirectUriSpec, Send, StateName, Value,
};

/// A step as it was played.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    /// What was allowed.
    pub prediction: Arc<Prediction>,
    /// What a case would expect, where the prediction does not say it.
    pub expected: Option<Expectation>,
    /// Whether tokens came.
    pub served: bool,
}

/// A session that was shrunk.
#[derive(Debug, Clone)]
pub(crate) struct Shrunk {
    /// The smallest that was found.
    pub session: ExchangeCase,
    /// Its steps as they were played; none where it did not show again.
    pub steps: Vec<Step>,
    /// The cause that it shows: a smaller request may disagree for a simpler one.
    pub cause: Cause,
    /// The disagreement at its end.
    pub held: Held,
    /// What was received there, in words.
    pub received: String,
    /// How often it was shown, of how many tries, before anything was taken away.
    pub shown: (u32, u32),
    /// Token requests and authorizations that it took.
    pub spent: (u64, u64),
}

impl Shrunk {
    /// Whether another one shows the same: the same requests, or the same cause.
    pub(crate) fn is_as(&self, other: &Self) -> bool {
        let both_shown = self.shown.0 > 0 && other.shown.0 > 0;
        both_shown && (self.session == other.session || self.cause == other.cause)
    }
}

/// How often a disagreement is tried again before it is shrunk.
const TRIES: u32 = 3;
/// So many sessions are played at most to make one smaller.
const ATTEMPTS: u32 = 120;

/// Tries a disagreement again, alone, and makes its session as small as it can.
pub(crate) async fn shrink(ground: Ground<'_>, cause: &Cause, raw: &Raw) -> Shrunk {
    let mut work = Work { ground, cause, worst: raw.held.verdict, seed: raw.seed, attempts: 0, spent: (0, 0), best: None };
    let mut shown = 0;
    for _ in 0..TRIES {
        shown += u32::from(work.shows(&raw.session).await);
    }
    if shown > 0 {
        work.smaller().await;
    }
    let (shown, spent) = ((shown, TRIES), work.spent);
    match work.best.take() {
        Some((session, Seen { steps, cause, held, received })) => Shrunk { session, steps, cause, held, received, shown, spent },
        None => Shrunk {
            session: raw.session.clone(),
            steps: Vec::new(),
            cause: cause.clone(),
            held: raw.held.clone(),
            received: raw.received.clone(),
            shown,
            spent,
        },
    }
}

struct Seen {
    steps: Vec<Step>,
    cause: Cause,
    held: Held,
    received: String,
}

struct Work<'a> {
    ground: Ground<'a>,
    cause: &'a Cause,
    /// How bad it is: nothing milder may take its place.
    worst: Verdict,
    seed: u64,
    attempts: u32,
    spent: (u64, u64),
    best: Option<(ExchangeCase, Seen)>,
}

impl Work<'_> {
    /// Whether a session shows the disagreement; the newest that does is the best.
    async fn shows(&mut self, session: &ExchangeCase) -> bool {
        self.attempts += 1;
        let Some(seen) = self.play(session).await else { return false };
        let mut session = session.clone();
        session.steps.truncate(seen.steps.len());
        self.best = Some((session, seen));
        true
    }

    async fn play(&mut self, session: &ExchangeCase) -> Option<Seen> {
        let secrets = Secrets::default();
        let setting = Setting { client: session.client, grant: session.grant, given: &session.given, seed: self.seed };
        let mut player = Player::new(self.ground, self.ground.subject.transport.lane(), &secrets, setting);
        let mut steps = Vec::new();
        let mut found = None;
        for step in &session.steps {
            // On the heap, like all that is deep.
            let Ok(played) = Box::pin(player.play(session, step)).await else { break };
            let Played { prediction, answer, held, expected } = played;
            steps.push(Step { prediction, expected: expected.map(|expected| *expected), served: answer.is_success() });
            if let Some(held) = held {
                let cause = Cause::of(&held, class(&answer), self.cause.factor);
                found = self.is_it(&cause, &held).then(|| (cause, *held, answer.words()));
                break;
            }
        }
        self.spent.0 += player.requests;
        self.spent.1 += player.authorizations();
        let (cause, held, received) = found?;
        Some(Seen { steps, cause, held, received })
    }

    /// Whether this is the disagreement that is looked for. Where it is a refusal, a smaller request that is refused in the same way has
    /// the same cause, whatever rule speaks of it: the larger one only seemed to be refused for something else.
    fn is_it(&self, cause: &Cause, held: &Held) -> bool {
        let of_refusal = |sort: Sort| matches!(sort, Sort::Refused | Sort::Misnamed);
        let refused_alike = of_refusal(cause.sort) && of_refusal(self.cause.sort) && cause.received == self.cause.received;
        cause == self.cause || (refused_alike && cause.case.is_none() && held.verdict >= self.worst)
    }

    /// Takes away whatever can be taken away.
    async fn smaller(&mut self) {
        self.fewer_steps().await;
        loop {
            let before = self.best.as_ref().map(|(session, _)| session.clone());
            self.fewer_parts().await;
            self.usual_state().await;
            self.shorter_values().await;
            let same = self.best.as_ref().map(|(session, _)| session) == before.as_ref();
            if same || self.attempts >= ATTEMPTS {
                break;
            }
        }
    }

    fn best(&self) -> Option<ExchangeCase> {
        self.best.as_ref().map(|(session, _)| session.clone())
    }

    /// Tries a session, if there is patience left and it is another one.
    async fn attempt(&mut self, session: ExchangeCase) -> bool {
        let same = self.best.as_ref().is_some_and(|(best, _)| *best == session);
        !same && self.attempts < ATTEMPTS && self.shows(&session).await
    }

    async fn fewer_steps(&mut self) {
        let Some(best) = self.best() else { return };
        if let Some(last) = best.steps.last().filter(|_| best.steps.len() > 1) {
            let alone = ExchangeCase { steps: vec![last.clone()], ..best.clone() };
            if self.attempt(alone).await {
                return;
            }
        }
        let mut chunk = best.steps.len() / 2;
        while chunk > 0 {
            let mut at = 0;
            while let Some(best) = self.best().filter(|best| at + chunk < best.steps.len()) {
                let mut fewer = best;
                fewer.steps.drain(at..at + chunk);
                if !self.attempt(fewer).await {
                    at += chunk;
                }
            }
            chunk /= 2;
        }
    }

    async fn fewer_parts(&mut self) {
        let steps = self.best().map_or(0, |best| best.steps.len());
        for step in 0..steps {
            let mut part = 0;
            while let Some(best) = self.best() {
                let Some(change) = best.steps.get(step).and_then(|step| without(&step.change, part)) else { break };
                let mut fewer = best;
                if let Some(step) = fewer.steps.get_mut(step) {
                    step.change = change;
                }
                if !self.attempt(fewer).await {
                    part += 1;
                }
            }
        }
    }

    /// The ordinary authorization, the ordinary state.
    async fn usual_state(&mut self) {
        let edits: [fn(&mut ExchangeCase); 6] = [
            |session| session.given.exchange.clear(),
            |session| usual(&mut session.given.authorization),
            |session| session.given.authorization.challenge = ChallengeSpec::S256,
            |session| session.given.authorization.redirect_uri = RedirectUriSpec::First,
            |session| session.given.authorization.scope = "${scopes}".to_owned(),
            |session| {
                for step in &mut session.steps {
                    if let Send::Token { state, .. } = &mut step.send {
                        *state = StateName::Main;
                    }
                }
            },
        ];
        for edit in edits {
            let Some(mut simpler) = self.best() else { return };
            edit(&mut simpler);
            self.attempt(simpler).await;
        }
    }

    /// The shortest random value that still shows it, by halving.
    async fn shorter_values(&mut self) {
        let steps = self.best().map_or(0, |best| best.steps.len());
        for step in 0..steps {
            for at in 0..usize::MAX {
                let Some(length) = self.best().and_then(|best| length_of(&best, step, at)) else { break };
                let (mut fails, mut works) = (0, length);
                while fails + 1 < works {
                    let middle = fails + (works - fails) / 2;
                    let Some(mut shorter) = self.best() else { return };
                    set_length(&mut shorter, step, at, middle);
                    if self.attempt(shorter).await {
                        works = middle
                    } else {
                        fails = middle
                    }
                    if self.attempts >= ATTEMPTS {
                        return;
                    }
                }
            }
        }
    }
}

fn usual(spec: &mut AuthorizationSpec) {
    spec.challenge = ChallengeSpec::S256;
    spec.redirect_uri = RedirectUriSpec::First;
    spec.scope = "${scopes}".to_owned();
    spec.declined = None;
    spec.nonce = NonceSpec::Usual;
    spec.parameters.clear();
}

/// A change without its part of this number; `None`: it has no such part.
fn without(change: &Change, part: usize) -> Option<Change> {
    let mut out = change.clone();
    let mut at = part;
    macro_rules! list {
        ($($field:ident),*) => {$(
            if at < out.$field.len() {
                out.$field.remove(at);
                return Some(out);
            }
            at -= out.$field.len();
        )*};
    }
    list!(set, drop, repeat, rename, query, header, header_twice);
    type Removal = (bool, fn(&mut Change));
    let singles: [Removal; 5] = [
        (out.reverse, |change| change.reverse = false),
        (out.body.is_some(), |change| change.body = None),
        (out.method.is_some(), |change| change.method = None),
        (out.auth.is_some(), |change| change.auth = None),
        (out.wire.is_some(), |change| change.wire = None),
    ];
    let (_, remove) = singles.into_iter().filter(|(there, _)| *there).nth(at)?;
    remove(&mut out);
    Some(out)
}

/// The values of a step that have a length of their own.
fn sized(session: &mut ExchangeCase, step: usize) -> Vec<&mut usize> {
    let Some(step) = session.steps.get_mut(step) else { return Vec::new() };
    let mut out = Vec::new();
    let values = step.change.set.iter_mut().map(|(_, value)| value);
    for value in values.chain(step.change.repeat.iter_mut().map(|repeat| &mut repeat.value)) {
        let Value { base, operations, .. } = value;
        if let Base::Random { length, .. } = base {
            out.push(length);
        }
        for operation in operations {
            if let Operation::PadTo(length) | Operation::RepeatWordsTo(length) = operation {
                out.push(length);
            }
        }
    }
    out
}

fn length_of(session: &ExchangeCase, step: usize, at: usize) -> Option<usize> {
    let mut session = session.clone();
    sized(&mut session, step).get(at).map(|length| **length)
}

fn set_length(session: &mut ExchangeCase, step: usize, at: usize, to: usize) {
    if let Some(length) = sized(session, step).into_iter().nth(at) {
        *length = to;
    }
}
