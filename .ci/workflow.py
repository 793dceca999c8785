"""As much of GitHub's runner as action.yml and the examples need: expressions, steps, composite actions, files of outputs.

Whatever it does not know is an error, so that nothing seems to have been executed that was not.
"""
import os, pathlib, re, subprocess, tempfile

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent


def evaluate(text, contexts):
    """Replaces `${{ a.b }}` by its value."""
    def value(match):
        expression = match.group(1).strip()
        if expression in ("always()", "!cancelled()"):
            return "true"
        if not re.fullmatch(r"[a-z_]+(\.[A-Za-z0-9_-]+)+", expression):
            raise ValueError(f"this runner does not know the expression {expression!r}")
        found = contexts
        for name in expression.split("."):
            found = found.get(name, {})
        return "" if found == {} else str(found)
    return re.sub(r"\$\{\{(.*?)\}\}", value, str(text), flags=re.S)


def outputs(file):
    """What a step wrote to $GITHUB_OUTPUT: NAME=VALUE, or NAME<<MARK and lines up to MARK."""
    found, lines = {}, iter(pathlib.Path(file).read_text().split("\n"))
    for line in lines:
        if match := re.fullmatch(r"([^=<]+)<<(.+)", line):
            name, mark = match.groups()
            value = []
            for line in lines:
                if line == mark:
                    break
                value.append(line)
            else:
                raise ValueError(f"{name}: {mark} does not come")
            found[name] = "\n".join(value)
        elif line:
            name, value = line.split("=", 1)
            found[name] = value
    return found


class Done:
    """How steps ended."""
    def __init__(self):
        self.code, self.printed, self.summary, self.outputs, self.path = 0, "", "", {}, []


def shell(script, environment, folder, done):
    """Runs one `run:` as GitHub's runner does with `shell: bash`; its outputs."""
    with tempfile.TemporaryDirectory() as temporary:
        files = {name: f"{temporary}/{name}" for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_PATH", "GITHUB_ENV")}
        for file in files.values():
            pathlib.Path(file).touch()
        path = pathlib.Path(temporary, "script.sh")
        path.write_text(script)
        search = os.pathsep.join([*reversed(done.path), environment["PATH"]])
        command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(path)]
        result = subprocess.run(command, env={**environment, **files, "PATH": search, "RUNNER_TEMP": temporary}, cwd=folder,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        done.code = result.returncode
        done.printed += result.stdout.decode(errors="replace")
        done.summary += pathlib.Path(files["GITHUB_STEP_SUMMARY"]).read_text()
        done.path += pathlib.Path(files["GITHUB_PATH"]).read_text().split()
        if pathlib.Path(files["GITHUB_ENV"]).read_text():
            raise ValueError("the environment of later steps is written to")
        return outputs(files["GITHUB_OUTPUT"])


def composite(inputs, environment, folder, contexts=None, install=True):
    """The steps of action.yml. Without `install`, its first step is left out: $TOKENSPEC is the program."""
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    if unknown := set(inputs) - set(action["inputs"]):
        raise ValueError(f"action.yml has no input {', '.join(sorted(unknown))}")
    given = {name: str(inputs.get(name, one.get("default", ""))) for name, one in action["inputs"].items()}
    scope = {"inputs": given, "github": {}, **(contexts or {}), "steps": {}}
    if not install:
        scope["steps"]["install"] = {"outputs": {"tokenspec": environment["TOKENSPEC"]}}
    done = Done()
    for step in action["runs"]["steps"]:
        if unknown := set(step) - {"id", "shell", "run", "env"}:
            raise ValueError(f"this runner does not know {', '.join(unknown)}")
        if "${{" in step["run"]:
            raise ValueError("an expression inside `run:`: inputs reach the scripts through the environment alone")
        if step["id"] == "install" and not install:
            continue
        own = {name: evaluate(value, scope) for name, value in step["env"].items()}
        found = shell(step["run"], {**environment, "GITHUB_ACTION_PATH": str(ROOT), **own}, folder, done)
        scope["steps"][step["id"]] = {"outputs": found}
        if done.code:
            break
    done.outputs = {name: evaluate(one["value"], scope) for name, one in action["outputs"].items()}
    return done
