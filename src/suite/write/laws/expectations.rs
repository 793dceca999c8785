//! Expectations.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::texts::{any_text, length, named, prose, text};
use crate::judge::checks::CHECKS;
use crate::judge::expectation::{
    Alternative, Charset, Expectation, HeaderClaim, Meaning, MemberClaim, Outcome, Pattern, ScopeClaim, StatusPattern,
};

/// An expectation that can be written.
pub(super) fn expectation() -> BoxedStrategy<Expectation> {
    (pattern(), of(prose()), vec(alternative(), 0..3))
        .prop_map(|(primary, answer, others)| Expectation { primary, answer, others })
        .boxed()
}

fn alternative() -> BoxedStrategy<Alternative> {
    let meaning = select(vec![Meaning::Pass, Meaning::Warn, Meaning::Fail, Meaning::Skip]);
    (pattern(), meaning, prose(), of((any_text(), any_text())), of(prose()))
        .prop_map(|(pattern, meaning, reason, choice, answer)| Alternative { pattern, meaning, reason, choice, answer })
        .boxed()
}

fn pattern() -> BoxedStrategy<Pattern> {
    let outcomes = vec![Outcome::Tokens, Outcome::Error, Outcome::Refused, Outcome::Either, Outcome::Ok, Outcome::Any];
    let outcome = select(outcomes).prop_map(|outcome| (outcome, Vec::new()));
    let refusal = select(vec![Outcome::Error, Outcome::Refused, Outcome::Either]);
    let errors = (refusal, vec("[ !#-\\[\\]-~]{1,8}", 1..3));
    let status = prop_oneof![(100..=599_u16).prop_map(StatusPattern::Code), (1..=5_u16).prop_map(StatusPattern::Class)];
    let checks = subsequence(CHECKS.iter().collect::<Vec<_>>(), 0..3);
    let claims = (of(scope()), members(), named(header()), checks, any::<bool>(), of(length()));
    let bare = any::<bool>();
    (prop_oneof![outcome, errors], vec(status, 0..3), claims, bare)
        .prop_map(|((outcome, errors), status, claims, bare)| {
            let (scope, members, headers, checks, empty_body, successes) = claims;
            if bare {
                return Pattern { errors, status, ..Pattern::of(outcome) };
            }
            Pattern { outcome, errors, status, scope, members, headers, checks, empty_body, successes }
        })
        .boxed()
}

fn scope() -> impl Strategy<Value = ScopeClaim> {
    (of(text()), of(text()), of(text()), of(text()), any::<bool>())
        .prop_map(|(equals, within, has, lacks, reported)| ScopeClaim { equals, within, has, lacks, reported })
}

fn members() -> BoxedStrategy<Vec<(String, MemberClaim)>> {
    named(claims())
        .prop_map(|members| {
            members.into_iter().flat_map(|(name, claims)| claims.into_iter().map(move |claim| (name.clone(), claim))).collect()
        })
        .boxed()
}

/// What can be claimed of one member.
fn claims() -> BoxedStrategy<Vec<MemberClaim>> {
    use MemberClaim as M;
    let bare = any::<bool>().prop_map(|flag| vec![M::Boolean(flag)]);
    let word = select(vec![M::Present, M::Absent, M::String, M::Number, M::Integer, M::Array, M::Object, M::Null]);
    let charset = select(vec![
        Charset::Vschar,
        Charset::Nqchar,
        Charset::Nqschar,
        Charset::Scope,
        Charset::B64token,
        Charset::UriReference,
        Charset::Ascii,
    ]);
    let one_of_each = (
        word,
        prop_oneof![text().prop_map(M::Equals), text().prop_map(M::Differs)],
        text().prop_map(M::Has),
        text().prop_map(M::Lacks),
        charset.prop_map(M::Charset),
        any::<i64>().prop_map(M::AtLeast),
        any::<i64>().prop_map(M::AtMost),
        length().prop_map(M::MaxLength),
    )
        .prop_map(|(a, b, c, d, e, f, g, h)| vec![a, b, c, d, e, f, g, h]);
    let several = (one_of_each, vec(0..8_usize, 1..4), any::<bool>()).prop_map(|(all, mut chosen, optional)| {
        chosen.sort_unstable();
        chosen.dedup();
        let wrap = |claim: M| if optional { M::IfPresent(Box::new(claim)) } else { claim };
        chosen.into_iter().rev().map(|index| wrap(all[index].clone())).collect()
    });
    prop_oneof![1 => bare, 4 => several].boxed()
}

fn header() -> impl Strategy<Value = HeaderClaim> {
    prop_oneof![
        Just(HeaderClaim::Present),
        Just(HeaderClaim::Absent),
        any_text().prop_map(HeaderClaim::MediaType),
        any_text().prop_map(HeaderClaim::Contains),
        any_text().prop_map(HeaderClaim::Lacks),
        any_text().prop_map(HeaderClaim::Lists),
        any_text().prop_map(HeaderClaim::Challenge),
    ]
}
