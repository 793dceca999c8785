//! `tokenspec doctor`: is the target ready to be examined? Configuration errors are told apart from conformance errors.

use std::fmt::Write as _;

use serde::Serialize;

use crate::cli::arguments::{Doctor, Format};
use crate::cli::engine::{self, Chosen, Plan};
use crate::cli::progress::{Progress, Show};
use crate::cli::{CliError, invite, output, plan};
use crate::record::Verdict;
use crate::report::human::Palette;
use crate::report::text::{clipped, count, padded, printable};
use crate::runner::{Probe, ProbeState, Slow, probe};

/// What `doctor` says.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Whether a run makes sense.
    pub ready: bool,
    /// What was looked at, in order.
    pub checks: Vec<Probe>,
    /// What would be run and skipped, if that could be planned.
    pub plan: Option<Plan>,
    /// The command that examines this target.
    #[serde(skip)]
    pub next: String,
}

/// Checks and prints.
pub async fn doctor(arguments: &Doctor) -> Result<u8, CliError> {
    let mut loaded = engine::load(&Chosen::of(arguments.target.as_deref())).await?;
    arguments.network.apply(&mut loaded.target)?;
    let scope = plan::scope_for(&arguments.selection, &loaded.target)?;
    let all = engine::suites(&arguments.selection.suite_dir, &loaded.target.parameters)?;
    let suites = plan::select(all, &scope, &arguments.selection, None)?;
    let subject = engine::connect(loaded.target).await?;
    if let Some(authorizer) = subject.authorizer.as_ref().filter(|_| arguments.trace) {
        authorizer.trace();
    }
    let invitations = invite::invite(&subject, Progress::new(Show::Nothing).bar());
    let checks = probe(&subject).await;
    drop(invitations);
    let code = code(&checks);
    let plan = if code == 0 { Some(engine::plan(&subject, &suites, Slow::Skipped).await) } else { None };
    let named = arguments.target.as_ref().map(|target| format!(" {}", target.display())).unwrap_or_default();
    let report = Report { ready: code == 0, checks, plan, next: format!("tokenspec run{named}") };
    match arguments.format {
        Format::Human => output::print(&render(&report, output::palette()))?,
        Format::Json => output::print_json(&report)?,
    }
    if arguments.target.is_none() && loaded.running.is_some() {
        output::remark("note: no target was named and there is no tokenspec.toml here: this was the embedded reference server");
    }
    if let Some(loopback) = invite::loopback(&subject) {
        loopback.finish(if code == 0 { "ready to be examined" } else { "not ready: see the terminal" }).await;
    }
    Ok(code)
}

/// 2 when something is wrong, 3 when something cannot be reached, else 0.
pub fn code(checks: &[Probe]) -> u8 {
    let any = |state| checks.iter().any(|check| check.state == state);
    match (any(ProbeState::Wrong), any(ProbeState::Unreachable)) {
        (true, _) => 2,
        (false, true) => 3,
        (false, false) => 0,
    }
}

/// For people.
pub fn render(report: &Report, palette: Palette) -> String {
    let mut out = String::new();
    let widest = report.checks.iter().map(|check| check.name.chars().count()).max().unwrap_or(0);
    for check in &report.checks {
        let (sign, verdict) = match check.state {
            ProbeState::Good => ("✓", Verdict::Pass),
            ProbeState::Note => ("!", Verdict::Warn),
            ProbeState::Wrong => ("✗", Verdict::Fail),
            ProbeState::Unreachable => ("?", Verdict::Inconclusive),
        };
        let sign = palette.paint(palette.verdict(verdict), sign);
        let _ = writeln!(out, "  {sign} {}  {}", padded(&printable(&check.name), widest), clipped(&check.detail));
        for line in &check.account {
            let _ = writeln!(out, "    {:widest$}  {}", "", clipped(line));
        }
        if let Some(help) = &check.help {
            let _ = writeln!(out, "    {:widest$}  help: {}", "", clipped(help));
        }
    }
    out.push('\n');
    if let Some(plan) = &report.plan {
        skips(&mut out, plan);
    }
    let _ = match report.ready {
        true => writeln!(out, "ready: {}", printable(&report.next)),
        false => writeln!(out, "not ready: see above"),
    };
    out
}

/// The line of the target file, or the flag, that lets cases be examined which are skipped for this reason.
fn unlock(reason: &str) -> Option<String> {
    const KNOWN: [(&str, &str); 15] = [
        ("no introspection endpoint", "introspection_endpoint = \"…\" in [target]"),
        ("no revocation endpoint", "revocation_endpoint = \"…\" in [target]"),
        ("no userinfo endpoint", "userinfo_endpoint = \"…\" in [target]"),
        (
            "partial_consent",
            "partial_consent = { declines = \"SCOPE\" } in [authorize], and SCOPE the client's second beside openid",
        ),
        ("is not the client's second", "name that scope second, openid aside, in the client's scopes"),
        ("raw = true", "raw = true in [target], if no shared proxy or load balancer stands before the server"),
        ("two redirect URIs", "a second URI in the client's redirect_uris, if it is registered"),
        ("for clients with exactly one", "nothing is wrong: the cases that need two are examined with this client instead"),
        ("second redirect URI", "a second URI in the client's redirect_uris, if it is registered"),
        ("two scopes beside openid", "a further scope in the client's scopes, if it may ask for it"),
        ("a scope beside openid", "a further scope in the client's scopes, if it may ask for it"),
        ("the scope openid", "\"openid\" in the client's scopes, if it may ask for it"),
        ("[authorize]", "an [authorize] table, and authorization_endpoint in [target] where no metadata name it"),
        ("--slow", "run --slow"),
        ("at most", "a larger --max-authorizations"),
    ];
    if let Some((_, role)) = reason.split_once("no client with the role ") {
        return Some(format!("a [[client]] table with role = \"{}\"", printable(role)));
    }
    if reason.starts_with("no redirect URI of ") {
        return Some("such a URI in the client's redirect_uris, if it is registered".to_owned());
    }
    KNOWN.iter().find(|(word, _)| reason.contains(word)).map(|(_, line)| (*line).to_owned())
}

/// What would be skipped, by reason.
fn skips(out: &mut String, plan: &Plan) {
    let mut reasons: Vec<(&str, usize)> = Vec::new();
    for reason in plan.cases.iter().filter_map(|case| case.skip.as_deref()) {
        // However long each of them waits: one line for all.
        let reason = if reason.ends_with("examined with --slow alone") {
            "they let time pass: examined with --slow alone"
        } else {
            reason
        };
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, number)) => *number += 1,
            None => reasons.push((reason, 1)),
        }
    }
    let _ = writeln!(
        out,
        "{} would be run with {} and {}",
        count(plan.cases.iter().filter(|case| case.skip.is_none()).count(), "case"),
        plan.authorizations_in_words(),
        count(plan.token_requests, "token request"),
    );
    for note in &plan.notes {
        let _ = writeln!(out, "  ! {}", printable(note));
    }
    for (reason, number) in reasons {
        let _ = writeln!(out, "  – {} skipped: {}", count(number, "case"), printable(reason));
        if let Some(line) = unlock(reason) {
            let _ = writeln!(out, "      to examine them: {line}");
        }
    }
    out.push('\n');
}
