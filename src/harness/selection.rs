//! Which cases the arguments of a test run mean, and which have to be examined for them.

use std::collections::HashSet;

use libtest_mimic::{Arguments, Trial};

use crate::suite::model::{Case, CaseKind};

/// What is asked for, and what is examined for it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Selection {
    /// Ids of the cases that the arguments mean.
    pub meant: HashSet<String>,
    /// Whether cases beside them are examined too: what looks at the answers to others needs them.
    pub all: bool,
}

/// The cases that are meant, whether or not they are ignored.
pub(super) fn selection<'a>(arguments: &Arguments, cases: impl Iterator<Item = &'a Case>) -> Selection {
    let whatever = Arguments { ignored: false, ..arguments.clone() };
    let is_meant = |id: &str| !whatever.is_filtered_out(&Trial::test(id, || Ok(())));
    let mut meant = HashSet::new();
    let mut looks_on = false;
    for case in cases.filter(|case| is_meant(&case.id)) {
        looks_on |= !matches!(case.kind, CaseKind::Exchanges(_));
        meant.insert(case.id.clone());
    }
    Selection { meant, all: looks_on }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite;

    fn of(words: &[&str]) -> (usize, bool) {
        let suite = suite::load_embedded("oauth2").unwrap().resolve(&[]).unwrap();
        let words = ["test"].iter().chain(words);
        let Selection { meant, all } = selection(&Arguments::from_iter(words), suite.cases.iter());
        (meant.len(), all)
    }

    #[test]
    fn filters_mean_what_libtest_makes_of_them() {
        let suite = suite::load_embedded("oauth2").unwrap().resolve(&[]).unwrap();
        let sending = suite.cases.iter().find(|case| matches!(case.kind, CaseKind::Exchanges(_))).unwrap();
        let looking = suite.cases.iter().find(|case| matches!(case.kind, CaseKind::Observe(_))).unwrap();
        assert_eq!(of(&["--exact", &sending.id]), (1, false));
        assert_eq!(of(&["--exact", "--ignored", &sending.id]), (1, false));
        assert_eq!(of(&["--exact", &looking.id]), (1, true));
        assert_eq!(of(&["no-such-case"]), (0, false));
        assert_eq!(of(&[]), (suite.cases.len(), true));
        assert_eq!(of(&["--skip", "oauth2/"]), (0, false));
    }
}
