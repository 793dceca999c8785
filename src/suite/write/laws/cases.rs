//! Cases, with what they start from and what they send.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

use super::changes::change;
use super::expectations::expectation;
use super::texts::{any_text, id, length, named, prose, text, value};
use crate::protocol::names::{ClientRole, Grant, Level};
use crate::suite::case::CAPABILITIES;
use crate::suite::given::{CHALLENGES, REFUSED};
use crate::suite::model::{
    AuthorizationSpec, Behaviour, Capability, Case, CaseKind, ExchangeCase, Given, HelperCall, HelperCaller, MetadataClaim,
    MetadataRelation, NonceSpec, Origin, RedirectUriSpec, Send, Step, Wait,
};
use crate::suite::step::{DOCUMENTS, HANDSHAKES, STATES};

/// A case that can be written, of the suite `found`.
pub(super) fn case() -> BoxedStrategy<Case> {
    let head = (id(), of(id()), prose(), vec(id(), 1..3), level(), vec(need(), 0..3), of(behaviour()));
    (head, exchanges())
        .prop_map(|((name, variant, title, requirements, level, mut needs, behaviour), exchange)| {
            if exchange.given.authorization.declined.is_some() && !needs.contains(&Capability::PartialConsent) {
                needs.push(Capability::PartialConsent);
            }
            Case {
                id: variant.map_or(format!("found/{name}"), |variant| format!("found/{name}/{variant}")),
                title,
                requirements: requirements.into_iter().map(|id| format!("found/{id}")).collect(),
                level,
                needs,
                origin: Origin { file: "somewhere.toml".to_owned(), line: 7, parameter: None },
                behaviour,
                kind: CaseKind::Exchanges(exchange),
            }
        })
        .boxed()
}

fn level() -> impl Strategy<Value = Level> {
    select(vec![Level::Must, Level::Should, Level::May])
}

fn need() -> impl Strategy<Value = Capability> {
    let relation = prop_oneof![
        any_text().prop_map(MetadataRelation::Has),
        any_text().prop_map(MetadataRelation::Lacks),
        Just(MetadataRelation::Present),
        Just(MetadataRelation::Absent),
    ];
    let says = (any_text(), relation).prop_map(|(member, relation)| Capability::Says(MetadataClaim { member, relation }));
    prop_oneof![select(CAPABILITIES.to_vec()).prop_map(|(_, need)| need), says]
}

fn behaviour() -> impl Strategy<Value = Behaviour> {
    (id(), prose(), of(prose())).prop_map(|(id, question, refused)| Behaviour { id, question, refused })
}

fn exchanges() -> BoxedStrategy<ExchangeCase> {
    let roles = prop_oneof![
        Just((ClientRole::Service, Grant::ClientCredentials)),
        (
            select(vec![ClientRole::Confidential, ClientRole::Other, ClientRole::Public, ClientRole::Special]),
            select(vec![Grant::AuthorizationCode, Grant::RefreshToken])
        ),
    ];
    (roles, given(), vec(step(), 1..4), any::<bool>())
        .prop_map(|((client, grant), mut given, mut steps, contrasts)| {
            if grant != Grant::RefreshToken {
                given.exchange.clear();
            }
            if let Some(first) = steps.first_mut() {
                first.with_previous = false;
            }
            let contrast = (contrasts && steps.len() > 1).then_some((1, 0));
            ExchangeCase { client, grant, given, steps, contrast }
        })
        .boxed()
}

fn given() -> BoxedStrategy<Given> {
    let redirect_uri = prop_oneof![
        2 => Just(RedirectUriSpec::First),
        1 => Just(RedirectUriSpec::Absent),
        1 => length().prop_map(RedirectUriSpec::Length),
        1 => length().prop_map(RedirectUriSpec::WireLongerThan),
    ];
    let nonce = prop_oneof![
        2 => Just(NonceSpec::Usual),
        1 => Just(NonceSpec::Absent),
        2 => value().prop_map(NonceSpec::Value),
        1 => Just(NonceSpec::Value(crate::suite::model::Value::text("absent"))),
    ];
    let code = (text(), redirect_uri, select(CHALLENGES.to_vec()), value());
    let rest = (of(text()), select(REFUSED.to_vec()), nonce, named(text()), of(any_text()), named(value()));
    let other = (code, rest).prop_map(
        |(
            (scope, redirect_uri, (_, challenge), verifier),
            (declined, (_, refused), nonce, parameters, response_type, exchange),
        )| {
            let authorization = AuthorizationSpec {
                scope,
                redirect_uri,
                challenge,
                verifier,
                declined,
                refused,
                nonce,
                parameters,
                response_type,
            };
            Given { authorization, exchange }
        },
    );
    prop_oneof![Just(Given::usual()), other].boxed()
}

fn step() -> BoxedStrategy<Step> {
    let wait = prop_oneof![(1..=3600_u32).prop_map(Wait::Seconds), (1..=3600_u32).prop_map(|at_most| Wait::Expiry { at_most })];
    let place = (of(level()), of(wait), prop_oneof![Just(1), 2..=64_usize], any::<bool>());
    let bind = of(("own_[a-z\"\\\\ ü]{0,3}", "(response|id_token|access_token)\\..{1,5}"));
    let other = (send(), change(), expectation(), place, bind).prop_map(
        |(send, change, expect, (level, wait, copies, with_previous), bind)| {
            let alone = matches!(send, Send::Authorization | Send::PlainHttp | Send::Handshake(_));
            Step {
                send,
                change,
                expect,
                level,
                bind: bind.into_iter().collect(),
                wait,
                copies: if alone { 1 } else { copies },
                with_previous: with_previous && !alone,
            }
        },
    );
    let usual = (change(), expectation()).prop_map(|(change, expect)| Step { change, ..Step::token(expect) });
    prop_oneof![usual, other].boxed()
}

fn send() -> BoxedStrategy<Send> {
    let grant = of(select(&Grant::ALL[..]));
    prop_oneof![
        (select(STATES.to_vec()), grant).prop_map(|((_, state), grant)| Send::Token { state, grant }),
        call().prop_map(Send::Introspect),
        call().prop_map(Send::Revoke),
        text().prop_map(Send::Userinfo),
        select(DOCUMENTS.to_vec()).prop_map(|(_, document)| Send::Metadata(document)),
        select(HANDSHAKES.to_vec()).prop_map(|(_, handshake)| Send::Handshake(handshake)),
        select(vec![Send::Jwks, Send::Authorization, Send::PlainHttp]),
    ]
    .boxed()
}

fn call() -> impl Strategy<Value = HelperCall> {
    let caller = prop_oneof![Just(HelperCaller::Nobody), select(&ClientRole::ALL[..]).prop_map(HelperCaller::Role)];
    (text(), of(caller), of(any_text())).prop_map(|(token, caller, hint)| HelperCall { token, caller, hint })
}
