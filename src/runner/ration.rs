//! Where authorizations are scarce: which cases are worth them. Musts before shoulds, every requirement once before any twice,
//! cheap cases before dear ones.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::control::ControlKey;
use super::needs::{self, Need};
use super::plan::PlannedCase;
use super::subject::Subject;
use crate::protocol::names::{ClientRole, Grant, Level};
use crate::suite::model::{CaseKind, ExchangeCase, StateName};

/// How the reasons of cases begin that cannot be paid for.
pub(super) const LEFT_OUT: &str = "left out: ";

/// What is spent: authorizations of any client, or what one client was issued beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Coin {
    Authorization,
    Code(ClientRole),
    RefreshToken(ClientRole),
}

/// What is left to spend.
struct Purse {
    left: BTreeMap<Coin, usize>,
    stored: bool,
    /// Why a case that cannot be paid for is left out.
    reason: String,
    paid: BTreeSet<ControlKey>,
}

impl Purse {
    /// `None` where nothing is scarce.
    fn of(subject: &Subject) -> Option<Self> {
        let mut left = BTreeMap::new();
        let stock = subject.authorizer.as_ref().and_then(|authorizer| authorizer.stock());
        let reason = if let Some(stock) = stock {
            for client in &subject.target.clients {
                let (codes, refresh_tokens) = stock.left(&client.id);
                left.insert(Coin::Code(client.role), codes);
                left.insert(Coin::RefreshToken(client.role), refresh_tokens);
            }
            "left out: the codes and refresh tokens of the target file do not suffice, a case and its control need one each; others show more"
                .to_owned()
        } else {
            let most = subject.target.limits.max_authorizations?;
            left.insert(Coin::Authorization, most);
            format!("left out: at most {most} authorizations are allowed, those of controls among them, and they do not suffice")
        };
        Some(Self { left, stored: stock.is_some(), reason, paid: BTreeSet::new() })
    }

    /// What a case costs beyond what is paid already.
    fn price(&self, case: &ExchangeCase) -> BTreeMap<Coin, usize> {
        let mut price = BTreeMap::new();
        let mut spend = |state: StateName, need: Need, grant: Grant| {
            let service = case.client == ClientRole::Service;
            let owner = match state {
                StateName::Other => ClientRole::Other,
                StateName::Main if service => return,
                _ if service => ClientRole::Confidential,
                _ => case.client,
            };
            let coin = match (self.stored, need, grant) {
                (_, Need::Prepared, _) => return,
                (false, ..) => Coin::Authorization,
                (true, Need::Exchanged, Grant::RefreshToken) if self.has(Coin::RefreshToken(owner)) => Coin::RefreshToken(owner),
                (true, ..) => Coin::Code(owner),
            };
            *price.entry(coin).or_insert(0) += 1;
        };
        needs::of_case(case).into_iter().for_each(|(state, need)| spend(state, need, case.grant));
        if let Some(control) = ControlKey::of(case).filter(|control| !self.paid.contains(control)) {
            spend(StateName::Main, needs::of_grant(control.grant), control.grant);
        }
        price
    }

    fn has(&self, coin: Coin) -> bool {
        self.left.get(&coin).is_some_and(|left| *left > 0)
    }

    /// Pays for a case, if that is possible.
    fn pay(&mut self, case: &ExchangeCase) -> bool {
        let price = self.price(case);
        if price.iter().any(|(coin, number)| self.left.get(coin).is_none_or(|left| left < number)) {
            return false;
        }
        for (coin, number) in price {
            self.left.entry(coin).and_modify(|left| *left -= number);
        }
        self.paid.extend(ControlKey::of(case));
        true
    }
}

/// Whether authorizations are scarce at this target.
pub(super) fn is_rationed(subject: &Subject) -> bool {
    Purse::of(subject).is_some()
}

/// Marks the cases as skipped that cannot be paid for.
pub(super) fn ration(planned: &mut [PlannedCase<'_>], subject: &Subject) {
    let Some(mut purse) = Purse::of(subject) else { return };
    let mut chosen = BTreeSet::new();
    let mut turns = turns(planned);
    while !turns.is_empty() {
        for turn in &mut turns {
            while let Some(index) = turn.pop_front() {
                if chosen.contains(&index) || exchange(&planned[index]).is_some_and(|case| purse.pay(case)) {
                    chosen.insert(index);
                    break;
                }
            }
        }
        turns.retain(|turn| !turn.is_empty());
    }
    for (index, planned) in planned.iter_mut().enumerate() {
        if exchange(planned).is_some() && !chosen.contains(&index) {
            planned.skip = Some(purse.reason.clone());
        }
    }
}

/// The cases of each requirement, cheapest first; the requirements in the order of their level.
fn turns(planned: &[PlannedCase<'_>]) -> Vec<VecDeque<usize>> {
    let mut by_requirement: BTreeMap<(Level, &str), Vec<usize>> = BTreeMap::new();
    for (index, planned) in planned.iter().enumerate().filter(|(_, planned)| exchange(planned).is_some()) {
        for requirement in &planned.case.requirements {
            by_requirement.entry((planned.case.level, requirement.as_str())).or_default().push(index);
        }
    }
    let cheapest_first = |mut indices: Vec<usize>| {
        indices.sort_by_key(|&index| planned[index].authorizations);
        VecDeque::from(indices)
    };
    by_requirement.into_values().map(cheapest_first).collect()
}

/// The exchanges of a case that is to be examined.
fn exchange<'a>(planned: &PlannedCase<'a>) -> Option<&'a ExchangeCase> {
    match &planned.case.kind {
        CaseKind::Exchanges(exchange) if planned.skip.is_none() => Some(exchange),
        _ => None,
    }
}
