//! The short form in which a matrix is checked in: one line a fault, `suite/*` and `suite/case/*` for cases that are alike.
//!
//! `create-tokens/*=fail create-tokens/get-refused/*=same create-tokens/get-refused/public-code=warn` reads: of the suite
//! create-tokens all cases fail, except that those of get-refused have the verdict they always have, one of them excepted.

use std::collections::{BTreeMap, HashMap};

use crate::record::Verdict;

/// `same`: the verdict is that at the correct server.
type Value = Option<Verdict>;

/// A line of a matrix: what it is about, and the verdicts that differ, among these cases (in suite order).
pub(super) fn line(about: &str, cases: &[&str], differing: &BTreeMap<&str, Verdict>) -> String {
    let items = write(cases, differing);
    if items.is_empty() { format!("{about}\n") } else { format!("{about} {items}\n") }
}

/// The line without what it is about.
fn write(cases: &[&str], differing: &BTreeMap<&str, Verdict>) -> String {
    let mut items: Vec<String> = Vec::new();
    for suite in groups(cases, suite_of) {
        let value = |case: &str| differing.get(case).copied();
        let of_suite = usual(&suite, &value);
        if of_suite.is_some() {
            items.push(item(&format!("{}/*", suite_of(suite[0])), of_suite)); // no group is empty
        }
        for family in groups(&suite, family_of) {
            let of_family = if family.len() > 1 { usual(&family, &value) } else { of_suite };
            if of_family != of_suite {
                items.push(item(&format!("{}/*", family_of(family[0])), of_family));
            }
            items.extend(family.iter().filter(|case| value(case) != of_family).map(|case| item(case, value(case))));
        }
    }
    items.join(" ")
}

/// The verdicts that a line (without what it is about) gives these cases; those that are the same are left out.
pub(super) fn read<'a>(line: &str, cases: impl IntoIterator<Item = &'a str>) -> Vec<(&'a str, Verdict)> {
    let items: HashMap<&str, Value> =
        line.split(' ').filter_map(|item| item.split_once('=')).map(|(k, v)| (k, named(v))).collect();
    let of = |case: &'a str| {
        let patterns = || [family_of(case), suite_of(case)].into_iter().map(|stem| format!("{stem}/*"));
        let value = items.get(case).or_else(|| patterns().find_map(|pattern| items.get(pattern.as_str())));
        value.copied().flatten().map(|verdict| (case, verdict))
    };
    cases.into_iter().filter_map(of).collect()
}

/// Cases that are alike in this, in the order of the first of each.
fn groups<'a>(cases: &[&'a str], stem: fn(&str) -> &str) -> Vec<Vec<&'a str>> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut groups: Vec<Vec<&str>> = Vec::new();
    for &case in cases {
        let place = *places.entry(stem(case)).or_insert(groups.len());
        if place == groups.len() {
            groups.push(Vec::new());
        }
        groups[place].push(case); // places are numbers of groups
    }
    groups
}

/// The value that most of them have; `same`, when there are several.
fn usual(cases: &[&str], value: &dyn Fn(&str) -> Value) -> Value {
    let mut counts: BTreeMap<Value, usize> = BTreeMap::new();
    cases.iter().for_each(|case| *counts.entry(value(case)).or_default() += 1);
    let most = counts.values().copied().max().unwrap_or(0);
    counts.into_iter().find(|(_, count)| *count == most).and_then(|(value, _)| value)
}

fn suite_of(case: &str) -> &str {
    case.split('/').next().unwrap_or(case)
}

/// `suite/case` of `suite/case/variant`.
fn family_of(case: &str) -> &str {
    case.match_indices('/').nth(1).map_or(case, |(at, _)| &case[..at]) // at a character of one byte
}

const WORDS: [(&str, Verdict); 5] = [
    ("pass", Verdict::Pass),
    ("skip", Verdict::Skip),
    ("inconclusive", Verdict::Inconclusive),
    ("warn", Verdict::Warn),
    ("fail", Verdict::Fail),
];

fn item(pattern: &str, value: Value) -> String {
    let word = value.and_then(|value| WORDS.iter().find(|(_, verdict)| *verdict == value)).map_or("same", |(word, _)| word);
    format!("{pattern}={word}")
}

fn named(word: &str) -> Value {
    WORDS.iter().find(|(known, _)| *known == word).map(|(_, verdict)| *verdict)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CASES: [&str; 7] = ["a/x/1", "a/x/2", "a/x/3", "a/y", "b/z/1", "b/z/2/deep", "b/w"];

    fn verdicts() -> impl Strategy<Value = BTreeMap<&'static str, Verdict>> {
        let verdict = prop::option::of(prop::sample::select(vec![Verdict::Fail, Verdict::Warn, Verdict::Skip]));
        prop::collection::vec(verdict, CASES.len())
            .prop_map(|verdicts| CASES.into_iter().zip(verdicts).filter_map(|(case, verdict)| Some((case, verdict?))).collect())
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(differing in verdicts()) {
            let line = write(&CASES, &differing);
            let read: BTreeMap<&str, Verdict> = read(&line, CASES).into_iter().collect();
            prop_assert_eq!(read, differing);
        }
    }

    #[test]
    fn cases_that_are_alike_are_named_once() {
        let differing = BTreeMap::from([("a/x/1", Verdict::Fail), ("a/x/2", Verdict::Fail), ("b/w", Verdict::Warn)]);
        assert_eq!(write(&CASES, &differing), "a/x/*=fail a/x/3=same b/w=warn");
        let all = CASES.into_iter().filter(|case| *case != "b/w").map(|case| (case, Verdict::Fail)).collect();
        assert_eq!(write(&CASES, &all), "a/*=fail b/*=fail b/w=same");
    }
}
