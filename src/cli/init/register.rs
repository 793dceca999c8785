//! Dynamic client registration (RFC 7591): a client for each role.

use serde_json::{Value, json};
use url::Url;

use super::answers::{Answers, ClientAnswer, SecretPlace};
use super::discover::Discovered;
use super::secrets::keep;
use super::write::with_refresh;
use crate::cli::arguments::Init;
use crate::cli::{CliError, output};
use crate::protocol::names::ClientRole;
use crate::report::text::printable;
use crate::transport::{Request, Transport};

/// The roles that are worth a client.
const ROLES: [ClientRole; 4] = [ClientRole::Confidential, ClientRole::Public, ClientRole::Other, ClientRole::Service];

/// Registers what the server lets us register; says what it does not.
pub async fn register(
    transport: &Transport,
    discovered: &Discovered,
    arguments: &Init,
    answers: &mut Answers,
) -> Result<(), CliError> {
    let endpoint = discovered.metadata().and_then(|metadata| metadata.text("registration_endpoint"));
    let endpoint = endpoint.and_then(|text| Url::parse(text).ok());
    let endpoint = endpoint.ok_or_else(|| CliError::Usage("registration_endpoint is no URL".to_owned()))?;
    let token = match &arguments.initial_access_token {
        Some(name) => {
            Some(std::env::var(name).map_err(|_| CliError::Usage(format!("the environment variable {name} is not set")))?)
        }
        None => None,
    };
    let keep = |name: &str, secret: &str| keep(&arguments.output, name, secret).map(SecretPlace::File);
    for role in ROLES {
        let mut request = Request::new("POST", endpoint.clone())
            .header("Content-Type", "application/json")
            .header("Accept", "application/json");
        if let Some(token) = &token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        request.body = metadata(role, discovered, answers).to_string().into_bytes();
        match registered(transport, request).await {
            Ok(client) => {
                output::remark(&format!("registered for the role {role}: {}", printable(&client.id)));
                let secret = client.secret.as_deref().map(|secret| keep(role.name(), secret)).transpose()?;
                if let Some(token) = &client.management {
                    keep(&format!("{role}.registration"), token)?;
                }
                answers.clients.push(ClientAnswer { role, id: client.id, secret });
            }
            Err(why) => output::remark(&format!("not registered for the role {role}: {}", printable(&why))),
        }
    }
    if answers.clients.is_empty() {
        return Err(CliError::Unreachable("the server registered no client: name clients with --client instead".to_owned()));
    }
    Ok(())
}

/// Client metadata (RFC 7591 §2).
fn metadata(role: ClientRole, discovered: &Discovered, answers: &Answers) -> Value {
    let user = json!(["authorization_code", "refresh_token"]);
    let (method, grants) = match role {
        ClientRole::Public => ("none", user),
        ClientRole::Service => ("client_secret_basic", json!(["client_credentials"])),
        _ => ("client_secret_basic", user),
    };
    let mut metadata = json!({
        "client_name": format!("tokenspec {role}"),
        "token_endpoint_auth_method": method,
        "grant_types": grants,
    });
    let scopes = match role {
        ClientRole::Service => answers.service_scopes.clone(),
        _ => with_refresh(discovered, answers),
    };
    if role != ClientRole::Service {
        metadata["redirect_uris"] = json!([answers.redirect_uri]);
        metadata["response_types"] = json!(["code"]);
    } else {
        metadata["redirect_uris"] = json!([]);
        metadata["response_types"] = json!([]);
    }
    if !scopes.is_empty() {
        metadata["scope"] = json!(scopes.join(" "));
    }
    metadata
}

/// What the server answered (RFC 7591 §3.2.1).
struct Registered {
    id: String,
    secret: Option<String>,
    /// The registration access token (RFC 7592), by which the client can be removed again.
    management: Option<String>,
}

async fn registered(transport: &Transport, request: Request) -> Result<Registered, String> {
    let response = transport.send(request).await.outcome.map_err(|error| error.to_string())?;
    let answer: Value = serde_json::from_slice(&response.body.bytes).unwrap_or_default();
    let text = |name: &str| answer.get(name).and_then(Value::as_str).map(str::to_owned);
    match (response.status, text("client_id")) {
        (200 | 201, Some(id)) => {
            Ok(Registered { id, secret: text("client_secret"), management: text("registration_access_token") })
        }
        (status, _) => {
            let why = text("error_description").or(text("error")).unwrap_or_else(|| "no error code".to_owned());
            Err(format!("{status}, {why}"))
        }
    }
}
