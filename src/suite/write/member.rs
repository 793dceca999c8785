//! What is claimed of members and header fields.

use super::error::{NoWords, Within};
use super::tree::{Fields, Node, known, number, word};
use crate::judge::expectation::{HeaderClaim, MemberClaim};
use crate::suite::expect::{CHARSETS, HEADERS, MEMBERS};

/// Claims by the path of the member. Several about one member stand in one table.
pub(super) fn members(claims: &[(String, MemberClaim)]) -> Result<Fields, NoWords> {
    let mut fields = Fields::default();
    for same in claims.chunk_by(|(a, _), (b, _)| a == b) {
        let Some((name, _)) = same.first() else { continue };
        let claims: Vec<_> = same.iter().map(|(_, claim)| claim).collect();
        fields.once(name, member(&claims).within(name)?)?;
    }
    Ok(fields)
}

fn member(claims: &[&MemberClaim]) -> Result<Node, NoWords> {
    match claims {
        [MemberClaim::Boolean(flag)] => return Ok(Node::Flag(*flag)),
        [one] if known(&MEMBERS, one).is_some() => return word(&MEMBERS, one),
        _ => {}
    }
    let mut fields = Fields::default();
    let mut optional = 0;
    for claim in claims {
        let inner = match claim {
            MemberClaim::IfPresent(inner) => {
                optional += 1;
                inner
            }
            _ => *claim,
        };
        let (key, node) = self::claim(inner)?;
        fields.once(key, node)?;
    }
    match optional {
        0 => {}
        all if all == claims.len() => fields.put("if_present", true),
        _ => return Err(NoWords::new("holds for all claims about a member, or for none")).within("if_present"),
    }
    Ok(fields.into())
}

/// A claim: its key in a table, and what stands there.
fn claim(claim: &MemberClaim) -> Result<(&'static str, Node), NoWords> {
    let found = match claim {
        MemberClaim::Equals(text) => ("equals", text.into()),
        MemberClaim::Differs(text) => ("differs", text.into()),
        MemberClaim::Has(text) => ("has", text.into()),
        MemberClaim::Lacks(text) => ("lacks", text.into()),
        MemberClaim::Charset(set) => ("charset", word(&CHARSETS, set).within("charset")?),
        MemberClaim::AtLeast(least) => ("min", Node::Number(*least)),
        MemberClaim::AtMost(most) => ("max", Node::Number(*most)),
        MemberClaim::MaxLength(most) => ("max_length", number(*most).within("max_length")?),
        MemberClaim::Boolean(_) => {
            return Err(NoWords::new("`true` and `false` stand alone, without another claim or `if_present`"));
        }
        MemberClaim::IfPresent(_) => return Err(NoWords::new("stands within another `if_present`")).within("if_present"),
        _ => ("type", word(&MEMBERS, claim).within("type")?),
    };
    Ok(found)
}

/// The claim about a header field.
pub(super) fn header(claim: &HeaderClaim) -> Result<Node, NoWords> {
    let (key, text) = match claim {
        HeaderClaim::MediaType(text) => ("media_type", text),
        HeaderClaim::Contains(text) => ("contains", text),
        HeaderClaim::Lacks(text) => ("lacks", text),
        HeaderClaim::Lists(text) => ("lists", text),
        HeaderClaim::Challenge(text) => ("challenge", text),
        HeaderClaim::Present | HeaderClaim::Absent => return word(&HEADERS, claim),
    };
    let mut fields = Fields::default();
    fields.put(key, text);
    Ok(fields.into())
}
