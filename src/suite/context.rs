//! What the readers of cases look up: requirements, bounds, names bound by earlier steps.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use super::requirement::Declared;
use crate::diagnostics::{Item, Kind, codes};

/// One bound of a parameter's length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    /// Neither suite nor target has one.
    Undeclared,
    /// The target lifts it.
    Lifted,
    /// So many characters.
    At(usize),
}

/// The bounds of a parameter at a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    pub min: Bound,
    pub max: Bound,
}

/// What cases are read against.
#[derive(Debug)]
pub(super) struct Context<'a> {
    /// The suite's id.
    pub suite: &'a str,
    /// By id.
    pub requirements: BTreeMap<&'a str, Declared<'a>>,
    /// By parameter.
    pub bounds: BTreeMap<String, Bounds>,
    /// Whether a lifted bound was asked for since this was last cleared: then the case is dropped.
    pub lifted: Cell<bool>,
    /// Names bound by the steps read so far of the case at hand.
    pub bound_names: RefCell<Vec<String>>,
}

/// The words for relative lengths.
const RELATIVE: [(&str, (bool, isize)); 6] = [
    ("min", (false, 0)),
    ("max", (true, 0)),
    ("max-1", (true, -1)),
    ("max+1", (true, 1)),
    ("min-1", (false, -1)),
    ("min+1", (false, 1)),
];

impl Context<'_> {
    /// A length: a number, or a word relative to the bounds of a parameter.
    pub fn size(&self, item: &Item<'_>, parameter: Option<&str>) -> Option<usize> {
        match &item.node.kind {
            Kind::Integer(_) => item.count(),
            Kind::String(_) => {
                let (is_max, offset) = item.word("relative length", &RELATIVE)?;
                self.relative(item, parameter, (is_max, offset))
            }
            _ => {
                item.wrong_type("a number, or \"min\", \"max\", \"max-1\", \"max+1\", \"min-1\"");
                None
            }
        }
    }

    fn relative(&self, item: &Item<'_>, parameter: Option<&str>, (is_max, offset): (bool, isize)) -> Option<usize> {
        let bounds = parameter.and_then(|name| self.bounds.get(name));
        let bound = bounds.map_or(Bound::Undeclared, |bounds| if is_max { bounds.max } else { bounds.min });
        match bound {
            Bound::At(number) => Some(number.checked_add_signed(offset).unwrap_or_else(|| self.lift())),
            Bound::Lifted => Some(self.lift()),
            Bound::Undeclared => {
                let which = if is_max { "max" } else { "min" };
                let whose = parameter.map_or("this value".to_owned(), |name| format!("`{name}`"));
                item.report(
                    item.error(codes::NO_BOUND, format!("{whose} has no declared {which}"))
                        .label(format!("refers to a {which} that is not there"))
                        .help(format!("write a number, or declare `length = {{ {which} = … }}` for the parameter")),
                );
                None
            }
        }
    }

    /// Marks the case as one to be dropped; the number stands in.
    fn lift(&self) -> usize {
        self.lifted.set(true);
        1
    }

    /// Several words from a list or one.
    pub fn words<T: Clone>(item: &Item<'_>, what: &str, words: &[(&str, T)]) -> Vec<T> {
        item.one_or_more().iter().filter_map(|item| item.word(what, words)).collect()
    }
}
