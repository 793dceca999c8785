//! The long texts of `--help`: examples and exit codes, once.

/// Of the program.
pub const PROGRAM: &str = "\
Start here:
  tokenspec run reference          examine the built-in reference server
  tokenspec run staging.toml       examine the server that staging.toml describes
  tokenspec explain create-tokens/scope-superset

Exit codes (verify has more):
  0    nothing that gates
  1    findings that gate
  2    the command line, a suite or the target file is wrong
  3    nothing failed, but not everything could be judged
  130  interrupted";

/// Of `run`.
pub const RUN: &str = "\
Filters: the terms of one EXPR must all hold; of several --filter, one is enough.
  create-tokens/scope-*            case ids; `*` stands for any text; variants are included
  level=must                       must, should or may
  requirement=scope-*              cases that examine such a requirement
  verdict=fail,warn                their verdict in the record of --last
  !level=may                       the opposite of a term

Examples:
  tokenspec run                                    ./tokenspec.toml, else the reference server
  tokenspec run staging.toml --fail-on should
  tokenspec run staging.toml --profile oauth21 --behaviour
  tokenspec run staging.toml --suite pkce --suite oauth2
  tokenspec run staging.toml --report junit=junit.xml --report markdown=report.md
  tokenspec run staging.toml --filter 'scope-* level=must' -v
  tokenspec run staging.toml --filter verdict=fail --last record.json
  tokenspec run staging.toml --format json > record.json

Exit codes:
  0    nothing that gates: every judged case passed, warnings aside
  1    a must is broken (with --fail-on should, a should) and no baseline accepts it; the
       baseline is stale; with --fail-on-drift, an answer has drifted
  2    the command line, a suite or the target file is wrong, nothing is selected,
       --fail-on-drift has no snapshot, or a report cannot be written
  3    nothing gates, but a case is inconclusive (a control failed, no code could be
       obtained, the target did not answer) or none was judged at all;
       --allow-inconclusive tolerates the former, never the latter
  130  interrupted; the record so far is still written";

/// Of `explore`.
pub const EXPLORE: &str = "\
Three phases: every state of every parameter by itself, the declared bounds first; combinations of
them, every pair at least once; whole sessions in any order. What disagrees with the model is tried
again, made as small as it can be, and run as an ordinary case. docs/explore.md has more.

Examples:
  tokenspec explore staging.toml --requests 5000 --authorizations 300 --save findings
  tokenspec explore staging.toml --time 10m --profile oauth21 --report html=explored.html
  tokenspec explore reference --fault redirect-not-compared
  tokenspec run staging.toml --suite-dir findings --suite explored
  tokenspec explore replay findings staging.toml

Exit codes:
  0    nothing that gates
  1    a finding breaks a must (with --fail-on should, a should)
  2    the command line or the target file is wrong, or something cannot be written
  3    nothing gates, but a finding did not show again or cannot be confirmed; or nothing was
       served at all: a refusal says nothing where nothing is accepted
  130  interrupted; what was found so far is still told";

/// Of `explore replay`.
pub const EXPLORE_REPLAY: &str = "\
Examples:
  tokenspec explore replay findings staging.toml
  tokenspec explore replay findings reference --fault redirect-not-compared --format json

Exit codes:
  0    everything is fixed
  1    something still fails
  2    the command line, the folder or the target file is wrong
  3    nothing fails, but of something it cannot be said";

/// Of `init`.
pub const INIT: &str = "\
What is asked for can be given by flags; with --yes nothing is asked. Secrets stay where they are:
the file names environment variables. Secrets of clients that are registered with --register are
written to ./tokenspec-secrets, as are those of --proxy and --header that no variable holds.

Examples:
  tokenspec init https://login.staging.example
  tokenspec init https://login.staging.example/oauth2/token
  tokenspec init https://login.staging.example --register --driver loopback
  tokenspec init https://login.staging.example --ca-file staging-ca.pem --header \"X-Key: $KEY\"
  tokenspec init https://login.staging.example --yes --client confidential=web --secret confidential=WEB_SECRET \\
      --client public=app --redirect-uri http://127.0.0.1:9999/callback --driver form --username alice --password ALICE_PASSWORD

Exit codes:
  those of doctor, which runs when the file is written; 0 when environment variables are still to be set";

/// Of `baseline`.
pub const BASELINE: &str = "\
Examples:
  tokenspec run staging.toml --report json=run.json
  tokenspec baseline write run.json
  tokenspec run staging.toml --baseline tokenspec-baseline.toml
  tokenspec baseline prune run.json

Exit codes:
  0    done
  2    the command line, the record or the baseline is wrong";

/// Of `snapshots`.
pub const SNAPSHOTS: &str = "\
Examples:
  tokenspec run staging.toml --snapshots check
  tokenspec snapshots review
  tokenspec snapshots accept 'pkce/*'
  tokenspec run staging.toml --snapshots check --fail-on-drift

Exit codes:
  0    done; of review: nothing waits
  1    of review: something still waits
  2    the command line is wrong, or a snapshot cannot be read or written";

/// Of `snapshots prune`.
pub const SNAPSHOTS_PRUNE: &str = "\
Examples:
  tokenspec snapshots prune
  tokenspec snapshots prune --suite-dir ./acme

Exit codes:
  0    done, or nothing to do
  2    the command line or a suite is wrong, or a file cannot be removed";

/// Of `baseline write`.
pub const BASELINE_WRITE: &str = "\
The reasons, owners and days of an existing baseline stay, for findings that still occur.

Examples:
  tokenspec run staging.toml --report json=run.json
  tokenspec baseline write run.json
  tokenspec baseline write run.json --fail-on should --by requirement --baseline staging-baseline.toml
  tokenspec run staging.toml --baseline tokenspec-baseline.toml

Exit codes:
  0    written
  2    the command line, the record or the existing baseline is wrong";

/// Of `baseline prune`.
pub const BASELINE_PRUNE: &str = "\
Takes out entries whose finding is gone, whose day has passed, or whose id nothing has. All else stays as it is written.

Examples:
  tokenspec run staging.toml --baseline tokenspec-baseline.toml --report json=run.json
  tokenspec baseline prune run.json

Exit codes:
  0    done, or nothing to do
  2    the command line, the record or the baseline is wrong";

/// Of `snapshots review`.
pub const SNAPSHOTS_REVIEW: &str = "\
Examples:
  tokenspec run staging.toml --snapshots check
  tokenspec snapshots review
  tokenspec snapshots review --format json

Exit codes:
  0    nothing waits, or all was decided
  1    something still waits
  2    the command line is wrong, or a snapshot cannot be read";

/// Of `snapshots accept`.
pub const SNAPSHOTS_ACCEPT: &str = "\
Examples:
  tokenspec snapshots accept staging/pkce/verifier-missing/public
  tokenspec snapshots accept 'pkce/*'
  tokenspec snapshots accept --all

Exit codes:
  0    done
  2    the command line is wrong, nothing of this name waits, or a file cannot be written";

/// Of `snapshots reject`.
pub const SNAPSHOTS_REJECT: &str = "\
Examples:
  tokenspec snapshots reject staging/pkce/verifier-missing/public
  tokenspec snapshots reject --all

Exit codes:
  0    done
  2    the command line is wrong, nothing of this name waits, or a file cannot be removed";

/// Of `list`.
pub const LIST: &str = "\
Examples:
  tokenspec list                                   suites and their requirements
  tokenspec list --profiles                        what each profile is for and scores
  tokenspec list --cases --filter 'scope-*'
  tokenspec list --format json | jq '.cases[].id'

Exit codes:
  0    done
  2    the command line or a suite is wrong, or nothing is selected";

/// Of `explain`.
pub const EXPLAIN: &str = "\
The suite may be left out where the rest is unique.

Examples:
  tokenspec explain create-tokens/scope-superset                  a requirement
  tokenspec explain create-tokens/grant-type-case/confidential-code-upper   a case
  tokenspec explain scope-superset-refresh                        a fault
  tokenspec explain jwt-access-tokens                             a variant
  tokenspec explain oauth2-baseline                               a profile

Exit codes:
  0    done
  2    no such requirement, case, fault, variant or profile; near ids are named";

/// Of `doctor`.
pub const DOCTOR: &str = "\
Examples:
  tokenspec doctor staging.toml
  tokenspec doctor staging.toml --format json

Exit codes:
  0    ready to run
  2    the target file, a client or the login is wrong
  3    the target cannot be reached";

/// Of `serve`.
pub const SERVE: &str = "\
It keeps everything in memory and is for tests alone: its secrets are public.

Examples:
  tokenspec serve
  tokenspec serve --fault scope-superset-refresh --login form
  tokenspec serve --variant es256 --variant jwt-access-tokens
  tokenspec serve --list-faults
  tokenspec serve --listen 127.0.0.1:0 --print-target > reference.toml &
  tokenspec run reference.toml

Exit codes:
  0    stopped
  2    the command line is wrong, or the address is taken";

/// Of `faults`.
pub const FAULTS: &str = "\
Each fault is one bug of the reference server. A fault that no case notices, or a case that
notices no fault, is a gap in the suite. Of the faults, those of the requirements that the chosen
cases examine have to be noticed. With --variants the reference server differs in legal ways
instead, and no case may fail.

Examples:
  tokenspec faults
  tokenspec faults --suite create-tokens --format json
  tokenspec faults --filter 'requirement=scope-*'
  tokenspec faults --variants

Exit codes:
  0    every fault is noticed, and every case notices one
  1    a fault survives, a case is vacuous, or fails where it must not
  2    the command line or a suite is wrong, or nothing is selected";

/// Of `schema`.
pub const SCHEMA: &str = "\
Examples:
  tokenspec schema run-record > run-record.schema.json
  tokenspec schema suite > suite.schema.json      then, on line 1 of a suite file:
                                                  #:schema ./suite.schema.json

Exit codes:
  0    done
  2    the command line is wrong";

/// Of `completions`.
pub const COMPLETIONS: &str = "\
Examples:
  tokenspec completions bash > ~/.local/share/bash-completion/completions/tokenspec
  tokenspec completions zsh > ~/.zfunc/_tokenspec
  tokenspec completions fish > ~/.config/fish/completions/tokenspec.fish

Exit codes:
  0    done
  2    the command line is wrong";

/// Of `man`.
pub const MAN: &str = "\
Examples:
  tokenspec man > tokenspec.1
  tokenspec man run | man -l -

Exit codes:
  0    done
  2    no such verb";

/// Of `report`.
pub const REPORT: &str = "\
A record is what run --report json=FILE or --report ndjson=FILE writes. Records of earlier
versions are read; what is cut short, edited by hand or made by a newer version is refused
with the place.

Examples:
  tokenspec report convert record.json --to markdown --to junit=junit.xml
  tokenspec report diff yesterday.json today.json
  tokenspec report compare staging.json prod-eu.json prod-us.json
  tokenspec report merge part-*.json --report json=record.json

Exit codes:
  0    done; for diff: the newer run is not worse; for merge: nothing that gates
  1    diff: the newer run is worse; merge: findings that gate
  2    the command line or a record is wrong, or the parts do not belong together
  3    merge: nothing failed, but not everything could be judged
  130  merge: a part was interrupted";

/// Of `report convert`.
pub const REPORT_CONVERT: &str = "\
Examples:
  tokenspec report convert record.json --to markdown >> \"$GITHUB_STEP_SUMMARY\"
  tokenspec report convert record.json --to annotations
  tokenspec report convert record.json --to sarif=tokenspec.sarif --to ctrf=ctrf.json
  tokenspec report convert killed.ndjson --to json=record.json

Exit codes:
  0    done, whatever the record says
  2    the command line or the record is wrong, or a file cannot be written";

/// Of `report diff`.
pub const REPORT_DIFF: &str = "\
Worse is a case that both runs have, that counts, that no baseline accepts, and whose verdict
went down: pass or skip, inconclusive, warn, fail. What only one run has makes nothing worse,
and is told: left out by the other (a filter, a partition, other suites), or vanished.

Examples:
  tokenspec report diff before.json after.json
  tokenspec report diff staging.json production.json --format markdown
  tokenspec report diff yesterday.json killed.ndjson
  tokenspec report diff before.json after.json --format json | jq '.cases[] | select(.worse).id'

Exit codes:
  0    the newer run is not worse
  1    the newer run is worse
  2    the command line or a record is wrong";

/// Of `report compare`.
pub const REPORT_COMPARE: &str = "\
Examples:
  tokenspec report compare staging.json prod-eu.json prod-us.json
  tokenspec report compare *.json --format markdown > comparison.md

Exit codes:
  0    done, whatever the records say
  2    the command line or a record is wrong";

/// Of `report merge`.
pub const REPORT_MERGE: &str = "\
Parts are the records of run --partition K/N, all N of them, of the same target, selection and
version. What is missing, there twice or of another run is refused.

Examples:
  tokenspec report merge part-*.json
  tokenspec report merge part-*.json --report json=record.json --fail-on should

Exit codes:
  0    nothing that gates
  1    findings that gate
  2    the command line or a record is wrong, or the parts do not belong together
  3    nothing failed, but not everything could be judged
  130  a part was interrupted";
