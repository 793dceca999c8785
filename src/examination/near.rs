//! Did you mean: ids that are like what was written.

/// The most similar of some names, if any is similar at all.
pub fn closest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    near(name, known, 1).into_iter().next()
}

/// The most similar names, best first, at most so many.
pub fn near<'a>(name: &str, known: impl Iterator<Item = &'a str>, most: usize) -> Vec<&'a str> {
    let mut scored: Vec<(f64, &str)> =
        known.map(|other| (similarity(name, other), other)).filter(|(score, _)| *score > 0.6).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored.dedup_by(|a, b| a.1 == b.1);
    scored.into_iter().take(most).map(|(_, other)| other).collect()
}

/// How alike a name is to an id, or to the id without its suite.
fn similarity(name: &str, id: &str) -> f64 {
    let whole = strsim::normalized_damerau_levenshtein(name, id);
    let tail = id.split_once('/').map_or(0.0, |(_, tail)| strsim::normalized_damerau_levenshtein(name, tail));
    let inside = if name.chars().count() >= 4 && id.contains(name) { 0.9 } else { 0.0 };
    whole.max(tail).max(inside)
}

/// `; did you mean a, b or c?`
pub(crate) fn did_you_mean(near: &[String]) -> String {
    match near {
        [] => String::new(),
        [one] => format!("\n  did you mean `{one}`?"),
        [first @ .., last] => format!("\n  did you mean `{}` or `{last}`?", first.join("`, `")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_ids_know_the_suite_and_the_tail() {
        let ids = ["create-tokens/scope-superset", "create-tokens/code-single-use"];
        assert_eq!(near("scope-supreset", ids.into_iter(), 3), ["create-tokens/scope-superset"]);
        assert_eq!(near("single", ids.into_iter(), 3), ["create-tokens/code-single-use"]);
        assert!(near("zzz", ids.into_iter(), 3).is_empty());
    }
}
