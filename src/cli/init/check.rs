//! What is wrong with the flags, before anything is asked, sent or written. A flag that nothing would use is wrong, too.

use url::Url;

use super::answers::Answers;
use crate::cli::CliError;
use crate::cli::arguments::{Init, InitDriver};
use crate::protocol::names::ClientRole;
use crate::target::model::Network;

/// What can be told from the flags alone.
pub fn flags(arguments: &Init) -> Result<(), CliError> {
    if let Some(profile) = &arguments.profile {
        crate::examination::profile(profile)?;
    }
    if let Some(uri) = &arguments.redirect_uri {
        redirect_uri(uri)?;
    }
    once("--client", &arguments.client)?;
    once("--secret", &arguments.secret)?;
    for (role, variable) in &arguments.secret {
        if *role == ClientRole::Public {
            let why = format!("--secret public={variable}: a public client has no secret");
            return Err(CliError::Usage(format!("{why}; one with a secret is --client confidential=ID")));
        }
        if !arguments.client.iter().any(|(known, _)| known == role) {
            return Err(CliError::Usage(format!("--secret {role}=… without --client {role}=…")));
        }
    }
    match arguments.driver {
        Some(driver) => fits(arguments, driver),
        None if arguments.yes && (arguments.username.is_some() || arguments.password.is_some()) => {
            Err(CliError::Usage("--username and --password are for --driver form or --driver browser: name one".to_owned()))
        }
        None if arguments.yes && arguments.command.is_some() => {
            Err(CliError::Usage("--command is for --driver command: name it".to_owned()))
        }
        None => Ok(()),
    }
}

/// What can be told once all is known: flags that no line of the file would come from.
pub fn answers(arguments: &Init, answers: &Answers, way: &Network) -> Result<(), CliError> {
    let unused = |flag: &str, why: &str| Err(CliError::Usage(format!("{flag} is used by nothing: {why}")));
    fits(arguments, answers.driver)?;
    if answers.driver == InitDriver::Browser
        && let Some(beyond) = way.beyond_browser()
    {
        return Err(CliError::Usage(format!("the driver browser cannot honour it: {}; {}", beyond.problem, beyond.cure)));
    }
    if answers.redirect_uri.is_empty() {
        let why = "codes are for other clients than service";
        let driver = arguments.driver.is_some_and(|driver| driver != InitDriver::None);
        let given = [
            ("--redirect-uri", arguments.redirect_uri.is_some()),
            ("--scopes", arguments.scopes.is_some()),
            ("--driver", driver),
        ];
        if let Some((flag, _)) = given.into_iter().find(|(_, given)| *given) {
            return unused(flag, why);
        }
    } else {
        redirect_uri(&answers.redirect_uri)?;
    }
    let is_service = answers.register || answers.clients.iter().any(|client| client.role == ClientRole::Service);
    if arguments.service_scopes.is_some() && !is_service {
        return unused("--service-scopes", "no client has the role service");
    }
    if arguments.initial_access_token.is_some() && !answers.register {
        return unused("--initial-access-token", "no client is registered (--register)");
    }
    Ok(())
}

/// At most one of a role: the target file has no place for a second.
fn once(flag: &str, given: &[(ClientRole, String)]) -> Result<(), CliError> {
    let again = given.iter().enumerate().find(|(at, (role, _))| given[..*at].iter().any(|(known, _)| known == role));
    match again {
        None => Ok(()),
        Some((_, (role, _))) => {
            let hint = match role {
                ClientRole::Confidential => "; a second confidential client has the role other",
                _ => "",
            };
            Err(CliError::Usage(format!("{flag} {role}=… is given twice, and a target has one client of each role{hint}")))
        }
    }
}

/// Flags of another driver than the one that is meant.
fn fits(arguments: &Init, driver: InitDriver) -> Result<(), CliError> {
    let name = driver.name();
    let other =
        |flag: &str, drivers: &str| Err(CliError::Usage(format!("{flag} is for {drivers}: the driver {name} would not use it")));
    let login = [("--username", arguments.username.is_some()), ("--password", arguments.password.is_some())];
    match login.into_iter().find(|(_, given)| *given && !driver.logs_in()) {
        Some((flag, _)) => other(flag, "--driver form and --driver browser"),
        None if arguments.command.is_some() && driver != InitDriver::Command => other("--command", "--driver command"),
        None => Ok(()),
    }
}

fn redirect_uri(uri: &str) -> Result<(), CliError> {
    let problem = match Url::parse(uri) {
        Ok(url) if url.fragment().is_none() => return Ok(()),
        Ok(_) => "it has a fragment".to_owned(),
        Err(error) => error.to_string(),
    };
    let wanted = "an absolute URI without a fragment, as it is registered, such as http://127.0.0.1:9999/callback";
    Err(CliError::Usage(format!("the redirect URI `{uri}` cannot be one: {problem}; {wanted}")))
}
