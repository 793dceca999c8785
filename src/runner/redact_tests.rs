use super::*;

fn redactor() -> Redactor {
    let secrets = [("s3cr&t value", SecretKind::ClientSecret), ("tok-1234", SecretKind::AccessToken)];
    Redactor::new(secrets.map(|(value, kind)| (value.into(), kind)).to_vec(), [7; 16])
}

#[test]
fn a_secret_is_found_in_every_written_form() {
    let redactor = redactor();
    for form in written_forms(SecretKind::ClientSecret, &"s3cr&t value".into()) {
        let text = format!("before {} after", String::from_utf8_lossy(&form));
        let shown = redactor.text(&text);
        assert!(shown.starts_with("before [client_secret:12:bytes:#"), "{shown}");
    }
}

#[test]
fn equality_can_be_seen_and_the_value_cannot() {
    let redactor = redactor();
    let twice = redactor.text("tok-1234 tok-1234");
    let (a, b) = twice.split_once(' ').unwrap();
    assert_eq!(a, b);
    assert!(!twice.contains("tok-1234"));
}

#[test]
fn the_beginning_of_a_secret_at_a_cut_is_replaced() {
    let shown = redactor().text("says \"s3cr&t va… and s3cr… but s3c… tok-1234… tok");
    assert!(!shown.contains("s3cr"), "{shown}");
    assert!(shown.starts_with("says \"[client_secret:12:bytes:#"), "{shown}");
    assert!(shown.contains("but s3c… [access_token:8:") && shown.ends_with("… tok"), "{shown}");
}

#[test]
fn a_long_answer_is_redacted_before_it_is_cut() {
    let body = format!("{{\"access_token\":\"unknown-token\",\"pad\":\"{} s3cr&t value\"}}", "x".repeat(20_000));
    let headers = vec![("x-echo".to_owned(), b"s3cr&t value".to_vec()); 300];
    let response = Response { status: 200, headers, body: crate::protocol::body::Body::complete(body) };
    for (most, bytes) in [(Short::Long, KEPT_BODY), (Short::Brief, 1024), (Short::Nothing, 0)] {
        let short = redactor().short(&response, most);
        let text = format!("{short:?}");
        assert!(!text.contains("s3cr&t") && !text.contains("unknown-token"), "{text}");
        assert!(short.body_truncated && short.body_bytes > 20_000 && short.body.len() <= bytes + 3);
    }
}

#[test]
fn secret_parameters_are_replaced_even_when_unknown() {
    let shown = redactor().form(b"grant_type=authorization_code&code=never-seen&x");
    assert!(shown.starts_with("grant_type=authorization_code&code=[code:10:base64url:#"), "{shown}");
    assert!(shown.ends_with("&x"));
}

#[test]
fn members_of_an_answer_are_replaced_even_when_unknown() {
    let shown = redactor().document(br#"{"access_token":"unknown\/value","scope":"openid"}"#);
    assert!(shown.contains("[access_token:13:") || !shown.contains("unknown"), "{shown}");
    assert!(shown.contains("\"scope\":\"openid\""));
}

#[test]
fn cookies_keep_their_names_only() {
    assert_eq!(cookie("sid=abc; Path=/"), "sid=[cookie]; Path=/");
}
