#!/usr/bin/env bash
# The figures of docs/performance.md: pace against the bound, CPU per exchange, memory, start-up. Loopback only, about a minute.
#   cargo build --release && benches/figures.sh
set -euo pipefail
cd "$(dirname "$0")/.."
binary=${TOKENSPEC:-target/release/tokenspec}
folder=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null || true; rm -rf "$folder"' EXIT

serve() { # LATENCY
    kill $server 2>/dev/null || true
    : >"$folder/server.log"
    "$binary" serve --listen 127.0.0.1:0 --latency "$1" --print-target >"$folder/target.toml" 2>"$folder/server.log" &
    server=$!
    until grep -q 'reference server at' "$folder/server.log"; do read -rt 0.05 <> <(:) || true; done
}

measure() { # what is measured, COMMAND…: user + system seconds and peak memory of one process
    python3 - "$@" <<'PYTHON'
import os, resource, subprocess, sys, time
what, command = sys.argv[1], sys.argv[2:]
runs = []
for _ in range(7):
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    runs.append((after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall))
cpu, wall = (sorted(column)[len(runs) // 2] for column in zip(*runs))
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(f"{what}: median of {len(runs)}: {cpu * 1000:.1f} ms CPU, {wall * 1000:.1f} ms wall; peak {peak:.1f} MiB")
PYTHON
}

measure "tokenspec --version" "$binary" --version
measure "tokenspec list" "$binary" list
serve 50ms
for concurrency in 16 16 16 64 64; do
    "$binary" run "$folder/target.toml" -v --concurrency $concurrency | tail -n 1
done
serve 0ms
"$binary" run "$folder/target.toml" -v | tail -n 1
measure "a run without latency" "$binary" run "$folder/target.toml" --quiet
"$binary" run reference --suite create-tokens --quiet --report "json=$folder/record.json" >"$folder/screen"
all=()
for kind in json junit markdown annotations sarif tap ctrf ndjson; do all+=(--to "$kind=$folder/report.$kind"); done
measure "one record read, every report of it" "$binary" report convert "$folder/record.json" "${all[@]}"
