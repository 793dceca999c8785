//! What the server is examined by.

use tokenspec::examination::TargetError;
use tokenspec::{AuthorizeSettings, Client, Examination, TargetBuilder};

use super::server::{CLIENTS, REDIRECT_URI, SCOPES, router};

/// The server in this process, by the profile `oauth2-baseline`.
pub fn examination() -> Result<Examination, TargetError> {
    let [web, spa] = CLIENTS.map(|(id, secret)| (id, secret.unwrap_or_default()));
    let target = TargetBuilder::new("small axum server")
        .authorization_endpoint("https://as.example/authorize")
        .token_endpoint("https://as.example/token")
        .client(Client::confidential(web.0, web.1).redirect_uri(REDIRECT_URI).scopes(SCOPES))
        .client(Client::public(spa.0).redirect_uri(REDIRECT_URI).scopes(SCOPES))
        .authorize(AuthorizeSettings::redirect())
        .service(router())
        .build()?;
    Ok(Examination::of(target).profile("oauth2-baseline"))
}
