//! Pages → what is submitted: the shapes of real logins, and hostile ones.

use secrecy::SecretString;
use url::Url;

use super::choose::{self, Chosen, Purpose, Stage};
use super::driver::FormSettings;
use super::page::{PageModel, Selectors};
use super::parse;
use super::request::PartialConsent;
use super::submit::{self, Submission};

fn settings() -> FormSettings {
    FormSettings::new("alice", SecretString::from("s3cret pw"))
}

fn parsed(html: &str, settings: &FormSettings) -> PageModel {
    parse::page(html, &settings.selectors()).unwrap()
}

fn chosen(html: &str, settings: &FormSettings, stage: Stage) -> Result<Option<Chosen>, String> {
    choose::choose(&parsed(html, settings), settings, stage)
}

fn submitted_with(html: &str, settings: &FormSettings, declined: Option<&str>) -> Result<Submission, String> {
    let page = parsed(html, settings);
    let chosen = choose::choose(&page, settings, Stage::Before)?.ok_or("no form")?;
    let partial = declined.map(|declined| PartialConsent { declined: declined.to_owned() });
    submit::submission((&Url::parse("http://as.example/a/page?x=1").unwrap(), &page), &chosen, settings, partial.as_ref())
}

fn submitted(html: &str) -> Submission {
    submitted_with(html, &settings(), None).unwrap()
}

fn body(html: &str) -> String {
    String::from_utf8(submitted(html).body).unwrap()
}

#[test]
fn the_logins_of_four_servers() {
    let oidc = r#"<title>Sign-in</title><form autocomplete="off" action="http://as.example/interaction/U" method="post">
        <input type="hidden" name="prompt" value="login"/><input required type="text" name="login" placeholder="Enter any login">
        <input required type="password" name="password"><button type="submit" class="login login-submit">Sign-in</button></form>
        <div><a href="/abort">[ Cancel ]</a></div>"#;
    assert_eq!(body(oidc), "prompt=login&login=alice&password=s3cret+pw");
    assert_eq!(submitted(oidc).url.as_str(), "http://as.example/interaction/U");
    let node = r#"<form method="post" action="/login"><input type="hidden" name="_csrf" value="a&amp;b"><input name="username">
        <input name="password" type="password"><button>Log in</button></form>"#;
    assert_eq!(body(node), "_csrf=a%26b&username=alice&password=s3cret+pw");
    let authlib = "<form method=post><input type=checkbox name=confirm value=1> <button>Allow</button></form>";
    assert_eq!(body(authlib), "confirm=1");
    assert_eq!(submitted(authlib).url.as_str(), "http://as.example/a/page?x=1");
    let dot = r#"<form id="authorizationForm" method="post"><input type="hidden" name="scope" value="openid">
        <input type="submit" class="btn btn-large" value="Cancel"/><input type="submit" name="allow" value="Authorize"/></form>"#;
    assert_eq!(body(dot), "scope=openid&allow=Authorize");
}

#[test]
fn the_login_form_is_chosen_among_others() {
    let html = r#"<form action="/search"><input name="q"><button>Search</button></form>
        <form action="/register" method="post"><input name="email"><input type="password" name="p1"><input type="password" name="p2"><button>Sign up</button></form>
        <form action="/login" method="post"><input type="email" name="mail"><input type="password" name="pw"><input type=checkbox name=remember>
        <button name="how" value="social">Continue with Google</button><button name="how" value="own">Log in</button></form>
        <form action="/logout" method="post"><button>Log out</button></form>"#;
    assert_eq!(body(html), "mail=alice&pw=s3cret+pw&how=own");
}

#[test]
fn two_step_logins() {
    let first = r#"<form method="post" action="/id"><input name="identifier" type="text"><button>Next</button></form>"#;
    let choice = chosen(first, &settings(), Stage::Before).unwrap().unwrap();
    assert_eq!(choice.purpose, Purpose::UserName);
    let second = r#"<form method="post" action="/pw"><input type="hidden" name="identifier" value="alice"><input type="password" name="p"><button>Sign in</button></form>"#;
    let choice = chosen(second, &settings(), Stage::UserName).unwrap().unwrap();
    assert_eq!((choice.purpose, choice.username), (Purpose::Login, None));
}

#[test]
fn consent_ticks_all_but_the_declined_scope() {
    let html = r#"<form method="post"><input type="checkbox" name="scope" value="openid" checked disabled>
        <label><input type="checkbox" name="scope" value="profile"> Your profile and email</label>
        <input type="checkbox" name="scope" value="email"><input type="checkbox" name="scopes[phone]">
        <button name="ok" value="no">Deny</button><button name="ok" value="yes">Allow</button></form>"#;
    let got = submitted_with(html, &settings(), Some("email")).unwrap();
    assert_eq!(String::from_utf8(got.body).unwrap(), "scope=profile&scopes%5Bphone%5D=on&ok=yes");
    assert!(got.declined);
    let got = submitted_with(html, &settings(), Some("phone")).unwrap();
    assert_eq!(String::from_utf8(got.body).unwrap(), "scope=profile&scope=email&ok=yes");
    assert!(!submitted_with(html, &settings(), Some("address")).unwrap().declined);
}

#[test]
fn two_forms_with_one_button_each() {
    let html = r#"<form method=post action=/deny><button>Deny</button></form><form method=post action=/allow><button>Allow</button></form>"#;
    assert_eq!(submitted(html).url.path(), "/allow");
}

#[test]
fn controls_take_part_as_in_a_browser() {
    let html = r#"<base href="/b/"><form id=f method=post action=go>
        <input type=hidden name=h value=1><fieldset disabled><input type=hidden name=gone value=1></fieldset>
        <select name=s><option value=1>One<option value=2 selected>Two</select><select name=t><option>First</option></select>
        <input type=radio name=r value=a><input type=radio name=r value=b checked>
        <textarea name=a>x</textarea><input name=''><button type=button name=js>Allow</button>
        <input type=image name=img alt=Continue></form><input type=hidden form=f name=outside value=2>
        <template><input type=hidden name=tpl></template>"#;
    assert_eq!(body(html), "h=1&s=2&t=First&r=b&a=x&img.x=0&img.y=0&outside=2");
    assert_eq!(submitted(html).url.path(), "/b/go");
    let get =
        r#"<form action="/next?old=1"><input type=hidden name=a value=1><button formaction="/other">Continue</button></form>"#;
    assert_eq!(submitted(get).url.as_str(), "http://as.example/other?a=1");
    let noscript = r#"<script>go()</script><noscript><form method=post action=/n><input type=hidden name=z value=1><button>Continue</button></form></noscript>"#;
    assert_eq!(body(noscript), "z=1");
}

#[test]
fn the_password_stays_on_its_origin_and_out_of_urls() {
    let elsewhere = r#"<form method=post action="http://evil.example/"><input name=user><input type=password name=p></form>"#;
    assert!(submitted_with(elsewhere, &settings(), None).unwrap_err().contains("evil.example"));
    let get = "<form><input name=user><input type=password name=p></form>";
    assert!(submitted_with(get, &settings(), None).unwrap_err().contains("GET"));
    let multipart = "<form method=post enctype=multipart/form-data><button>Allow</button></form>";
    assert!(submitted_with(multipart, &settings(), None).unwrap_err().contains("multipart"));
}

#[test]
fn selectors_override_guessing_and_are_named_when_they_fail() {
    let html = r#"<form id=a method=post action=/a><input name=user><input type=password name=p><button>Log in</button></form>
        <form id=b method=post action=/b><input name=x><input name=y><button name=k value=1>Log in</button><button name=k value=2>Log in</button></form>"#;
    let mut own = FormSettings { login_form: Some("#b".into()), username_field: Some("[name=x]".into()), ..settings() };
    own.password_field = Some("[name=y]".into());
    own.login_submit = Some("button[value='2']".into());
    assert_eq!(String::from_utf8(submitted_with(html, &own, None).unwrap().body).unwrap(), "x=alice&y=s3cret+pw&k=2");
    own.login_submit = Some("#none".into());
    assert!(submitted_with(html, &own, None).unwrap_err().contains("login_submit"));
    own.login_form = Some("#none".into());
    assert!(submitted_with(html, &own, None).unwrap_err().contains("`login_form` = `#none`"));
    let invalid = Selectors::new(vec![(super::page::Role::LoginForm, "[[".into())]);
    assert!(parse::page("", &invalid).unwrap_err().contains("`login_form` is not a CSS selector"));
}

#[test]
fn hostile_pages_neither_overflow_nor_take_long() {
    let pages = [
        "<div>".repeat(100_000),
        "<div>".repeat(9_900),
        format!("<p>{}", "<b i=1>".repeat(9000)) + &"</p><p>x".repeat(5000),
        format!("<p>{}</p>{}", (0..9000).map(|i| format!("<b i={i}>")).collect::<String>(), "<p>x".repeat(9000)),
        format!("<a {}>", (0..59_000).map(|i| format!("a{i} ")).collect::<String>()),
        format!("<form>{}", "<table><tr><td>".repeat(6000)),
        "<".repeat(600_000),
        "\u{0}é".repeat(300_000),
        format!("<noscript>{}", "<noscript>".repeat(10_000)),
    ];
    // Threads of the pool that parses have 2 MiB of stack, as test threads have.
    for page in pages {
        let started = std::time::Instant::now();
        let _ = parse::page(&page, &Selectors::default());
        let took = started.elapsed();
        println!("{took:?} {}", page.chars().take(30).collect::<String>());
        assert!(took.as_secs() < 10, "{took:?}");
    }
}
