//! Where a case is written, for the formats that want a file and a line.
//!
//! Built-in suites are in the repository of this project, at `suites/ID/`; the suite of a folder is where it was read from.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::record::RunRecord;
use crate::record::model::CaseRecord;
use crate::report::findings::suite_of;

/// What a part of a path may have unescaped in a URI.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A file and a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The names that lead to the file, the last its own.
    parts: Vec<String>,
    root: Root,
    /// From 1.
    pub(super) line: usize,
}

/// Where the way to a file begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Root {
    /// The repository of this project.
    Project,
    /// The folder in which the run was started: a suite of the user's.
    Here,
    /// The root of the file system.
    System,
}

impl Place {
    /// Where a case is written. Records that do not say so know the suite alone.
    pub(super) fn of(record: &RunRecord, case: &CaseRecord) -> Self {
        let suite = suite_of(&case.id);
        let known = record.suites.iter().find(|known| known.id == suite);
        let (root, mut parts) = match known.and_then(|suite| suite.folder.as_deref()) {
            Some(folder) if is_absolute(folder) => (Root::System, parts(folder)),
            Some(folder) => (Root::Here, parts(folder)),
            None => (Root::Project, vec!["suites".to_owned(), suite.to_owned()]),
        };
        let (file, line) = case.origin.as_ref().map_or(("suite.toml", 1), |origin| (origin.file.as_str(), origin.line));
        parts.push(file.to_owned());
        Self { parts, root, line: line.max(1) }
    }

    /// Whether the way begins at the root of the file system.
    pub(super) fn is_absolute(&self) -> bool {
        self.root == Root::System
    }

    /// `suites/pkce/verifier.toml`, `file:///home/alice/suite/suite.toml`.
    pub(super) fn uri(&self) -> String {
        let escaped: Vec<String> = self.parts.iter().map(|part| utf8_percent_encode(part, ESCAPED).to_string()).collect();
        let path = escaped.join("/");
        if self.is_absolute() { format!("file:///{path}") } else { path }
    }

    /// The path, where the file is the user's own and is found from where the run was started.
    pub(super) fn path_here(&self) -> Option<String> {
        (self.root == Root::Here).then(|| self.parts.join("/"))
    }
}

fn is_absolute(folder: &str) -> bool {
    folder.starts_with(['/', '\\']) || folder.get(1..).is_some_and(|rest| rest.starts_with(':'))
}

/// The names of a path, whichever system wrote it.
fn parts(folder: &str) -> Vec<String> {
    folder.split(['/', '\\']).filter(|part| !matches!(*part, "" | ".")).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Verdict;
    use crate::record::model::OriginRecord;
    use crate::report::sample;

    fn place(folder: Option<&str>, origin: Option<(&str, usize)>) -> Place {
        let mut record = sample::record();
        record.suites[0].folder = folder.map(str::to_owned);
        let origin = origin.map(|(file, line)| OriginRecord { file: file.to_owned(), line });
        Place::of(&record, &CaseRecord { origin, ..sample::case("rule/one", "rule", Verdict::Fail) })
    }

    #[test]
    fn a_built_in_suite_is_in_the_repository_of_this_project() {
        let known = place(None, Some(("scope.toml", 7)));
        assert_eq!((known.uri().as_str(), known.line), ("suites/create-tokens/scope.toml", 7));
        assert_eq!(known.path_here(), None);
        let old = place(None, None);
        assert_eq!((old.uri().as_str(), old.line), ("suites/create-tokens/suite.toml", 1));
    }

    #[test]
    fn the_suite_of_a_folder_is_where_it_was_read_from() {
        let own = place(Some("./our rules/acme"), Some(("suite.toml", 0)));
        assert_eq!((own.uri().as_str(), own.line), ("our%20rules/acme/suite.toml", 1));
        assert_eq!(own.path_here().as_deref(), Some("our rules/acme/suite.toml"));
        let windows = place(Some("rules\\acme"), None);
        assert_eq!(windows.uri(), "rules/acme/suite.toml");
    }

    #[test]
    fn a_whole_path_is_a_file_and_nothing_of_the_repository() {
        assert_eq!(place(Some("/srv/acme"), None).uri(), "file:///srv/acme/suite.toml");
        assert_eq!(place(Some("/srv/acme"), None).path_here(), None);
        assert_eq!(place(Some("C:\\acme"), None).uri(), "file:///C%3A/acme/suite.toml");
    }
}
