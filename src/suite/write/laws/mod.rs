//! Laws, for any case that the model can hold: what is written reads the same, or the writer says what stands against it.

mod cases;
mod changes;
mod expectations;
mod texts;

use proptest::collection::vec;
use proptest::prelude::*;

use super::text::bare;
use super::{Unwritable, case, suite};
use crate::protocol::names::Level;
use crate::suite::load_files;
use crate::suite::model::{Base, Case, CaseKind, Requirement, Source, Suite, Value};

/// A suite of these cases, with the requirements that they have.
fn around(cases: Vec<Case>) -> Suite {
    let mut ids: Vec<String> = cases.iter().flat_map(|case| case.requirements.clone()).collect();
    ids.sort();
    ids.dedup();
    let source = Source { document: "D".to_owned(), section: "§1".to_owned() };
    let why = Some("W.".to_owned());
    let requirement = |id| {
        let (source, why) = (source.clone(), why.clone());
        Requirement { id, level: Level::Should, source, text: "R.".to_owned(), why, untestable: None }
    };
    let (id, title, version) = ("found".to_owned(), "Found".to_owned(), "1".to_owned());
    let requirements = ids.into_iter().map(requirement).collect();
    Suite { id, title, version, requirements, parameters: Vec::new(), cases, folder: None }
}

/// Cases, each id once.
fn cases() -> impl Strategy<Value = Vec<Case>> {
    vec(cases::case(), 1..4).prop_map(|mut cases| {
        let mut seen = Vec::new();
        cases.retain(|case| {
            !seen.contains(&case.id) && {
                seen.push(case.id.clone());
                true
            }
        });
        cases
    })
}

/// The same case as variants of one, some of which are alike.
fn variants() -> impl Strategy<Value = Vec<Case>> {
    (cases::case(), cases::case(), vec(any::<bool>(), 1..4)).prop_map(|(one, other, which)| {
        let variant = |(number, one_of_them): (usize, bool)| Case {
            id: format!("found/case/v{number}"),
            ..if one_of_them { one.clone() } else { other.clone() }
        };
        which.into_iter().enumerate().map(variant).collect()
    })
}

/// The request of the first step, with a parameter of this value.
fn with_value(mut case: Case, value: Value) -> Case {
    if let CaseKind::Exchanges(exchange) = &mut case.kind {
        exchange.steps.iter_mut().take(1).for_each(|step| step.change.set = vec![("scope".to_owned(), value.clone())]);
    }
    case
}

proptest! {
    #[test]
    fn what_is_written_reads_the_same(cases in prop_oneof![cases(), variants()]) {
        let meant = around(cases);
        let files = suite(&meant).unwrap_or_else(|error| panic!("{error}\n{meant:#?}"));
        let read = load_files("found", files).unwrap_or_else(|found| panic!("{found}"));
        prop_assert_eq!(bare(read.suite()), bare(&meant));
    }

    #[test]
    fn a_case_reads_the_same_by_itself(one in cases::case()) {
        let text = case(&one).unwrap_or_else(|error| panic!("{error}\n{one:#?}"));
        prop_assert!(text.starts_with("[[case]]\nid = "), "{}", text);
    }

    #[test]
    fn any_value_is_written_or_refused_and_never_another(one in cases::case(), value in texts::any_value()) {
        let one = with_value(one, value);
        match case(&one) {
            Ok(_) => {}
            Err(Unwritable::NoWords { id, field, .. }) => {
                prop_assert_eq!(id, one.id);
                prop_assert!(field.contains("change.set.scope"), "{}", field);
            }
            Err(Unwritable::Refused { found, .. }) => {
                let legal = ["F009", "S007"];
                prop_assert!(found.iter().all(|diagnostic| legal.contains(&diagnostic.code)), "{}", found);
            }
            Err(error @ Unwritable::Differs(_)) => panic!("{error}"),
        }
    }

    #[test]
    fn any_text_without_placeholders_is_a_value(text in texts::any_text()) {
        prop_assume!(!text.contains("${"));
        let of = |text: &str| Value { base: Base::Template(text.to_owned()), operations: Vec::new(), wire: Default::default() };
        let node = super::value::value(&of(&text)).unwrap();
        let table: toml::Table = format!("a = {}", super::notation::value(&node)).parse().unwrap();
        prop_assert_eq!(table["a"].as_str(), Some(text.as_str()));
    }

    #[test]
    fn any_name_is_a_key(name in texts::any_text()) {
        let table: toml::Table = format!("{} = 1", super::notation::key(&name)).parse().unwrap();
        prop_assert_eq!(table.keys().collect::<Vec<_>>(), [&name]);
    }
}
