//! What went wrong on the way, in our terms and in the words of those who noticed.

use super::message::TransportError;

/// What a failure of the HTTP library means.
pub(super) fn classify(authority: &str, error: &hyper_util::client::legacy::Error) -> TransportError {
    let detail = chain(error);
    if is_tls(error) {
        TransportError::Tls { authority: authority.to_owned(), detail }
    } else if error.is_connect() {
        TransportError::Connect { authority: authority.to_owned(), detail }
    } else {
        TransportError::Broken { detail }
    }
}

fn is_tls(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = next {
        if error.is::<rustls::Error>() || error.to_string().contains("invalid peer certificate") {
            return true;
        }
        next = error.source();
    }
    false
}

/// An error and its sources, outermost first, each part once.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let text = error.to_string();
        if !parts.iter().any(|part| part.contains(&text)) {
            parts.push(text);
        }
        next = error.source();
    }
    parts.join(": ")
}
