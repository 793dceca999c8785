//! "Did you mean": the candidate that a word was probably meant to be.

/// The nearest candidate, when one is near enough to be worth a suggestion.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let folded = word.to_ascii_lowercase().replace('_', "-");
    let allowed = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&folded, &candidate.to_ascii_lowercase().replace('_', "-")), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_typing_error_finds_its_word_and_a_stranger_finds_none() {
        assert_eq!(nearest("levle", ["level", "title"]), Some("level"));
        assert_eq!(nearest("requirements", ["requirement", "title"]), Some("requirement"));
        assert_eq!(nearest("required-if", ["required_if"]), Some("required_if"));
        assert_eq!(nearest("banana", ["level", "title"]), None);
    }
}
