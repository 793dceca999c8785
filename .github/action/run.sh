#!/bin/sh
# The second step of action.yml: runs tokenspec, shows what it found, and ends with its exit code.
# POSIX: the shell of macOS's runners is of 2007. No input is ever looked at as shell text: `arguments` has one a line.
set -eu

newline='
'
arguments=

wrong() {
    printf '::error title=tokenspec::%s\n' "$(printf '%s' "$1" | tr '\r\n' '  ')"
    exit 2
}

add() { arguments=$arguments$1$newline; }

# single INPUT VALUE: a line break would make two arguments of it.
single() {
    case $2 in
        *"$newline"*) wrong "\`$1\` is one value, and has several lines." ;;
    esac
}

# one INPUT VALUE FLAG: an argument, unless it is empty.
one() {
    single "$1" "$2"
    [ -z "$2" ] || add "$3=$2"
}

# each VALUES [PREFIX]: every line an argument.
each() {
    while IFS= read -r line; do
        [ -z "$line" ] || add "${2:-}$line"
    done << LINES
$1
LINES
}

# flag INPUT VALUE: whether it is true.
flag() {
    case $2 in
        true) return 0 ;;
        false | '') return 1 ;;
        *) wrong "\`$1\` is true or false." ;;
    esac
}

# files PATTERNS: what they stand for; a pattern that stands for nothing stands for itself, and tokenspec says so.
files() {
    set +f
    IFS=$newline
    # Splitting into lines and file names is what is wanted here.
    # shellcheck disable=SC2086
    for file in $1; do add "$file"; done
    unset IFS
    set -f
}

# output NAME VALUE: whatever lines the value has.
output() { printf '%s<<%s\n%s\n%s\n' "$1" "$mark" "$2" "$mark" >> "$GITHUB_OUTPUT"; }

# report NAME FILE: an output, if the file was written.
report() { if [ -f "$2" ]; then output "$1" "$2"; else output "$1" ""; fi; }

# bounded BYTES: the lines that have room.
bounded() { LC_ALL=C awk -v room="$1" '(room -= length($0) + 1) < 0 { exit } { print }'; }

set -f
folder=${INPUT_FOLDER:-tokenspec-reports}
single folder "$folder"
cd -- "${INPUT_WORKING_DIRECTORY:-.}" 2> /dev/null || wrong "there is no folder \`$INPUT_WORKING_DIRECTORY\`."
mkdir -p -- "$folder" 2> /dev/null || wrong "the folder \`$folder\` cannot be made."
fresh=$(mktemp -d "$RUNNER_TEMP/tokenspec.XXXXXX")
mark=tokenspec-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')

each "${INPUT_TARGET:-}"
targets=$arguments
arguments=
prefix=
case $targets in *"$newline"*"$newline"*) prefix='{target}.' ;; esac

if [ -n "${INPUT_MERGE:-}" ]; then
    of_run=${INPUT_TARGET:-}${INPUT_PROFILE:-}${INPUT_SUITE:-}${INPUT_FILTER:-}${INPUT_PARTITION:-}${INPUT_SEED:-}
    of_run=$of_run${INPUT_BASELINE:-}${INPUT_STALE_BASELINE:-}${INPUT_SNAPSHOTS:-}
    [ -z "$of_run" ] || wrong "\`merge\` judges what was examined: target, profile, suite, filter, partition, seed, baseline and snapshots belong to the parts."
    add report
    add merge
else
    add run
    one profile "${INPUT_PROFILE:-}" --profile
    each "${INPUT_SUITE:-}" --suite=
    each "${INPUT_FILTER:-}" --filter=
    one partition "${INPUT_PARTITION:-}" --partition
    one seed "${INPUT_SEED:-}" --seed
    one baseline "${INPUT_BASELINE:-}" --baseline
    one stale-baseline "${INPUT_STALE_BASELINE:-}" --stale-baseline
    one snapshots "${INPUT_SNAPSHOTS:-}" --snapshots
    if flag fail-on-drift "${INPUT_FAIL_ON_DRIFT:-}"; then add --fail-on-drift; fi
fi
one fail-on "${INPUT_FAIL_ON:-}" --fail-on
if flag allow-inconclusive "${INPUT_ALLOW_INCONCLUSIVE:-}"; then add --allow-inconclusive; fi
for pair in json=record.json junit=junit.xml sarif=tokenspec.sarif html=report.html; do
    add "--report=${pair%%=*}=$folder/$prefix${pair#*=}"
    rm -f -- "$folder/${pair#*=}"
done
add "--report=markdown=$fresh/${prefix}md"
add "--report=annotations=$fresh/${prefix}annotations"
each "${INPUT_REPORTS:-}" --report=
each "${INPUT_ARGS:-}"
add --
if [ -n "${INPUT_MERGE:-}" ]; then files "$INPUT_MERGE"; else arguments=$arguments$targets; fi
gate=true
flag gate "${INPUT_GATE:-true}" || gate=false
summary=true
flag summary "${INPUT_SUMMARY:-true}" || summary=false
annotations=true
flag annotations "${INPUT_ANNOTATIONS:-true}" || annotations=false

# What a server sent must not be read as a command to the runner.
printf '::stop-commands::%s\n' "$mark"
code=0
IFS=$newline
# One argument a line, and file names stay as they are.
# shellcheck disable=SC2086
"$TOKENSPEC" $arguments &
unset IFS
child=$!
# A cancelled job: the record so far is still written, if tokenspec hears of it.
trap 'kill -INT "$child" 2> /dev/null || true' INT TERM
wait "$child" || code=$?
# The signal ends the waiting, not the run.
while kill -0 "$child" 2> /dev/null; do
    code=0
    wait "$child" || code=$?
done
printf '\n::%s::\n' "$mark"

set +f
cat -- "$fresh"/*md > "$folder/summary.md" 2> /dev/null || rm -f -- "$folder/summary.md"
if $annotations; then cat -- "$fresh"/*annotations 2> /dev/null || true; fi
if $summary && [ -s "$folder/summary.md" ]; then
    # GitHub takes 1 MiB of a step, and nothing of what is longer.
    bounded 900000 < "$folder/summary.md" >> "$GITHUB_STEP_SUMMARY"
    [ "$(wc -c < "$folder/summary.md")" -le 900000 ] ||
        printf '\n\nThe rest had no room here; the reports have all of it.\n' >> "$GITHUB_STEP_SUMMARY"
elif $summary; then
    printf 'tokenspec ended with exit %s and wrote no report; the log says why.\n' "$code" >> "$GITHUB_STEP_SUMMARY"
fi

output exit-code "$code"
output folder "$folder"
report record "$folder/record.json"
report html "$folder/report.html"
report junit "$folder/junit.xml"
report sarif "$folder/tokenspec.sarif"
report markdown "$folder/summary.md"

# Whoever judges the whole needs a record of this part.
case $gate-$code in
    false-1 | false-3) [ -z "$prefix" ] && [ ! -s "$folder/record.json" ] || exit 0 ;;
esac
exit "$code"
