//! The files of a suite; read again before they are handed out.

use super::case::{Draft, draft};
use super::error::Unwritable;
use super::layout;
use super::notation::lines;
use super::requirement::{parameter, requirement};
use super::tree::Fields;
use crate::protocol::names::Level;
use crate::suite::load::load_files;
use crate::suite::model::{Case, Origin, Requirement, Source, Suite};

const HEAD: &str = "suite.toml";
const PARAMETERS: &str = "parameters.toml";
const CASES: &str = "cases.toml";

/// A suite as its files: (name, text), `suite.toml` with the requirements first. The suite loader reads the very same suite from
/// them, ids and order included; only [`Case::origin`] is another, for the cases stand elsewhere now.
///
/// # Errors
/// The suite says what the format cannot say, or what no suite may say.
pub fn suite(suite: &Suite) -> Result<Vec<(String, String)>, Unwritable> {
    let strictest = |case: &Case| {
        let of = |id: &String| suite.requirements.iter().find(|requirement| requirement.id == *id);
        case.requirements.iter().filter_map(of).map(|requirement| requirement.level).min()
    };
    let files = unread(suite, strictest)?;
    reads_the_same(suite, &files)?;
    Ok(files)
}

/// One case as a `[[case]]` table, in a suite that has its requirements. The level is written out, for the requirements may say another.
///
/// # Errors
/// The case says what the format cannot say, or what no case may say.
pub fn case(case: &Case) -> Result<String, Unwritable> {
    let files = unread(&around(case), |_| None)?;
    reads_the_same(&around(case), &files)?;
    Ok(files.into_iter().find(|(name, _)| name == CASES).map(|(_, text)| text).unwrap_or_default())
}

/// The least suite that this case can stand in.
fn around(case: &Case) -> Suite {
    let mut requirements: Vec<Requirement> = Vec::new();
    for id in &case.requirements {
        if requirements.iter().all(|known| known.id != *id) {
            let source = Source { document: "D".to_owned(), section: "S".to_owned() };
            let (text, level) = ("R.".to_owned(), case.level);
            requirements.push(Requirement { id: id.clone(), level, source, text, why: None, untestable: None });
        }
    }
    let id = case.id.split('/').next().unwrap_or_default().to_owned();
    let (title, version) = ("T".to_owned(), "1".to_owned());
    Suite { id, title, version, requirements, parameters: Vec::new(), cases: vec![case.clone()], folder: None }
}

/// The files, before anybody has read them.
fn unread(suite: &Suite, strictest: impl Fn(&Case) -> Option<Level>) -> Result<Vec<(String, String)>, Unwritable> {
    let mut head = Fields::default();
    head.put("id", &suite.id);
    head.put("title", &suite.title);
    head.put("version", &suite.version);
    let mut blocks = vec![lines(&head)];
    for one in &suite.requirements {
        blocks.push(requirement(one, &suite.id).map_err(|error| error.of(&one.id))?);
    }
    let mut files = vec![(HEAD.to_owned(), blocks.join("\n"))];
    if !suite.parameters.is_empty() {
        let rules: Result<Vec<_>, _> =
            suite.parameters.iter().map(|rule| parameter(rule).map_err(|error| error.of(&rule.name))).collect();
        files.push((PARAMETERS.to_owned(), rules?.join("\n")));
    }
    let drafts: Result<Vec<Draft>, _> =
        suite.cases.iter().map(|case| draft(case, &suite.id, strictest(case)).map_err(|error| error.of(&case.id))).collect();
    files.push((CASES.to_owned(), layout::cases(&drafts?)));
    Ok(files)
}

/// Holds what the loader reads against what was meant.
fn reads_the_same(suite: &Suite, files: &[(String, String)]) -> Result<(), Unwritable> {
    let loaded = load_files(&suite.id, files.to_vec()).map_err(|found| Unwritable::Refused { id: culprit(suite), found })?;
    let (read, meant) = (bare(loaded.suite()), bare(suite));
    if read == meant {
        return Ok(());
    }
    let mut pairs = meant.cases.iter().zip(&read.cases);
    let case = pairs.find(|(meant, read)| meant != read).map(|(meant, _)| meant.id.clone());
    Err(Unwritable::Differs(case.unwrap_or(meant.id)))
}

/// The first case that is refused even by itself; else it is the suite.
fn culprit(suite: &Suite) -> String {
    let refused = |case: &&Case| {
        let alone = around(case);
        unread(&alone, |_| None).is_ok_and(|files| load_files(&alone.id, files).is_err())
    };
    suite.cases.iter().find(refused).map_or(suite.id.clone(), |case| case.id.clone())
}

/// The suite without the places where its cases stand.
pub(super) fn bare(suite: &Suite) -> Suite {
    let mut suite = suite.clone();
    for case in &mut suite.cases {
        case.origin = Origin { file: String::new(), line: 0, parameter: None };
    }
    suite
}
