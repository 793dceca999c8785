//! Names of the legal differences: what a variant is. The set that a server was started with is in
//! [`FaultSet`](super::fault::FaultSet), beside the faults.

use std::fmt;
use std::str::FromStr;

use super::variant_catalogue::VARIANTS;

/// A named legal difference of the reference server, as an index into the catalogue. Parse it by name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VariantId(pub(super) u16);

/// One entry of the catalogue: something that servers do differently, and may.
#[derive(Clone, Copy, Debug)]
pub struct Variant {
    /// The stable, kebab-case name.
    pub id: &'static str,
    /// What the server does differently, in one sentence.
    pub title: &'static str,
    /// The clause that allows it.
    pub clause: &'static str,
    /// The suites whose own document forbids it (one vendor's page may be narrower than the standards).
    pub forbidden_by: &'static [&'static str],
}

/// The name is not in the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no variant of the reference server is named `{name}`")]
pub struct UnknownVariant {
    /// The name that was looked for.
    pub name: String,
}

/// Every variant, in the order of the catalogue.
pub fn variants() -> &'static [Variant] {
    VARIANTS
}

impl VariantId {
    /// Every variant, in the order of the catalogue.
    pub fn all() -> impl Iterator<Item = Self> {
        (0u16..).take(variants().len()).map(Self)
    }

    /// The entry of the catalogue.
    pub fn variant(self) -> &'static Variant {
        // Invariant: ids are made by the catalogue and by `all` and `from_str` alone, all of them below its length.
        &variants()[usize::from(self.0)]
    }
}

impl FromStr for VariantId {
    type Err = UnknownVariant;

    fn from_str(name: &str) -> Result<Self, UnknownVariant> {
        Self::all().find(|id| id.variant().id == name).ok_or_else(|| UnknownVariant { name: name.to_owned() })
    }
}

impl fmt::Display for VariantId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.variant().id)
    }
}

impl fmt::Debug for VariantId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "VariantId({self})")
    }
}
