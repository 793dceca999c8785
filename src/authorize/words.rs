//! Words on buttons and forms that mean yes, no, or something else altogether.

const YES: &[&str] = &[
    "accept",
    "agree",
    "allow",
    "approve",
    "authorise",
    "authorize",
    "confirm",
    "connect",
    "consent",
    "continue",
    "enter",
    "go",
    "grant",
    "log",
    "login",
    "logon",
    "next",
    "ok",
    "okay",
    "permit",
    "proceed",
    "sign",
    "signin",
    "submit",
    "true",
    "yes",
    "akzeptieren",
    "anmelden",
    "bestätigen",
    "einloggen",
    "erlauben",
    "ja",
    "weiter",
    "zulassen",
    "zustimmen",
    "accepter",
    "autoriser",
    "connecter",
    "connexion",
    "continuer",
    "oui",
    "aceptar",
    "acceder",
    "autorizar",
    "continuar",
    "entrar",
    "iniciar",
    "permitir",
    "sí",
];

const NO: &[&str] = &[
    "abort",
    "back",
    "cancel",
    "cancelled",
    "clear",
    "create",
    "decline",
    "delete",
    "denied",
    "deny",
    "different",
    "disagree",
    "disallow",
    "dont",
    "false",
    "forgot",
    "forgotten",
    "help",
    "logoff",
    "logout",
    "lost",
    "no",
    "not",
    "out",
    "register",
    "reject",
    "remove",
    "resend",
    "refuse",
    "reset",
    "signout",
    "signup",
    "switch",
    "up",
    "with",
    "abbrechen",
    "ablehnen",
    "nein",
    "nicht",
    "registrieren",
    "verweigern",
    "zurück",
    "annuler",
    "non",
    "refuser",
    "retour",
    "cancelar",
    "denegar",
    "rechazar",
];

const ELSEWHERE: &[&str] = &[
    "cookie",
    "cookies",
    "feedback",
    "forgot",
    "lang",
    "language",
    "locale",
    "logoff",
    "logout",
    "newsletter",
    "recover",
    "register",
    "registration",
    "reset",
    "search",
    "signout",
    "signup",
    "subscribe",
    "theme",
];

const USER_NAME: &[&str] = &[
    "account",
    "benutzer",
    "benutzername",
    "email",
    "handle",
    "identifier",
    "identity",
    "login",
    "loginfmt",
    "mail",
    "uid",
    "user",
    "userid",
    "username",
    "usuario",
    "utilisateur",
];

/// Lower-case words of a text; `userName` and `user_name` are two each, an apostrophe joins.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut previous_lower = false;
    for c in text.chars().filter(|c| !matches!(c, '\'' | '\u{2019}')).take(4000) {
        if !c.is_alphanumeric() || (c.is_uppercase() && previous_lower) {
            push(&mut words, &mut word);
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        previous_lower = c.is_lowercase();
    }
    push(&mut words, &mut word);
    words
}

fn push(words: &mut Vec<String>, word: &mut String) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

fn any(text: &str, list: &[&str]) -> bool {
    words(text).iter().any(|word| list.contains(&word.as_str()))
}

/// How much a button's text means yes: positive, negative, or 0 for neither.
pub(super) fn consent(text: &str) -> i32 {
    match (any(text, YES), any(text, NO)) {
        (true, false) => 10,
        // "Do not allow", "Continue with another account".
        (true, true) => -5,
        (false, true) => -10,
        (false, false) => 0,
    }
}

/// Whether a text belongs to a form that is neither login nor consent: search, logout, registration.
pub(super) fn leads_elsewhere(text: &str) -> bool {
    any(text, ELSEWHERE) || any_pair(text, &[("log", "out"), ("sign", "out"), ("sign", "up"), ("log", "off")])
}

fn any_pair(text: &str, pairs: &[(&str, &str)]) -> bool {
    let words = words(text);
    words.windows(2).any(|pair| pairs.iter().any(|(a, b)| pair[0] == *a && pair[1] == *b))
}

/// Whether a text names a user name's input.
pub(super) fn names_user(text: &str) -> bool {
    any(text, USER_NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_at_case_and_punctuation() {
        assert_eq!(words("userName user_name Don't"), ["user", "name", "user", "name", "dont"]);
    }

    #[test]
    fn a_denied_yes_is_a_no() {
        assert_eq!(consent("Allow"), 10);
        assert_eq!(consent("Log in"), 10);
        assert!(consent("Don\u{2019}t allow") < 0);
        assert!(consent("Continue with Google") < 0);
        assert!(consent("Cancel") < consent("Whatever"));
    }

    #[test]
    fn a_logout_form_leads_elsewhere() {
        assert!(leads_elsewhere("/accounts/logout/"));
        assert!(leads_elsewhere("Sign out"));
        assert!(!leads_elsewhere("/oauth/authorize Sign in"));
    }
}
