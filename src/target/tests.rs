use std::path::Path;
use std::time::Duration;

use secrecy::ExposeSecret;

use super::model::{Authentication, DriverSettings, Locator, LoginStep, ScopePlace, StepAction, StepValue, Target};
use super::{Surroundings, load_text};
use crate::diagnostics::{Diagnostics, Style};

fn read(text: &str, folder: &Path) -> Result<Target, Diagnostics> {
    let variable = |name: &str| match name {
        "SET" => Some("s3cret".to_owned()),
        "EMPTY" => Some(String::new()),
        _ => None,
    };
    load_text("tokenspec.toml", text, Surroundings { folder, variable: &variable })
}

#[test]
fn every_code_has_a_fixture_and_a_screen() {
    let mut seen = 0;
    for entry in std::fs::read_dir("fixtures/diagnostics/target").unwrap() {
        let path = entry.unwrap().path();
        let code = path.file_stem().unwrap().to_string_lossy().into_owned();
        let found = read(&std::fs::read_to_string(&path).unwrap(), Path::new("folder")).expect_err(&code);
        assert!(found.iter().any(|diagnostic| diagnostic.code == code), "{code}:\n{found}");
        assert!(!found.to_string().contains("hunter2"), "a secret is shown:\n{found}");
        if code != "T003" {
            insta::assert_snapshot!(format!("target-{code}"), found.render(Style::Plain));
        }
        seen += usize::from(code.starts_with('T'));
    }
    assert_eq!(seen, crate::diagnostics::codes::ALL.iter().filter(|(code, _)| code.starts_with('T')).count());
}

#[test]
fn a_command_that_fails_says_what_it_said() {
    let text = std::fs::read_to_string("fixtures/diagnostics/target/T003.toml").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let found = read(&text, folder.path()).unwrap_err();
    assert!(found.to_string().contains("locked"), "{found}");
}

const WHOLE: &str = r#"
[target]
name = "staging"
profile = "oauth21"
raw = true
scope_seen_in = ["introspection", "response"]
issuer = "https://login.example"
token_endpoint = "https://login.example/token"
[[client]]
role = "confidential"
id = "a"
secret = { file = "secret.txt" }
auth = "client_secret_basic"
redirect_uris = ["https://app.example/cb"]
scopes = ["openid", "email"]
[[client]]
role = "other"
id = "b"
secret = { command = ["printf", "from-command\n"] }
redirect_uris = ["com.example.app:/cb"]
[[client]]
role = "service"
id = "c"
secret = "literal"
auth = "client_secret_post"
[authorize]
driver = "form"
username = "alice"
password = { env = "SET" }
fields = { tenant = "acme" }
login_form = "form#login"
refresh_scope = "offline_access"
partial_consent = { declines = "email", parameters = { login_hint = "bob" } }
[limits]
timeout = "500ms"
max_body = "2KiB"
requests_per_second = 50
[choices]
refresh_rotation = "always"
[parameters]
client_id = { max = 36 }
redirect_uri = { max = false }
[errors]
code = "/err/code"
codes = { E1 = "invalid_grant" }
statuses = [422]
"#;

#[test]
fn a_whole_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("secret.txt"), "from-file\n").unwrap();
    let target = read(WHOLE, folder.path()).unwrap_or_else(|found| panic!("{found}"));
    let secrets: Vec<_> =
        target.clients.iter().filter_map(|client| client.secret.as_ref()).map(|secret| secret.expose_secret()).collect();
    assert_eq!(secrets, ["from-file", "from-command", "literal"]);
    assert_eq!(target.warnings.len(), 1);
    assert!(!target.warnings[0].contains("literal\""));
    assert_eq!((target.profile.as_deref(), target.raw), (Some("oauth21"), true));
    let authentication: Vec<_> = target.clients.iter().map(|client| client.authentication).collect();
    assert_eq!(authentication, [Authentication::Basic, Authentication::Basic, Authentication::Body]);
    assert_eq!(target.scope_seen_in, Some(vec![ScopePlace::Introspection, ScopePlace::Response]));
    assert_eq!(target.limits.timeout, Duration::from_millis(500));
    assert_eq!(target.limits.max_body, 2048);
    assert_eq!(target.parameters[1].max, Some(None));
    let Some(authorize) = target.authorize else { panic!("no authorizer") };
    assert!(matches!(authorize.driver, DriverSettings::Form { selectors, .. } if selectors.len() == 1));
    let validator = jsonschema::validator_for(&super::schema()).unwrap();
    assert!(validator.is_valid(&toml::from_str::<serde_json::Value>(WHOLE).unwrap()));
}

#[test]
fn a_place_that_shows_no_scope_is_pointed_at() {
    let text = WHOLE.replace("[\"introspection\", \"response\"]", "[\"introspecton\"]");
    let found = read(&text, Path::new(".")).unwrap_err().to_string();
    assert!(found.contains("there is no place where a token's scope can be seen `introspecton`"), "{found}");
    assert!(found.contains("tokenspec.toml:6:18") && found.contains("did you mean `introspection`?"), "{found}");
}

const BROWSER: &str = r##"
[target]
name = "staging"
token_endpoint = "https://login.example/token"
[[client]]
role = "public"
id = "a"
redirect_uris = ["com.example.app:/cb"]
[authorize]
driver = "browser"
username = "alice"
password = { env = "SET" }
totp = { command = ["echo", "GEZD GNBV GY3T QOJQ"] }
executable = "chromium"
arguments = ["--lang=de"]
tabs = 2
step_timeout = "3s"
screenshots = "shots"
[[authorize.step]]
fill = { label = "User name" }
value = "${username}"
if_present = true
[[authorize.step]]
fill = "#tenant"
value = "acme"
[[authorize.step]]
click = { role = "Button", name = "Sign in" }
[[authorize.step]]
wait_for = "main"
"##;

#[test]
fn a_browser_and_its_steps() {
    let target = read(BROWSER, Path::new(".")).unwrap_or_else(|found| panic!("{found}"));
    let Some(DriverSettings::Browser(browser)) = target.authorize.map(|authorize| authorize.driver) else { panic!("no browser") };
    assert_eq!((browser.tabs, browser.step_timeout), (2, Duration::from_secs(3)));
    assert_eq!(browser.totp.map(|totp| totp.at(59).len()), Some(6));
    let step = |action, element, if_present| LoginStep { action, element, if_present };
    let button = Locator::Role { role: "button".to_owned(), name: "Sign in".to_owned() };
    let expected = [
        step(StepAction::Fill(StepValue::Username), Locator::Label("User name".to_owned()), true),
        step(StepAction::Fill(StepValue::Literal("acme".to_owned())), Locator::Css("#tenant".to_owned()), false),
        step(StepAction::Click, button, false),
        step(StepAction::WaitFor, Locator::Css("main".to_owned()), false),
    ];
    assert_eq!(browser.steps, expected);
    let validator = jsonschema::validator_for(&super::schema()).unwrap();
    assert!(validator.is_valid(&toml::from_str::<serde_json::Value>(BROWSER).unwrap()));
}

#[test]
fn a_guessed_login_needs_user_name_and_password() {
    let text = BROWSER.split_once("[[authorize.step]]").unwrap().0.replace("username = \"alice\"\n", "");
    let found = read(&text, Path::new(".")).unwrap_err().to_string();
    assert!(found.contains("the key `username` is missing"), "{found}");
}
