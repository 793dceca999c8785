//! What a server does where the rules leave a choice, found out before anything is generated: it decides how many requests one
//! code bears.

use std::sync::Arc;

use super::context::Context;
use super::model::Habits;
use super::player::{Ground, Player};
use super::session;
use crate::protocol::names::Grant;
use crate::runner::{Secrets, Setting};
use crate::suite::model::{Base, Change, StateName, Value, Wire};

/// Learns the habits of a target, whose model supposes none; how many requests and authorizations that took.
pub(crate) async fn learn(ground: Ground<'_>, contexts: &[Arc<Context>]) -> (Habits, (u64, u64)) {
    let mut habits = Habits { code_survives: true, refresh_survives: true, no_refresh_tokens: false };
    let mut spent = (0, 0);
    for context in contexts.iter().filter(|context| context.shape == "usual" && context.asker.grant != Grant::ClientCredentials) {
        let value = Value { base: Base::LikeValid, operations: Vec::new(), wire: Wire::Form };
        let (name, value) = match context.asker.grant {
            Grant::AuthorizationCode => ("code_verifier", value),
            _ => ("scope", Value { base: Base::Template("${scopes} zz_unknown_7f3a${offline}".to_owned()), ..value }),
        };
        let failing = session::changed(Change { set: vec![(name.to_owned(), value)], ..Change::default() });
        let valid = session::ask(StateName::Main);
        let empty = &context.session;
        let secrets = Secrets::default();
        let setting =
            Setting { client: context.asker.client, grant: context.asker.grant, given: &context.session.given, seed: 1 };
        let mut player = Player::new(ground, ground.subject.transport.lane(), &secrets, setting);
        let first = player.play(empty, &failing).await;
        let second = player.play(empty, &valid).await;
        spent.0 += player.requests;
        spent.1 += player.authorizations();
        let refused = first.as_ref().is_ok_and(|played| played.answer.is_refusal());
        let survived = second.as_ref().is_ok_and(|played| played.answer.is_success());
        match context.asker.grant {
            Grant::AuthorizationCode => habits.code_survives &= survived,
            _ if first.is_err() => habits.no_refresh_tokens |= player.was_bare(),
            _ => habits.refresh_survives &= survived || !refused,
        }
    }
    (habits, spent)
}
