//! Looks whether a target is ready to be examined: reachable, clients known, codes to be had. No rule is judged here;
//! what is wrong here is the target file, or what it names.

use super::control::ordinary_given;
use super::ledger::Ledger;
use super::obstacle::{Obstacle, account};
use super::scene::Scene;
use super::subject::Subject;
use crate::authorize::AuthorizeError;
use crate::judge::Observation;
use crate::protocol::names::{ClientRole, Grant};
use crate::record::model::Purpose;
use crate::suite::model::{Change, StateName};
use crate::transport::{Request, TransportError};

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

/// Looks at the token endpoint, then at each client in turn.
pub async fn probe(subject: &Subject) -> Vec<Probe> {
    let mut probes = vec![endpoint(subject).await];
    if probes.iter().any(|probe| probe.state == ProbeState::Unreachable) {
        return probes;
    }
    if subject.target.clients.is_empty() {
        probes.push(Probe::new("clients", ProbeState::Wrong, "the target file has none").help("add a [[client]] table"));
    }
    for client in &subject.target.clients {
        probes.extend(client_probes(subject, client.role).await);
    }
    if subject.target.endpoints.introspection.is_none() {
        let detail = "none known: scopes are seen through the scope member or JWT access tokens alone";
        probes.push(Probe::new("introspection", ProbeState::Note, detail));
    }
    probes
}

/// Any HTTP answer will do: what it says is for the suites to judge.
async fn endpoint(subject: &Subject) -> Probe {
    let mut request = Request::new("POST", subject.token_endpoint.clone())
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Accept", "application/json");
    request.body = b"grant_type=".to_vec();
    let name = "token endpoint";
    match subject.transport.send(request).await.outcome {
        Err(error) => Probe::new(name, ProbeState::Unreachable, error.to_string()).help(reaching(&error)),
        Ok(response) => {
            let seen = Observation::new(response.status, &response.headers, &response.body, &subject.target.errors);
            let detail = format!("{} answers: {}", subject.token_endpoint, seen.words());
            match response.status {
                404 | 301..=308 => Probe::new(name, ProbeState::Wrong, detail)
                    .help("is token_endpoint the right URL, slash at the end included?"),
                _ => Probe::new(name, ProbeState::Good, detail),
            }
        }
    }
}

fn reaching(error: &TransportError) -> &'static str {
    match error {
        TransportError::Connect { .. } => "is the server running, and are host and port right?",
        TransportError::Tls { .. } => "for a private certificate authority, name its file: ca_file in [target]",
        TransportError::Timeout { .. } => "a longer timeout can be set in [limits]",
        _ => "does an HTTP server listen there, and is it http or https?",
    }
}

async fn client_probes(subject: &Subject, role: ClientRole) -> Vec<Probe> {
    let ledger = Ledger::default();
    let given = ordinary_given();
    let grant = if role == ClientRole::Service { Grant::ClientCredentials } else { Grant::AuthorizationCode };
    let mut scene = Scene::new(subject, &ledger, (role, grant), &given, 0);
    let name = format!("client {role}");
    if let Err(obstacle) = scene.prepare(StateName::Main) {
        return vec![from_obstacle(&name, obstacle).help("see docs/target.md for what a client needs")];
    }
    if grant == Grant::AuthorizationCode {
        if !subject.can_authorize() {
            let detail = "no code can be obtained: there is no [authorize] table, or no authorization endpoint is known";
            return vec![Probe::new(name, ProbeState::Note, detail).help("cases with codes and refresh tokens will be skipped")];
        }
        if let Err(probe) = obtain_code(&mut scene, &name).await {
            return vec![probe];
        }
    }
    exchange(&mut scene, role, grant, name).await
}

/// One authorization, told apart by what stopped it.
async fn obtain_code(scene: &mut Scene<'_>, name: &str) -> Result<(), Probe> {
    let (Some(authorizer), Some(state)) = (&scene.subject.authorizer, scene.states.get_mut(&StateName::Main)) else {
        return Ok(());
    };
    match authorizer.authorize(&state.request).await {
        Ok(authorization) => {
            state.material.code = Some(authorization.code);
            if let Some(issued_for) = authorization.issued_for {
                scene.adopt(StateName::Main, issued_for);
            }
            Ok(())
        }
        Err(error @ AuthorizeError::Unobtainable { .. }) => {
            Err(Probe::new(name, ProbeState::Note, error.to_string()).help("cases that need such a code will be skipped"))
        }
        Err(AuthorizeError::Transport(error)) => {
            Err(Probe::new(name, ProbeState::Unreachable, format!("authorization endpoint: {error}")).help(reaching(&error)))
        }
        Err(error @ AuthorizeError::Refused { .. }) => Err(Probe::new(name, ProbeState::Wrong, error.to_string())
            .help("are id, redirect_uris and scopes registered at the server exactly as in the target file?")),
        Err(error @ AuthorizeError::GaveUp { .. }) => {
            let mut probe = Probe::new(name, ProbeState::Wrong, format!("no code could be obtained: {error}"));
            probe.account = account(&error);
            Err(probe.help("see [authorize] in docs/target.md"))
        }
    }
}

async fn exchange(scene: &mut Scene<'_>, role: ClientRole, grant: Grant, name: String) -> Vec<Probe> {
    let sent = match scene.token_request(StateName::Main, grant, &Change::default()) {
        Ok(request) => scene.send_token((StateName::Main, grant), &request, Purpose::Examination).await,
        Err(obstacle) => Err(obstacle),
    };
    let answer = match sent {
        Ok(answer) => answer,
        Err(obstacle) => return vec![from_obstacle(&name, obstacle)],
    };
    if !answer.is_success() {
        let detail = format!("the valid {} request got {}", grant.grant_type(), answer.words());
        return vec![Probe::new(name, ProbeState::Wrong, detail).help(rejected(&answer))];
    }
    let mut probes = vec![Probe::new(&name, ProbeState::Good, format!("{}: {}", grant.grant_type(), answer.words()))];
    if grant == Grant::AuthorizationCode && answer.string("refresh_token").is_none() {
        probes.push(
            Probe::new(name, ProbeState::Note, "no refresh token came with the code exchange: refresh cases will be skipped")
                .help("some servers want a scope for it (refresh_scope = \"offline_access\") and a parameter (parameters = { prompt = \"consent\" }) in [authorize]"),
        );
    } else if role != ClientRole::Service && scene.subject.ordinary_scopes(role).len() < 2 {
        let detail = "fewer than two scopes beside openid: cases about subsets will be skipped";
        probes.push(Probe::new(name, ProbeState::Note, detail).help("add scopes to the client, if it may ask for more"));
    }
    probes
}

fn rejected(answer: &Observation) -> &'static str {
    match answer.error.as_deref() {
        Some("invalid_client") => {
            "are id and secret right, and does the client authenticate with client_secret_basic (or, if public, not at all)?"
        }
        Some("unauthorized_client") => "is the client registered for this grant?",
        Some("invalid_scope") => "are the client's scopes in the target file those it is registered for?",
        Some("invalid_grant") => {
            "the code was refused: is the redirect URI the registered one, and is token_endpoint that of the same server?"
        }
        _ if answer.status == 404 => "is token_endpoint the right URL?",
        _ => "the ordinary request fails, so nothing could be concluded from a run",
    }
}

fn from_obstacle(name: &str, obstacle: Obstacle) -> Probe {
    match obstacle {
        Obstacle::NotApplicable(why) | Obstacle::Kept(why) => Probe::new(name, ProbeState::Wrong, why),
        Obstacle::Unknown(why) => Probe::new(name, ProbeState::Unreachable, why),
    }
}
