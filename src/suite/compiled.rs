//! The built-in suites in a form that is read in a fraction of the time: starting must not cost the parsing of all of them.
//!
//! The compiled form is checked in. It counts only if it was made of the very files (and by the very code) that this binary was
//! built from; otherwise the suites are parsed, which takes longer and comes to the same. A test keeps it fresh.

use super::model::Suite;

/// All built-in suites, compiled: the fingerprint, then one value.
static COMPILED: &[u8] = include_bytes!("compiled.bin");
/// Of the files that this binary was built from; see build.rs.
const FINGERPRINT: &str = env!("SUITES_FINGERPRINT");

/// A built-in suite, if the compiled form is fresh.
pub(super) fn suite(id: &str) -> Option<Suite> {
    let rest = COMPILED.strip_prefix(FINGERPRINT.as_bytes())?;
    let (index, suites): (Vec<(String, usize)>, &[u8]) = postcard::take_from_bytes(rest).ok()?;
    let mut start = 0;
    for (known, length) in index {
        if known == id {
            return postcard::from_bytes(suites.get(start..start + length)?).ok();
        }
        start += length;
    }
    None
}

/// The compiled form of these suites.
#[cfg(test)]
fn compile(suites: &[Suite]) -> Vec<u8> {
    let bodies: Vec<Vec<u8>> = suites.iter().map(|suite| postcard::to_allocvec(suite).unwrap()).collect();
    let index: Vec<(String, usize)> = suites.iter().zip(&bodies).map(|(suite, body)| (suite.id.clone(), body.len())).collect();
    [FINGERPRINT.as_bytes(), &postcard::to_allocvec(&index).unwrap(), &bodies.concat()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::embedded::{embedded_ids, parse};

    fn parsed() -> Vec<Suite> {
        embedded_ids().into_iter().map(|id| parse(id).unwrap().suite().clone()).collect()
    }

    #[test]
    fn the_compiled_form_is_fresh_and_reads_as_what_was_written() {
        let suites = parsed();
        let fresh = compile(&suites);
        if std::env::var_os("UPDATE_COMPILED").is_some() {
            std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/suite/compiled.bin"), &fresh).unwrap();
            return;
        }
        assert!(
            COMPILED == fresh,
            "src/suite/compiled.bin is stale (UPDATE_COMPILED=1 cargo test --lib the_compiled_form renews it)"
        );
        for suite in &suites {
            assert_eq!(super::suite(&suite.id).as_ref(), Some(suite));
        }
    }
}
