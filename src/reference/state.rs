//! What one server remembers: grants, and the codes and tokens that descend from them.

use std::collections::HashMap;
use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::accounts::Account;
use super::catalogue as fault;
use super::fault::FaultSet;
use super::variant_catalogue as variant;

/// How long a code lives, in seconds.
pub(super) const CODE_LIFETIME: i64 = 60;
/// How long an access token lives, in seconds.
pub(super) const ACCESS_TOKEN_LIFETIME: i64 = 3600;

/// The number of a client among the registered ones.
pub(super) type ClientIndex = usize;
/// The number of a grant.
pub(super) type GrantIndex = usize;

/// What a resource owner (or, with client credentials, the client itself) granted once.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    pub(super) client: ClientIndex,
    /// The login session in which it was given, for the variant that keeps one grant for a client there.
    pub(super) session: Option<String>,
    /// `None`: the client acts for itself.
    pub(super) account: Option<&'static Account>,
    /// The scopes of the authorization request.
    pub(super) requested: Vec<String>,
    /// Those of them that the resource owner agreed to.
    pub(super) granted: Vec<String>,
    /// The scopes of the last token; one fault takes them for the default.
    pub(super) last_token: Vec<String>,
    pub(super) nonce: Option<String>,
    pub(super) auth_time: i64,
    /// Whether the authorization request had a `max_age`.
    pub(super) auth_time_asked: bool,
    /// Whether the authorization endpoint gave out an id_token, too.
    pub(super) hybrid: bool,
    pub(super) refreshes: u32,
    pub(super) revoked: bool,
    /// From when on it is revoked, where that takes a while.
    pub(super) dies: Option<i64>,
    /// Left alive by some faults when the grant is revoked.
    pub(super) refresh_survives: bool,
    pub(super) access_survives: bool,
    /// When a fault forgets that the refresh token was revoked.
    pub(super) revives: Option<i64>,
    /// What was issued after this moment survives the revocation, for the fault that misses it.
    pub(super) spared_from: Option<Instant>,
    /// When it was revoked, for the same fault.
    pub(super) revoked_when: Option<Instant>,
}

impl Grant {
    /// A fault: whether what was issued at a moment survives the revocation.
    fn spares(&self, minted: Instant) -> bool {
        self.spared_from.is_some_and(|from| minted > from)
    }

    /// The `auth_time` of an id_token (OpenID Connect Core §2): required where `max_age` asked for it.
    pub(super) fn auth_time_to_tell(&self, faults: &FaultSet) -> Option<i64> {
        (self.auth_time_asked || !faults.varies(variant::AUTH_TIME_ON_REQUEST)).then_some(self.auth_time)
    }

    fn is_revoked(&self, clock: i64) -> bool {
        self.revoked || self.dies.is_some_and(|dies| dies <= clock)
    }
}

/// A PKCE challenge (RFC 7636 §4.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Challenge {
    pub(super) value: String,
    pub(super) method: Method,
    /// Whether the request named the method.
    pub(super) named: bool,
}

/// A transformation of the verifier (RFC 7636 §4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    S256,
    Plain,
}

/// An authorization code (RFC 6749 §4.1.2).
#[derive(Clone, Debug)]
pub(super) struct Code {
    pub(super) grant: GrantIndex,
    pub(super) redirect_uri: Option<String>,
    pub(super) challenge: Option<Challenge>,
    pub(super) issued: i64,
    pub(super) expires: i64,
    pub(super) used: bool,
    /// Whether a wrong verifier came with it, for the faults that remember.
    pub(super) attempted: bool,
    /// When it was used first.
    pub(super) used_at: i64,
    /// How often it was refused because it was used.
    pub(super) replays: u32,
}

/// A refresh token (RFC 6749 §1.5), rotated at every use.
#[derive(Clone, Debug)]
pub(super) struct RefreshToken {
    pub(super) grant: GrantIndex,
    pub(super) used: bool,
    /// When it was rotated, if it was.
    pub(super) used_at: i64,
    /// The same by the clock of the machine, for the faults that cannot see what happens at the same moment.
    pub(super) spent: Option<Instant>,
    /// When it was issued.
    pub(super) minted: Instant,
    /// How many refreshes of its grant led to it.
    pub(super) generation: u32,
    /// Whether a refresh (and not a code) yielded it.
    pub(super) rotated: bool,
}

/// An access token (RFC 6749 §1.4).
#[derive(Clone, Debug)]
pub(super) struct AccessToken {
    pub(super) grant: GrantIndex,
    pub(super) scope: Vec<String>,
    pub(super) subject: String,
    pub(super) issued: i64,
    pub(super) expires: i64,
    /// When it really ends, where faults have it end at another time.
    pub(super) ends: Option<i64>,
    pub(super) revoked: bool,
    /// How many refreshes of its grant led to it.
    pub(super) generation: u32,
    pub(super) minted: Instant,
}

/// A person in front of the login form.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) csrf: String,
    pub(super) account: Option<&'static Account>,
    pub(super) auth_time: i64,
}

/// Everything that one server remembers.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) grants: Vec<Grant>,
    pub(super) codes: HashMap<String, Code>,
    pub(super) refresh_tokens: HashMap<String, RefreshToken>,
    pub(super) access_tokens: HashMap<String, AccessToken>,
    pub(super) sessions: HashMap<String, Session>,
    /// The time of the request that is being answered, in seconds since 1970.
    pub(super) clock: i64,
    /// The newest refresh token of each client, for the faults that guess.
    pub(super) last_refresh_token: HashMap<ClientIndex, String>,
}

impl State {
    pub(super) fn add_grant(&mut self, grant: Grant) -> GrantIndex {
        self.grants.push(grant);
        self.grants.len() - 1
    }

    /// A grant; numbers are given out by `add_grant` alone and grants are never removed.
    pub(super) fn grant(&self, index: GrantIndex) -> &Grant {
        &self.grants[index]
    }

    pub(super) fn grant_mut(&mut self, index: GrantIndex) -> &mut Grant {
        &mut self.grants[index] // as above
    }

    /// Revokes a grant because something of it was replayed; where a session has one grant for a client, all of that.
    pub(super) fn revoke_for_replay(&mut self, index: GrantIndex, faults: &FaultSet) {
        self.grant_mut(index).revoked = true;
        let Grant { client, ref session, .. } = self.grants[index]; // as above
        if session.is_some() && faults.varies(variant::ONE_GRANT_PER_SESSION) {
            let session = session.clone();
            let beside = |grant: &&mut Grant| grant.client == client && grant.session == session;
            self.grants.iter_mut().filter(beside).for_each(|grant| grant.revoked = true);
        }
    }

    pub(super) fn add_code(&mut self, code: Code, faults: &FaultSet) -> String {
        let value = match () {
            () if faults.has(fault::CODE_GUESSABLE) => numbered("code+/%41=Number", self.codes.len()),
            () if faults.varies(variant::LONG_CODES) => long_credential(),
            () => credential('c'),
        };
        self.codes.insert(value.clone(), code);
        value
    }

    pub(super) fn add_refresh_token(&mut self, token: RefreshToken, faults: &FaultSet) -> String {
        let value = match faults.has(fault::REFRESH_TOKEN_GUESSABLE) {
            true => numbered("refresh+/%41=Number", self.refresh_tokens.len()),
            false => credential('r'),
        };
        self.last_refresh_token.insert(self.grant(token.grant).client, value.clone());
        self.refresh_tokens.insert(value.clone(), token);
        value
    }

    pub(super) fn add_access_token(&mut self, value: &str, token: AccessToken) {
        self.access_tokens.insert(value.to_owned(), token);
    }

    /// The access token, if it works.
    pub(super) fn active_access_token(&self, value: &str) -> Option<&AccessToken> {
        let token = self.access_tokens.get(value)?;
        let grant = self.grant(token.grant);
        let spared = grant.access_survives || grant.spares(token.minted);
        let alive = !token.revoked && (!grant.is_revoked(self.clock) || spared);
        (alive && token.ends.unwrap_or(token.expires) > self.clock).then_some(token)
    }

    /// The refresh token, if it works.
    pub(super) fn active_refresh_token(&self, value: &str) -> Option<&RefreshToken> {
        let token = self.refresh_tokens.get(value)?;
        let grant = self.grant(token.grant);
        let revived = grant.revives.is_some_and(|moment| moment <= self.clock);
        let spared = grant.refresh_survives || revived || grant.spares(token.minted);
        (!token.used && (!grant.is_revoked(self.clock) || spared)).then_some(token)
    }
}

/// A value that can be guessed: the next is the last one and a hundred. Not by one, or a case that changes a single digit
/// would meet another's value, or would not, as chance has it.
pub(super) fn numbered(name: &str, number: usize) -> String {
    format!("{name}{:08}", number * 100 + 47)
}

/// 256 random bits in base64url.
pub(super) fn secret_text() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// 600 characters, most of which have to be encoded wherever they travel.
fn long_credential() -> String {
    let start = secret_text();
    start.chars().chain(r##"::++//==&&%%41"<>\^`{|}~!$'()*,;?@[]#"##.chars().cycle()).take(600).collect()
}

/// An opaque value whose `+`, `/`, `%41` and `=` don't survive a second decoding (RFC 6749 appendices A.11, A.17).
fn credential(kind: char) -> String {
    let text = secret_text();
    let (first, second) = text.split_at(text.len() / 2); // base64url is ASCII
    format!("{kind}+{first}/%41=Zz{second}")
}
