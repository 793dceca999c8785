//! The third phase: whole sessions in any order: exchange, refresh, replay, revoke, by any client, also at the same time.

use std::collections::HashMap;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::context::Context;
use super::deviation::Deviation;
use super::engine::{Job, Trial};
use super::player::Memory;
use super::session;
use crate::protocol::names::{ClientRole, Grant};
use crate::suite::model::{
    Base, Change, ClientAuthentication, HelperCall, HelperCaller, ParameterRule, Send, StateName, Step, Value, Wait, Wire,
};

/// One thing that is done in a session, before it is known what there is to do it with.
#[derive(Debug, Clone)]
enum Act {
    Ask { state: usize, refresh: bool, who: Option<usize>, deviation: Option<usize>, older: Option<usize>, race: bool },
    Introspect { state: usize },
    Revoke { state: usize },
}

impl Act {
    /// Reads an act from a drawn number. Numbers are cheap to draw; trees of choices are not, and there are millions of acts.
    fn of(number: u64) -> Self {
        let mut rest = number;
        let mut below = |many: u64| {
            let digit = rest % many;
            rest /= many;
            digit
        };
        let state = |digit: u64| [0, 0, 0, 0, 0, 0, 1, 1, 2].get(digit as usize).copied().unwrap_or_default();
        match below(15) {
            0 | 1 => Self::Introspect { state: below(2) as usize },
            2 => Self::Revoke { state: below(2) as usize },
            _ => Self::Ask {
                state: state(below(9)),
                refresh: below(2) == 0,
                who: if below(6) == 0 { Some(below(8) as usize) } else { None },
                deviation: if below(5) < 2 { Some(below(4_096) as usize) } else { None },
                older: if below(5) == 0 { Some(below(8) as usize) } else { None },
                race: below(16) == 0,
            },
        }
    }
}

/// An endless row of sessions, the same for the same seed.
pub(crate) struct Sessions<'a> {
    contexts: Vec<(&'a Arc<Context>, Vec<Deviation>)>,
    others: Vec<ClientRole>,
    capable: Capable,
    runner: TestRunner,
    seed: u64,
    made: u64,
    /// How many more times a token is revoked.
    revocations: usize,
    part: (u64, u64),
    /// Requests without a state, which one session has like the next: by context, deviation and who asks.
    shared: HashMap<(usize, Option<usize>, Option<usize>), Arc<Trial>>,
}

/// So often a token is revoked: the request after it waits a moment.
const REVOCATIONS: usize = 32;

/// What the target offers beside its token endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Capable {
    /// Introspection (RFC 7662).
    pub introspection: bool,
    /// Revocation (RFC 7009).
    pub revocation: bool,
    /// Whether requests may be sent at the same time: no care was asked for.
    pub races: bool,
}

impl<'a> Sessions<'a> {
    /// The sessions of a seed; of them the `part`-th of so many.
    pub(crate) fn new(
        contexts: &'a [Arc<Context>],
        rules: &[ParameterRule],
        (seed, part): (u64, (u64, u64)),
        capable: Capable,
        careful: bool,
    ) -> Self {
        let with = contexts.iter().filter(|context| !context.is_valid_alone());
        let contexts: Vec<_> = with
            .map(|context| {
                let mut deviations = context.deviations(rules, careful);
                deviations.retain(|deviation| !deviation.is_heavy);
                (context, deviations)
            })
            .collect();
        let mut others: Vec<ClientRole> = contexts.iter().map(|(context, _)| context.asker.client).collect();
        others.push(ClientRole::Other);
        others.sort_unstable();
        others.dedup();
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        let random = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        let runner = TestRunner::new_with_rng(Config { failure_persistence: None, ..Config::default() }, random);
        Self { contexts, others, capable, runner, seed, made: 0, revocations: REVOCATIONS, part, shared: HashMap::new() }
    }

    fn make(&mut self) -> Option<Job> {
        let count = self.contexts.len();
        let strategy = (0..count.max(1), proptest::collection::vec(any::<u64>(), 1..9));
        let (number, acts) = strategy.new_tree(&mut self.runner).ok()?.current();
        let seed = self.seed.wrapping_add(self.made.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let context = Arc::clone(self.contexts.get(number)?.0);
        let acts = acts.into_iter().map(Act::of);
        let trials = match context.asker.grant {
            Grant::ClientCredentials => acts.filter_map(|act| self.stateless(number, &act)).collect(),
            _ => self.trials(number, acts),
        };
        Some(Job { context, trials, independent: false, seed })
    }

    fn trials(&mut self, number: usize, acts: impl Iterator<Item = Act>) -> Vec<Arc<Trial>> {
        let mut trials: Vec<Arc<Trial>> = Vec::new();
        let mut revoked = false;
        for act in acts {
            if matches!(act, Act::Revoke { .. }) && self.revocations == 0 {
                continue;
            }
            let Some(mut trial) = self.trial(number, &act, trials.len()) else { continue };
            if revoked {
                trial.step.wait = Some(PROPAGATION);
            }
            revoked = matches!(trial.step.send, Send::Revoke(_));
            trials.push(Arc::new(trial));
        }
        // Each takes a while, and they are all alike.
        let revokes = trials.iter().filter(|trial| matches!(trial.step.send, Send::Revoke(_))).count();
        self.revocations = self.revocations.saturating_sub(revokes);
        trials
    }

    /// A request that hangs on no state. There are few, and millions of sessions of them: each is made once.
    fn stateless(&mut self, number: usize, act: &Act) -> Option<Arc<Trial>> {
        let Act::Ask { who, deviation, .. } = act else { return None };
        let deviations = self.contexts.get(number)?.1.len().max(1);
        let key = (number, deviation.map(|at| at % deviations), who.map(|who| who % self.others.len().max(1)));
        if let Some(known) = self.shared.get(&key) {
            return Some(Arc::clone(known));
        }
        let trial = Arc::new(Trial { memory: Some(Memory::default()), ..self.trial(number, act, 0)? });
        self.shared.insert(key, Arc::clone(&trial));
        Some(trial)
    }

    fn trial(&self, number: usize, act: &Act, at: usize) -> Option<Trial> {
        let (context, deviations) = self.contexts.get(number)?;
        let service = context.asker.grant == Grant::ClientCredentials;
        let state = |state: usize| match (service, state) {
            (true, _) | (_, 0) => StateName::Main,
            (_, 1) => StateName::Spare,
            _ => StateName::Other,
        };
        let of = |name: StateName| if name == StateName::Spare { "spare." } else { "" };
        match act {
            Act::Introspect { state: number } if self.capable.introspection && context.asker.has_secret && !service && at > 0 => {
                let name = state(*number);
                let call = HelperCall { token: format!("${{{}access_token}}", of(name)), caller: None, hint: None };
                Some(Trial::plain("introspection", Step { send: Send::Introspect(call), ..session::ask(name) }))
            }
            Act::Revoke { state: number } if self.capable.revocation && !service && at > 0 => {
                let name = state(*number);
                let token = format!("${{{}refresh_token}}", of(name));
                let caller = Some(HelperCaller::Role(context.asker.client));
                let call = HelperCall { token, caller, hint: Some("refresh_token".to_owned()) };
                Some(Trial::plain("revocation", Step { send: Send::Revoke(call), ..session::ask(name) }))
            }
            Act::Ask { .. } => Some(self.ask(context, deviations, act, (state(0), at), &state)),
            _ => None,
        }
    }

    fn ask(
        &self,
        context: &Context,
        deviations: &[Deviation],
        act: &Act,
        (main, at): (StateName, usize),
        state: &dyn Fn(usize) -> StateName,
    ) -> Trial {
        let Act::Ask { state: number, refresh, who, deviation, older, race } = act else {
            return Trial::plain("valid", session::ask(main));
        };
        let service = context.asker.grant == Grant::ClientCredentials;
        let grant = match (service, refresh) {
            (true, _) => Grant::ClientCredentials,
            (false, true) => Grant::RefreshToken,
            (false, false) => Grant::AuthorizationCode,
        };
        let name = state(*number);
        let mut change = Change::default();
        let mut factor = "";
        let mut labels = vec![format!("{name:?} {}", grant.short()).to_lowercase()];
        // The deviations are those of the context's grant; beside another they would change what is not there.
        if let Some(deviation) =
            deviation.filter(|_| grant == context.asker.grant).and_then(|at| deviations.get(at % deviations.len().max(1)))
        {
            labels.push(deviation.id.clone());
            factor = deviation.factor;
            change = deviation.change.clone();
        }
        if let Some(role) = who.and_then(|who| self.others.get(who % self.others.len().max(1)))
            && change.auth.is_none()
            && *role != context.asker.client
        {
            labels.push(format!("as {role}"));
            change.auth = Some(ClientAuthentication::As(*role));
        }
        let sets = |change: &Change| {
            change.set.iter().any(|(name, _)| name == "refresh_token") || change.drop.iter().any(|name| name == "refresh_token")
        };
        if let Some(older) = older.filter(|_| grant == Grant::RefreshToken && at > 0 && !sets(&change)) {
            let text = format!("${{t{}}}", older % at.max(1));
            labels.push("an older refresh token".to_owned());
            change.set.push((
                "refresh_token".to_owned(),
                Value { base: Base::Template(text), operations: Vec::new(), wire: Wire::Form },
            ));
        }
        let alone = change.is_empty() && *race && self.capable.races && grant == Grant::AuthorizationCode;
        let step = Step {
            send: Send::Token { state: name, grant: Some(grant) },
            change,
            // Without a grant there is nothing to refresh.
            bind: if service { Vec::new() } else { vec![(format!("t{at}"), "response.refresh_token".to_owned())] },
            copies: if alone { 8 } else { 1 },
            ..session::ask(name)
        };
        Trial { factor, ..Trial::plain(&labels.join(", "), step) }
    }
}

impl Iterator for Sessions<'_> {
    type Item = Job;

    fn next(&mut self) -> Option<Job> {
        if self.contexts.is_empty() {
            return None;
        }
        loop {
            let number = self.made;
            self.made += 1;
            let job = self.make()?;
            // All parts make all sessions, and each plays its own.
            if number % self.part.1.max(1) == self.part.0 && !job.trials.is_empty() {
                return Some(job);
            }
        }
    }
}

/// So long a revocation may take to be known everywhere (RFC 7009 §2.1).
const PROPAGATION: Wait = Wait::Seconds(2);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explore::context::Context;
    use crate::explore::deviation::Asker;

    fn sessions(seed: u64, part: (u64, u64)) -> Vec<String> {
        let asker = |client, grant, has_secret| Asker { client, grant, has_secret };
        let contexts = [
            Arc::new(Context::plain(asker(ClientRole::Confidential, Grant::AuthorizationCode, true))),
            Arc::new(Context::plain(asker(ClientRole::Public, Grant::RefreshToken, false))),
        ];
        let capable = Capable { introspection: true, revocation: true, races: true };
        Sessions::new(&contexts, &[], (seed, part), capable, false).take(60).map(|job| format!("{job:?}")).collect()
    }

    #[test]
    fn a_seed_makes_the_same_sessions_again_and_another_makes_others() {
        assert_eq!(sessions(7, (0, 1)), sessions(7, (0, 1)));
        assert_ne!(sessions(7, (0, 1)), sessions(8, (0, 1)));
    }

    #[test]
    fn parts_have_different_sessions_of_the_same_row() {
        let whole = sessions(7, (0, 1));
        let (first, second) = (sessions(7, (0, 2)), sessions(7, (1, 2)));
        assert!(first.iter().all(|session| !second.contains(session)));
        let of_parts = first.iter().chain(&second).filter(|session| whole.contains(session)).count();
        assert!(of_parts >= 55, "{of_parts} of the first 60 sessions are in one part or the other");
    }

    #[test]
    fn sessions_replay_revoke_and_race() {
        let all = sessions(7, (0, 1)).join("\n");
        for words in ["Introspect", "Revoke", "copies: 8", "As(", "${t"] {
            assert!(all.contains(words), "{words} does not occur");
        }
    }
}
