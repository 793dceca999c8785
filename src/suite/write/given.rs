//! The state that a case starts from.

use super::change::set;
use super::error::{NoWords, Within};
use super::tree::{Fields, Node, named, number, word};
use super::value::{plain, table, value};
use crate::suite::given::{CHALLENGES, REDIRECT_URIS, REFUSED};
use crate::suite::model::{AuthorizationSpec, Given, NonceSpec, RedirectUriSpec, Value};

/// `given`; none where the case starts from the usual state.
pub(super) fn given(given: &Given) -> Result<Option<Node>, NoWords> {
    let mut fields = Fields::default();
    let authorization = authorization(&given.authorization).within("authorization")?;
    if !authorization.is_empty() {
        fields.put("authorization", authorization);
    }
    if !given.exchange.is_empty() {
        fields.put("exchange", set(&given.exchange).within("exchange")?);
    }
    Ok((!fields.is_empty()).then(|| fields.into()))
}

/// What differs from the usual authorization request.
fn authorization(spec: &AuthorizationSpec) -> Result<Fields, NoWords> {
    let usual = Given::usual().authorization;
    let mut fields = Fields::default();
    if spec.scope != usual.scope {
        fields.put("scope", &spec.scope);
    }
    if spec.redirect_uri != usual.redirect_uri {
        fields.put("redirect_uri", redirect_uri(&spec.redirect_uri).within("redirect_uri")?);
    }
    if spec.challenge != usual.challenge {
        fields.put("code_challenge", word(&CHALLENGES, &spec.challenge).within("code_challenge")?);
    }
    if spec.verifier != usual.verifier {
        fields.put("code_verifier", value(&spec.verifier).within("code_verifier")?);
    }
    fields.option("declined", spec.declined.as_ref());
    if spec.refused != usual.refused {
        fields.put("refused", word(&REFUSED, &spec.refused).within("refused")?);
    }
    match &spec.nonce {
        NonceSpec::Usual => {}
        NonceSpec::Absent => fields.put("nonce", "absent"),
        NonceSpec::Value(own) => fields.put("nonce", nonce(own).within("nonce")?),
    }
    if !spec.parameters.is_empty() {
        let parameters = spec.parameters.iter().map(|(name, text)| (name, text));
        fields.put("parameters", named(parameters, |text| Ok(text.into())).within("parameters")?);
    }
    fields.option("response_type", spec.response_type.as_ref());
    Ok(fields)
}

fn redirect_uri(spec: &RedirectUriSpec) -> Result<Node, NoWords> {
    let mut fields = Fields::default();
    match spec {
        RedirectUriSpec::Length(length) => fields.put("length", number(*length)?),
        RedirectUriSpec::WireLongerThan(length) => {
            fields.put("length", number(*length)?);
            fields.put("wire", "longer");
        }
        _ => return word(&REDIRECT_URIS, spec),
    }
    Ok(fields.into())
}

/// A nonce; one that reads "absent" must not be taken for none.
fn nonce(own: &Value) -> Result<Node, NoWords> {
    if plain(own) == Some("absent") { table(own).map(Node::from) } else { value(own) }
}
