//! What a target file for a running reference server would say.

use secrecy::SecretString;
use url::Url;

use crate::protocol::names::ClientRole;
use crate::reference::{self, FaultId, Login, Options, Registration, Role};
use crate::target::model::{
    Authentication, AuthorizeSettings, Client, DriverSettings, Endpoints, ErrorDialect, Limits, PartialConsentSettings, Target,
};

/// The scope that one of the reference server's accounts declines.
const DECLINED: &str = "email";

/// The target of a reference server at `issuer` that was started with these options.
pub fn target(issuer: &str, options: &Options) -> Target {
    target_of(issuer, &options.faults, options.login, options.registration)
}

fn target_of(issuer: &str, faults: &[FaultId], login: Login, registration: Registration) -> Target {
    let endpoint = |path: &str| Url::parse(&format!("{issuer}{path}")).ok();
    Target {
        name: "embedded reference server".to_owned(),
        issuer: Url::parse(issuer).ok(),
        endpoints: Endpoints {
            token: endpoint("/token"),
            authorization: endpoint("/authorize"),
            introspection: endpoint("/introspect"),
            revocation: endpoint("/revoke"),
            userinfo: endpoint("/userinfo"),
            jwks: endpoint("/jwks"),
        },
        profile: None,
        suites: Vec::new(),
        // It is ours, on the loopback interface, and nothing stands before it.
        raw: true,
        clients: reference::clients(faults, registration).into_iter().map(client).collect(),
        authorize: Some(authorize(login)),
        limits: Limits::default(),
        choices: Vec::new(),
        parameters: Vec::new(),
        errors: ErrorDialect::default(),
        ca_certificates: Vec::new(),
        warnings: Vec::new(),
    }
}

fn client(registered: reference::RegisteredClient) -> Client {
    Client {
        role: match registered.role {
            Role::Confidential => ClientRole::Confidential,
            Role::Other => ClientRole::Other,
            Role::Public => ClientRole::Public,
            Role::Service => ClientRole::Service,
            Role::Special => ClientRole::Special,
        },
        authentication: registered.secret.as_ref().map_or(Authentication::None, |_| Authentication::Basic),
        id: registered.id,
        secret: registered.secret.map(SecretString::from),
        secret_variable: None,
        redirect_uris: registered.redirect_uris,
        scopes: registered.scopes.into_iter().map(str::to_owned).collect(),
    }
}

fn authorize(login: Login) -> AuthorizeSettings {
    let (driver, parameters) = match login {
        Login::Automatic => (DriverSettings::Redirect, vec![("login_hint".to_owned(), "bob".to_owned())]),
        Login::Form => {
            let driver = DriverSettings::Form {
                username: "alice".to_owned(),
                password: SecretString::from("alice-pass"),
                fields: Vec::new(),
                selectors: Vec::new(),
            };
            (driver, Vec::new())
        }
    };
    AuthorizeSettings {
        driver,
        parameters: Vec::new(),
        refresh_scope: None,
        partial_consent: Some(PartialConsentSettings { declines: DECLINED.to_owned(), parameters }),
    }
}
