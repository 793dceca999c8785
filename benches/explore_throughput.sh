#!/usr/bin/env bash
# Requests per second of `tokenspec explore`, and of its road alone, against a minimal token endpoint, beside those of wrk, where it is installed.
# Loopback only, Linux, about three minutes.
#   benches/explore_throughput.sh [REQUESTS]
# The endpoint has one core and the clients take turns on another; where there is one core alone, they share it.
set -euo pipefail
cd "$(dirname "$0")/.."
requests=${1:-100000}
rounds=3
folder=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null || true; rm -rf "$folder"' EXIT

# Both may be given, as they were built before.
if [ -z "${TOKEN_ENDPOINT:-}" ]; then cargo build --release --quiet --example token_endpoint; fi
if [ -z "${LANE:-}" ]; then
    LANE=$(cargo bench --no-run --bench lane --message-format json 2>/dev/null |
        python3 -c 'import json, sys
for made in map(json.loads, sys.stdin):
    if made.get("target", {}).get("name") == "lane" and made.get("executable"): print(made["executable"])')
fi

cores=$(nproc)
on() { # CORE COMMAND…
    if [ "$cores" -gt 1 ]; then taskset -c "$@"; else shift && "$@"; fi
}

mkfifo "$folder/address"
on 1 "${TOKEN_ENDPOINT:-target/release/examples/token_endpoint}" >"$folder/address" &
server=$!
read -r url <"$folder/address"

cat >"$folder/request.lua" <<'LUA'
wrk.method = "POST"
wrk.body = "grant_type=client_credentials&scope=read"
wrk.headers["User-Agent"] = "tokenspec/0.0.0"
wrk.headers["Accept"] = "application/json"
wrk.headers["Authorization"] = "Basic bWVhc3VyZTptZWFzdXJl"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
LUA

median() { sort -g | sed -n "$(((rounds + 1) / 2))p"; }

by_wrk() { # CONNECTIONS: requests per second and CPU µs per request
    on 0 bash -c 'TIMEFORMAT="%U %S"; time wrk -t1 -c"$1" -d3s -s "$2" "$3"' - "$1" "$folder/request.lua" "$url" 2>&1 |
        awk '/requests in/ { count = $1 } /Requests\/sec/ { rate = $2 } /Non-2xx/ { exit 1 }
             /^[0-9.]+ [0-9.]+$/ { cpu = $1 + $2 } END { printf "%.0f %.1f\n", rate, cpu * 1e6 / count }'
}

by_lanes() { # CONNECTIONS: requests per second, CPU µs per request, MiB
    on 0 "$LANE" "$url" "$1" "$requests" | sed -E 's/.*: ([0-9]+) requests.*, ([0-9.]+) µs.*peak ([0-9.]+) MiB/\1 \2 \3/'
}

cat >"$folder/target.toml" <<TOML
[target]
name = "minimal"
token_endpoint = "$url"

[[client]]
role = "service"
id = "measure"
secret = { file = "$folder/secret" }
scopes = ["read"]
TOML
printf measure >"$folder/secret"

by_explore() { # SESSIONS: requests per second, CPU µs per request, MiB
    on 0 python3 - "$folder/target.toml" "$1" "$requests" <<'PYTHON'
import json, resource, subprocess, sys
target, sessions, requests = sys.argv[1:]
command = ["target/release/tokenspec", "explore", target, "--suite", "oauth2", "--keep-going", "--seed", "1"]
ran = subprocess.run([*command, "--requests", requests, "--concurrency", sessions, "--format", "json"], capture_output=True)
spent = resource.getrusage(resource.RUSAGE_CHILDREN)
sent = json.loads(ran.stdout)
cpu = (spent.ru_utime + spent.ru_stime) * 1e6 / sent["requests"]
print(f'{sent["requests"] / sent["seconds"]:.0f} {cpu:.1f} {spent.ru_maxrss / 1024:.1f}')
PYTHON
}

column() { cut -d' ' -f"$1" "$folder/$2" | median; }

for connections in 1 16 64; do
    : >"$folder/wrk"
    : >"$folder/lanes"
    : >"$folder/explore"
    # In turns: whatever else the machine does meets both.
    for _ in $(seq $rounds); do
        if command -v wrk >/dev/null; then by_wrk $connections >>"$folder/wrk"; fi
        by_lanes $connections >>"$folder/lanes"
        by_explore $connections >>"$folder/explore"
    done
    echo "$connections connections, medians of $rounds:"
    echo "  explore: $(column 1 explore) requests/s, $(column 2 explore) µs CPU each, peak $(column 3 explore) MiB"
    echo "  lanes: $(column 1 lanes) requests/s, $(column 2 lanes) µs CPU each, peak $(column 3 lanes) MiB"
    if [ -s "$folder/wrk" ]; then
        echo "  wrk:   $(column 1 wrk) requests/s, $(column 2 wrk) µs CPU each"
        awk -v explore="$(column 1 explore)" -v lanes="$(column 1 lanes)" -v theirs="$(column 1 wrk)" \
            'BEGIN { printf "  of wrk: explore %.2f, lanes %.2f\n", explore / theirs, lanes / theirs }'
    fi
done
