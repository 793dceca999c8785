//! Looks whether a target is ready to be examined: reachable, clients known, codes to be had. No rule is judged here;
//! what is wrong here is the target file, or what it names.

mod clients;
mod metadata;
mod network;
mod sessions;
mod tls;

use super::execute::remember_configured;
use super::ledger::Ledger;
use super::redact::Redactor;
use super::subject::Subject;
use crate::transport::TransportError;

/// How a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProbeState {
    /// As it should be.
    Good,
    /// Works, but worth knowing.
    Note,
    /// The target file, or what it names, is wrong.
    Wrong,
    /// Cannot be reached.
    Unreachable,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Probe {
    /// `token endpoint`, `client confidential`.
    pub name: String,
    /// How it is.
    pub state: ProbeState,
    /// What was seen.
    pub detail: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The pages on the way to a code that was not reached, one line each.
    pub account: Vec<String>,
}

impl Probe {
    fn new(name: impl Into<String>, state: ProbeState, detail: impl Into<String>) -> Self {
        Self { name: name.into(), state, detail: detail.into(), help: None, account: Vec::new() }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// What to do about a target that cannot be reached for this reason.
pub fn cure(error: &TransportError) -> &'static str {
    network::reaching(error)
}

/// Looks at the token endpoint, then at each client in turn.
pub async fn probe(subject: &Subject) -> Vec<Probe> {
    let ledger = Ledger::default();
    remember_configured(&ledger, subject);
    // What a server says may repeat what it was told.
    let redactor = Redactor::new(ledger.secrets(), ledger.salt());
    let mut probes = look(subject).await;
    for probe in &mut probes {
        probe.detail = redactor.text(&probe.detail);
        probe.account.iter_mut().for_each(|line| *line = redactor.text(line));
    }
    probes
}

async fn look(subject: &Subject) -> Vec<Probe> {
    let mut probes = Vec::new();
    if subject.target.network.insecure {
        let detail = "certificates are not verified: nobody knows who answers";
        probes.push(Probe::new("certificates", ProbeState::Note, detail).help("for a private authority, ca_file in [target]"));
    }
    probes.extend(network::network(subject).await);
    // What follows from a wrong address would hide it; a clock that is off hides nothing.
    let stops =
        |probe: &Probe| probe.state == ProbeState::Unreachable || (probe.state == ProbeState::Wrong && probe.name != "clock");
    if probes.iter().any(stops) {
        return probes;
    }
    probes.extend(metadata::metadata(subject).await);
    if subject.target.clients.is_empty() {
        probes.push(Probe::new("clients", ProbeState::Wrong, "the target file has none").help("add a [[client]] table"));
    }
    for client in &subject.target.clients {
        probes.extend(clients::client(subject, client.role).await);
    }
    if probes.iter().all(|probe| matches!(probe.state, ProbeState::Good | ProbeState::Note)) {
        probes.extend(sessions::sessions(subject).await);
    }
    if subject.target.endpoints.introspection.is_none() {
        let detail = "none known: scopes are seen through the scope member or JWT access tokens alone";
        probes.push(Probe::new("introspection", ProbeState::Note, detail));
    }
    probes
}
