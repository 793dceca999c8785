//! Names of the deviations: what a fault is, and the set of those that a server was started with.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::catalogue;
use super::options::Options;
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

/// Which faults a server asked for while it answered: what a request never asks for cannot change its answer.
///
/// Clones share what they write down.
#[derive(Clone, Debug)]
pub struct Consulted(Arc<[AtomicBool]>);

impl Default for Consulted {
    fn default() -> Self {
        Self(faults().iter().map(|_| AtomicBool::new(false)).collect())
    }
}

impl Consulted {
    fn note(&self, fault: FaultId) {
        // Relaxed: read only after the answers have been received, which orders it.
        self.0[usize::from(fault.0)].store(true, Ordering::Relaxed); // as long as the catalogue
    }

    /// The faults that were asked for since the last call, in the order of the catalogue.
    pub fn take(&self) -> Vec<FaultId> {
        FaultId::all().filter(|fault| self.0[usize::from(fault.0)].swap(false, Ordering::Relaxed)).collect()
    }
}

/// How one server differs from the usual one: its faults, and its variants, which break no rule.
#[derive(Clone, Debug, Default)]
pub(super) struct FaultSet {
    faults: Vec<FaultId>,
    variants: Vec<VariantId>,
    consulted: Option<Consulted>,
}

impl FaultSet {
    /// Those of a server that is started with these options.
    pub(super) fn of(options: &Options) -> Self {
        Self { faults: options.faults.clone(), variants: options.variants.clone(), consulted: options.consulted.clone() }
    }

    pub(super) fn has(&self, fault: FaultId) -> bool {
        if let Some(consulted) = &self.consulted {
            consulted.note(fault);
        }
        self.faults.contains(&fault)
    }

    /// Whether a fault is on, for what changes no answer by itself.
    pub(super) fn was_started_with(&self, fault: FaultId) -> bool {
        self.faults.contains(&fault)
    }

    /// Whether one of several faults is on that are judged alike at some place.
    pub(super) fn has_any(&self, faults: &[FaultId]) -> bool {
        faults.iter().any(|&fault| self.has(fault))
    }

    /// What the server does over HTTP/2: some faults are of that road alone.
    pub(super) fn over_http2(&self) -> Self {
        let mut faults = self.clone();
        for (here, everywhere) in [
            (catalogue::HTTP2_SECRET_NOT_CHECKED, catalogue::SECRET_NOT_CHECKED),
            (catalogue::HTTP2_REPEATED_GRANT_TYPE_ACCEPTED, catalogue::REPEATED_GRANT_TYPE_FIRST_WINS),
            (catalogue::HTTP2_VERIFIER_NOT_REQUIRED, catalogue::VERIFIER_NOT_REQUIRED_CONFIDENTIAL),
        ] {
            if self.has(here) {
                faults.faults.push(everywhere);
            }
        }
        faults
    }

    /// Whether the server differs in this legal way.
    pub(super) fn varies(&self, variant: VariantId) -> bool {
        self.variants.contains(&variant)
    }

    /// The same server with these of its faults alone: what is left where the others have no say.
    pub(super) fn only(&self, faults: &[FaultId]) -> Self {
        let kept = faults.iter().copied().filter(|&fault| self.has(fault)).collect();
        // Of the others it makes no difference who asks for them.
        Self { faults: kept, variants: self.variants.clone(), consulted: None }
    }
}
