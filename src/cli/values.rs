//! Values on the command line: durations and reports.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::builder::{PathBufValueParser, TypedValueParser};

use crate::examination::closest;
use crate::protocol::names::ClientRole;

/// What stands for the target's name in the name of a file.
pub const TARGET: &str = "{target}";

/// The name of a file in which the target's name may stand.
pub fn file_of_target() -> impl TypedValueParser<Value = PathBuf> {
    let known = |file: PathBuf| match file.to_str() {
        Some(text) => placeholders(text).map(|()| file),
        None => Ok(file),
    };
    PathBufValueParser::new().try_map(known)
}

/// The name of a folder in which each target has one of its own.
pub fn folder_of_targets() -> impl TypedValueParser<Value = PathBuf> {
    let plain = |folder: PathBuf| match folder.to_str().and_then(placeholder) {
        Some(word) => Err(format!("`{word}` stands for nothing here: each target has a folder of its own in this one")),
        None => Ok(folder),
    };
    PathBufValueParser::new().try_map(plain)
}

/// What a shell or a person left in the name of a file would become a file of that name.
fn placeholders(file: &str) -> Result<(), String> {
    match placeholder(&file.replace(TARGET, "")) {
        Some(word) if closest(word, std::iter::once(TARGET)).is_some() => {
            Err(format!("`{word}` stands for nothing; did you mean `{TARGET}`?"))
        }
        Some(word) => Err(format!("`{word}` stands for nothing; `{TARGET}`, the target's name, is all that can stand there")),
        None => Ok(()),
    }
}

/// The first `{…}` of a path.
fn placeholder(path: &str) -> Option<&str> {
    let start = path.find('{')?;
    let length = path.get(start..)?.find('}')?;
    path.get(start..=start + length)
}

/// A report to be written: `junit=out/junit.xml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Which kind.
    pub kind: ReportKind,
    /// Where.
    pub file: PathBuf,
}

/// The kinds of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportKind {
    /// The run record.
    Json,
    /// JUnit XML.
    Junit,
    /// Markdown.
    Markdown,
    /// A page for a browser.
    Html,
    /// GitHub's workflow commands.
    Annotations,
    /// SARIF 2.1.0.
    Sarif,
    /// TAP version 14.
    Tap,
    /// The Common Test Report Format.
    Ctrf,
    /// Events, one a line, written while a run goes on.
    Ndjson,
}

/// The names of the kinds.
const KINDS: &[(&str, ReportKind)] = &[
    ("html", ReportKind::Html),
    ("json", ReportKind::Json),
    ("junit", ReportKind::Junit),
    ("markdown", ReportKind::Markdown),
    ("annotations", ReportKind::Annotations),
    ("sarif", ReportKind::Sarif),
    ("tap", ReportKind::Tap),
    ("ctrf", ReportKind::Ctrf),
    ("ndjson", ReportKind::Ndjson),
];

impl FromStr for ReportKind {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let names = || KINDS.iter().map(|(known, _)| *known);
        let known = KINDS.iter().find(|(known, _)| *known == name);
        known.map(|(_, kind)| *kind).ok_or_else(|| {
            let hint = closest(name, names()).map(|near| format!(" (did you mean `{near}`?)")).unwrap_or_default();
            format!("no report is called `{name}`; there are {}{hint}", names().collect::<Vec<_>>().join(", "))
        })
    }
}

impl FromStr for Report {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, file) = text.split_once('=').ok_or("a report is KIND=FILE, such as junit=junit.xml")?;
        if file.is_empty() {
            return Err(format!("which file? such as {name}=report"));
        }
        let kind = name.parse()?;
        placeholders(file)?;
        Ok(Self { kind, file: file.into() })
    }
}

impl Report {
    /// Whether it goes to standard output: `-`.
    pub fn is_output(&self) -> bool {
        self.file.as_os_str() == "-"
    }
}

/// `junit=junit.xml`; without a file, to standard output.
pub fn report_to(text: &str) -> Result<Report, String> {
    match text.contains('=') {
        true => text.parse(),
        false => Ok(Report { kind: text.parse()?, file: "-".into() }),
    }
}

/// `confidential=ID`.
pub fn of_role(text: &str) -> Result<(ClientRole, String), String> {
    let (name, value) = text.split_once('=').ok_or("write ROLE=VALUE, such as confidential=my-client")?;
    let role = ClientRole::ALL.into_iter().find(|role| role.name() == name);
    let role = role
        .ok_or_else(|| format!("no role is called `{name}`; there are {}", ClientRole::ALL.map(|role| role.name()).join(", ")))?;
    if value.is_empty() { Err(format!("what of the {role} client? {name}= says nothing")) } else { Ok((role, value.to_owned())) }
}

/// `50ms`, `10s`, `2m`.
pub fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is no duration; write a number and a unit: 50ms, 10s or 2m");
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: f64 = digits.parse().map_err(|_| wrong())?;
    let unit = match text.strip_prefix(digits) {
        Some("ms") => 0.001,
        Some("s") => 1.0,
        Some("m") => 60.0,
        _ => return Err(wrong()),
    };
    Duration::try_from_secs_f64(number * unit).map_err(|_| wrong())
}

/// A [`duration`] that is not zero.
pub fn positive_duration(text: &str) -> Result<Duration, String> {
    match duration(text)? {
        Duration::ZERO => Err("it must be more than nothing: 50ms, 10s or 2m".to_owned()),
        some => Ok(some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        assert_eq!(duration("50ms"), Ok(Duration::from_millis(50)));
        assert_eq!(duration("1.5s"), Ok(Duration::from_millis(1500)));
        assert_eq!(duration("2m"), Ok(Duration::from_secs(120)));
        for wrong in ["", "10", "s", "-1s", "10h", "1e400s", "ms50", "nans", "infs"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
        assert!(duration("0ms").is_ok() && positive_duration("0ms").is_err());
    }

    #[test]
    fn what_stands_for_nothing_is_refused() {
        let refused = |text: &str| text.parse::<Report>().unwrap_err();
        assert_eq!(refused("json=out/{tagret}.json"), "`{tagret}` stands for nothing; did you mean `{target}`?");
        assert_eq!(refused("json={target}-{Target}"), "`{Target}` stands for nothing; did you mean `{target}`?");
        for other in ["json={date}.json", "json=a/{}.json", "json={1,2}"] {
            assert!(refused(other).ends_with("is all that can stand there"), "{other}");
        }
        for known in ["json=out/{target}.json", "json=a}b{c", "json={target}{target}"] {
            assert!(known.parse::<Report>().is_ok(), "{known}");
        }
    }

    #[test]
    fn reports() {
        let report: Report = "junit=a=b.xml".parse().unwrap();
        assert_eq!(report, Report { kind: ReportKind::Junit, file: "a=b.xml".into() });
        assert!("jnuit=x".parse::<Report>().unwrap_err().contains("did you mean `junit`?"));
        assert!("junit=".parse::<Report>().is_err());
        assert!("junit".parse::<Report>().is_err());
        assert!("tap=-".parse::<Report>().unwrap().is_output());
        assert!(report_to("tap").unwrap().is_output() && !report_to("tap=a").unwrap().is_output());
        assert!(report_to("tpa").unwrap_err().ends_with("(did you mean `tap`?)"));
    }
}
