//! What the server is examined by.

use tokenspec::examination::TargetError;
use tokenspec::{AuthorizeSettings, Client, Examination, TargetBuilder};

use super::server::{CLIENTS, REDIRECT_URI, SCOPES, router};

const ISSUER: &str = "https://as.example";

/// The server in this process, by the profile `oauth2-baseline`.
pub fn examination() -> Result<Examination, TargetError> {
    let [web, partner, spa, job] = CLIENTS.map(|(id, secret, _)| (id, secret.unwrap_or_default()));
    let of_user = |client: Client| client.redirect_uri(REDIRECT_URI).scopes(SCOPES);
    let target = TargetBuilder::new("small axum server")
        .issuer(ISSUER)
        .client(of_user(Client::confidential(web.0, web.1)))
        .client(of_user(Client::other(partner.0, partner.1)))
        .client(of_user(Client::public(spa.0)))
        .client(Client::service(job.0, job.1).scopes(SCOPES))
        .authorize(AuthorizeSettings::redirect())
        .service(router(ISSUER))
        .build()?;
    Ok(Examination::of(target).profile("oauth2-baseline"))
}
