//! What only a person knows: clients, redirect URI, scopes, the login. From flags, else by questions.

use super::ask::Asker;
use super::discover::Discovered;
use crate::cli::CliError;
use crate::cli::arguments::{Init, InitDriver};
use crate::protocol::names::ClientRole;

/// The redirect URI that is proposed: nothing needs to listen there, and `loopback` listens itself.
const REDIRECT_URI: &str = "http://127.0.0.1:9999/callback";
/// The program that is proposed for the driver command.
const PROGRAM: &str = "./obtain-code";

/// Where a secret is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretPlace {
    /// An environment variable.
    Variable(String),
    /// A file, relative to the target file.
    File(String),
}

/// A client for the target file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientAnswer {
    /// What it is to the examination.
    pub role: ClientRole,
    /// `client_id`.
    pub id: String,
    /// None for a public client.
    pub secret: Option<SecretPlace>,
}

/// All answers.
#[derive(Debug, Clone)]
pub struct Answers {
    /// For people and reports.
    pub name: String,
    /// The profile.
    pub profile: String,
    /// Whether clients are to be registered (RFC 7591).
    pub register: bool,
    /// The clients.
    pub clients: Vec<ClientAnswer>,
    /// Of all clients but the service.
    pub redirect_uri: String,
    /// Of all clients but the service.
    pub scopes: Vec<String>,
    /// Of the service client.
    pub service_scopes: Vec<String>,
    /// RFC 6749 §3.1, where no metadata name it.
    pub authorization_endpoint: Option<String>,
    /// How codes are obtained.
    pub driver: InitDriver,
    /// Who logs in, where tokenspec does it.
    pub login: Option<(String, String)>,
    /// The program that obtains codes, and its arguments.
    pub command: Vec<String>,
}

impl Answers {
    /// Asks for what the flags do not say.
    pub fn gather(arguments: &Init, discovered: &Discovered, asker: &mut Asker) -> Result<Self, CliError> {
        let is_openid = discovered.list("scopes_supported").is_some_and(|scopes| scopes.contains(&"openid"))
            || discovered.metadata().is_some_and(|metadata| metadata.text("userinfo_endpoint").is_some());
        let offers_registration = discovered.metadata().is_some_and(|metadata| metadata.text("registration_endpoint").is_some());
        if arguments.register && !offers_registration {
            let why = "the server's metadata name no registration_endpoint (RFC 7591)";
            return Err(CliError::Usage(format!("{why}: name clients with --client instead")));
        }
        let given = !arguments.client.is_empty();
        let question = "The server offers client registration (RFC 7591). Register clients for the examination there?";
        let register = arguments.register || (offers_registration && !given && asker.confirm(question, false)?);
        let (clients, service_scopes) = match register {
            true => (Vec::new(), service_scopes(arguments, asker)?),
            false => clients(arguments, asker)?,
        };
        if clients.is_empty() && !register {
            return Err(CliError::Usage(
                "without a client nothing can be examined: --client confidential=ID, for one".to_owned(),
            ));
        }
        let has = |role: ClientRole| register || clients.iter().any(|client| client.role == role);
        let users = ClientRole::ALL.into_iter().any(|role| role != ClientRole::Service && has(role));
        let mut answers = Self {
            name: arguments.name.clone().unwrap_or_else(|| host(discovered)),
            profile: profile(arguments, is_openid),
            register,
            redirect_uri: String::new(),
            scopes: Vec::new(),
            service_scopes,
            authorization_endpoint: arguments.authorization_endpoint.as_ref().map(|url| url.to_string()),
            driver: arguments.driver.unwrap_or(InitDriver::None),
            login: None,
            command: Vec::new(),
            clients,
        };
        if users {
            answers.for_users(arguments, discovered, (is_openid, asker))?;
        }
        answers.name_variables_not_secrets()?;
        Ok(answers)
    }

    fn for_users(&mut self, arguments: &Init, discovered: &Discovered, how: (bool, &mut Asker)) -> Result<(), CliError> {
        let (is_openid, asker) = how;
        self.redirect_uri = match &arguments.redirect_uri {
            Some(uri) => uri.clone(),
            None => asker.ask("Redirect URI that the clients are registered with", REDIRECT_URI)?,
        };
        let proposed = proposed_scopes(discovered, is_openid);
        self.scopes = match &arguments.scopes {
            Some(scopes) => words(scopes),
            None => words(&asker.ask("Scopes that they may ask for, at least two beside openid", &proposed)?),
        };
        self.driver = match arguments.driver {
            Some(driver) => driver,
            None => {
                let question = "How does a user log in? loopback: you, in your browser; form: tokenspec fills in HTML forms; \
                     browser: so does headless Chromium; redirect: nobody is asked; command: a program of yours obtains codes; \
                     static: codes obtained beforehand; none: no codes";
                let proposed = if arguments.username.is_some() { "form" } else { "loopback" };
                let chosen = asker.choose(question, &InitDriver::NAMES, proposed)?;
                InitDriver::named(&chosen).unwrap_or(InitDriver::Loopback)
            }
        };
        if self.driver != InitDriver::None && self.authorization_endpoint.is_none() && discovered.metadata().is_none() {
            let url = asker.ask("Authorization endpoint (no metadata name it)", "")?;
            self.authorization_endpoint = Some(url).filter(|url| !url.is_empty());
        }
        self.for_driver(arguments, asker)
    }

    /// What the driver needs to know.
    fn for_driver(&mut self, arguments: &Init, asker: &mut Asker) -> Result<(), CliError> {
        if self.driver.logs_in() {
            let username = match &arguments.username {
                Some(username) => username.clone(),
                None => asker.ask("User name of the test user", "alice")?,
            };
            let variable = match &arguments.password {
                Some(variable) => variable.clone(),
                None => asker.ask("Environment variable that holds the user's password", "TOKENSPEC_PASSWORD")?,
            };
            self.login = Some((username, variable));
        }
        if self.driver == InitDriver::Command {
            let line = match &arguments.command {
                Some(line) => line.clone(),
                None => {
                    asker.ask("Program that obtains a code, and its arguments (docs/target.md says what it reads)", PROGRAM)?
                }
            };
            self.command = words(&line);
        }
        Ok(())
    }

    /// A secret in the place of its variable's name would end up in the file.
    fn name_variables_not_secrets(&self) -> Result<(), CliError> {
        let begins = |name: &str| name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let is_name = |name: &str| begins(name) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        match self.variables().iter().all(|name| is_name(name)) {
            true => Ok(()),
            false => Err(CliError::Usage(
                "this is no name of an environment variable: the file names the variable that holds a secret, never the secret itself".to_owned(),
            )),
        }
    }

    /// Environment variables that the file names and that are not set.
    pub fn missing_variables(&self, is_set: &dyn Fn(&str) -> bool) -> Vec<String> {
        self.variables().into_iter().filter(|name| !is_set(name)).collect()
    }

    /// Environment variables that the file names.
    fn variables(&self) -> Vec<String> {
        let of_client = |client: &ClientAnswer| match &client.secret {
            Some(SecretPlace::Variable(name)) => Some(name.clone()),
            _ => None,
        };
        let codes = self.stored().into_iter().map(|(_, variable)| variable);
        let login = self.login.iter().map(|(_, variable)| variable.clone());
        self.clients.iter().filter_map(of_client).chain(login).chain(codes).collect()
    }

    /// The clients that codes are stored for, each with the variable of its code.
    pub fn stored(&self) -> Vec<(&ClientAnswer, String)> {
        let is_stored = |client: &&ClientAnswer| self.driver == InitDriver::Static && client.role != ClientRole::Service;
        let variable = |client: &ClientAnswer| format!("{}_CODE", client.role.name().to_ascii_uppercase());
        self.clients.iter().filter(is_stored).map(|client| (client, variable(client))).collect()
    }
}

/// Scopes of the client with client_credentials.
fn service_scopes(arguments: &Init, asker: &mut Asker) -> Result<Vec<String>, CliError> {
    let question = "Scopes that the service client may ask for, separated by spaces (none: leave empty)";
    Ok(words(&match &arguments.service_scopes {
        Some(scopes) => scopes.clone(),
        None => asker.ask(question, "")?,
    }))
}

/// What is asked for each role; who has a client whose secret needs encoding says so by a flag.
const ROLES: [(ClientRole, Option<&str>); 5] = [
    (
        ClientRole::Confidential,
        Some("Client id of a confidential client, with authorization_code and refresh_token (none: leave empty)"),
    ),
    (ClientRole::Public, Some("Client id of a public client, without a secret (none: leave empty)")),
    (ClientRole::Other, Some("Client id of a second confidential client, to try what belongs to another (none: leave empty)")),
    (ClientRole::Service, Some("Client id of a client with client_credentials (none: leave empty)")),
    (ClientRole::Special, None),
];

/// The clients that the flags name, or those that a person names; and the scopes of the service client.
fn clients(arguments: &Init, asker: &mut Asker) -> Result<(Vec<ClientAnswer>, Vec<String>), CliError> {
    let (mut found, mut scopes) = (Vec::new(), Vec::new());
    for (role, question) in ROLES {
        let id = match (of(&arguments.client, role), question) {
            (Some(id), _) => id,
            // Whoever names clients by flags has named those that there are.
            (None, Some(question)) if arguments.client.is_empty() => asker.ask(question, "")?,
            (None, _) => continue,
        };
        if id.is_empty() {
            continue;
        }
        let secret = secret(role, &id, arguments, asker)?;
        if role == ClientRole::Service {
            scopes = service_scopes(arguments, asker)?;
        }
        found.push(ClientAnswer { role, id, secret });
    }
    Ok((found, scopes))
}

fn secret(role: ClientRole, id: &str, arguments: &Init, asker: &mut Asker) -> Result<Option<SecretPlace>, CliError> {
    if role == ClientRole::Public {
        return Ok(None);
    }
    let proposed = format!("{}_SECRET", role.name().to_ascii_uppercase());
    let variable = match of(&arguments.secret, role) {
        Some(variable) => variable,
        None => asker.ask(&format!("Environment variable that holds the secret of {id}"), &proposed)?,
    };
    Ok(Some(SecretPlace::Variable(variable)))
}

/// What a flag says of a role.
fn of(pairs: &[(ClientRole, String)], role: ClientRole) -> Option<String> {
    pairs.iter().find(|(known, _)| *known == role).map(|(_, value)| value.clone())
}

fn profile(arguments: &Init, is_openid: bool) -> String {
    let usual = if is_openid { "openid-basic" } else { crate::profile::DEFAULT };
    arguments.profile.clone().unwrap_or_else(|| usual.to_owned())
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// `openid`, and two others that every user has.
fn proposed_scopes(discovered: &Discovered, is_openid: bool) -> String {
    let usual = ["openid", "profile", "email"];
    match discovered.list("scopes_supported") {
        Some(supported) if usual.iter().all(|scope| supported.contains(scope)) => usual.join(" "),
        Some(supported) => supported.into_iter().filter(|scope| *scope != "offline_access").take(3).collect::<Vec<_>>().join(" "),
        None if is_openid => usual.join(" "),
        None => String::new(),
    }
}

fn host(discovered: &Discovered) -> String {
    let url = match discovered {
        Discovered::Metadata(metadata) => &metadata.place,
        Discovered::TokenEndpoint(url) => url,
    };
    let host = url.host_str().unwrap_or("target");
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}
