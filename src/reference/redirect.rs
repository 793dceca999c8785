//! The redirect URI of a code exchange against that of the authorization request
//! (RFC 6749 §4.1.3; "Create Tokens", redirect_uri).

use url::Url;

use super::catalogue as fault;
use super::clients::RegisteredClient;
use super::fault::FaultSet;
use super::parameters::Parameters;
use super::refusal::Refusal;
use super::variant_catalogue as variant;

/// The maximum length, in characters of the decoded value.
const LIMIT: usize = 2000;

/// Checks `redirect_uri`; `authorized` is that of the authorization request.
pub(super) fn check(
    authorized: Option<&str>,
    parameters: &Parameters,
    client: &RegisteredClient,
    faults: &FaultSet,
) -> Result<(), Refusal> {
    let Some(sent) = parameters.get("redirect_uri") else {
        return missing(authorized, parameters.is_empty("redirect_uri"), client, faults);
    };
    check_length(sent, parameters.wire("redirect_uri"), faults)?;
    check_type(sent, faults)?;
    let Some(authorized) = authorized else { return unsolicited(sent, client, faults) };
    let truncated = faults.has(fault::REDIRECT_TRUNCATED_TO_2000);
    let (sent, authorized) = if truncated { (cut(sent), cut(authorized)) } else { (sent, authorized) };
    if sent == authorized || is_similar(sent, authorized, client, faults) { Ok(()) } else { Err(Refusal::RedirectMismatch) }
}

fn missing(authorized: Option<&str>, empty: bool, client: &RegisteredClient, faults: &FaultSet) -> Result<(), Refusal> {
    let demanded = faults.has(fault::REDIRECT_ALWAYS_DEMANDED);
    let skipped = match client.is_public() {
        true => faults.has(fault::REDIRECT_NOT_REQUIRED_PUBLIC),
        false => faults.has(fault::REDIRECT_NOT_REQUIRED_CONFIDENTIAL),
    };
    match authorized {
        None if empty && faults.has(fault::REDIRECT_EMPTY_WITHOUT_AUTHORIZED_500) => Err(Refusal::Crash),
        None if !demanded => Ok(()),
        None => Err(Refusal::FieldMissing),
        Some(_) if empty && faults.has(fault::REDIRECT_EMPTY_500) => Err(Refusal::Crash),
        Some(_) if empty && faults.has(fault::REDIRECT_EMPTY_ACCEPTED) => Ok(()),
        Some(_) if skipped && !empty => Ok(()),
        Some(_) if client.redirect_uris.len() == 1 && faults.varies(variant::REDIRECT_URI_OPTIONAL_WITH_ONE) => Ok(()),
        _ => Err(Refusal::RedirectMissing),
    }
}

fn check_length(sent: &str, wire: &str, faults: &FaultSet) -> Result<(), Refusal> {
    let length = sent.chars().count();
    let crash = (length > LIMIT && faults.has(fault::REDIRECT_LONG_500))
        || (length > 4000 && faults.has(fault::REDIRECT_OF_8000_500))
        || (length == 1 && faults.has(fault::REDIRECT_ONE_CHARACTER_500));
    if crash {
        return Err(Refusal::Crash);
    }
    let measured = if faults.has(fault::REDIRECT_LIMIT_ON_WIRE) { wire.len() } else { length };
    let limit = match () {
        () if faults.has(fault::REDIRECT_LIMIT_1998) => LIMIT - 2,
        () if faults.has(fault::REDIRECT_LIMIT_1999) => LIMIT - 1,
        () if faults.has(fault::REDIRECT_LIMIT_2001) => LIMIT + 1,
        () if faults.has_any(&[fault::REDIRECT_UNLIMITED, fault::REDIRECT_TRUNCATED_TO_2000]) => usize::MAX,
        () => LIMIT,
    };
    let inflated = faults.has(fault::REDIRECT_WIRE_LONGER_THAN_TWICE_REFUSED) && wire.len() > 2 * sent.len();
    if measured > limit || inflated { Err(Refusal::RedirectTooLong) } else { Ok(()) }
}

/// Values that are no URIs need no check of their own: they equal nothing that was authorized.
fn check_type(sent: &str, faults: &FaultSet) -> Result<(), Refusal> {
    let parsed = Url::parse(sent);
    let hostless = parsed.as_ref().is_ok_and(|uri| uri.host().is_none());
    let crash = (parsed.is_err() && faults.has(fault::REDIRECT_NOT_URI_500))
        || (hostless && faults.has(fault::REDIRECT_WITHOUT_HOST_500));
    if crash { Err(Refusal::Crash) } else { Ok(()) }
}

/// The authorization request had none: what is sent has to be the registered one.
fn unsolicited(sent: &str, client: &RegisteredClient, faults: &FaultSet) -> Result<(), Refusal> {
    if faults.has(fault::REDIRECT_UNSOLICITED_500) {
        return Err(Refusal::Crash);
    }
    let registered = client.redirect_uris.iter().any(|uri| uri == sent);
    let accepted = registered || faults.has(fault::REDIRECT_UNSOLICITED_ACCEPTED);
    if accepted { Ok(()) } else { Err(Refusal::RedirectMismatch) }
}

fn cut(uri: &str) -> &str {
    uri.char_indices().nth(LIMIT).map_or(uri, |(end, _)| &uri[..end])
}

/// The comparisons that are less than exact.
fn is_similar(sent: &str, authorized: &str, client: &RegisteredClient, faults: &FaultSet) -> bool {
    let same = |map: &dyn Fn(&str) -> String| map(sent) == map(authorized);
    let until = |mark: char| move |uri: &str| uri.split(mark).next().unwrap_or_default().to_owned();
    let relative = !sent.contains(':');
    faults.has(fault::REDIRECT_NOT_COMPARED)
        || (faults.has(fault::REDIRECT_OTHER_REGISTERED_ACCEPTED) && client.redirect_uris.iter().any(|uri| uri == sent))
        || (faults.has(fault::REDIRECT_PREFIX_COMPARED) && sent.starts_with(authorized))
        || (faults.has(fault::REDIRECT_TRAILING_SLASH_IGNORED) && same(&|uri| uri.trim_end_matches('/').to_owned()))
        || (faults.has(fault::REDIRECT_QUERY_IGNORED) && same(&until('?')))
        || (faults.has(fault::REDIRECT_FRAGMENT_IGNORED) && same(&until('#')))
        || (faults.has(fault::REDIRECT_SCHEME_CASE_FOLDED) && same(&|uri| lowered(uri, Part::Scheme)))
        || (faults.has(fault::REDIRECT_HOST_CASE_FOLDED) && same(&|uri| lowered(uri, Part::Host)))
        || (faults.has(fault::REDIRECT_PATH_CASE_FOLDED) && same(&|uri| lowered(uri, Part::Path)))
        || (faults.has(fault::REDIRECT_DEFAULT_PORT_IGNORED) && same(&without_default_port))
        || (faults.has(fault::REDIRECT_PORT_IGNORED) && same(&without_port))
        || (faults.has(fault::REDIRECT_PERCENT_DECODED) && same(&percent_decoded))
        || (faults.has(fault::REDIRECT_TRIMMED) && same(&|uri| uri.trim().to_owned()))
        || (faults.has(fault::REDIRECT_NORMALISED) && same(&|uri| Url::parse(uri).map_or(uri.to_owned(), String::from)))
        || (faults.has(fault::REDIRECT_NOT_URI_SKIPPED) && Url::parse(sent).map_or(true, |uri| uri.host().is_none()))
        || (faults.has(fault::REDIRECT_RELATIVE_SKIPPED) && relative)
        || (faults.has(fault::REDIRECT_USER_INFORMATION_IGNORED) && same(&without_user))
        || has_similar_host(sent, authorized, faults)
}

/// The comparisons that take another host for the right one.
fn has_similar_host(sent: &str, authorized: &str, faults: &FaultSet) -> bool {
    let (Ok(sent), Ok(right)) = (Url::parse(sent), Url::parse(authorized)) else { return false };
    let (Some(host), Some(wanted)) = (sent.host_str(), right.host_str()) else { return false };
    let alike = sent.scheme() == right.scheme() && sent.path() == right.path() && sent.query() == right.query();
    alike
        && ((host.ends_with(&format!(".{wanted}")) && faults.has(fault::REDIRECT_SUBDOMAIN_ACCEPTED))
            || (host.starts_with(&format!("{wanted}.")) && faults.has(fault::REDIRECT_LONGER_HOST_ACCEPTED)))
}

fn without_user(uri: &str) -> String {
    match (uri.split_once("://"), uri.split_once('@')) {
        (Some((scheme, _)), Some((_, rest))) => format!("{scheme}://{rest}"),
        _ => uri.to_owned(),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Scheme,
    Host,
    Path,
}

/// The URI with one part in lower case.
fn lowered(uri: &str, part: Part) -> String {
    let Some((scheme, rest)) = uri.split_once("://") else { return uri.to_owned() };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let lower = |of: Part, text: &str| if of == part { text.to_ascii_lowercase() } else { text.to_owned() };
    format!("{}://{}{}", lower(Part::Scheme, scheme), lower(Part::Host, host), lower(Part::Path, path))
}

fn without_default_port(uri: &str) -> String {
    let shortened = |port: &str| uri.replacen(port, "/", 1);
    match () {
        () if uri.starts_with("http://") => shortened(":80/"),
        () if uri.starts_with("https://") => shortened(":443/"),
        () => uri.to_owned(),
    }
}

fn without_port(uri: &str) -> String {
    let Ok(mut parsed) = Url::parse(uri) else { return uri.to_owned() };
    // Fails only for URLs that cannot have a port, which then stay as they are.
    let _ = parsed.set_port(None);
    parsed.into()
}

fn percent_decoded(uri: &str) -> String {
    percent_encoding::percent_decode_str(uri).decode_utf8_lossy().into_owned()
}
