//! `[[authorize.grant]]`, and the file of the same tables: codes and refresh tokens that were obtained beforehand.

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::keys;
use super::load::Surroundings;
use super::model::StoredGrant;
use super::secret::secret;
use crate::diagnostics::{Diagnostic, Fields, Item, Sink, SourceFile, codes, file};
use crate::protocol::names::ClientRole;

/// Those of the target file, then those of `grants_file`.
pub(super) fn grants(fields: &Fields<'_>, around: &Surroundings<'_>) -> Option<Vec<StoredGrant>> {
    let mut all = fields.get("grant").map_or(Some(Vec::new()), |item| list(&item, around))?;
    if let Some(item) = fields.get("grants_file") {
        all.extend(from_file(&item, around)?);
    }
    if all.is_empty() {
        fields.missing("grant");
        return None;
    }
    Some(all)
}

fn list(item: &Item<'_>, around: &Surroundings<'_>) -> Option<Vec<StoredGrant>> {
    let read: Vec<_> = item.list()?.iter().map(|item| grant(item, around)).collect();
    read.into_iter().collect()
}

fn from_file(item: &Item<'_>, around: &Surroundings<'_>) -> Option<Vec<StoredGrant>> {
    let path = around.folder.join(item.string()?);
    let text = match file::text(&path) {
        Ok(text) => text,
        Err(error) => {
            let diagnostic = item.error(codes::SECRET_FILE, format!("the file of codes cannot be read: {error}"));
            item.report(diagnostic.label(format!("{}", path.display())).help("the path is relative to the target file"));
            return None;
        }
    };
    let mut syntax = Vec::new();
    let file = SourceFile::parse(path.display().to_string(), &text, &mut syntax);
    // What is wrong with it is said without its text: all of it is secret.
    let sink = Sink::default();
    let place = |found: &Diagnostic| {
        let (line, column) = found.place.position();
        format!("{}:{line}:{column}: {}", path.display(), found.title)
    };
    let read = match syntax.first() {
        Some(first) => Err(place(first)),
        None => Fields::root(&file, &sink, keys::GRANTS_FILE)
            .and_then(|root| root.require("grant").and_then(|item| list(&item, around)))
            .ok_or_else(|| sink.finish().iter().map(place).collect::<Vec<_>>().join("; ")),
    };
    read.map_err(|problem| {
        let diagnostic = item.error(codes::SECRET_FILE, format!("the file of codes is wrong: {problem}"));
        item.report(
            diagnostic.label(format!("{}", path.display())).help("it holds [[grant]] tables as docs/target.md describes them"),
        );
    })
    .ok()
}

fn grant(item: &Item<'_>, around: &Surroundings<'_>) -> Option<StoredGrant> {
    let fields = item.table(keys::GRANT)?;
    let client = fields.require("client").and_then(|item| item.word("role", &ClientRole::ALL.map(|role| (role.name(), role))));
    fields.exclusive(&["code", "refresh_token"]);
    let text = |name: &str| fields.get(name).map(|item| item.string().map(str::to_owned));
    // A literal is no surprise here: each is good for one use.
    let hidden = |name: &str| {
        fields.get(name).map(|item| {
            if item.is_table() {
                secret(&item, around).map(|found| found.secret)
            } else {
                item.string().map(|text| text.to_owned().into())
            }
        })
    };
    let code = hidden("code").map(|code| code.map(bare));
    let refresh_token = hidden("refresh_token");
    if code.is_none() && refresh_token.is_none() {
        fields.missing("code");
        return None;
    }
    Some(StoredGrant {
        client: client?,
        is_code: code.is_some(),
        value: code.or(refresh_token)??,
        code_verifier: super::load::flip(hidden("code_verifier"))?,
        redirect_uri: super::load::flip(text("redirect_uri"))?,
        scope: super::load::flip(text("scope"))?,
        nonce: super::load::flip(text("nonce"))?,
    })
}

/// The code itself, where what was stored is the URL that brought it: in an address bar the code is percent-encoded.
fn bare(stored: SecretString) -> SecretString {
    let url = Url::parse(stored.expose_secret()).ok();
    let code = url.and_then(|url| url.query_pairs().find(|(name, _)| name == "code").map(|(_, code)| code.into_owned()));
    code.map_or(stored, SecretString::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_read_for_its_code() {
        let of = |text: &str| bare(text.to_owned().into()).expose_secret().to_owned();
        assert_eq!(of("https://client.example/callback?code=a%2Bb%2541&state=x"), "a+b%41");
        assert_eq!(of("com.example.app:/callback?code=c"), "c");
        for code in ["a+b%41", "abc:def", "https://no.code.example/"] {
            assert_eq!(of(code), code);
        }
    }
}
