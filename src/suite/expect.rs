//! `expect`: the expected outcome and the alternatives.

use super::change::all;
use super::context::Context;
use super::keys;
use crate::diagnostics::{Fields, Item, Kind, codes};
use crate::judge::expectation::{
    Alternative, Expectation, HeaderClaim, Meaning, MemberClaim, Outcome, Pattern, ScopeClaim, StatusPattern,
};

pub(super) const OUTCOMES: [(&str, Outcome); 5] = [
    ("tokens", Outcome::Tokens),
    ("error", Outcome::Error),
    ("refused", Outcome::Refused),
    ("either", Outcome::Either),
    ("ok", Outcome::Ok),
];
const MEANINGS: [(&str, Meaning); 4] =
    [("pass", Meaning::Pass), ("warn", Meaning::Warn), ("fail", Meaning::Fail), ("skip", Meaning::Skip)];

/// The expectation of an outcome and nothing else.
pub(super) fn plain(outcome: Outcome) -> Expectation {
    let primary = Pattern { outcome, errors: vec![], status: vec![], scope: None, members: vec![], headers: vec![] };
    Expectation { primary, others: Vec::new() }
}

impl Context<'_> {
    /// Reads `expect`. `usual` is the outcome of a table that names neither an outcome nor an error.
    pub fn expect(&self, item: &Item<'_>, usual: Outcome) -> Option<Expectation> {
        if !item.is_table() {
            return item.word("outcome", &OUTCOMES).map(plain);
        }
        let fields = item.table(keys::EXPECT)?;
        let primary = self.pattern(&fields, usual);
        let others = match fields.get("accept") {
            Some(item) => all(item.list()?.iter().map(|item| self.alternative(item, usual))),
            None => Some(Vec::new()),
        };
        Some(Expectation { primary: primary?, others: others? })
    }

    fn alternative(&self, item: &Item<'_>, usual: Outcome) -> Option<Alternative> {
        let fields = item.table(keys::ACCEPT)?;
        let pattern = self.pattern(&fields, usual);
        let meaning = match fields.get("meaning") {
            Some(item) => item.word("meaning", &MEANINGS),
            None => Some(Meaning::Pass),
        };
        let choice = match fields.get("choice") {
            Some(item) => Some(choice(&item)?),
            None => None,
        };
        let Some(reason) = fields.get("reason") else {
            item.report(
                item.error(codes::NO_REASON, "an accepted alternative without a reason")
                    .label("needs `reason = \"…\"`")
                    .help("the reason is shown to people whose server answers in this way"),
            );
            return None;
        };
        Some(Alternative { pattern: pattern?, meaning: meaning?, reason: reason.prose()?.to_owned(), choice })
    }

    fn pattern(&self, fields: &Fields<'_>, usual: Outcome) -> Option<Pattern> {
        let errors = match fields.get("error") {
            Some(item) => all(item.one_or_more().iter().map(error_code))?,
            None => Vec::new(),
        };
        let status = match fields.get("status") {
            Some(item) => all(item.one_or_more().iter().map(status))?,
            None => Vec::new(),
        };
        let outcome = match fields.get("outcome") {
            Some(item) => item.word("outcome", &OUTCOMES)?,
            None if fields.get("error").is_some() => Outcome::Error,
            None => usual_outcome(fields, &status, usual)?,
        };
        if !errors.is_empty() && !matches!(outcome, Outcome::Error | Outcome::Either | Outcome::Refused) {
            let diagnostic = fields.key_error("error", codes::CONFLICT, "`error` beside an outcome that is no error");
            fields.item.report(diagnostic.label("never compared"));
        }
        let scope = match fields.get("scope") {
            Some(item) => Some(self.scope(&item)?),
            None => None,
        };
        let members = match fields.get("members") {
            Some(item) => all(item.any_table()?.entries().map(|(key, item)| Some((key.name.clone(), self.member(&item)?))))?,
            None => Vec::new(),
        };
        let headers = match fields.get("headers") {
            Some(item) => all(item.any_table()?.entries().map(|(key, item)| Some((key.name.clone(), header(&item)?))))?,
            None => Vec::new(),
        };
        Some(Pattern { outcome, errors, status, scope, members, headers })
    }

    fn scope(&self, item: &Item<'_>) -> Option<ScopeClaim> {
        if !item.is_table() {
            return Some(ScopeClaim { equals: Some(self.template(item)?), ..ScopeClaim::default() });
        }
        let fields = item.table(keys::SCOPE)?;
        let mut claim = ScopeClaim::default();
        for (key, slot) in
            [("equals", &mut claim.equals), ("within", &mut claim.within), ("has", &mut claim.has), ("lacks", &mut claim.lacks)]
        {
            if let Some(item) = fields.get(key) {
                *slot = Some(self.template(&item)?);
            }
        }
        if let Some(item) = fields.get("reported") {
            claim.reported = item.boolean()?;
        }
        Some(claim)
    }

    fn member(&self, item: &Item<'_>) -> Option<MemberClaim> {
        match &item.node.kind {
            Kind::Boolean(flag) => Some(MemberClaim::Boolean(*flag)),
            Kind::Table(_) => {
                let fields = item.table(keys::MEMBER)?;
                fields.exclusive(keys::MEMBER);
                match fields.get("equals") {
                    Some(item) => self.template(&item).map(MemberClaim::Equals),
                    None => self.template(&fields.require("differs")?).map(MemberClaim::Differs),
                }
            }
            _ => item.word(
                "claim about a member",
                &[
                    ("present", MemberClaim::Present),
                    ("absent", MemberClaim::Absent),
                    ("string", MemberClaim::String),
                    ("number", MemberClaim::Number),
                ],
            ),
        }
    }
}

fn usual_outcome(fields: &Fields<'_>, status: &[StatusPattern], usual: Outcome) -> Option<Outcome> {
    let success = |status: &StatusPattern| matches!(status, StatusPattern::Code(200..=299) | StatusPattern::Class(2));
    if status.is_empty() || status.iter().any(success) {
        return Some(usual);
    }
    let diagnostic = fields.key_error("status", codes::MISSING_KEY, "the key `outcome` is missing");
    fields.item.report(
        diagnostic.label("with this status, tokens cannot be meant").help("add `outcome = \"error\"` or `outcome = \"refused\"`"),
    );
    None
}

fn error_code(item: &Item<'_>) -> Option<String> {
    let text = item.string()?;
    let legal = |b: u8| matches!(b, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    if !text.is_empty() && text.bytes().all(legal) {
        return Some(text.to_owned());
    }
    item.report(item.error(codes::OUT_OF_RANGE, "this is no OAuth error code").label("characters that RFC 6749 §5.2 forbids"));
    None
}

fn status(item: &Item<'_>) -> Option<StatusPattern> {
    if !item.is_string() {
        return item.integer(100..=599).and_then(|number| u16::try_from(number).ok()).map(StatusPattern::Code);
    }
    let classes =
        [("1xx", 1), ("2xx", 2), ("3xx", 3), ("4xx", 4), ("5xx", 5)].map(|(word, class)| (word, StatusPattern::Class(class)));
    item.word("class of statuses", &classes)
}

fn header(item: &Item<'_>) -> Option<HeaderClaim> {
    if !item.is_table() {
        return item.word("claim about a header field", &[("present", HeaderClaim::Present), ("absent", HeaderClaim::Absent)]);
    }
    let fields = item.table(keys::HEADER)?;
    fields.exclusive(keys::HEADER);
    match fields.get("media_type") {
        Some(item) => item.string().map(|text| HeaderClaim::MediaType(text.to_owned())),
        None => fields.require("contains")?.string().map(|text| HeaderClaim::Contains(text.to_owned())),
    }
}

fn choice(item: &Item<'_>) -> Option<(String, String)> {
    let entries: Vec<_> = item.any_table()?.entries().collect();
    match entries.as_slice() {
        [(key, item)] => Some((key.name.clone(), item.string()?.to_owned())),
        _ => {
            item.wrong_type("one choice: { name = \"value\" }");
            None
        }
    }
}
