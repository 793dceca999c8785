//! Names of the deviations: what a fault is, and the set of those that a server was started with.

use std::fmt;
use std::str::FromStr;

use super::catalogue;
use super::variant::VariantId;

/// A named deviation of the reference server, as an index into the catalogue. Parse it by name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaultId(pub(super) u16);

/// One entry of the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// The stable, kebab-case name.
    pub id: &'static str,
    /// What the server does wrong, in one sentence.
    pub title: &'static str,
    /// The requirements that it breaks, as `suite/requirement`.
    pub requirements: &'static [&'static str],
    /// Where the broken rule is written.
    pub source: &'static str,
}

/// The name is not in the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no fault of the reference server is named `{name}`")]
pub struct UnknownFault {
    /// The name that was looked for.
    pub name: String,
}

/// Every fault, in the order of the catalogue.
pub fn faults() -> &'static [Fault] {
    catalogue::FAULTS
}

impl FaultId {
    /// Every fault, in the order of the catalogue.
    pub fn all() -> impl Iterator<Item = Self> {
        (0u16..).take(faults().len()).map(Self)
    }

    /// The entry of the catalogue.
    pub fn fault(self) -> &'static Fault {
        // Invariant: ids are made by the catalogue and by `all` and `from_str` alone, all of them below its length.
        &faults()[usize::from(self.0)]
    }
}

impl FromStr for FaultId {
    type Err = UnknownFault;

    fn from_str(name: &str) -> Result<Self, UnknownFault> {
        Self::all().find(|id| id.fault().id == name).ok_or_else(|| UnknownFault { name: name.to_owned() })
    }
}

impl fmt::Display for FaultId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.fault().id)
    }
}

impl fmt::Debug for FaultId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "FaultId({self})")
    }
}

/// How one server differs from the usual one: its faults, and its variants, which break no rule.
#[derive(Clone, Debug, Default)]
pub(super) struct FaultSet {
    faults: Vec<FaultId>,
    variants: Vec<VariantId>,
}

impl FaultSet {
    pub(super) fn new(faults: &[FaultId], variants: &[VariantId]) -> Self {
        Self { faults: faults.to_vec(), variants: variants.to_vec() }
    }

    pub(super) fn has(&self, fault: FaultId) -> bool {
        self.faults.contains(&fault)
    }

    /// Whether one of several faults is on that are judged alike at some place.
    pub(super) fn has_any(&self, faults: &[FaultId]) -> bool {
        faults.iter().any(|&fault| self.has(fault))
    }

    /// Whether the server differs in this legal way.
    pub(super) fn varies(&self, variant: VariantId) -> bool {
        self.variants.contains(&variant)
    }

    /// The same server with these of its faults alone: what is left where the others have no say.
    pub(super) fn only(&self, faults: &[FaultId]) -> Self {
        let kept = self.faults.iter().copied().filter(|fault| faults.contains(fault)).collect();
        Self { faults: kept, variants: self.variants.clone() }
    }
}
