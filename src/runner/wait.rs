//! Time that passes within a case: a code grows old, a token expires.

use std::time::Duration;

use super::obstacle::Obstacle;
use super::scene::Scene;
use crate::suite::model::{CaseKind, StateName, Wait};

/// How a run waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Waiting {
    /// The time passes.
    #[default]
    Real,
    /// The time is only said, by a field of every later request of the case: `Tokenspec-Elapsed`. For the reference server of the
    /// kill matrix alone, which then reckons with it; every other server would not know what it means.
    Pretended,
}

/// The request header field with the seconds that a case pretends to have waited.
const ELAPSED: &str = "Tokenspec-Elapsed";

/// Seconds beyond the expiry that a token is given: servers reckon in whole seconds.
const MARGIN: u32 = 2;

/// Whether cases are examined that wait longer than a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slow {
    /// They are skipped, and the reason says how to have them.
    Skipped,
    /// They are.
    Examined,
}

/// The most seconds that a case waits, over all its steps.
pub(super) fn longest(case: &CaseKind) -> u32 {
    match case {
        CaseKind::Exchanges(exchange) => {
            exchange.steps.iter().filter_map(|step| step.wait).map(Wait::longest).fold(0, u32::saturating_add)
        }
        CaseKind::Observe(_) | CaseKind::Inspect(_) => 0,
    }
}

impl Scene<'_> {
    /// Lets time pass before a step of a state.
    pub(super) async fn wait(&mut self, wait: Wait, state: StateName) -> Result<(), Obstacle> {
        let seconds = match wait {
            Wait::Seconds(seconds) => seconds,
            Wait::Expiry { at_most } => self.until_expiry(state, at_most)?,
        };
        self.waited += seconds;
        if self.waiting == Waiting::Real {
            tokio::time::sleep(Duration::from_secs(seconds.into())).await;
        }
        Ok(())
    }

    /// Seconds until the newest access token of a state has expired for sure.
    fn until_expiry(&self, state: StateName, at_most: u32) -> Result<u32, Obstacle> {
        let tokens = self.states.get(&state).and_then(|state| state.tokens.as_ref());
        // A string is a deviation that other cases report; here it is as good as the number.
        let expires_in = tokens.and_then(|tokens| match tokens.get("expires_in")? {
            serde_json::Value::String(text) => text.parse::<u64>().ok(),
            number => number.as_u64(),
        });
        let unsaid = || Obstacle::NotApplicable("when the access token expires is not said: there is no expires_in".to_owned());
        let expires_in = expires_in.ok_or_else(unsaid)?;
        match u32::try_from(expires_in) {
            Ok(seconds) if seconds <= at_most => Ok(seconds.saturating_add(MARGIN)),
            _ => Err(Obstacle::NotApplicable(format!(
                "the access token lives {expires_in} s, and this case waits at most {at_most} s for its end"
            ))),
        }
    }

    /// The header field that says how much time is pretended to have passed.
    pub(super) fn elapsed(&self) -> Option<(String, Vec<u8>)> {
        let pretended = self.waiting == Waiting::Pretended && self.waited > 0;
        pretended.then(|| (ELAPSED.to_owned(), self.waited.to_string().into_bytes()))
    }
}
