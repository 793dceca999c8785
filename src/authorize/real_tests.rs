use std::sync::Arc;
use std::time::Instant;

use url::Url;

use super::*;
use crate::transport::{Settings, Transport};

fn request(server: &str, client: &str) -> AuthorizationRequest {
    let endpoint = match server {
        "oidc" => "http://127.0.0.1:4201/auth",
        "node" => "http://127.0.0.1:4202/authorize",
        "authlib" => "http://127.0.0.1:9601/oauth/authorize",
        _ => "http://127.0.0.1:9602/o/authorize/",
    };
    let scope = if server == "oidc" { "openid profile email offline_access" } else { "openid profile email" };
    AuthorizationRequest {
        endpoint: Url::parse(endpoint).unwrap(),
        client_id: client.to_owned(),
        redirect_uri: Some("http://127.0.0.1:9999/callback".to_owned()),
        expected_redirect_uri: "http://127.0.0.1:9999/callback".to_owned(),
        scope: Some(scope.to_owned()),
        state: "st+a/te=1".to_owned(),
        nonce: Some("n".to_owned()),
        code_challenge: (client == "pub").then(|| CodeChallenge {
            method: "S256".to_owned(),
            challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".to_owned(),
        }),
        extra: if server == "oidc" { vec![("prompt".to_owned(), "consent".to_owned())] } else { vec![] },
        partial_consent: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore]
async fn mint() {
    for server in ["oidc", "node", "authlib", "dot"] {
        let password = if server == "node" { "pw" } else { "alice-pass" };
        for client in ["conf", "pub"] {
            let settings = FormSettings::new("alice", password.to_owned().into());
            let authorizer = Arc::new(Authorizer::new(Driver::Form(settings), Arc::new(Transport::new(Settings::default()))));
            let started = Instant::now();
            let first = authorizer.authorize(&request(server, client)).await;
            println!("{server} {client} first {:?} {:?}", started.elapsed(), first.as_ref().map(|a| (a.round_trips, a.code.len(), a.parameters.len())));
            if let Err(error) = &first { println!("   {error:#?}"); continue; }
            let started = Instant::now();
            let mut tasks = Vec::new();
            for _ in 0..20 {
                let authorizer = authorizer.clone();
                tasks.push(tokio::spawn(async move { authorizer.authorize(&request(server, client)).await }));
            }
            let mut codes = std::collections::BTreeSet::new();
            let mut trips = Vec::new();
            for task in tasks {
                match task.await.unwrap() {
                    Ok(a) => { trips.push(a.round_trips); codes.insert(a.code); }
                    Err(error) => println!("   {error:?}"),
                }
            }
            println!("   {} codes in {:?}, trips {trips:?}", codes.len(), started.elapsed());
        }
        // cold: 20 at once without a first login
        let settings = FormSettings::new("alice", password.to_owned().into());
        let authorizer = Arc::new(Authorizer::new(Driver::Form(settings), Arc::new(Transport::new(Settings::default()))));
        let tasks: Vec<_> = (0..20).map(|_| { let a = authorizer.clone(); tokio::spawn(async move { a.authorize(&request(server, "conf")).await }) }).collect();
        let mut good = 0;
        for task in tasks { if task.await.unwrap().is_ok() { good += 1 } }
        println!("   cold: {good} of 20");
        for (what, error) in [
            ("wrong password", { let a = Authorizer::new(Driver::Form(FormSettings::new("alice", "wrong-one".to_owned().into())), Arc::new(Transport::new(Settings::default()))); a.authorize(&request(server, "conf")).await }),
            ("redirect driver", { let a = Authorizer::new(Driver::Redirect, Arc::new(Transport::new(Settings::default()))); a.authorize(&request(server, "conf")).await }),
            ("unknown client", authorizer.authorize(&AuthorizationRequest { client_id: "nobody".to_owned(), ..request(server, "conf") }).await),
            ("bad scope", authorizer.authorize(&AuthorizationRequest { scope: Some("nonsense".to_owned()), ..request(server, "conf") }).await),
            ("partial", authorizer.authorize(&AuthorizationRequest { partial_consent: Some(PartialConsent { declined: "email".to_owned() }), ..request(server, "conf") }).await),
            ("prompt=login", authorizer.authorize(&AuthorizationRequest { extra: vec![("prompt".to_owned(), "login".to_owned())], ..request(server, "conf") }).await),
        ] {
            match error { Ok(a) => println!("   {what}: code, {} trips", a.round_trips), Err(e) => { println!("   {what}: {e}"); if let AuthorizeError::GaveUp { pages, .. } = e { for p in pages { println!("        {} {} {}", p.asked, p.status, p.account); } } } }
        }
    }
}
