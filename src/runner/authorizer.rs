//! From the target's `[authorize]` to an authorizer.

use std::sync::Arc;

use super::login;
use super::subject::ordinary_scopes;
use crate::authorize::{
    Authorizer, Command, CommandSettings, Driver, FormSettings, Loopback, LoopbackSettings, Obtained, Stock, Stored, UserAgent,
};
use crate::protocol::names::ClientRole;
use crate::target::model::{AuthorizeSettings, Client, DriverSettings, StoredGrant, Target};
use crate::transport::Transport;

/// The authorizer that the target file names.
pub(super) fn authorizer(target: &Target, settings: &AuthorizeSettings, transport: &Arc<Transport>) -> Authorizer {
    let user_agent = |driver: Driver| {
        let agent = UserAgent::new(driver, Arc::clone(transport)).patient(target.limits.max_retry_after);
        Authorizer::UserAgent(Box::new(if settings.fresh_sessions { agent.with_fresh_sessions() } else { agent }))
    };
    match &settings.driver {
        DriverSettings::Redirect => user_agent(Driver::Redirect),
        DriverSettings::Form { username, password, fields, selectors } => {
            let selector = |name: &str| selectors.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
            user_agent(Driver::Form(FormSettings {
                username: username.clone(),
                password: password.clone(),
                fields: fields.clone(),
                login_form: selector("login_form"),
                consent_form: selector("consent_form"),
                username_field: selector("username_field"),
                password_field: selector("password_field"),
                login_submit: selector("login_submit"),
                consent_submit: selector("consent_submit"),
            }))
        }
        DriverSettings::Browser(driver) => login::authorizer(target, driver, settings, transport),
        DriverSettings::Command { command, folder, time_limit, parallel } => Authorizer::Command(Command::new(CommandSettings {
            program: command.first().map(Into::into).unwrap_or_default(),
            arguments: command.iter().skip(1).map(Into::into).collect(),
            folder: folder.clone(),
            time_limit: *time_limit,
            parallel: *parallel,
        })),
        DriverSettings::Loopback { time_limit, code_limit, .. } => {
            Authorizer::Loopback(Box::new(Loopback::new(LoopbackSettings {
                redirect_uris: target.clients.iter().flat_map(|client| client.redirect_uris.clone()).collect(),
                time_limit: *time_limit,
                code_limit: *code_limit,
            })))
        }
        DriverSettings::Static(grants) => {
            let stored = grants.iter().filter_map(|grant| stored(target, settings, grant)).collect();
            Authorizer::Static(Stock::new(stored))
        }
    }
}

/// What is stored, bound to what the file says or to what the client's ordinary request would have been.
fn stored(target: &Target, settings: &AuthorizeSettings, grant: &StoredGrant) -> Option<Stored> {
    let client = target.client(grant.client).filter(|client| client.role != ClientRole::Service)?;
    let obtained = match grant.is_code {
        true => Obtained::Code(grant.value.clone(), grant.code_verifier.clone()),
        false => Obtained::RefreshToken(grant.value.clone()),
    };
    Some(Stored {
        client_id: client.id.clone(),
        obtained,
        redirect_uri: grant.redirect_uri.clone().or_else(|| client.redirect_uris.first().cloned()),
        scope: grant.scope.clone().unwrap_or_else(|| ordinary_scope(client, settings.refresh_scope.as_deref())),
        nonce: grant.nonce.clone(),
    })
}

/// The scope of the client's ordinary authorization request.
fn ordinary_scope(client: &Client, refresh_scope: Option<&str>) -> String {
    let openid = client.scopes.iter().any(|scope| scope == "openid").then_some("openid");
    let first = ordinary_scopes(client, refresh_scope).next();
    openid.into_iter().chain(first).chain(refresh_scope).collect::<Vec<_>>().join(" ")
}
