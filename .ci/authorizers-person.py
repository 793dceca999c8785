"""Plays the person of `driver = "loopback"` in a real Chromium: opens the address, logs in when asked, consents when asked.

authorizers-person.py ADDRESS USER PASSWORD. Ends when the page says that the run is over, or after ten minutes with 1.
The browser is driven through a pipe, so that no port hands it to others.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

address, user, password = sys.argv[1:]
chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome-headless-shell", "google-chrome"))), None)
if chromium is None:
    sys.exit("no Chromium is installed")

LOOK = """(() => {
  if (document.readyState === 'loading') return 'nothing yet';
  const headline = document.querySelector('#headline');
  if (headline) return headline.innerText;
  const secret = document.querySelector('input[type=password]');
  const form = secret ? secret.form : document.querySelector('form');
  if (!form || form.dataset.sent) return 'nothing to do';
  if (secret) {
    form.querySelector('input[name=username], input[name=login]').value = USER;
    secret.value = PASSWORD;
  }
  for (const box of form.querySelectorAll('input[type=checkbox]')) box.checked = true;
  form.dataset.sent = 'yes';
  form.querySelector('button, input[type=submit]').click();
  return secret ? 'logged in' : 'consented';
})()""".replace("USER", json.dumps(user)).replace("PASSWORD", json.dumps(password))


class Browser:
    """The DevTools protocol over a pipe: JSON messages, each ended by a zero byte."""

    def __init__(self, profile):
        read, self.out = os.pipe()
        self.inn, write = os.pipe()
        script = f'exec "$0" "$@" 3<&{read} 4>&{write}'
        arguments = ["--headless=new", "--remote-debugging-pipe", "--no-first-run", f"--user-data-dir={profile}", "about:blank"]
        if os.getuid() == 0:
            arguments.insert(0, "--no-sandbox")
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(["sh", "-c", script, chromium, *arguments], pass_fds=(read, write), **silent)
        os.close(read)
        os.close(write)
        self.rest, self.count, self.session = b"", 0, None

    def call(self, method, **parameters):
        self.count += 1
        message = {"id": self.count, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.count:
                return answer.get("result", {})

    def receive(self):
        while b"\0" not in self.rest:
            more = os.read(self.inn, 1 << 20)
            if not more:
                sys.exit("the browser has ended")
            self.rest += more
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def open(self, url):
        page = next(target for target in self.call("Target.getTargets")["targetInfos"] if target["type"] == "page")
        self.session = self.call("Target.attachToTarget", targetId=page["targetId"], flatten=True)["sessionId"]
        self.call("Page.navigate", url=url)


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
    browser = Browser(profile)
    try:
        browser.open(address)
        end = time.monotonic() + 600
        done = {"logged in": 0, "consented": 0}
        while time.monotonic() < end:
            seen = browser.call("Runtime.evaluate", expression=LOOK, returnByValue=True).get("result", {}).get("value") or ""
            if seen in done:
                done[seen] += 1
            if "run is over" in seen:
                print(f"logged in {done['logged in']} times, consented {done['consented']} times")
                sys.exit(0)
            time.sleep(0.02)
        sys.exit("the run was not over after ten minutes")
    finally:
        browser.process.terminate()
        browser.process.wait()
