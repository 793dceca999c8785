"""What the runs of one server found: recorded in reports/, or compared with what is recorded there.

interop-record.py FOLDER SERVER PORT USUAL_PORT UPDATE PROFILE…

FOLDER has PROFILE.json and PROFILE.md of each run. Writes reports/SERVER.verdicts (all runs) and reports/SERVER.PROFILE.{json,md},
made comparable; or prints what differs from reports/SERVER.verdicts and exits with 1.
"""

import json
import os
import re
import sys

folder, server, port, usual, update, *profiles = sys.argv[1:]
runs = {profile: json.load(open(f"{folder}/{profile}.json", encoding="utf-8")) for profile in profiles}
now = {case["id"]: case for run in runs.values() for case in run["cases"]}

# What differs from run to run although nothing has changed.
seen = {}


def digest(match):
    kind, length, letters, value = match.groups()
    letters = "base64url" if letters in ("alphanumeric", "base64url") else letters
    return f"[{kind}:{length}:{letters}:#{seen.setdefault(value, len(seen) + 1):06x}]"


def scopes(match):
    return match[1] + " ".join(sorted(match[2].split(" "))) + match[3]


def text(value):
    value = value.replace(os.getcwd() + "/", "") # traces in answers
    value = value.replace(f"127.0.0.1:{port}", f"127.0.0.1:{usual}")
    value = re.sub(r"\[([a-z_]+):(\d+):([a-z0-9]+):#([0-9a-f]{6})\]", digest, value)
    value = re.sub(r"([?&](?:state|nonce|code_challenge)=)[A-Za-z0-9_-]+", r"\1RANDOM", value)
    value = re.sub(r'("(?:exp|iat|nbf|auth_time)": ?)\d+', r"\g<1>0", value)
    return re.sub(r'((?:tokens with scope|"scope":) ?")([^"]*)(")', scopes, value)


def normal(value, key=None):
    if key == "started_at":
        return "1970-01-01T00:00:00Z"
    if key in ("duration_ms", "started_ms", "round_trips_ms", "longest_chain_ms", "bound_ms"):
        return 0
    if isinstance(value, str):
        return text(value)
    if isinstance(value, dict):
        return {name: normal(member, name) for name, member in value.items()}
    if isinstance(value, list):
        if key == "headers":
            value = [[name, "Thu, 01 Jan 1970 00:00:00 GMT" if name.lower() == "date" else line] for name, line in value]
        return [normal(element) for element in value]
    return value


def slim(run):
    """Exchanges of the first of equal findings alone: the others say the same."""
    told = set()
    run["notes"] = []
    for case in run["cases"]:
        finding = (case["verdict"], case["expected"], case["observed"], case["reason"])
        if case["verdict"] in ("pass", "skip") or finding in told:
            case["exchanges"], case["repeat"], case["also_accepted"] = [], [], []
        told.add(finding)
    for control in run["controls"]:
        control["exchanges"] = []
    return run


def lines(run):
    """JSON with a line for each case, requirement and the like: small, and still to be compared by lines."""
    def compact(value):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    members = []
    for name, value in run.items():
        if isinstance(value, list) and value:
            members.append(f'"{name}":[\n' + ",\n".join(map(compact, value)) + "\n]")
        else:
            members.append(f'"{name}":{compact(value)}')
    return "{\n" + ",\n".join(members) + "\n}\n"


def record(profile, run):
    seen.clear()
    with open(f"reports/{server}.{profile}.json", "w", encoding="utf-8") as out:
        out.write(lines(normal(slim(run))))
    seen.clear()
    page = open(f"{folder}/{profile}.md", encoding="utf-8").read()
    page = re.sub(r"(?m)^\| examined \|.*\n", "", page)
    page = re.sub(r"(?m)^> [^\n]*target\.toml:\d+:\d+[^\n]*\n\n?", "", page)
    page = re.sub(r"(?m)^([\d,]+ exchanges) in .*$", r"\1.", page)
    with open(f"reports/{server}.{profile}.md", "w", encoding="utf-8") as out:
        out.write(text(page))


def update_reports():
    os.makedirs("reports", exist_ok=True)
    with open(f"reports/{server}.verdicts", "w", encoding="utf-8") as out:
        out.writelines(f"{name} {case['verdict']}\n" for name, case in now.items())
    for profile, run in runs.items():
        record(profile, run)
    print(f"{server}: {len(now)} verdicts recorded in reports/{server}.verdicts")


def compare():
    try:
        recorded = open(f"reports/{server}.verdicts", encoding="utf-8").read().split("\n")
    except FileNotFoundError:
        sys.exit(f"{server}: reports/{server}.verdicts is missing; record it with UPDATE=1 .ci/interop {server}")
    was = dict(line.rsplit(" ", 1) for line in recorded if line.strip())
    differences = 0
    for name in list(was) + [name for name in now if name not in was]:
        before = was.get(name, "(no such case)")
        after = now[name]["verdict"] if name in now else "(no such case)"
        # Who wins a race is chance: the verdict is recorded, and not held against a later run.
        if before != after and not (re.search(r"[/-]race(?![a-z])", name) and name in was and name in now):
            differences += 1
            print(f"{server}: {name}: recorded {before}, now {after}")
            if name in now and after != "pass":
                case = now[name]
                print(f"    expected {text(case['expected'])}\n    observed {text(case['observed'])}\n    {text(case['reason'])}")
    verdicts = [case["verdict"] for case in now.values()]
    counts = ", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in ("pass", "fail", "warn", "skip", "inconclusive"))
    said = f"{differences} of {len(now)} verdicts differ from the recorded ones" if differences else "as recorded"
    print(f"{server}: {counts}; {said}")
    sys.exit(1 if differences else 0)


if update:
    update_reports()
else:
    compare()
