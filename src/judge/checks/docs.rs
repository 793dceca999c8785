//! docs/suites.md lists the checks; this holds the list against the table.

use super::CHECKS;

const TEXT: &str = include_str!("../../../docs/suites.md");

/// The first cells of the rows of the table under the heading `Checks`.
fn documented() -> Vec<&'static str> {
    let section = TEXT.split("\n### Checks\n").nth(1).unwrap_or_default();
    let section = section.split("\n### ").next().unwrap_or_default();
    let cells = section.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    cells.collect()
}

#[test]
fn the_documented_checks_are_those_of_the_table_in_its_order() {
    let names: Vec<&str> = CHECKS.iter().map(|check| check.name).collect();
    assert_eq!(documented(), names, "the table under `### Checks` in docs/suites.md");
}
