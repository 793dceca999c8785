//! The books of what is known: what an answer changes in the world, and what it leaves in doubt.

use std::collections::BTreeSet;

use super::model::rules::Rule;
use super::model::{Model, Prediction, Who};
use super::world::{AccessFacts, CodeStanding, RefreshFacts, RefreshStanding, World};
use crate::judge::{Observation, ScopeView};
use crate::protocol::names::Grant;

impl World {
    /// Notes what an answer changes.
    pub(super) fn settle(&mut self, model: &Model, prediction: &Prediction, answer: &Observation, scope: &ScopeView) {
        if answer.is_success() {
            self.settle_tokens(model, prediction, answer, scope);
        } else {
            self.settle_refusal(model, prediction);
        }
        if prediction.free {
            self.shake();
        }
    }

    fn settle_tokens(&mut self, model: &Model, prediction: &Prediction, answer: &Observation, scope: &ScopeView) {
        let presented = prediction.presented;
        if presented.grant == Some(Grant::ClientCredentials) {
            return;
        }
        let Some(at) = presented.code.or(presented.refresh.map(|(at, _)| at)) else { return self.shake() };
        let Some(grant) = self.grants.get_mut(at) else { return };
        grant.others.extend(answer.string("id_token").map(str::to_owned));
        // Whether the older ones live on is the server's choice.
        grant
            .access
            .iter_mut()
            .filter(|token| token.standing == RefreshStanding::Live)
            .for_each(|token| token.standing = RefreshStanding::Doubtful);
        let access = answer.string("access_token").map(str::to_owned);
        grant.access.extend(access.map(|value| AccessFacts { value, standing: RefreshStanding::Live }));
        let newer = answer.string("refresh_token").filter(|token| !token.is_empty());
        // What a doubtful token yields is no surer than that was.
        let before = presented.refresh.and_then(|(_, place)| grant.refresh.get(place)).map(|token| token.standing);
        let sure = before.is_none_or(|before| before == RefreshStanding::Live);
        let standing = if sure { RefreshStanding::Live } else { RefreshStanding::Doubtful };
        if let Some((_, place)) = presented.refresh {
            if grant.standing == CodeStanding::Spent {
                grant.standing = CodeStanding::SpentLater;
            }
            if let Some(old) = grant.refresh.get_mut(place)
                && newer.is_some_and(|newer| newer != old.value)
            {
                old.standing = RefreshStanding::Replaced;
            }
            let seen = scope.truth().map(|list| set(list, model.refresh_scope()));
            grant.narrowed = seen.filter(|seen| *seen != grant.authorized).or(grant.narrowed.take());
        } else {
            grant.standing = grant.standing.max(CodeStanding::Spent);
            let seen = scope.truth().map(|list| set(list, model.refresh_scope()));
            grant.narrowed = seen.filter(|seen| *seen != grant.authorized);
        }
        if let Some(newer) = newer
            && !grant.refresh.iter().any(|token| token.value == newer)
        {
            grant.refresh.push(RefreshFacts { value: newer.to_owned(), standing });
        }
    }

    fn settle_refusal(&mut self, model: &Model, prediction: &Prediction) {
        let habits = model.habits;
        let presented = prediction.presented;
        let served = prediction.who.served();
        let unproven = matches!(prediction.who, Who::Nobody | Who::Unproven(_) | Who::Failed);
        let is_replay = |rule: &&'static Rule| rule.id.starts_with("code-spent");
        // A replay that may be refused for other reasons need not be noticed as one.
        let only_replayed =
            !prediction.complaints.is_empty() && prediction.allowances.is_empty() && prediction.complaints.iter().all(is_replay);
        for (at, grant) in self.grants.iter_mut().enumerate() {
            let own = served == Some(grant.owner);
            if grant.standing <= CodeStanding::Spared {
                grant.standing = match (presented.code == Some(at), own) {
                    _ if unproven => CodeStanding::Spared,
                    (true, true) | (false, _) if habits.code_survives => grant.standing,
                    (false, _) if presented.code.is_some() || presented.refresh.is_some() => grant.standing,
                    _ => CodeStanding::Doubtful,
                };
            } else if presented.code == Some(at) {
                let after = if only_replayed && own { RefreshStanding::AfterReplay } else { RefreshStanding::Doubtful };
                grant.weaken(after);
            }
            match presented.refresh {
                Some((of, _)) if of == at && !unproven => {
                    let live = grant.refresh.last().is_some_and(|token| token.standing == RefreshStanding::Live);
                    let newest = presented.refresh.is_some_and(|(_, place)| place + 1 == grant.refresh.len());
                    if !(live && newest && own && habits.refresh_survives) {
                        grant.weaken(RefreshStanding::Doubtful);
                    }
                }
                // A token that stood there twice, or under another name, may have been read all the same.
                None if presented.grant != Some(Grant::AuthorizationCode) && !habits.refresh_survives && !unproven => {
                    grant.weaken(RefreshStanding::Doubtful);
                }
                _ => {}
            }
        }
    }

    /// Something was done that cannot be followed: nothing is sure any more.
    pub(super) fn shake(&mut self) {
        for grant in &mut self.grants {
            if grant.standing <= CodeStanding::Spared {
                grant.standing = CodeStanding::Doubtful;
            }
            grant.weaken(RefreshStanding::Doubtful);
        }
    }
}

fn set(list: &str, without: Option<&str>) -> BTreeSet<String> {
    list.split(' ').filter(|word| !word.is_empty() && Some(*word) != without).map(str::to_owned).collect()
}
