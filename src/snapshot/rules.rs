//! What a snapshot leaves out or replaces, beyond what it does by itself: `rules.toml` in the folder of the snapshots.

use regex::{Regex, RegexBuilder};

use crate::diagnostics::{Diagnostics, Fields, Item, Sink, SourceFile, codes};

const FILE: &[&str] = &["ignore", "replace"];
const IGNORE: &[&str] = &["headers", "members"];
const REPLACE: &[&str] = &["pattern", "with"];
/// Bytes that a compiled pattern may take.
const PATTERN: usize = 1 << 20;

/// Header fields that differ from answer to answer and say nothing of the protocol. `*` stands for any ending.
const VOLATILE: &[&str] = &[
    "age",
    "alt-svc",
    "cf-*",
    "connection",
    "content-length",
    "date",
    "etag",
    "keep-alive",
    "last-modified",
    "nel",
    "ratelimit*",
    "report-to",
    "request-id",
    "server-timing",
    "traceparent",
    "tracestate",
    "transfer-encoding",
    "via",
    "x-amz*",
    "x-b3-*",
    "x-cache*",
    "x-correlation-id",
    "x-envoy-*",
    "x-ratelimit-*",
    "x-rate-limit-*",
    "x-request-id",
    "x-response-time",
    "x-runtime",
    "x-served-by",
    "x-timer",
    "x-trace-id",
];

/// The rules of one folder.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    headers: Vec<String>,
    members: Vec<String>,
    replacements: Vec<(Regex, String)>,
}

impl Rules {
    /// Rules from a text.
    ///
    /// # Errors
    /// Everything that is wrong with it, with its place.
    pub fn read(name: &str, text: &str) -> Result<Self, Diagnostics> {
        let mut syntax = Vec::new();
        let file = SourceFile::parse(name, text, &mut syntax);
        if !syntax.is_empty() {
            return Err(Diagnostics::new(syntax));
        }
        let sink = Sink::default();
        let mut rules = Self::default();
        if let Some(root) = Fields::root(&file, &sink, FILE) {
            if let Some(ignore) = root.get("ignore").and_then(|item| item.table(IGNORE)) {
                rules.headers = words(&ignore, "headers").iter().map(|name| name.to_ascii_lowercase()).collect();
                rules.members = words(&ignore, "members");
            }
            let replace = root.get("replace").and_then(|item| item.list()).unwrap_or_default();
            rules.replacements = replace.iter().filter_map(replacement).collect();
        }
        let found = sink.finish();
        if found.has_errors() { Err(found) } else { Ok(rules) }
    }

    /// Whether a header field (in lower case) is left out.
    pub(super) fn ignores_header(&self, name: &str) -> bool {
        let fits = |pattern: &str| match pattern.strip_suffix('*') {
            Some(beginning) => name.starts_with(beginning),
            None => name == pattern,
        };
        VOLATILE.iter().copied().any(fits) || self.headers.iter().any(|pattern| fits(pattern))
    }

    /// Whether a member of a JSON object is left out.
    pub(super) fn ignores_member(&self, name: &str) -> bool {
        self.members.iter().any(|member| member == name)
    }

    /// The text with every replacement made, in file order.
    pub(super) fn replaced(&self, text: &str) -> String {
        let replace = |text: String, (pattern, with): &(Regex, String)| pattern.replace_all(&text, with.as_str()).into_owned();
        self.replacements.iter().fold(text.to_owned(), replace)
    }
}

fn words(fields: &Fields<'_>, key: &str) -> Vec<String> {
    let items = fields.get(key).and_then(|item| item.list()).unwrap_or_default();
    items.iter().filter_map(|item| item.prose().map(str::to_owned)).collect()
}

fn replacement(item: &Item<'_>) -> Option<(Regex, String)> {
    let fields = item.table(REPLACE)?;
    let with = fields.require("with").and_then(|item| item.string());
    let pattern = fields.require("pattern")?;
    let text = pattern.string()?;
    match RegexBuilder::new(text).size_limit(PATTERN).build() {
        Ok(regex) if regex.is_match("") => {
            let diagnostic = pattern.error(codes::BAD_PATTERN, "the pattern fits nothing at all, and so everywhere");
            pattern.report(diagnostic.label("matches the empty text").help("let it demand a character: `+` for `*`"));
            None
        }
        Ok(regex) => Some((regex, with?.to_owned())),
        Err(error) => {
            let says = error.to_string();
            let last = says.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            pattern.report(pattern.error(codes::BAD_PATTERN, "the regular expression cannot be used").label(last));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Style;

    #[test]
    fn rules_are_read_and_kept() {
        let text = "
            [ignore]
            headers = [\"X-Node\", \"x-zone-*\"]
            members = [\"trace\"]
            [[replace]]
            pattern = \"node-[0-9]+\"
            with = \"[node]\"
        ";
        let rules = Rules::read("rules.toml", text).unwrap();
        assert!(rules.ignores_header("x-node") && rules.ignores_header("x-zone-a") && rules.ignores_header("date"));
        assert!(!rules.ignores_header("cache-control") && rules.ignores_member("trace") && !rules.ignores_member("error"));
        assert_eq!(rules.replaced("at node-17"), "at [node]");
    }

    #[test]
    fn mistakes_are_shown_where_they_are() {
        let text = "\
[ignore]
headres = []
[[replace]]
pattern = \"(\"
with = \"x\"
[[replace]]
pattern = \"a*\"
with = \"x\"
[[replace]]
pattern = \"a\"
";
        insta::assert_snapshot!(Rules::read("rules.toml", text).unwrap_err().render(Style::Plain));
    }
}
