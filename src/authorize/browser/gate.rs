//! What stands between a tab and the servers it asks: gateways that want a key, a proxy that wants a password, certificates of
//! authorities that the browser does not know.

use std::sync::Arc;

use secrecy::ExposeSecret;
use serde_json::{Value, json};
use url::Url;

use super::traffic::Listener;
use crate::transport::{Request, Transport};

impl Listener {
    /// Lets a paused request or answer go on; a request to an own origin with the fields that the transport would add. They do not
    /// go with a redirect: what it leads to is paused anew.
    pub(super) fn onward(&self, parameters: &Value) -> Value {
        let mut onward = json!({ "requestId": parameters["requestId"] });
        let is_request = parameters["responseStatusCode"].is_null() && parameters["responseErrorReason"].is_null();
        let url = parameters["request"]["url"].as_str().and_then(|url| Url::parse(url).ok()).filter(|_| is_request);
        let added = url.map(|url| self.transport.added_fields(&url, self.case.as_ref())).unwrap_or_default();
        if !added.is_empty() {
            onward["headers"] = with_fields(&parameters["request"]["headers"], added);
        }
        onward
    }

    /// Somebody on the way asks for a password. The proxy is given its own, once; nobody else is given any.
    pub(super) fn challenged(&self, parameters: &Value) {
        let is_proxy = parameters["authChallenge"]["source"] == "Proxy";
        let request = parameters["requestId"].as_str().unwrap_or_default().to_owned();
        let login = self.proxy_login.as_ref().filter(|_| is_proxy);
        let first = self.traffic.seen().challenged.insert(request);
        let answer = match login {
            Some(login) if first => json!({
                "response": "ProvideCredentials", "username": login.username, "password": login.password.expose_secret(),
            }),
            Some(_) => {
                self.touch(|seen| seen.failure = Some("the proxy refuses its user name and password".to_owned()));
                json!({ "response": "CancelAuth" })
            }
            None => json!({ "response": "Default" }),
        };
        let parameters = json!({ "requestId": parameters["requestId"], "authChallengeResponse": answer });
        self.tell("Fetch.continueWithAuth", parameters);
    }

    /// The browser does not know the authorities of the target file. The transport does: it tries the same host.
    pub(super) fn doubted(&self, parameters: &Value) {
        let event = parameters["eventId"].clone();
        let url = parameters["requestURL"].as_str().and_then(|url| Url::parse(url).ok());
        // The trial must not wait for the request that waits for it.
        self.touch(|seen| seen.under_way = None);
        let (process, session, transport) = (self.process.clone(), self.session.clone(), Arc::clone(&self.transport));
        tokio::spawn(async move {
            let trusted = match url {
                Some(url) => is_trusted(&transport, url).await,
                None => false,
            };
            let action = if trusted { "continue" } else { "cancel" };
            if let Some(process) = process.upgrade() {
                let parameters = json!({ "eventId": event, "action": action });
                process.pipe.tell(Some(&session), "Security.handleCertificateError", parameters);
            }
        });
    }
}

/// The fields of a request, with further ones in the place of those of the same name.
fn with_fields(own: &Value, added: Vec<(String, Vec<u8>)>) -> Value {
    let own = own.as_object().into_iter().flatten();
    let kept = own.filter(|(name, _)| !added.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)));
    let mut fields: Vec<Value> = kept.map(|(name, value)| json!({ "name": name, "value": value })).collect();
    fields.extend(added.iter().map(|(name, value)| json!({ "name": name, "value": String::from_utf8_lossy(value) })));
    Value::Array(fields)
}

/// Whether a handshake with the host of a URL succeeds; what is answered then is of no interest.
async fn is_trusted(transport: &Transport, mut url: Url) -> bool {
    url.set_path("/");
    url.set_query(None);
    url.set_fragment(None);
    transport.send(Request::new("HEAD", url)).await.outcome.is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_added_once() {
        let own = json!({ "Accept": "text/html", "x-key": "old" });
        let fields = with_fields(&own, vec![("X-Key".to_owned(), b"new".to_vec())]);
        assert_eq!(fields, json!([{ "name": "Accept", "value": "text/html" }, { "name": "X-Key", "value": "new" }]));
    }
}
