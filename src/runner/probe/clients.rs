//! Each client of the target: does it get codes and tokens at all?

use super::network::reaching;
use super::{Probe, ProbeState};
use crate::authorize::{AuthorizeError, Page};
use crate::judge::Observation;
use crate::protocol::names::{ClientRole, Grant};
use crate::protocol::scope::Scopes;
use crate::record::model::Purpose;
use crate::runner::ledger::Ledger;
use crate::runner::obstacle::{Obstacle, account, line};
use crate::runner::scene::Scene;
use crate::runner::subject::Subject;
use crate::suite::model::{Change, Given, StateName};
use crate::target::model::DriverSettings;

/// A client: its code, its exchange, its refresh, its scope.
pub(super) async fn client(subject: &Subject, role: ClientRole) -> Vec<Probe> {
    let ledger = Ledger::default();
    let given = Given::usual();
    let grant = if role == ClientRole::Service { Grant::ClientCredentials } else { Grant::AuthorizationCode };
    let mut scene = Scene::new(subject, &ledger, (role, grant), &given, 0);
    let name = format!("client {role}");
    let mut walk: Vec<Page> = Vec::new();
    if let Err(obstacle) = scene.prepare(StateName::Main) {
        return vec![from_obstacle(&name, obstacle).help("see docs/target.md for what a client needs")];
    }
    if grant == Grant::AuthorizationCode {
        if let Some(why) = subject.no_codes() {
            return vec![Probe::new(name, ProbeState::Note, why).help("cases with codes and refresh tokens will be skipped")];
        }
        if let Some((codes, refresh_tokens)) = subject.stored(role) {
            let detail = format!(
                "stored: {}, {}; not tried, for each can be used once",
                several(codes, "code"),
                several(refresh_tokens, "refresh token")
            );
            return vec![Probe::new(name, ProbeState::Note, detail)];
        }
        match obtain_code(&mut scene, &name).await {
            Ok(pages) => walk = pages,
            Err(probe) => return vec![probe],
        }
    }
    let mut probes = exchange(&mut scene, role, grant, name).await;
    if let Some(probe) = probes.first_mut() {
        probe.account = walk.iter().map(line).collect();
    }
    probes
}

/// One authorization, told apart by what stopped it.
async fn obtain_code(scene: &mut Scene<'_>, name: &str) -> Result<Vec<Page>, Probe> {
    let (Some(authorizer), Some(state)) = (&scene.subject.authorizer, scene.states.get_mut(&StateName::Main)) else {
        return Ok(Vec::new());
    };
    match authorizer.authorize(&state.request).await {
        Ok(authorization) => {
            state.material.code = Some(authorization.code);
            if let Some(issued_for) = authorization.issued_for {
                scene.adopt(StateName::Main, issued_for);
            }
            Ok(authorization.pages)
        }
        Err(error @ AuthorizeError::Unobtainable { .. }) => {
            Err(Probe::new(name, ProbeState::Note, error.to_string()).help("cases that need such a code will be skipped"))
        }
        Err(AuthorizeError::Transport(error)) => {
            Err(Probe::new(name, ProbeState::Unreachable, format!("authorization endpoint: {error}")).help(reaching(&error)))
        }
        Err(error @ AuthorizeError::Refused { .. }) => {
            let said = error.to_string();
            let help = if is_command(scene.subject) { by_command(&said) } else { unauthorized(&said) };
            Err(Probe::new(name, ProbeState::Wrong, said).help(help))
        }
        Err(error @ AuthorizeError::GaveUp { .. }) => {
            let mut probe = Probe::new(name, ProbeState::Wrong, format!("no code could be obtained: {error}"));
            probe.account = account(&error);
            Err(probe.help(match is_command(scene.subject) {
                true => COMMAND,
                false => "see [authorize] in docs/target.md",
            }))
        }
    }
}

/// `1 code`, `2 codes`.
fn several(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// What a program that obtains codes has to do.
const COMMAND: &str = "it is given {\"url\": the authorization request, …} on standard input; it is to write the URL at which the user agent \
     ended, or the code alone, on standard output and to exit with 0; where there is no code, with another status and the reason \
     on standard error (driver = \"command\" in docs/target.md)";

fn is_command(subject: &Subject) -> bool {
    let driver = subject.target.authorize.as_ref().map(|authorize| &authorize.driver);
    matches!(driver, Some(DriverSettings::Command { .. }))
}

/// What to do where a program brought back an error of the authorization endpoint.
fn by_command(said: &str) -> &'static str {
    match said.contains("access_denied") {
        true => {
            "the URL that the program wrote says that consent was declined: does it press the right button, and does it leave consent \
             alone only where declined_scope names a scope?"
        }
        false => unauthorized(said),
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
    probes.extend(granted(scene, &name, &answer));
    if grant == Grant::AuthorizationCode && answer.string("refresh_token").is_none() {
        probes.push(
            Probe::new(&name, ProbeState::Note, "no refresh token came with the code exchange: refresh cases will be skipped")
                .help("some servers want a scope for it (refresh_scope = \"offline_access\") and a parameter (parameters = { prompt = \"consent\" }) in [authorize]"),
        );
    } else if grant == Grant::AuthorizationCode {
        probes.push(refresh(scene, &name).await);
    }
    if role != ClientRole::Service && scene.subject.ordinary_scopes(role).len() < 2 {
        let detail = "fewer than two scopes beside openid: cases about subsets will be skipped";
        probes.push(Probe::new(name, ProbeState::Note, detail).help("add scopes to the client, if it may ask for more"));
    }
    probes
}

/// The refresh token that came must work once, or every refresh case would rest on nothing.
async fn refresh(scene: &mut Scene<'_>, name: &str) -> Probe {
    let grant = Grant::RefreshToken;
    let sent = match scene.token_request(StateName::Main, grant, &Change::default()) {
        Ok(request) => scene.send_token((StateName::Main, grant), &request, Purpose::Examination).await,
        Err(obstacle) => Err(obstacle),
    };
    match sent {
        Err(obstacle) => from_obstacle(name, obstacle),
        Ok(answer) if answer.is_success() => {
            Probe::new(name, ProbeState::Good, format!("{}: {}", grant.grant_type(), answer.words()))
        }
        Ok(answer) => {
            let detail = format!("the valid {} request got {}", grant.grant_type(), answer.words());
            let help = "the client got a refresh token and may not use it: is it registered for the grant refresh_token?";
            Probe::new(name, ProbeState::Wrong, detail).help(help)
        }
    }
}

/// Whether all that was asked for was granted (RFC 6749 §5.1: the answer says so where it was not).
fn granted(scene: &Scene<'_>, name: &str, answer: &Observation) -> Option<Probe> {
    let asked = scene.states.get(&StateName::Main)?.request.scope.clone()?;
    let refresh = scene.subject.refresh_scope();
    let set = |list: &str| Scopes::parse(list).without(refresh);
    let got = answer.string("scope")?;
    (scene.client != ClientRole::Service && set(got) != set(&asked)).then(|| {
        let detail = format!("asked for \"{asked}\", granted \"{got}\"");
        Probe::new(name, ProbeState::Wrong, detail).help("name in the client's scopes only what it, and the user, may be granted")
    })
}

/// What is wrong with a request that the authorization endpoint refuses, by what it says (RFC 6749 §4.1.2.1, or a page of its own).
fn unauthorized(said: &str) -> &'static str {
    let said = said.to_ascii_lowercase();
    let says = |word: &str| said.contains(word);
    match () {
        () if says("redirect") => {
            "the first of the client's redirect_uris is not registered at the server, character by character (RFC 6749 §3.1.2.3)"
        }
        () if says("scope") => "name in the client's scopes only what it is registered for",
        () if says("unauthorized_client") => "the client is not registered for the grant authorization_code (response type code)",
        () if says("client") => "the server does not know the client: is its id right?",
        () if says("access_denied") => "the user did not consent, or may not: is it the right user?",
        () => "are id, redirect_uris and scopes registered at the server exactly as in the target file?",
    }
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
        Some("unsupported_grant_type") => {
            "the server does not offer this grant: leave out the client's role, or switch the grant on"
        }
        Some("invalid_request") if answer.string("error_description").is_some_and(|text| text.contains("grant type")) => {
            "is the client registered for this grant?"
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
