//! The legal differences of the reference server, as they are shown.

use std::fmt::Write as _;

use serde::Serialize;

use crate::cli::CliError;
use crate::examination::near;
use crate::reference;
use crate::report::human::Palette;
use crate::report::text::{padded, printable};

/// A variant of the reference server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VariantInfo {
    /// `no-rotation`.
    pub id: String,
    /// What it does differently, one sentence.
    pub title: String,
    /// The clause that allows it.
    pub clause: String,
    /// Suites whose own document forbids it.
    pub forbidden_by: Vec<String>,
}

/// Every variant, in catalogue order.
pub fn all() -> Vec<VariantInfo> {
    let info = |variant: &reference::Variant| VariantInfo {
        id: variant.id.to_owned(),
        title: variant.title.to_owned(),
        clause: variant.clause.to_owned(),
        forbidden_by: variant.forbidden_by.iter().map(|&suite| suite.to_owned()).collect(),
    };
    reference::variants().iter().map(info).collect()
}

/// The variants of these names; the first that does not exist is an error.
pub fn named(names: &[String]) -> Result<Vec<reference::VariantId>, CliError> {
    let parse = |name: &String| {
        name.parse().map_err(|_| {
            let near = near(name, reference::variants().iter().map(|variant| variant.id), 3);
            CliError::Unknown { kind: "variant", id: name.clone(), near: near.into_iter().map(str::to_owned).collect() }
        })
    };
    names.iter().map(parse).collect()
}

/// One line per variant: id, what it does differently, what allows it.
pub fn render(variants: &[VariantInfo], palette: Palette) -> String {
    let widest = variants.iter().map(|variant| variant.id.chars().count()).max().unwrap_or(0);
    let mut out = String::new();
    for variant in variants {
        let id = palette.paint(palette.strong, &padded(&printable(&variant.id), widest));
        let clause = palette.paint(palette.faint, &format!("({})", printable(&variant.clause)));
        let _ = writeln!(out, "{id}  {} {clause}", printable(&variant.title));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_variant_is_named_with_its_neighbours() {
        assert_eq!(named(&["es256".to_owned()]).unwrap().len(), 1);
        let message = named(&["es265".to_owned()]).unwrap_err().message();
        assert!(message.contains("no variant is called `es265`") && message.contains("es256"), "{message}");
    }

    #[test]
    fn every_variant_has_a_line_with_its_clause() {
        let text = render(&all(), Palette::default());
        assert_eq!(text.lines().count(), reference::variants().len());
        assert!(text.lines().all(|line| line.contains(" (") && line.ends_with(')')));
    }
}
