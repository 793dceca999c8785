//! Shell lines that repeat a case up to its deciding step, secrets as environment variables.

use super::scene::Scene;
use super::shown::{Shown, prefix};
use super::shown_network;
use super::step::group_end;
use crate::judge::expectation::Outcome;
use crate::protocol::names::{ClientRole, Grant};
use crate::suite::model::{ExchangeCase, Handshake, Send, StateName, Step, Wait};

/// One command that prints an answer, and what goes before it.
struct Part {
    before: Vec<String>,
    command: String,
    /// Variables that later lines may want: (variable, member of the answer).
    keeps: Vec<(String, String)>,
}

/// The lines for the steps up to the deciding one.
pub(super) fn lines(case: &ExchangeCase, deciding: usize, scene: &Scene<'_>) -> Vec<String> {
    let steps = case.steps.get(..=deciding).unwrap_or_default();
    let mut ready: Vec<(StateName, Grant)> = Vec::new();
    let mut parts = Vec::new();
    let mut at = 0;
    while at < steps.len() {
        let end = group_end(steps, at);
        // `at < end <= len`, see `group_end`.
        let group: Option<Vec<Part>> = steps[at..end].iter().map(|step| part(case, step, scene, &mut ready)).collect();
        let Some(group) = group else { return Vec::new() };
        parts.push(together(group));
        at = end;
    }
    let mut lines = emit(&parts);
    explain_variables(&mut lines);
    lines
}

/// The lines of all parts: an answer is kept where a later line wants something of it.
fn emit(parts: &[Part]) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let later: Vec<&str> =
            parts.iter().skip(index + 1).flat_map(|part| part.before.iter().chain([&part.command])).map(String::as_str).collect();
        let wanted = |variable: &str| later.iter().any(|line| line.contains(&format!("${{{variable}}}")));
        let keeps: Vec<_> = part.keeps.iter().filter(|(variable, _)| wanted(variable)).collect();
        lines.extend(part.before.iter().cloned());
        match keeps.as_slice() {
            [] => lines.push(part.command.replace("curl -sS ", "curl -sSi ")),
            [(variable, member)] if !part.command.contains(" & ") => {
                lines.push(format!("{variable}=$({} | {})", part.command, taking(member)));
            }
            several => {
                lines.push(format!("ANSWER=$({})", part.command));
                lines.extend(
                    several.iter().map(|(variable, member)| format!("{variable}=$(echo \"$ANSWER\" | {})", taking(member))),
                );
            }
        }
    }
    lines
}

/// The end of a pipe that takes a string member out of a JSON answer; of several answers the last that has it.
pub(super) fn taking(member: &str) -> String {
    format!(r#"sed -nE 's/.*"{member}" *: *"([^"]*)".*/\1/p' | tail -n 1"#)
}

/// Steps that are sent at the same time, as far as a shell can.
fn together(mut group: Vec<Part>) -> Part {
    if group.len() == 1 {
        // Of one there is one.
        return group.remove(0);
    }
    let commands: Vec<String> = group.iter().map(|part| format!("{} & ", part.command)).collect();
    Part {
        command: format!("{}wait", commands.concat()),
        before: group.iter().flat_map(|part| part.before.clone()).collect(),
        keeps: group.into_iter().flat_map(|part| part.keeps).collect(),
    }
}

fn part(case: &ExchangeCase, step: &Step, scene: &Scene<'_>, ready: &mut Vec<(StateName, Grant)>) -> Option<Part> {
    let mut before = Vec::new();
    let mut keeps = Vec::new();
    let command = match &step.send {
        Send::Token { state: name, grant } => {
            let state = scene.states.get(name)?;
            let grant = grant.unwrap_or(case.grant);
            let show = Shown::new(scene, *name);
            if state.client != ClientRole::Service && !ready.contains(&(*name, grant)) {
                before = show.set_up(case, grant, *name, ready.iter().any(|(known, _)| known == name));
                ready.push((*name, grant));
            }
            // Its tokens are those of this step: a refresh after it needs no exchange before.
            if grant == Grant::AuthorizationCode && step.change.is_empty() && !ready.contains(&(*name, Grant::RefreshToken)) {
                ready.push((*name, Grant::RefreshToken));
            }
            // A refusal brings none, and must not wipe out those that are there.
            let refused = matches!(step.expect.primary.outcome, Outcome::Error | Outcome::Refused);
            for member in ["access_token", "refresh_token", "id_token"].into_iter().filter(|_| !refused) {
                keeps.push((format!("{}{}", prefix(*name), member.to_uppercase()), member.to_owned()));
            }
            keeps.extend(bound(step));
            show.token_command(*name, grant, &step.change)?
        }
        Send::Handshake(offer) => handshake(scene, *offer)?,
        Send::PlainHttp => plain_http(scene)?,
        _ => Shown::new(scene, StateName::Main).helper_command(step)?,
    };
    if let Some(wait) = step.wait {
        before.push(match wait {
            Wait::Seconds(seconds) => format!("sleep {seconds}"),
            Wait::Expiry { .. } => "# wait until the access token has expired: expires_in seconds".to_owned(),
        });
    }
    let command = match step.copies {
        1 => command,
        copies => format!("for i in $(seq {copies}); do {command} & done; wait"),
    };
    // A line that prepares a command (its body, say) stands on its own before it.
    let mut lines: Vec<String> = command.lines().map(str::to_owned).collect();
    let command = lines.pop()?;
    before.extend(lines);
    Some(Part { before, command, keeps })
}

/// The variables of the names that a step binds.
fn bound(step: &Step) -> Vec<(String, String)> {
    let of_answer = |(name, path): &(String, String)| {
        let member = path.strip_prefix("response.")?;
        Some((bound_variable(name), member.to_owned()))
    };
    step.bind.iter().filter_map(of_answer).collect()
}

/// The variable of a bound name.
pub(super) fn bound_variable(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect()
}

fn handshake(scene: &Scene<'_>, offer: Handshake) -> Option<String> {
    let url = &scene.subject.token_endpoint;
    let flags = match offer {
        Handshake::Tls10 => "-tls1 -cipher DEFAULT:@SECLEVEL=0",
        Handshake::Tls11 => "-tls1_1 -cipher DEFAULT:@SECLEVEL=0",
        Handshake::WeakCiphers => "-tls1_2 -cipher kRSA:eNULL:3DES:@SECLEVEL=0",
        Handshake::Tls13 => "-tls1_3",
    };
    Some(format!("openssl s_client {} {flags} </dev/null", shown_network::openssl(scene.subject, url)))
}

fn plain_http(scene: &Scene<'_>) -> Option<String> {
    let mut url = scene.subject.token_endpoint.clone();
    url.set_scheme("http").ok()?;
    let curl = shown_network::curl_without_keys(scene.subject);
    Some(format!("{curl} \"{url}\" -u made-up:made-up -d grant_type=authorization_code -d code=made-up"))
}

/// What cannot be had from the lines before is said.
fn explain_variables(lines: &mut Vec<String>) {
    let text = lines.join("\n");
    let mut notes = Vec::new();
    if text.contains("_FORM_ENCODED") {
        notes.push("# …_FORM_ENCODED: the secret, form-encoded (RFC 6749 §2.3.1), for curl does not do it".to_owned());
    }
    if text.contains("$CHANGED_CREDENTIALS") {
        notes.push("# CHANGED_CREDENTIALS: base64 of id:secret, changed as said above".to_owned());
    }
    for name in ["CODE_VERIFIER", "CODE", "REFRESH_TOKEN", "CLIENT_SECRET"] {
        let variable = format!("$CHANGED_{name}");
        let used = text.match_indices(&variable).any(|(at, _)| !text[at + variable.len()..].starts_with('_'));
        if used {
            notes.push(format!("# CHANGED_{name}: the value, changed as said above"));
        }
    }
    lines.splice(0..0, notes);
}
