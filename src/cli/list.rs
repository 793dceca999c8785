//! `tokenspec list`: profiles, suites, requirements, cases, faults, variants.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::cli::arguments::{Format, List};
use crate::cli::engine::{self, FaultInfo};
use crate::cli::profiles::{self, ProfileWords};
use crate::cli::{CliError, explained, output, plan, variants};
use crate::examination;
use crate::profile;
use crate::protocol::names::Level;
use crate::report::human::Palette;
use crate::report::text::{count, padded, printable};
use crate::suite::model::{Requirement, Suite};

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Profiles.
    Profiles,
    /// Suites.
    Suites,
    /// Requirements.
    Requirements,
    /// Cases.
    Cases,
    /// Faults.
    Faults,
    /// Variants.
    Variants,
}

/// Prints the lists that are asked for.
pub fn list(arguments: &List) -> Result<u8, CliError> {
    let kinds = kinds(arguments);
    let all = engine::suites(&arguments.selection.suite_dir, &[])?;
    let profiles = if kinds.contains(&Kind::Profiles) { profiles_of(arguments, &all)? } else { Vec::new() };
    let suites = plan::select(all, &plan::scope(&arguments.selection)?, &arguments.selection, None)?;
    // Who notices them is for machines: people see it at `explain`.
    let known = if arguments.format == Format::Json { engine::noticed_faults(&suites) } else { engine::faults() };
    let faults = concerned(known, &suites);
    let listed = Listed { profiles: &profiles, suites: &suites, faults: &faults };
    match arguments.format {
        Format::Human => output::print(&render(&kinds, &listed, output::palette(), output::width()))?,
        Format::Json => output::print_json(&json(&kinds, &listed))?,
    }
    Ok(0)
}

/// What there is to list.
pub struct Listed<'a> {
    /// In their order.
    pub profiles: &'a [ProfileWords],
    /// In their order.
    pub suites: &'a [Suite],
    /// In catalogue order.
    pub faults: &'a [FaultInfo],
}

/// Every profile, or the one that is named.
fn profiles_of(arguments: &List, suites: &[Suite]) -> Result<Vec<ProfileWords>, CliError> {
    let named = arguments.selection.profile.as_deref();
    let ids = profile::ids().into_iter().filter(|id| named.is_none_or(|named| named == *id));
    ids.map(|id| Ok(profiles::words(&examination::profile(id)?, suites))).collect()
}

/// The kinds that are asked for; without any, requirements for people and everything for machines.
fn kinds(arguments: &List) -> Vec<Kind> {
    let asked = [
        (arguments.profiles, Kind::Profiles),
        (arguments.suites, Kind::Suites),
        (arguments.requirements, Kind::Requirements),
        (arguments.cases, Kind::Cases),
        (arguments.faults, Kind::Faults),
        (arguments.variants, Kind::Variants),
    ];
    let kinds: Vec<Kind> = asked.into_iter().filter(|(asked, _)| *asked).map(|(_, kind)| kind).collect();
    match (kinds.is_empty(), arguments.format) {
        (false, _) => kinds,
        (true, Format::Human) => vec![Kind::Suites, Kind::Requirements],
        (true, Format::Json) => {
            vec![Kind::Profiles, Kind::Suites, Kind::Requirements, Kind::Cases, Kind::Faults, Kind::Variants]
        }
    }
}

/// The faults of the requirements that are listed.
fn concerned(faults: Vec<FaultInfo>, suites: &[Suite]) -> Vec<FaultInfo> {
    let listed = |id: &String| suites.iter().flat_map(|suite| &suite.requirements).any(|requirement| requirement.id == *id);
    faults.into_iter().filter(|fault| fault.requirements.iter().any(listed)).collect()
}

/// For people.
pub fn render(kinds: &[Kind], listed: &Listed<'_>, palette: Palette, width: usize) -> String {
    let suites = listed.suites;
    let lists = kinds.iter().map(|kind| match kind {
        Kind::Profiles => explained::profiles(listed.profiles, palette, width),
        Kind::Suites => suites_list(suites, palette),
        Kind::Requirements => requirements(suites, palette),
        Kind::Cases => cases(suites, palette),
        Kind::Faults => self::faults(listed.faults, palette),
        Kind::Variants => variants::render(&variants::all(), palette),
    });
    lists.collect::<Vec<_>>().join("\n")
}

/// `create-tokens  version 1  95 requirements, 412 cases  Create Tokens reference`.
fn suites_list(suites: &[Suite], palette: Palette) -> String {
    let widest = suites.iter().map(|suite| suite.id.chars().count()).max().unwrap_or(0);
    let mut out = String::new();
    for suite in suites {
        let id = palette.paint(palette.strong, &padded(&printable(&suite.id), widest));
        let untestable = suite.requirements.iter().filter(|requirement| requirement.untestable.is_some()).count();
        let _ = writeln!(
            out,
            "{id}  version {}  {} ({untestable} untestable), {}  {}",
            printable(&suite.version),
            count(suite.requirements.len(), "requirement"),
            count(suite.cases.len(), "case"),
            printable(&suite.title),
        );
    }
    out
}

/// One line per requirement: id, level, number of cases, text.
fn requirements(suites: &[Suite], palette: Palette) -> String {
    let all = || suites.iter().flat_map(|suite| suite.requirements.iter().map(move |requirement| (suite, requirement)));
    let widest = all().map(|(_, requirement)| requirement.id.chars().count()).max().unwrap_or(0);
    let mut out = String::new();
    for (suite, requirement) in all() {
        let id = palette.paint(palette.strong, &padded(&printable(&requirement.id), widest));
        let level = padded(&requirement.level.to_string(), 6);
        let cases = padded(&coverage(suite, requirement), 10);
        let _ = writeln!(out, "{id}  {level}  {cases}  {}", printable(&requirement.text));
    }
    out
}

/// `8 cases` or `untestable`.
fn coverage(suite: &Suite, requirement: &Requirement) -> String {
    match requirement.untestable {
        Some(_) => "untestable".to_owned(),
        None => count(suite.cases.iter().filter(|case| case.requirements.contains(&requirement.id)).count(), "case"),
    }
}

/// One line per case: id, level, title.
fn cases(suites: &[Suite], palette: Palette) -> String {
    let all = || suites.iter().flat_map(|suite| &suite.cases);
    let widest = all().map(|case| case.id.chars().count()).max().unwrap_or(0);
    let mut out = String::new();
    for case in all() {
        let id = palette.paint(palette.strong, &padded(&printable(&case.id), widest));
        let _ = writeln!(out, "{id}  {}  {}", padded(&case.level.to_string(), 6), printable(&case.title));
    }
    out
}

/// One line per fault: id, what it does wrong, what it breaks.
pub fn faults(faults: &[FaultInfo], palette: Palette) -> String {
    let widest = faults.iter().map(|fault| fault.id.chars().count()).max().unwrap_or(0);
    let mut out = String::new();
    for fault in faults {
        let id = palette.paint(palette.strong, &padded(&printable(&fault.id), widest));
        let breaks = palette.paint(palette.faint, &format!("({})", printable(&fault.requirements.join(", "))));
        let _ = writeln!(out, "{id}  {} {breaks}", printable(&fault.title));
    }
    out
}

/// A case as JSON.
#[derive(Serialize)]
struct CaseItem<'a> {
    id: &'a str,
    title: &'a str,
    requirements: &'a [String],
    level: Level,
    file: &'a str,
    line: usize,
}

/// For machines: an object with one array per kind.
pub fn json(kinds: &[Kind], listed: &Listed<'_>) -> Value {
    let suites = listed.suites;
    let mut object = Map::new();
    for kind in kinds {
        let (name, items) = match kind {
            Kind::Profiles => ("profiles", listed.profiles.iter().map(|profile| json!(profile)).collect()),
            Kind::Suites => ("suites", suites.iter().map(suite_item).collect()),
            Kind::Requirements => ("requirements", suites.iter().flat_map(requirement_items).collect()),
            Kind::Cases => ("cases", suites.iter().flat_map(|suite| suite.cases.iter().map(case_item)).collect()),
            Kind::Faults => ("faults", listed.faults.iter().map(|fault| json!(fault)).collect()),
            Kind::Variants => ("variants", variants::all().iter().map(|variant| json!(variant)).collect()),
        };
        object.insert(name.to_owned(), Value::Array(items));
    }
    Value::Object(object)
}

/// A suite as JSON.
fn suite_item(suite: &Suite) -> Value {
    json!({
        "id": suite.id, "title": suite.title, "version": suite.version,
        "requirements": suite.requirements.len(), "cases": suite.cases.len(),
    })
}

/// The requirements of a suite as JSON, each with its cases' ids.
fn requirement_items(suite: &Suite) -> Vec<Value> {
    let cases = |id: &String| {
        suite.cases.iter().filter(|case| case.requirements.contains(id)).map(|case| case.id.as_str()).collect::<Vec<_>>()
    };
    let item = |requirement: &Requirement| {
        json!({
            "id": requirement.id, "level": requirement.level, "source": requirement.source, "text": requirement.text,
            "why": requirement.why, "untestable": requirement.untestable, "cases": cases(&requirement.id),
        })
    };
    suite.requirements.iter().map(item).collect()
}

/// A case as JSON.
fn case_item(case: &crate::suite::model::Case) -> Value {
    let item = CaseItem {
        id: &case.id,
        title: &case.title,
        requirements: &case.requirements,
        level: case.level,
        file: &case.origin.file,
        line: case.origin.line,
    };
    json!(item)
}
