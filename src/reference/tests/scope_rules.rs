use super::*;

async fn scopes(harness: &Harness, answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    let truth = harness.introspect(&answer.text("access_token")).await;
    assert_eq!(truth["scope"], answer.json()["scope"]);
    answer.text("scope")
}

#[tokio::test]
async fn both_grants_take_subsets_with_openid() {
    let harness = Harness::correct().await;
    let legal = [
        (None, "openid profile email"),
        (Some(""), "openid profile email"),
        (Some("openid profile email"), "openid profile email"),
        (Some("email profile openid"), "email profile openid"),
        (Some("openid profile profile"), "openid profile"),
        (Some("openid"), "openid"),
    ];
    for (asked, expected) in legal {
        let more: Vec<_> = asked.into_iter().map(|scope| ("scope", scope)).collect();
        let code = harness.code(Role::Confidential, "openid profile email").await;
        let answer = harness.exchange(Role::Confidential, &code, &more).await;
        assert_eq!(scopes(&harness, &answer).await, expected);
        let answer = harness.refresh(Role::Confidential, &answer.text("refresh_token"), &more).await;
        assert_eq!(scopes(&harness, &answer).await, expected);
    }
}

#[tokio::test]
async fn both_grants_refuse_everything_else() {
    let harness = Harness::correct().await;
    let illegal = [
        "profile",
        "a",
        " ",
        "openid email",
        "openid zz_unknown",
        "OPENID profile",
        "openid Profile",
        "openid,profile",
        "openid  profile",
        " openid",
        "openid\tprofile",
        "openid \"profile\"",
        "openid é",
        "openid profile\0",
        "[\"openid\"]",
    ];
    let code = harness.code(Role::Public, "openid profile").await;
    for scope in illegal {
        assert_error(&harness.exchange(Role::Public, &code, &[("scope", scope)]).await, 400, "invalid_scope");
    }
    let refresh = harness.exchange(Role::Public, &code, &[]).await.text("refresh_token");
    for scope in illegal {
        assert_error(&harness.refresh(Role::Public, &refresh, &[("scope", scope)]).await, 400, "invalid_scope");
    }
    assert_eq!(harness.refresh(Role::Public, &refresh, &[]).await.status, 200);
}

#[tokio::test]
async fn narrowing_concerns_one_token_alone() {
    let harness = Harness::correct().await;
    let code = harness.code(Role::Confidential, "openid profile email").await;
    let narrow = [("scope", "openid profile")];
    let mut answer = harness.exchange(Role::Confidential, &code, &narrow).await;
    for (more, expected) in [
        (&[][..], "openid profile email"),
        (&narrow[..], "openid profile"),
        (&[], "openid profile email"),
        (&[("scope", "openid profile email")], "openid profile email"),
    ] {
        answer = harness.refresh(Role::Confidential, &answer.text("refresh_token"), more).await;
        assert_eq!(scopes(&harness, &answer).await, expected);
    }
}

#[tokio::test]
async fn without_openid_no_scope_can_be_given() {
    let harness = Harness::correct().await;
    let code = harness.code(Role::Confidential, "profile email").await;
    for scope in ["profile", "openid profile", "openid"] {
        assert_error(&harness.exchange(Role::Confidential, &code, &[("scope", scope)]).await, 400, "invalid_scope");
    }
    let answer = harness.exchange(Role::Confidential, &code, &[]).await;
    assert_eq!(scopes(&harness, &answer).await, "profile email");
    assert!(answer.json().get("id_token").is_none());
}

#[tokio::test]
async fn what_bob_declines_is_not_granted() {
    let harness = Harness::correct().await;
    let fields = [("scope", "openid email profile"), ("redirect_uri", REDIRECT), ("login_hint", "bob")];
    let code = result(&harness.authorize(Role::Confidential, &fields).await, "code");
    let token = |scope: Option<&'static str>| {
        let mut fields = vec![("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", REDIRECT)];
        fields.extend(scope.map(|scope| ("scope", scope)));
        let harness = &harness;
        async move { harness.token(Role::Confidential, &fields).await }
    };
    assert_error(&token(Some("openid email")).await, 400, "invalid_scope");
    assert_eq!(scopes(&harness, &token(None).await).await, "openid profile");
}

#[tokio::test]
async fn a_superset_is_seen_by_introspection_alone_where_it_is_hidden() {
    let harness = Harness::faulty("scope-superset-unreported").await;
    let code = harness.code(Role::Confidential, "openid profile").await;
    let answer = harness.exchange(Role::Confidential, &code, &[("scope", "openid profile email")]).await;
    assert_eq!(answer.text("scope"), "openid profile");
    let truth = harness.introspect(&answer.text("access_token")).await;
    assert_eq!(truth["scope"], "openid profile email");
}
