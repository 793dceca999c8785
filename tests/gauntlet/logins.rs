//! Logins that lead astray: to files, to the machine's own network, in circles, to somebody who wants the password.

use std::io::Write;
use std::sync::atomic::Ordering;

use crate::attack::Attack;
use crate::server::{finish, message, trap};
use crate::support::{raw_server, read_request};

/// A target with a public client whose user logs in by a form; the authorization endpoint answers as told.
fn target(answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> String {
    let address = raw_server(move |stream| {
        let Some(request) = read_request(stream) else { return };
        let answer = if request.starts_with("POST /token") {
            message("400 Bad Request", "", b"{\"error\":\"invalid_grant\"}")
        } else {
            answer(&request)
        };
        let _ = stream.write_all(&answer);
        finish(stream);
    });
    format!(
        "[target]\nname = \"astray\"\ntoken_endpoint = \"http://{address}/token\"\nauthorization_endpoint = \"http://{address}/authorize\"\n\n\
         [[client]]\nrole = \"public\"\nid = \"01JD0000000000000000000PUB\"\nredirect_uris = [\"http://127.0.0.1:9/cb\"]\nscopes = [\"openid\", \
         \"email\"]\n\n[authorize]\ndriver = \"form\"\nusername = \"alice\"\npassword = {{ env = \"ALICE_PASSWORD\" }}\n\n[limits]\ntimeout = \
         \"10s\"\nconcurrency = 8\n"
    )
}

/// A run in which no code can be had, and this is said.
fn attack(name: &'static str, says: &'static str, answer: impl Fn(&str) -> Vec<u8> + Send + Sync + Clone + 'static) -> Attack {
    let arguments = ["run", "--suite", "create-tokens", "--filter", "create-tokens/valid-request/*", "--format", "json"];
    Attack::new(name, says, move |_| target(answer.clone())).with(&arguments)
}

fn to(location: &str) -> Vec<u8> {
    message("302 Found", &format!("Location: {location}\r\n"), b"")
}

fn page(html: &str) -> Vec<u8> {
    message("200 OK", "", html.as_bytes()).replace_type()
}

trait Typed {
    fn replace_type(self) -> Self;
}

impl Typed for Vec<u8> {
    /// As HTML.
    fn replace_type(self) -> Self {
        let at = self.windows(16).position(|w| w == b"application/json").unwrap();
        [&self[..at], b"text/html", &self[at + 16..]].concat()
    }
}

const LOGIN: &str =
    "<form method=post action='ACTION'><input name=user><input type=password name=pass><button>Log in</button></form>";

/// The `state` of the authorization request.
fn state(request: &str) -> &str {
    let rest = request.split("state=").nth(1).unwrap_or_default();
    rest.split(['&', ' ']).next().unwrap_or_default()
}

pub fn attacks() -> Vec<Attack> {
    let mut all = elsewhere();
    all.extend(circles());
    all.extend(pages());
    all.extend(codes());
    all.push(password("a login form of somebody else", "it was not submitted", |trap| page(&LOGIN.replace("ACTION", trap))));
    all.push(password("a login that is passed on by 307", "it was not sent", |trap| {
        message("307 Temporary Redirect", &format!("Location: {trap}\r\n"), b"")
    }));
    all.push(password("a login form by GET", "it was not submitted", |trap| {
        page(&LOGIN.replace("ACTION", trap).replace("method=post", "method=get"))
    }));
    all
}

fn elsewhere() -> Vec<Attack> {
    vec![
        attack("a redirect to a file", "`file:` URL", |_| to("file:///etc/passwd")),
        attack("a redirect to a script", "`javascript:` URL", |_| to("javascript:alert(1)")),
        attack("a redirect to data", "`data:` URL", |_| to("data:text/html,<h1>hello</h1>")),
        attack("a redirect to the cloud's metadata", "link-local", |_| to("http://169.254.169.254/latest/meta-data/")),
        attack("the same as one number", "link-local", |_| to("http://2852039166/latest/meta-data/")),
        attack("the same in IPv6", "link-local", |_| to("http://[::ffff:169.254.169.254]/latest/meta-data/")),
        attack("a page that refreshes to a file", "`file:` URL", |_| {
            page("<meta http-equiv=refresh content='0;url=file:///etc/passwd'>")
        }),
        attack("a redirect to no URL", "not a URL", |_| to("http://[")),
        attack("a redirect with a line break", "", |_| to("/a%0d%0aSet-Cookie:%20x=y")),
    ]
}

fn circles() -> Vec<Attack> {
    vec![
        attack("redirects in a circle", "in a circle", |_| to("/authorize")),
        attack("redirects without end", "no end after 25 requests", |request| {
            let step: usize = request.split(['/', ' ']).nth(2).and_then(|path| path.parse().ok()).unwrap_or(0);
            to(&format!("/{}", step + 1))
        }),
        attack("cookies by the thousand", "no end after 25 requests", |request| {
            let step: usize = request.split(['/', ' ']).nth(2).and_then(|path| path.parse().ok()).unwrap_or(0);
            let cookie = |n: usize| format!("Set-Cookie: c{step}-{n}={}; Path=/\r\n", "v".repeat(280));
            message("302 Found", &format!("Location: /{}\r\n{}", step + 1, (0..190).map(cookie).collect::<String>()), b"")
        }),
        attack("a login form that comes back for ever", "", |_| page(&LOGIN.replace("ACTION", "/login"))),
        attack("a consent form that comes back for ever", "", |_| {
            page(
                "<form method=post action=/consent><input type=hidden name=a value=b><button name=ok value=1>Allow</button></form>",
            )
        }),
    ]
}

fn pages() -> Vec<Attack> {
    let of = |html: String| move |_: &str| page(&html);
    vec![
        attack("a page of 100,000 tags", "tags", of("<i>".repeat(80_000))),
        attack("a page nested as deep as is read", "", of("<div>".repeat(9_900))),
        attack("tables within tables", "", of("<table><tr><td>".repeat(3_300))),
        attack("formatting within formatting", "", of("<b><i>".repeat(4_900))),
        attack(
            "a form of 9,000 fields",
            "",
            of(format!("<form method=post>{}</form>", "<input type=hidden name=a value=bbbbbb>".repeat(6_000))),
        ),
        attack(
            "a tag of 60,000 attributes",
            "",
            of(format!("<input {}>", (0..40_000).map(|n| format!("a{n} ")).collect::<String>())),
        ),
        attack("a label for everybody", "", of("<label for=x>text</label><input id=x>".repeat(3_000))),
        attack("entities without end", "", of("&nbsp;&#0;&#x1b;".repeat(14_000))),
        attack("NULs and escapes", "", of("<title>\u{1b}]0;owned\u{7}\u{202e}\0</title>\0\u{1b}[2J".repeat(100))),
        attack("a page of 256 KiB in every answer", "", of(format!("<p>{}", "words and words ".repeat(16_000)))),
        attack("a compressed page", "compressed", |_| {
            message("200 OK", "Content-Encoding: gzip\r\n", &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0]).replace_type()
        }),
    ]
}

fn codes() -> Vec<Attack> {
    let with = |code: String| move |request: &str| to(&format!("http://127.0.0.1:9/cb?code={code}&state={}", state(request)));
    vec![
        attack("a code of 60,000 bytes", "the code has 60000 bytes", with("c".repeat(60_000))),
        attack("a code of control characters", "", with("%00%1b%5b31m%0d%0a%e2%80%ae".to_owned())),
        attack("the code of another's request", "`state` is not the one", |_| {
            to("http://127.0.0.1:9/cb?code=abcdefgh&state=other")
        }),
        attack("an error of control characters", "", |_| {
            to("http://127.0.0.1:9/cb?error=%1b%5d0;owned%07%e2%80%ae&error_description=%00<script>")
        }),
    ]
}

/// What wants the password at another origin gets no request at all.
fn password(name: &'static str, says: &'static str, answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> Attack {
    let (elsewhere, visits) = trap();
    let trap = format!("http://{elsewhere}/login");
    let answer = std::sync::Arc::new(answer);
    attack(name, says, move |request| match request.starts_with("GET ") && says.contains("sent") {
        true => page(&LOGIN.replace("ACTION", "/login")),
        false => answer(&trap),
    })
    .and(move |_| assert_eq!(visits.load(Ordering::SeqCst), 0, "somebody else was asked"))
}
