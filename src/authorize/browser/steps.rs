//! The steps of the target file, in their order.

use std::time::Instant;

use serde_json::json;

use super::hands::Deed;
use super::sight::{self, Sight};
use super::walk::{End, Walk};
use crate::authorize::request::AuthorizeError;
use crate::authorize::submit::declined_boxes;
use crate::protocol::login::{LoginStep, StepAction};

/// What came of looking for the target of a step.
enum Outcome {
    /// On to the next step.
    Done,
    /// It has to be looked for again.
    NotYet,
    End(End),
}

impl Walk<'_> {
    /// Takes the steps until the redirect URI is reached, which the session of an earlier login may do before the first.
    pub(super) async fn follow_steps(&mut self) -> Result<End, AuthorizeError> {
        let road = self.road;
        for (index, step) in road.settings.steps.iter().enumerate() {
            if let Some(end) = self.take(index + 1, step).await? {
                return Ok(end);
            }
        }
        let deadline = Instant::now() + road.settings.step_timeout;
        loop {
            if let Some(end) = self.arrived().await? {
                return Ok(end);
            }
            // Only for what it says of the page: there is nothing more to do.
            self.look(json!([])).await?;
            if Instant::now() >= deadline {
                let waited = self.waited();
                let reason = format!("all steps were taken, and the redirect URI was not reached within {waited} after them");
                return Err(self.give_up(reason).await);
            }
            self.pause().await;
        }
    }

    /// Takes one step; returns the end when there is one.
    async fn take(&mut self, number: usize, step: &LoginStep) -> Result<Option<End>, AuthorizeError> {
        let deadline = Instant::now() + self.road.settings.step_timeout;
        loop {
            if let Some(end) = self.arrived().await? {
                return Ok(Some(end));
            }
            let mut settled = false;
            if let Some(sight) = self.look(json!([sight::query(step)])).await? {
                match self.attempt(number, step, &sight).await? {
                    Outcome::Done => return Ok(None),
                    Outcome::End(end) => return Ok(Some(end)),
                    Outcome::NotYet => settled = self.has_settled(&sight) && sight.found.first() == Some(&None),
                }
            }
            let late = Instant::now() >= deadline;
            if step.if_present && (settled || late) {
                return Ok(None);
            }
            if late {
                let waited = self.waited();
                let reason = format!("step {number} ({step}) found nothing to act on within {waited}");
                return Err(self.give_up(reason).await);
            }
            self.pause().await;
        }
    }

    async fn attempt(&mut self, number: usize, step: &LoginStep, sight: &Sight) -> Result<Outcome, AuthorizeError> {
        if !sight.problem.is_empty() {
            let problem = self.journal.tell(&sight.problem);
            return Err(self.give_up(format!("step {number} ({step}) cannot be looked for: {problem}")).await);
        }
        let Some(Some(element)) = sight.found.first().copied() else { return Ok(Outcome::NotYet) };
        if step.is_login() && !self.may_login {
            return Ok(Outcome::End(End::Login));
        }
        let deed = match &step.action {
            StepAction::WaitFor => Ok(Deed::Done),
            StepAction::Fill(value) => {
                let Some(text) = self.value(value).await else {
                    return Err(self.give_up(format!("step {number} ({step}) has nothing to type in")).await);
                };
                self.typed |= step.is_login();
                self.tab.fill(element, &text).await
            }
            StepAction::Click => {
                self.decline(sight).await?;
                self.tab.click(element).await
            }
        };
        match deed.map_err(|error| self.broken(error))? {
            Deed::Done => {
                self.stir(format!("step {number} ({step})"));
                Ok(Outcome::Done)
            }
            Deed::NotYet => Ok(Outcome::NotYet),
            Deed::Impossible => {
                let reason = format!("step {number} ({step}): the field does not take the value, or has no such entry");
                Err(self.give_up(reason).await)
            }
        }
    }

    /// Unticks the scope that is to be declined, where the page has a box for it.
    async fn decline(&mut self, sight: &Sight) -> Result<(), AuthorizeError> {
        let Some(partial) = self.request.partial_consent.as_ref() else { return Ok(()) };
        let forms = sight.forms();
        for (index, form) in forms.model.forms.iter().enumerate() {
            for at in declined_boxes(form, &partial.declined) {
                let Some(control) = forms.control(sight, index, at) else { continue };
                if form.controls.get(at).is_some_and(|control| control.checked) {
                    self.tab.click(control.element).await.map_err(|error| self.broken(error))?;
                }
                self.declined = true;
            }
        }
        Ok(())
    }

    fn waited(&self) -> String {
        format!("{:?}", self.road.settings.step_timeout)
    }
}
