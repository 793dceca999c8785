"""The program of `driver = "command"`: obtains one code by filling the server's HTML forms, as a new visitor each time.

authorizers-command.py USER PASSWORD <QUESTION. Writes the URL at which it arrived; without one, exits with 1 and says why.
"""

import http.client
import json
import sys
import urllib.parse
from html.parser import HTMLParser

user, password = sys.argv[1:]
question = json.load(sys.stdin)


class Form(HTMLParser):
    """The first form of a page: where it goes, and its fields, boxes ticked."""

    def __init__(self, page):
        super().__init__()
        self.found, self.inside, self.action, self.fields = False, False, "", {}
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form" and not self.found:
            self.found = self.inside = True
            self.action = attributes.get("action") or ""
        elif self.inside and tag == "input" and attributes.get("name"):
            usual = "on" if attributes.get("type") == "checkbox" else ""
            self.fields[attributes["name"]] = attributes.get("value") or usual

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "form"


# One connection and one jar: the login pages of these servers are where the authorization endpoint is.
connection = http.client.HTTPConnection(urllib.parse.urlsplit(question["url"]).netloc, timeout=60)
cookies = {}


def ask(url, form):
    parts = urllib.parse.urlsplit(url)
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request("GET" if form is None else "POST", urllib.parse.urlunsplit(("", "", *parts[2:4], "")), form, headers)
    answer = connection.getresponse()
    for cookie in answer.headers.get_all("Set-Cookie") or []:
        name, value = cookie.split(";")[0].split("=", 1)
        cookies[name] = value
    return answer.headers.get("Location"), answer.read().decode()


def visit(url, form=None):
    """The page behind all redirects, or None at the redirect URI."""
    for _ in range(20):
        if url.startswith(question["redirect_uri"]):
            return url, None
        location, page = ask(url, form)
        if location is None:
            return url, page
        url, form = urllib.parse.urljoin(url, location), None
    sys.exit("too many redirects")


url, page = visit(question["url"])
for _ in range(6):
    if page is None:
        print(url)
        sys.exit(0)
    form = Form(page)
    if not form.found:
        break
    for name in form.fields:
        if name in ("username", "login"):
            form.fields[name] = user
        elif name == "password":
            form.fields[name] = password
    url, page = visit(urllib.parse.urljoin(url, form.action), urllib.parse.urlencode(form.fields))
sys.exit(f"no way on from {url}: {page[:200]}")
