//! `[target]`: URLs and roots.

use rustls_pki_types::CertificateDer;
use url::Url;

use super::keys;
use super::load::{Surroundings, flip};
use super::model::Endpoints;
use super::network::certificates;
use crate::diagnostics::{Fields, Item, codes};

/// The endpoints that are given. A token endpoint or an issuer must be.
pub(super) fn endpoints(fields: &Fields<'_>) -> Option<Endpoints> {
    if fields.get("token_endpoint").or(fields.get("issuer")).is_none() {
        let diagnostic = fields.item.error(codes::NO_ENDPOINT, "neither a token endpoint nor an issuer is given");
        fields.item.report(
            diagnostic
                .label("what should be examined?")
                .help("write token_endpoint = \"https://…\", or issuer = \"https://…\" for discovery"),
        );
    }
    let [token, authorization, introspection, revocation, userinfo, jwks] =
        [0, 1, 2, 3, 4, 5].map(|index| fields.get(keys::ENDPOINTS[index]).map(|item| url(&item)));
    Some(Endpoints {
        token: flip(token)?,
        authorization: flip(authorization)?,
        introspection: flip(introspection)?,
        revocation: flip(revocation)?,
        userinfo: flip(userinfo)?,
        jwks: flip(jwks)?,
    })
}

/// An absolute http or https URL without a fragment.
pub(super) fn url(item: &Item<'_>) -> Option<Url> {
    let text = item.string()?;
    let problem = match Url::parse(text) {
        Ok(url) if !matches!(url.scheme(), "http" | "https") => format!("the scheme is `{}`", url.scheme()),
        Ok(url) if url.fragment().is_some() => "a fragment is never sent".to_owned(),
        Ok(url) => return Some(url),
        Err(error) => error.to_string(),
    };
    item.report(
        item.error(codes::BAD_URL, "not an http or https URL")
            .label(problem)
            .help("for example https://login.example/oauth2/token"),
    );
    None
}

/// The certificates of a PEM file.
pub(super) fn ca_certificates(item: &Item<'_>, around: &Surroundings<'_>) -> Option<Vec<CertificateDer<'static>>> {
    let path = around.folder.join(item.string()?);
    let problem = match certificates(&path) {
        Ok(certificates) => return Some(certificates),
        Err(problem) => problem,
    };
    let diagnostic = item.error(codes::CA_FILE, format!("the root certificates cannot be read: {problem}"));
    item.report(diagnostic.label("looked for here").help("a PEM file, its path relative to the target file"));
    None
}
