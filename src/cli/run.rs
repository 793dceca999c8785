//! `tokenspec run`: examine a target and say what it breaks.

use crate::cli::arguments::{Format, Run};
use crate::cli::engine::{self, Chosen, Loaded, Manner};
use crate::cli::events::Events;
use crate::cli::progress::{Progress, Show};
use crate::cli::reports::{self, Output};
use crate::cli::snapshots::Snapshots;
use crate::cli::values::ReportKind;
use crate::cli::{CliError, baseline, invite, output, plan, several, snapshots};
use crate::examination::Share;
use crate::record::RunRecord;
use crate::report::gate::{Gate, gate};
use crate::report::human::{self, Behaviours, Options, Paint, Verbosity, Written};
use crate::runner::{Detail, Slow};
use crate::target::model::Limits;

/// The targets that are meant.
pub fn chosen(arguments: &Run) -> Vec<Chosen> {
    match arguments.targets.as_slice() {
        [] => vec![Chosen::of(None)],
        several => several.iter().map(|target| Chosen::of(Some(target))).collect(),
    }
}

/// Examines, reports, and derives the exit code: of several targets, that of the worst.
pub async fn run(arguments: &Run) -> Result<u8, CliError> {
    let screen = reports::standard_output(&arguments.report, arguments.format)?;
    reports::refuse_one_file_for_two(&arguments.report)?;
    let last = arguments.last.as_deref().map(plan::read_record).transpose()?;
    let mut targets = Vec::new();
    for chosen in chosen(arguments) {
        let mut loaded = engine::load(&chosen).await?;
        apply_limits(&mut loaded.target.limits, arguments);
        arguments.network.apply(&mut loaded.target)?;
        targets.push(loaded);
    }
    several::refuse_mixtures(arguments, &targets)?;
    if !arguments.dry_run {
        for loaded in &targets {
            reports::check_writable(&several::reports_of_target(&arguments.report, &loaded.target.name))?;
        }
    }
    let mut examined = Vec::new();
    let mut codes = Vec::new();
    for loaded in targets {
        let embedded = loaded.running.is_some();
        let examination = one(arguments, loaded, (last.as_ref(), screen)).await;
        let (record, code) = match examination {
            // One that cannot be examined does not keep the others from it.
            Err(error) if arguments.targets.len() > 1 => {
                output::remark(&format!("error: {}", error.message()));
                (None, error.code())
            }
            examination => examination?,
        };
        if arguments.targets.is_empty() && embedded {
            output::remark(
                "note: no target was named and there is no tokenspec.toml here: this was the embedded reference server",
            );
        }
        examined.extend(record);
        codes.push(code);
    }
    several::conclude(arguments, &examined, screen)?;
    Ok(several::worst(&codes))
}

/// Examines one target. There is no record of a dry run.
async fn one(
    arguments: &Run,
    loaded: Loaded,
    (last, screen): (Option<&RunRecord>, Output),
) -> Result<(Option<RunRecord>, u8), CliError> {
    let Loaded { target, running } = loaded;
    let scope = plan::scope_for(&arguments.selection, &target)?;
    let all = engine::suites(&arguments.selection.suite_dir, &target.parameters)?;
    let held = baseline::Held::read(&arguments.accepted, &all, &target.name)?;
    let snapshots = snapshots::Held::open(&arguments.snapshots, &target.name)?;
    let reports = several::reports_of_target(&arguments.report, &target.name);
    let mut suites = plan::select(all, &scope, &arguments.selection, last)?;
    let share = arguments.partition.map(|partition| Share::take(partition, &mut suites));
    let subject = engine::connect(target).await?;
    let slow = if arguments.slow { Slow::Examined } else { Slow::Skipped };
    if arguments.dry_run {
        let code = dry_run(arguments, &engine::plan(&subject, &suites, slow).await)?;
        return Ok((None, code));
    }
    let progress = Progress::new(if arguments.quiet { Show::Nothing } else { Show::OnTerminal });
    let invitations = invite::invite(&subject, progress.bar());
    let seed = arguments.seed.unwrap_or_else(rand::random);
    let order = suites.iter().flat_map(|suite| &suite.cases).map(|case| case.id.clone()).collect();
    let opening = crate::runner::opening(&subject, &suites, seed);
    let events = Events::open(&reports, &scope, order, opening)?;
    let manner = Manner { seed, detail: detail(arguments), slow, tell: events.tell() };
    let listener = |event| {
        progress.on(&event);
        events.on(&event);
    };
    let mut record = engine::examine(&subject, &suites, manner, &listener).await;
    drop(progress);
    drop(invitations);
    drop(running);
    scope.score(&mut record);
    record.filters = arguments.selection.filter.clone();
    if let Some(share) = share {
        share.note(&mut record);
    }
    if let Some(held) = held {
        held.apply(&mut record);
    }
    let compared = snapshots.as_ref().map_or(Ok(()), |snapshots| snapshots.apply(&mut record));
    let told = events.finish(&record);
    let afterwards = reports.iter().filter(|report| report.kind != ReportKind::Ndjson);
    let reported = reports::write(afterwards, &record);
    let written: Result<(), CliError> = [compared, told, reported].into_iter().collect();
    // The screen comes even where something cannot be written: the run may have taken minutes.
    let code = conclude(arguments, &record, screen, reports::written(&written));
    let code = written.and(code);
    invite::farewell(&subject, &record.summary, code.as_ref().copied().unwrap_or(2)).await;
    if let Some(hint) = snapshots.and_then(|snapshots| snapshots.hint(&record)).filter(|_| !arguments.quiet) {
        output::remark(&hint);
    }
    Ok((Some(record), code?))
}

/// Prints what would be done.
fn dry_run(arguments: &Run, plan: &engine::Plan) -> Result<u8, CliError> {
    match arguments.format {
        Format::Human => output::print(&plan::render(plan))?,
        Format::Json => output::print_json(plan)?,
    }
    Ok(0)
}

/// Prints the run, and says the exit code.
fn conclude(arguments: &Run, record: &RunRecord, screen: Output, written: Written) -> Result<u8, CliError> {
    let chosen = gate_of(arguments);
    match arguments.format {
        Format::Json => output::print_raw(&reports::render(ReportKind::Json, record)?)?,
        Format::Human => {
            let options = Options {
                verbosity: verbosity(arguments),
                paint: Paint::Ansi,
                width: output::width(),
                behaviours: if arguments.behaviour { Behaviours::Shown } else { Behaviours::Hidden },
                gate: chosen,
                written,
            };
            reports::print_screen(&human::render(record, options), screen)?;
        }
    }
    Ok(gate(record, chosen).code())
}

/// Whole transcripts go into JSON, HTML and snapshots, and onto the screen with -vv; elsewhere nobody would read those of passes.
fn detail(arguments: &Run) -> Detail {
    match (arguments.evidence, arguments.id_tokens) {
        (true, false) => return Detail::Evidence,
        (true, true) => return Detail::EvidenceWithIdTokens,
        (false, _) => {}
    }
    let whole = |kind| matches!(kind, ReportKind::Json | ReportKind::Ndjson | ReportKind::Html);
    let whole = arguments.format == Format::Json || arguments.report.iter().any(|report| whole(report.kind));
    let snapshots = arguments.snapshots.snapshots != Snapshots::Off;
    if whole || snapshots || verbosity(arguments) == Verbosity::Transcripts { Detail::All } else { Detail::Findings }
}

/// What the command line says of limits stands above the target file.
fn apply_limits(limits: &mut Limits, arguments: &Run) {
    arguments.pace.apply(limits);
    if let Some(most) = arguments.max_authorizations {
        limits.max_authorizations = Some(most);
    }
}

/// The gate of the flags.
fn gate_of(arguments: &Run) -> Gate {
    reports::gate_of(arguments.fail_on, arguments.allow_inconclusive)
}

/// The verbosity of the flags.
fn verbosity(arguments: &Run) -> Verbosity {
    reports::verbosity(arguments.quiet, arguments.verbose)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::arguments::{Cli, Verb};
    use crate::report::gate::{FailOn, Inconclusive};
    use crate::report::sample;

    fn arguments(line: &str) -> Run {
        let words = ["tokenspec", "run"].into_iter().chain(line.split_whitespace());
        match Cli::try_parse_from(words).unwrap().verb {
            Verb::Run(arguments) => *arguments,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn reports_are_written_and_a_failure_does_not_stop_the_others() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        let line = format!("--report json={} --report junit={} --report markdown={}", path("."), path("j.xml"), path("r.md"));
        let error = reports::write(&arguments(&line).report, &sample::record()).unwrap_err();
        assert_eq!(error.code(), 2);
        assert!(std::fs::read_to_string(path("j.xml")).unwrap().starts_with("<?xml"));
        assert!(std::fs::read_to_string(path("r.md")).unwrap().starts_with("# Conformance"));
    }

    #[test]
    fn a_written_record_can_be_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("record.json");
        let line = format!("--report json={}", path.display());
        reports::write(&arguments(&line).report, &sample::record()).unwrap();
        assert_eq!(plan::read_record(&path).unwrap().cases.len(), sample::record().cases.len());
    }

    #[test]
    fn flags_reach_limits_and_gate() {
        let given = arguments("--concurrency 3 --rate 7 --timeout 500ms --fail-on should --allow-inconclusive -vv");
        let mut limits = Limits::default();
        apply_limits(&mut limits, &given);
        assert_eq!((limits.concurrency, limits.timeout.as_millis()), (3, 500));
        assert_eq!(limits.requests_per_second.map(|rate| rate.get()), Some(7));
        assert_eq!(gate_of(&given), Gate { fail_on: FailOn::Should, inconclusive: Inconclusive::Allowed });
        assert_eq!(verbosity(&given), Verbosity::Transcripts);
    }
}
