//! What a server says of itself (RFC 8414, OpenID Connect Discovery), from any of its URLs.

use serde_json::{Map, Value};
use url::Url;

use crate::cli::CliError;
use crate::runner::{cure, discovery};
use crate::transport::{Transport, TransportError};

/// Path segments that are taken away in search of the issuer.
const STEPS: usize = 4;

/// What there is to go by.
pub enum Discovered {
    /// The server's metadata.
    Metadata(Metadata),
    /// None: the URL itself is all that is known.
    TokenEndpoint(Url),
}

/// A metadata document.
pub struct Metadata {
    /// Where it was.
    pub place: Url,
    /// What it says.
    pub says: Map<String, Value>,
}

impl Metadata {
    /// A string member.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.says.get(name)?.as_str()
    }

    /// The strings of an array member.
    pub fn list(&self, name: &str) -> Option<Vec<&str>> {
        Some(self.says.get(name)?.as_array()?.iter().filter_map(Value::as_str).collect())
    }
}

impl Discovered {
    /// The metadata, if there are any.
    pub fn metadata(&self) -> Option<&Metadata> {
        match self {
            Self::Metadata(metadata) => Some(metadata),
            Self::TokenEndpoint(_) => None,
        }
    }

    /// The strings of an array member.
    pub fn list(&self, name: &str) -> Option<Vec<&str>> {
        self.metadata()?.list(name)
    }
}

/// The URL that was typed; without a scheme it is https, on this machine http.
pub fn url(typed: &str) -> Result<Url, CliError> {
    let text = if typed.contains("://") {
        typed.to_owned()
    } else if ["localhost", "127.", "[::1]"].iter().any(|host| typed.starts_with(host)) {
        format!("http://{typed}")
    } else {
        format!("https://{typed}")
    };
    let url = Url::parse(&text).map_err(|error| CliError::Usage(format!("`{typed}` is no URL: {error}")))?;
    match (url.scheme(), url.host()) {
        ("http" | "https", Some(_)) => Ok(url),
        _ => Err(CliError::Usage(format!(
            "`{typed}` is no http or https URL: name the issuer, its metadata or the token endpoint"
        ))),
    }
}

/// Looks at the URL itself if it is one of metadata, else in both places below it, then below each folder above it.
pub async fn discover(transport: &Transport, url: &Url) -> Result<Discovered, CliError> {
    let mut failed: Option<TransportError> = None;
    for candidate in candidates(url) {
        match discovery(transport, &candidate).await {
            Ok(Some((place, says))) => return Ok(Discovered::Metadata(Metadata { place, says })),
            Ok(None) => {}
            Err(error) => {
                failed = Some(error);
                break;
            }
        }
    }
    match failed {
        Some(error) => {
            let origin = url.origin().ascii_serialization();
            Err(CliError::Unreachable(format!("{origin}: {error}\nhelp: {}", cure(&error))))
        }
        None if url.path() == "/" || url.path().contains("/.well-known/") => {
            let hint = "if the server publishes none, name its token endpoint instead";
            Err(CliError::Usage(format!("{url} holds no metadata, nor do the places where they would be; {hint}")))
        }
        None => Ok(Discovered::TokenEndpoint(url.clone())),
    }
}

/// Tells the transport the server's own origins: requests to them may bear the keys of a gateway.
pub fn tell_origins(transport: &Transport, discovered: &Discovered) {
    const OWN: [&str; 3] = ["issuer", "token_endpoint", "registration_endpoint"];
    let Some(metadata) = discovered.metadata() else { return };
    let urls = OWN.iter().filter_map(|name| Url::parse(metadata.text(name)?).ok());
    urls.for_each(|url| transport.own(&url));
}

/// Possible issuers, the most likely first.
fn candidates(url: &Url) -> Vec<Url> {
    let mut bare = url.clone();
    bare.set_query(None);
    bare.set_fragment(None);
    let path = bare.path().to_owned();
    if let Some((before, after)) = path.split_once("/.well-known/") {
        // RFC 8414 puts the issuer's path behind the well-known part, OpenID Connect Discovery before it.
        let behind = after.split_once('/').map_or("", |(_, rest)| rest);
        bare.set_path(if behind.is_empty() { before } else { behind });
        return vec![bare];
    }
    let mut found = vec![bare.clone()];
    let mut path = path.trim_end_matches('/').to_owned();
    while let Some((folder, _)) = path.rsplit_once('/').filter(|_| found.len() <= STEPS) {
        path = folder.to_owned();
        bare.set_path(&path);
        found.push(bare.clone());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issuers_are_looked_for_above_the_url() {
        let of = |text: &str| candidates(&url(text).unwrap()).iter().map(|url| url.path().to_owned()).collect::<Vec<_>>();
        assert_eq!(of("as.example"), ["/"]);
        assert_eq!(of("as.example/o/token/"), ["/o/token/", "/o", "/"]);
        assert_eq!(of("as.example/realms/a/.well-known/openid-configuration"), ["/realms/a"]);
        assert_eq!(of("as.example/.well-known/oauth-authorization-server/realms/a"), ["/realms/a"]);
    }

    #[test]
    fn schemes_are_filled_in() {
        assert_eq!(url("127.0.0.1:4101").unwrap().as_str(), "http://127.0.0.1:4101/");
        assert_eq!(url("as.example").unwrap().as_str(), "https://as.example/");
        assert!(url("ftp://as.example").is_err() && url("https://").is_err());
    }
}
