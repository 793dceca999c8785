//! What reads the words of a login's servers, for `crate::fuzz`.

use url::Url;

use super::arrival::{self, Arrival};
use super::cookies::Jar;
use super::page::Selectors;
use super::parse;
use super::request::AuthorizationRequest;
use crate::protocol::body::Body;
use crate::transport::Response;

/// A number that stands for an outcome.
fn signature(parts: &[usize]) -> u64 {
    parts.iter().fold(17, |sum: u64, part| sum.wrapping_mul(31).wrapping_add(*part as u64))
}

/// A login page.
pub fn page(bytes: &[u8]) -> u64 {
    let Ok(page) = parse::page(&String::from_utf8_lossy(bytes), &Selectors::default()) else { return 1 };
    let controls = page.forms.iter().map(|form| form.controls.len()).sum();
    signature(&[page.forms.len(), controls, usize::from(page.refresh.is_some()), page.scripts, usize::from(page.base.is_some())])
}

/// The header fields `Set-Cookie` of an answer, one in a line, and the cookies that are sent back.
pub fn cookies(bytes: &[u8]) -> u64 {
    let Ok(url) = Url::parse("https://login.as.example/x/y") else { return 0 };
    let headers = bytes.split(|&byte| byte == b'\n').map(|line| ("set-cookie".to_owned(), line.to_vec())).collect();
    let mut jar = Jar::default();
    let kept = jar.keep(&url, &Response { status: 200, headers, body: Body::default() });
    let sent = jar.header(&url);
    assert!(
        sent.as_ref().is_none_or(|sent| !sent.contains(|c: char| c.is_control() && c != '\t')),
        "a cookie splits the request"
    );
    signature(&[kept, sent.map_or(0, |sent| sent.matches(';').count() + 1), jar.values().count()])
}

/// The field `Location`, from where a walk may be and for what it may wait.
pub fn arrival(bytes: &[u8]) -> u64 {
    let location = String::from_utf8_lossy(bytes);
    let (Ok(from), Ok(expected)) = (Url::parse("https://as.example/authorize?a=b"), Url::parse("http://127.0.0.1:9/cb?tenant=1"))
    else {
        return 0;
    };
    let Ok(url) = from.join(location.trim()) else { return 1 };
    let parameters = arrival::parameters(&url);
    let count = parameters.len();
    let request = AuthorizationRequest {
        response_type: "code".to_owned(),
        endpoint: from,
        client_id: "client".to_owned(),
        redirect_uri: None,
        expected_redirect_uri: expected.to_string(),
        scope: None,
        state: "state".to_owned(),
        nonce: None,
        code_challenge: None,
        extra: Vec::new(),
        partial_consent: None,
        case: None,
    };
    let kind = match arrival::read(parameters, &request) {
        Arrival::Code { .. } => 2,
        Arrival::Error { description, .. } => 3 + usize::from(description.is_some()),
        Arrival::Unusable { reason } => 10 + reason.len() % 64,
    };
    signature(&[kind, count.min(20), usize::from(arrival::is_expected(&url, &expected)), url.scheme().len().min(12)])
}
