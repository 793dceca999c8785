//! The HTML that a person sees.

use axum::http::HeaderValue;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::Response;

use super::authorization_request::AuthorizationRequest;
use super::http;

/// Text that means itself in HTML, in attributes too.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// A page.
pub(super) fn page(status: u16, title: &str, content: &str) -> Response {
    let title = escape(title);
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{title}</title></head>\n\
         <body>\n<h1>{title}</h1>\n{content}\n</body>\n</html>\n"
    );
    let mut response = http::answer(status, "text/html; charset=utf-8", html);
    let policy = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    http::no_store(response)
}

/// The login form, below a search form that has nothing to do with it.
pub(super) fn login(csrf: &str, return_to: &str, failed: bool) -> Response {
    let complaint = if failed { "<p role=\"alert\">User name or password is wrong.</p>\n" } else { "" };
    let content = format!(
        "<form action=\"search\" method=\"get\" role=\"search\"><input type=\"search\" name=\"q\">\
         <button>Search</button></form>\n{complaint}\
         <form action=\"login\" method=\"post\">\n\
         <input type=\"hidden\" name=\"csrf\" value=\"{}\">\n\
         <input type=\"hidden\" name=\"return_to\" value=\"{}\">\n\
         <label>User name <input type=\"text\" name=\"username\" autocomplete=\"username\"></label>\n\
         <label>Password <input type=\"password\" name=\"password\" autocomplete=\"current-password\"></label>\n\
         <button type=\"submit\">Log in</button>\n</form>",
        escape(csrf),
        escape(return_to)
    );
    page(200, "Log in", &content)
}

/// The consent page: a check box per scope, Deny first.
pub(super) fn consent(csrf: &str, query: &str, request: &AuthorizationRequest) -> Response {
    let boxes: String = request
        .scopes
        .iter()
        .map(|scope| escape(scope))
        .map(|scope| format!("<label><input type=\"checkbox\" name=\"scope\" value=\"{scope}\" checked> {scope}</label>\n"))
        .collect();
    let content = format!(
        "<form action=\"consent\" method=\"post\">\n\
         <input type=\"hidden\" name=\"csrf\" value=\"{}\">\n\
         <input type=\"hidden\" name=\"request\" value=\"{}\">\n{boxes}\
         <button type=\"submit\" name=\"decision\" value=\"deny\">Deny</button>\n\
         <button type=\"submit\" name=\"decision\" value=\"allow\">Allow</button>\n</form>",
        escape(csrf),
        escape(query)
    );
    page(200, "Consent", &content)
}
