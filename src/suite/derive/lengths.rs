//! `bounds` (unknown values of certain lengths) and `own_length` (values minted with certain lengths).

use super::family::{Family, Variant};
use crate::diagnostics::{Item, Kind, codes};
use crate::judge::expectation::{Expectation, Outcome};
use crate::protocol::names::{ClientRole, Grant};
use crate::suite::expect::plain;
use crate::suite::model::{
    Alphabet, Base, Case, Change, Given, ParameterKind, RedirectUriSpec, Send, StateName, Step, Value, WhenRefused,
};
use crate::suite::value::ALPHABETS;

/// The shortest URI that can be told apart from others of its length: `https://` and some letters.
const SHORTEST_URI: usize = 12;

/// Unknown values of 1, max-1, max and max+1 characters, and far beyond.
pub(super) fn bounds<'a>(family: &Family<'a, '_>, out: &mut Vec<(Case, Item<'a>)>) -> Option<()> {
    let alphabet = match family.fields.get("alphabet") {
        Some(item) => item.word("alphabet", &ALPHABETS)?,
        None if family.rule.kind == ParameterKind::Uri => Alphabet::Uri,
        None => Alphabet::Unreserved,
    };
    let expect = family.expect.clone()?;
    let far = far(family)?;
    let pairs = family.sent()?;
    let step = |length: usize| family.step(unknown(family, length, alphabet), expect.clone());
    let title = |length: usize| format!("is an unknown value of {length} characters");
    let max = family.rule.max;
    if max.is_none_or(|max| max > 1) {
        family.add(Variant::new(Some("1"), title(1), step(1)), &pairs, out);
    }
    if let Some(max) = max {
        if max > 2 {
            family.add(Variant::new(Some("below-max"), title(max - 1), step(max - 1)), &pairs, out);
        }
        family.add(Variant::new(Some("max"), title(max), step(max)), &pairs, out);
        let mut above = Variant::new(Some("above-max"), format!("{}, one too many", title(max + 1)), step(max));
        above.steps.push(fresh(step(max + 1), &pairs));
        above.contrast = Some((0, 1));
        family.add(above, &pairs, out);
    }
    for length in far.into_iter().filter(|length| max.is_none_or(|max| *length > max + 1)) {
        family.add(Variant::new(Some(&format!("far-{length}")), title(length), step(length)), &pairs, out);
    }
    Some(())
}

/// The second request of a pair: with a code of its own, for a server may burn a code on any failed attempt.
fn fresh(mut step: Step, pairs: &[(ClientRole, Grant)]) -> Step {
    if pairs.iter().all(|(_, grant)| *grant != Grant::ClientCredentials) {
        step.send = Send::Token { state: StateName::Spare, grant: None };
    }
    step
}

fn far(family: &Family<'_, '_>) -> Option<Vec<usize>> {
    match family.fields.get("far") {
        Some(item) => item.one_or_more().iter().map(Item::count).collect(),
        None => Some(Vec::new()),
    }
}

fn unknown(family: &Family<'_, '_>, length: usize, alphabet: Alphabet) -> Change {
    let alphabet = if alphabet == Alphabet::Uri && length < SHORTEST_URI { Alphabet::Unreserved } else { alphabet };
    let value = Value::of(Base::Random { length, alphabet });
    Change { set: vec![(family.rule.name.clone(), value)], ..Change::default() }
}

/// Registered redirect URIs, or code verifiers, of exactly these lengths.
pub(super) fn own_length<'a>(family: &Family<'a, '_>, out: &mut Vec<(Case, Item<'a>)>) -> Option<()> {
    let name = family.rule.name.as_str();
    if !["redirect_uri", "code_verifier"].contains(&name) {
        let item = family.fields.item;
        let diagnostic = item.error(codes::OWN_LENGTH, format!("`own_length` of `{name}`"));
        item.report(
            diagnostic.label("known for redirect_uri and code_verifier alone").help("the other values are made by the server"),
        );
        return None;
    }
    let beyond = match family.fields.get("beyond_expect") {
        Some(item) => family.context.expect(&item, Outcome::Tokens)?,
        None => plain(Outcome::Refused),
    };
    minted(family, ("lengths", WhenRefused::Skip), &family.expect_or(Outcome::Tokens), out)?;
    minted(family, ("beyond", WhenRefused::Pass), &beyond, out)
}

fn minted<'a>(
    family: &Family<'a, '_>,
    (key, refused): (&str, WhenRefused),
    expect: &Expectation,
    out: &mut Vec<(Case, Item<'a>)>,
) -> Option<()> {
    let Some(item) = family.fields.get(key) else { return Some(()) };
    let code = family.sent()?.into_iter().filter(|(_, grant)| *grant == Grant::AuthorizationCode).collect();
    let pairs = family.pairs(code)?;
    for item in item.one_or_more() {
        let length = family.context.size(&item, Some(&family.rule.name))?;
        let mut given: Given = family.given.clone();
        if refused == WhenRefused::Pass {
            given.authorization.refused = refused;
        }
        if family.rule.name == "redirect_uri" {
            given.authorization.redirect_uri = RedirectUriSpec::Length(length);
        } else {
            given.authorization.verifier = Value::of(Base::Random { length, alphabet: Alphabet::Unreserved });
        }
        let step: Step = family.step(Change::default(), expect.clone());
        let variant =
            Variant { given: Some(given), ..Variant::new(Some(&id(&item, length)), format!("of {length} characters"), step) };
        family.add(variant, &pairs, out);
    }
    Some(())
}

/// Ids name the bound, not its number, so that they stay the same when a target overrides it.
fn id(item: &Item<'_>, length: usize) -> String {
    match &item.node.kind {
        Kind::String(text) => match text.split_once(['-', '+']) {
            Some((bound, _)) if text.contains('-') => format!("below-{bound}"),
            Some((bound, _)) => format!("above-{bound}"),
            None => text.clone(),
        },
        _ => length.to_string(),
    }
}
