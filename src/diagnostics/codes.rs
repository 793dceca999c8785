//! The stable codes of diagnostics. `F`: any file; `S`: suites; `T`: targets; `B`: baselines and the rules of snapshots. A code is never reused.

macro_rules! codes {
    ($($name:ident = $code:literal, $text:literal;)*) => {
        $(#[doc = $text] pub const $name: &str = $code;)*
        /// Every code with its explanation, in order.
        pub const ALL: &[(&str, &str)] = &[$(($code, $text)),*];
    };
}

codes! {
    SYNTAX = "F001", "The text is not TOML.";
    WRONG_TYPE = "F002", "A value has another type than its key wants.";
    UNKNOWN_KEY = "F003", "The key is not known at this place.";
    MISSING_KEY = "F004", "A key that must be there is not there.";
    UNKNOWN_WORD = "F005", "A word is none of those that its key knows (role, grant, level, alphabet, operation…).";
    UNREADABLE = "F006", "The file or folder does not exist or cannot be read.";
    NOT_UTF8 = "F007", "The file is not UTF-8.";
    CONTROL_CHARACTER = "F008", "A text for people contains a control character.";
    OUT_OF_RANGE = "F009", "A number is outside its range, or a value is not well-formed.";
    CONFLICT = "F010", "Two keys exclude each other, or a key does not apply here.";
    EMPTY = "F011", "A text or list is empty.";
    UNKNOWN_REQUIREMENT = "S001", "No requirement of the suite has this id.";
    DUPLICATE_ID = "S002", "A requirement, case, variant or parameter of this name exists already.";
    NO_REQUIREMENT = "S003", "A case examines no requirement.";
    NO_CASE = "S004", "A requirement has no case and is not declared untestable.";
    UNTESTABLE_WITH_CASE = "S005", "A requirement declared untestable has a case.";
    IMPOSSIBLE_COMBINATION = "S006", "A client of this role cannot use this grant.";
    UNKNOWN_PLACEHOLDER = "S007", "A placeholder is not known, or not bound by an earlier step.";
    NO_BOUND = "S008", "A relative length refers to a bound that the parameter does not declare.";
    MIN_ABOVE_MAX = "S009", "The smallest length is above the largest.";
    CONTRAST = "S010", "`contrast` names a step that does not exist.";
    UNKNOWN_PATH = "S011", "`bind` names a part of an answer that does not exist.";
    EXCHANGE_WITHOUT_REFRESH = "S012", "`exchange` is given, but the case never refreshes.";
    OWN_LENGTH = "S013", "`own_length` is known for redirect_uri and code_verifier alone.";
    BAD_ID = "S014", "An id is not kebab-case.";
    NO_SUITE_FILE = "S015", "The folder has no suite.toml.";
    EMPTY_SUITE = "S016", "The suite has no requirement or no case.";
    NO_REASON = "S017", "An accepted alternative does not say why it is accepted.";
    NO_CONTEXT = "S018", "A family of derived cases has no context to which it applies.";
    UNKNOWN_SUITE = "S019", "No suite of this id is built in.";
    ENUM_VALUES = "S020", "`values` belongs to enums, and enums need it.";
    BOUND_NAME = "S021", "`bind` uses a name that has a meaning already.";
    FAMILY = "S022", "A family of derived cases does not fit its parameter.";
    NO_VARIABLE = "T001", "The environment variable of a secret is not set.";
    SECRET_FILE = "T002", "The file of a secret cannot be read.";
    SECRET_COMMAND = "T003", "The command of a secret failed.";
    LITERAL_SECRET = "T004", "A secret stands in the file.";
    DUPLICATE_ROLE = "T005", "Two clients have the same role.";
    BAD_URL = "T006", "Not an absolute http or https URL.";
    BAD_REDIRECT_URI = "T007", "A redirect URI is not absolute, or has a fragment.";
    NO_ENDPOINT = "T008", "Neither a token endpoint nor an issuer is given.";
    NO_REDIRECT_URIS = "T009", "A client that needs redirect URIs has none.";
    PUBLIC_SECRET = "T010", "A public client has a secret.";
    CONFIDENTIAL_WITHOUT_SECRET = "T011", "A confidential client has no secret.";
    NO_CLIENT = "T012", "The target has no client.";
    EMPTY_SECRET = "T013", "A secret is empty.";
    CA_FILE = "T014", "The file of root certificates cannot be used.";
    BAD_QUANTITY = "T015", "A duration or size cannot be read.";
    CLIENT_CERTIFICATE = "T016", "The file of the client certificate or of its key cannot be used.";
    BAD_ADDRESS = "T017", "A name cannot be led to such an address.";
    BAD_PROXY = "T018", "The URL of a proxy cannot be used.";
    BAD_FIELD = "T019", "A header field cannot be added to every request.";
    BAD_TOTP = "T020", "The secret of one-time passwords is neither base32 nor an otpauth URI.";
    DUPLICATE_ACCEPTED = "B001", "A finding is accepted twice.";
    BAD_DAY = "B002", "Not a day of the calendar.";
    BAD_PATTERN = "B003", "A regular expression cannot be used.";
    BAD_STEP = "T021", "A login step does nothing, or types in what the target file does not give.";
}

#[cfg(test)]
mod tests {
    #[test]
    fn codes_are_unique() {
        let mut codes: Vec<_> = super::ALL.iter().map(|(code, _)| code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), super::ALL.len());
    }
}
