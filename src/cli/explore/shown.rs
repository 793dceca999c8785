//! An exploration on the screen.

use std::fmt::Write as _;

use super::arguments::ExploreFlags;
use super::save::Saved;
use crate::cli::output;
use crate::explore::{Exploration, Found};
use crate::record::Verdict;
use crate::report::human::{self, Behaviours, Options, Paint, Verbosity, Written};
use crate::report::text::{count, padded, printable, thousands};

/// The whole screen; `named`: the target's name, its token endpoint, and whose rules counted.
pub fn render(explored: &Exploration, flags: &ExploreFlags, named: (&str, &str, &str), end: (Option<&Saved>, u8)) -> String {
    let mut out = String::new();
    let (target, endpoint, rules) = named;
    let version = env!("CARGO_PKG_VERSION");
    let _ = writeln!(out, "tokenspec {version} · explored {} · {} · rules of {rules}", printable(target), printable(endpoint));
    if !flags.quiet {
        overview(&mut out, explored);
    }
    if flags.verbose {
        answers(&mut out, explored);
    }
    let _ = writeln!(out);
    for found in &explored.findings {
        finding(&mut out, explored, found);
    }
    tally(&mut out, explored, end);
    out
}

fn overview(out: &mut String, explored: &Exploration) {
    let _ = writeln!(
        out,
        "{} requests · {} authorizations · {} sessions in {:.1} s · seed {}\n",
        thousands(explored.requests),
        thousands(explored.authorizations),
        thousands(explored.sessions),
        explored.seconds,
        explored.seed
    );
    for phase in &explored.phases {
        let requests = format!("{} requests", thousands(phase.requests));
        let tuples = if phase.number == 2 { combined(explored) } else { String::new() };
        let found = format!("{} found", phase.found);
        let _ = writeln!(
            out,
            "  {} {} {:>16}  {:>9}  {}{tuples}",
            phase.number,
            padded(phase.name, 15),
            requests,
            found,
            phase.ended
        );
    }
    let answers: usize = explored.answers.iter().map(|rule| rule.answers.len()).sum();
    let broken = explored.answers.iter().filter(|rule| rule.rule != "valid").count();
    let _ = writeln!(
        out,
        "\n{broken} of {} rules were broken on purpose, {answers} kinds of answers seen · valid requests were served in {} of {}",
        explored.rules,
        explored.served.len(),
        count(explored.contexts, "context")
    );
    for (reason, times) in explored.unanswered.iter().take(3) {
        let _ = writeln!(
            out,
            "not answered, {}: {}",
            count(usize::try_from(*times).unwrap_or(usize::MAX), "time"),
            printable(reason)
        );
    }
    if explored.served.is_empty() {
        let _ = writeln!(out, "no valid request was served: a refusal says nothing here; `tokenspec doctor` may say why");
    }
}

fn combined(explored: &Exploration) -> String {
    let covered: u64 = explored.combinations.iter().map(|table| table.covered).sum();
    let tuples: u64 = explored.combinations.iter().map(|table| table.tuples).sum();
    let rows: usize = explored.combinations.iter().map(|table| table.rows).sum();
    format!(" · {} of {} combinations in {} rows", thousands(covered), thousands(tuples), thousands(rows as u64))
}

fn answers(out: &mut String, explored: &Exploration) {
    let _ = writeln!(out, "\nrules and the answers to requests that break them");
    let width = explored.answers.iter().map(|rule| rule.rule.chars().count()).max().unwrap_or_default();
    for rule in &explored.answers {
        let seen: Vec<String> =
            rule.answers.iter().map(|(class, times)| format!("{} × {}", thousands(*times), printable(class))).collect();
        let _ = writeln!(out, "  {}  {}", padded(&rule.rule, width), seen.join(", "));
    }
    if !explored.left_out.is_empty() {
        let _ = writeln!(out, "\nleft out, for the target lacks what it takes");
    }
    for (reason, times) in &explored.left_out {
        let _ = writeln!(out, "  {:>6}  {}", thousands(*times), printable(reason));
    }
}

fn finding(out: &mut String, explored: &Exploration, found: &Found) {
    let options = Options {
        verbosity: Verbosity::Normal,
        paint: Paint::Ansi,
        width: output::width(),
        behaviours: Behaviours::Hidden,
        gate: crate::report::gate::Gate::default(),
        written: Written::All,
    };
    let block = explored.record.as_ref().and_then(|record| human::finding(record, &found.case, options));
    match block.filter(|_| found.confirmed == Some(found.verdict)) {
        // Where the case is explained, it is not known: it is in no suite yet.
        Some(block) => {
            out.push_str(&block.lines().filter(|line| !line.starts_with("      more ")).collect::<Vec<_>>().join("\n"))
        }
        None => {
            let word = match found.verdict {
                Verdict::Fail => "FAIL",
                Verdict::Warn => "WARN",
                _ if found.shown.0 == 0 => "FLAKY",
                _ => "INCONCLUSIVE",
            };
            let _ = write!(
                out,
                "{word}  {}\n      {}: {}\n      received   {}",
                printable(&found.case),
                found.what,
                found.reason,
                printable(&found.received)
            );
        }
    }
    let _ = writeln!(out, "\n      rule       {} ({})", printable(&found.requirement), found.what);
    let _ = writeln!(
        out,
        "      found      phase {}, after {} requests; {} disagreed for this cause, for example {}",
        found.phase,
        thousands(found.after),
        thousands(found.count),
        printable(&found.examples.first().cloned().unwrap_or_default())
    );
    let (shown, tries) = found.shown;
    if shown < tries {
        let _ = writeln!(out, "      again      {shown} of {tries} tries showed it again");
    }
    if found.confirmed.is_some_and(|confirmed| confirmed != found.verdict) {
        let word = match found.confirmed {
            Some(Verdict::Pass) => "pass",
            Some(Verdict::Warn) => "warn",
            Some(Verdict::Fail) => "fail",
            Some(Verdict::Skip) => "skipped",
            _ => "inconclusive",
        };
        let _ = writeln!(out, "      as a case  {word}: the ordinary run comes to something else");
    }
    let _ = writeln!(out);
}

fn tally(out: &mut String, explored: &Exploration, (saved, code): (Option<&Saved>, u8)) {
    let of = |verdict: Verdict| explored.findings.iter().filter(|found| found.verdict == verdict).count();
    let (fail, warn, flaky) = (of(Verdict::Fail), of(Verdict::Warn), of(Verdict::Inconclusive));
    let flaky = if flaky == 0 { String::new() } else { format!(", {flaky} that did not show again or cannot be confirmed") };
    if let Some(saved) = saved {
        match saved.cases {
            0 => {
                let _ = writeln!(out, "nothing was written to {}", saved.folder.display());
            }
            cases => {
                let folder = saved.folder.display();
                let _ = writeln!(
                    out,
                    "{} in {folder}: `tokenspec run … --suite-dir {folder} --suite explored`",
                    count(cases, "case")
                );
            }
        }
        for (case, why) in &saved.unwritable {
            let _ = writeln!(out, "{} cannot be written as a case: {}", printable(case), printable(why));
        }
    }
    if explored.untold > 0 {
        let _ = writeln!(
            out,
            "{} more were found and are not told here: mend some, and explore again",
            count(explored.untold, "cause")
        );
    }
    let _ = writeln!(out, "{}: {fail} fail, {warn} warn{flaky} · exit {code}", count(explored.findings.len(), "finding"));
}
