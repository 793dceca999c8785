//! Forms of the HTTP message.

use super::error::{NoWords, Within};
use super::tree::{Fields, Node, word};
use crate::protocol::wire::{Framing, Host, NameCase, RequestTarget, Version, WireForm};
use crate::suite::change::{FRAMINGS, HOSTS, NAME_CASES, TARGETS, VERSIONS};

/// `wire`.
pub(super) fn wire(form: &WireForm) -> Result<Node, NoWords> {
    let mut fields = Fields::default();
    if form.version != Version::Http11 {
        fields.put("version", word(&VERSIONS, &form.version).within("version")?);
    }
    if form.target != RequestTarget::Origin {
        fields.put("target", word(&TARGETS, &form.target).within("target")?);
    }
    if form.host != Host::Once {
        fields.put("host", word(&HOSTS, &form.host).within("host")?);
    }
    if form.names != NameCase::Usual {
        fields.put("names", word(&NAME_CASES, &form.names).within("names")?);
    }
    if form.framing != Framing::Length {
        fields.put("framing", word(&FRAMINGS, &form.framing).within("framing")?);
    }
    fields.list("lines", &form.lines);
    fields.option("space_before_colon", form.space_before_colon.as_ref());
    fields.option("folded", form.folded.as_ref());
    if form.expect_continue {
        fields.put("expect_continue", true);
    }
    Ok(fields.into())
}
