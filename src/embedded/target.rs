//! What a target file for a running reference server would say.

use secrecy::SecretString;
use url::Url;

use crate::protocol::names::ClientRole;
use crate::reference::{self, Description, Login, Options, Role, SecretTransport};
use crate::target::model::{
    Authentication, AuthorizeSettings, Client, DriverSettings, Endpoints, ErrorDialect, Limits, Network, PartialConsentSettings,
    Target,
};

/// The scope that one of the reference server's accounts declines.
const DECLINED: &str = "email";

/// The target of a reference server at `issuer` that was started with these options.
pub fn target(issuer: &str, options: &Options) -> Target {
    let Description { endpoints, clients, secret_transport, refresh_scope } = Description::new(issuer, options);
    let url = |address: &str| Url::parse(address).ok();
    Target {
        name: "embedded reference server".to_owned(),
        issuer: url(&endpoints.issuer),
        endpoints: Endpoints {
            token: url(&endpoints.token),
            authorization: url(&endpoints.authorization),
            introspection: endpoints.introspection.as_deref().and_then(url),
            revocation: endpoints.revocation.as_deref().and_then(url),
            userinfo: endpoints.userinfo.as_deref().and_then(url),
            jwks: endpoints.jwks.as_deref().and_then(url),
        },
        profile: None,
        suites: Vec::new(),
        // It is ours, on the loopback interface, and nothing stands before it.
        raw: true,
        scope_seen_in: None,
        clients: clients.into_iter().map(|registered| client(registered, secret_transport)).collect(),
        authorize: Some(authorize(options.login, refresh_scope)),
        limits: Limits::default(),
        network: Network::default(),
        // As the server was made: a replaced refresh token is dead.
        choices: vec![("old_refresh_token".to_owned(), "refused".to_owned())],
        parameters: Vec::new(),
        errors: ErrorDialect::default(),
        ca_certificates: options.tls.and_then(|_| reference::authority_der().ok()).into_iter().collect(),
        warnings: Vec::new(),
    }
}

fn client(registered: reference::RegisteredClient, transport: SecretTransport) -> Client {
    let with_secret = match transport {
        SecretTransport::Basic => Authentication::Basic,
        SecretTransport::Body => Authentication::Body,
    };
    Client {
        role: match registered.role {
            Role::Confidential => ClientRole::Confidential,
            Role::Other => ClientRole::Other,
            Role::Public => ClientRole::Public,
            Role::Service => ClientRole::Service,
            Role::Special => ClientRole::Special,
        },
        authentication: registered.secret.as_ref().map_or(Authentication::None, |_| with_secret),
        id: registered.id,
        secret: registered.secret.map(SecretString::from),
        secret_variable: None,
        redirect_uris: registered.redirect_uris,
        scopes: registered.scopes.into_iter().map(str::to_owned).collect(),
    }
}

fn authorize(login: Login, refresh_scope: Option<&str>) -> AuthorizeSettings {
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
        refresh_scope: refresh_scope.map(str::to_owned),
        partial_consent: Some(PartialConsentSettings { declines: DECLINED.to_owned(), parameters }),
        fresh_sessions: false,
    }
}
