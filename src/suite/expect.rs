//! `expect`: the expected outcome and the alternatives.

use super::change::all;
use super::context::Context;
use super::keys;
use crate::diagnostics::{Fields, Item, Kind, codes};
use crate::judge::checks;
use crate::judge::expectation::{
    Alternative, Charset, Check, Expectation, HeaderClaim, Meaning, MemberClaim, Outcome, Pattern, ScopeClaim, StatusPattern,
};

pub(super) const OUTCOMES: [(&str, Outcome); 6] = [
    ("tokens", Outcome::Tokens),
    ("error", Outcome::Error),
    ("refused", Outcome::Refused),
    ("either", Outcome::Either),
    ("ok", Outcome::Ok),
    ("any", Outcome::Any),
];
pub(super) const MEANINGS: [(&str, Meaning); 4] =
    [("pass", Meaning::Pass), ("warn", Meaning::Warn), ("fail", Meaning::Fail), ("skip", Meaning::Skip)];

/// The expectation of an outcome and nothing else.
pub(super) fn plain(outcome: Outcome) -> Expectation {
    Expectation { primary: Pattern::of(outcome), answer: None, others: Vec::new() }
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
        Some(Expectation { primary: primary?, answer: answer(&fields)?, others: others? })
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
        let answer = answer(&fields)?;
        Some(Alternative { pattern: pattern?, meaning: meaning?, reason: reason.prose()?.to_owned(), choice, answer })
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
            Some(item) => {
                let claims = item.any_table()?.entries().map(|(key, item)| Some((key, self.member(&item)?)));
                let claims = all(claims)?.into_iter();
                claims.flat_map(|(key, claims)| claims.into_iter().map(|claim| (key.name.clone(), claim))).collect()
            }
            None => Vec::new(),
        };
        let headers = match fields.get("headers") {
            Some(item) => all(item.any_table()?.entries().map(|(key, item)| Some((key.name.clone(), header(&item)?))))?,
            None => Vec::new(),
        };
        let checks = match fields.get("checks") {
            Some(item) => all(item.one_or_more().iter().map(check))?,
            None => Vec::new(),
        };
        let empty_body = fields.get("empty_body").map_or(Some(false), |item| item.boolean())?;
        let successes = match fields.get("successes") {
            Some(item) => Some(item.count()?),
            None => None,
        };
        Some(Pattern { outcome, errors, status, scope, members, headers, checks, empty_body, successes })
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

    /// The claims about one member: a table may hold several.
    fn member(&self, item: &Item<'_>) -> Option<Vec<MemberClaim>> {
        match &item.node.kind {
            Kind::Boolean(flag) => Some(vec![MemberClaim::Boolean(*flag)]),
            Kind::Table(_) => self.member_table(item),
            _ => Some(vec![item.word("claim about a member", &MEMBERS)?]),
        }
    }

    fn member_table(&self, item: &Item<'_>) -> Option<Vec<MemberClaim>> {
        let fields = item.table(keys::MEMBER)?;
        fields.exclusive(&["equals", "differs"]);
        let mut claims = Vec::new();
        let mut optional = false;
        for (key, item) in fields.entries().filter(|(key, _)| keys::MEMBER.contains(&key.name.as_str())) {
            claims.push(match key.name.as_str() {
                "type" => item.word("claim about a member", &MEMBERS)?,
                "equals" => MemberClaim::Equals(self.template(&item)?),
                "differs" => MemberClaim::Differs(self.template(&item)?),
                "has" => MemberClaim::Has(self.template(&item)?),
                "lacks" => MemberClaim::Lacks(self.template(&item)?),
                "charset" => MemberClaim::Charset(item.word("set of characters", &CHARSETS)?),
                "min" => MemberClaim::AtLeast(item.integer(i64::MIN..=i64::MAX)?),
                "max" => MemberClaim::AtMost(item.integer(i64::MIN..=i64::MAX)?),
                "max_length" => MemberClaim::MaxLength(item.count()?),
                _ => {
                    optional = item.boolean()?;
                    continue;
                }
            });
        }
        if claims.is_empty() {
            item.report(item.error(codes::EMPTY, "nothing is claimed of this member").label("needs a claim, such as `type = …`"));
            return None;
        }
        let wrap = |claim| if optional { MemberClaim::IfPresent(Box::new(claim)) } else { claim };
        Some(claims.into_iter().map(wrap).collect())
    }
}

pub(super) const MEMBERS: [(&str, MemberClaim); 8] = [
    ("present", MemberClaim::Present),
    ("absent", MemberClaim::Absent),
    ("string", MemberClaim::String),
    ("number", MemberClaim::Number),
    ("integer", MemberClaim::Integer),
    ("array", MemberClaim::Array),
    ("object", MemberClaim::Object),
    ("null", MemberClaim::Null),
];
pub(super) const HEADERS: [(&str, HeaderClaim); 2] = [("present", HeaderClaim::Present), ("absent", HeaderClaim::Absent)];
pub(super) const STATUSES: [(&str, StatusPattern); 5] = [
    ("1xx", StatusPattern::Class(1)),
    ("2xx", StatusPattern::Class(2)),
    ("3xx", StatusPattern::Class(3)),
    ("4xx", StatusPattern::Class(4)),
    ("5xx", StatusPattern::Class(5)),
];
pub(super) const CHARSETS: [(&str, Charset); 7] = [
    ("vschar", Charset::Vschar),
    ("nqchar", Charset::Nqchar),
    ("nqschar", Charset::Nqschar),
    ("scope", Charset::Scope),
    ("b64token", Charset::B64token),
    ("uri-reference", Charset::UriReference),
    ("ascii", Charset::Ascii),
];

/// A check by its name.
fn check(item: &Item<'_>) -> Option<&'static Check> {
    let words: Vec<(&str, &'static Check)> = checks::CHECKS.iter().map(|check| (check.name, check)).collect();
    item.word("check", &words)
}

/// What an outcome answers; the outer `None`: it is wrong.
fn answer(fields: &Fields<'_>) -> Option<Option<String>> {
    match fields.get("answer") {
        Some(item) => item.prose().map(|text| Some(text.to_owned())),
        None => Some(None),
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
    item.word("class of statuses", &STATUSES)
}

fn header(item: &Item<'_>) -> Option<HeaderClaim> {
    if !item.is_table() {
        return item.word("claim about a header field", &HEADERS);
    }
    let fields = item.table(keys::HEADER)?;
    fields.exclusive(keys::HEADER);
    type Maker = fn(String) -> HeaderClaim;
    let makers: [(&str, Maker); 4] = [
        ("media_type", HeaderClaim::MediaType),
        ("lacks", HeaderClaim::Lacks),
        ("lists", HeaderClaim::Lists),
        ("challenge", HeaderClaim::Challenge),
    ];
    for (key, make) in makers {
        if let Some(item) = fields.get(key) {
            return item.string().map(|text| make(text.to_owned()));
        }
    }
    fields.require("contains")?.string().map(|text| HeaderClaim::Contains(text.to_owned()))
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
