//! Who asks the token endpoint: Basic for clients with a secret, `client_id` for public ones
//! (RFC 6749 §2.3, §3.2.1; "Create Tokens", client_id and Credentials).

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use super::basic::{self, Credentials};
use super::catalogue as fault;
use super::client_lookup;
use super::clients::RegisteredClient;
use super::fault::FaultSet;
use super::parameters::Parameters;
use super::refusal::Refusal;
use super::secret;
use super::state::{ClientIndex, State};
use super::variant_catalogue as variant;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caller {
    /// A registered client.
    Client(ClientIndex),
    /// With some faults: somebody whom nobody registered.
    Anyone,
}

/// All that authentication looks at.
pub(super) struct Presented<'a> {
    pub(super) clients: &'a [RegisteredClient],
    pub(super) faults: &'a FaultSet,
    pub(super) headers: &'a HeaderMap,
    pub(super) parameters: &'a Parameters,
}

/// The client, or why there is none.
pub(super) fn authenticate(presented: &Presented<'_>, state: &mut State) -> Result<Caller, Refusal> {
    let Presented { faults, headers, parameters, .. } = *presented;
    if parameters.is_empty("client_id") && faults.has(fault::EMPTY_CLIENT_ID_500) {
        return Err(Refusal::Crash);
    }
    if let Some(id) = parameters.get("client_id") {
        client_lookup::check_length(id, faults)?;
    }
    if parameters.get("client_assertion").is_some()
        && let Some(verdict) = presented.by_assertion(state)
    {
        return verdict;
    }
    let authorizations: Vec<_> = headers.get_all(AUTHORIZATION).iter().collect();
    match authorizations.as_slice() {
        [] => presented.by_body(state),
        [..] if presented.names_public_client() && faults.has(fault::PUBLIC_CLIENT_ID_HIDES_AUTHORIZATION) => {
            presented.by_body(state)
        }
        [header] => presented.by_header(header.as_bytes(), state),
        [_, ..] if faults.has(fault::TWO_AUTHORIZATION_HEADERS_500) => Err(Refusal::Crash),
        [header, ..] if faults.has(fault::TWO_AUTHORIZATION_HEADERS_ACCEPTED) => presented.by_header(header.as_bytes(), state),
        [.., header] if faults.has(fault::TWO_AUTHORIZATION_HEADERS_LAST_WINS) => presented.by_header(header.as_bytes(), state),
        _ => Err(Refusal::TwoMethods),
    }
}

impl Presented<'_> {
    /// Clients that registered a key (RFC 7523 §2.2). There are none, so no assertion proves anything; a server that does not
    /// offer the method at all ignores the parameter (RFC 6749 §3.2).
    fn by_assertion(&self, state: &State) -> Option<Result<Caller, Refusal>> {
        if !self.faults.varies(variant::ASSERTION_METHODS) {
            return None;
        }
        Some(match self.owner(state) {
            _ if self.faults.has(fault::ASSERTION_500) => Err(Refusal::Crash),
            Some(index) if self.faults.has(fault::ASSERTION_BELIEVED) => Ok(Caller::Client(index)),
            _ => Err(Refusal::ClientUnknown),
        })
    }

    /// Without Authorization: public clients name themselves (RFC 6749 §3.2.1).
    fn by_body(&self, state: &State) -> Result<Caller, Refusal> {
        let Some(id) = self.parameters.get("client_id") else { return self.unnamed(state) };
        if let Some(index) = self.owner_whatever_is_named(state) {
            return Ok(Caller::Client(index));
        }
        let Some(index) = client_lookup::find(self.clients, id, self.faults) else {
            let anyone = client_lookup::is_served_anyway(id, self.faults);
            return if anyone { Ok(Caller::Anyone) } else { Err(Refusal::ClientUnknown) };
        };
        let client = &self.clients[index]; // `find` gives positions within the clients
        if let Some(sent) = self.parameters.get("client_secret") {
            return self.body_secret(client, sent).map(|()| Caller::Client(index));
        }
        if self.parameters.is_empty("client_secret") {
            self.empty_body_secret(client)?;
        }
        if client.is_public() || self.confidential_may_skip(state) {
            return Ok(Caller::Client(index));
        }
        Err(Refusal::ConfidentialWithoutBasic)
    }

    /// An empty secret counts as none (RFC 6749 §3.2): for these faults it does not.
    fn empty_body_secret(&self, client: &RegisteredClient) -> Result<(), Refusal> {
        let refused = client.is_public() && self.faults.has(fault::EMPTY_SECRET_OF_PUBLIC_CLIENT_REFUSED);
        if refused { Err(Refusal::EmptyValue) } else { Ok(()) }
    }

    fn names_public_client(&self) -> bool {
        let named = self.parameters.get("client_id");
        self.clients.iter().any(|client| client.is_public() && named == Some(client.id.as_str()))
    }

    /// A fault: at a refresh the token of a public client says whose it is.
    fn owner_whatever_is_named(&self, state: &State) -> Option<ClientIndex> {
        let refresh = self.parameters.get("grant_type") == Some("refresh_token");
        let believed = refresh && self.faults.has(fault::REFRESH_CLIENT_ID_NOT_COMPARED);
        self.owner(state).filter(|&index| believed && self.clients[index].is_public()) // as above
    }

    fn unnamed(&self, state: &State) -> Result<Caller, Refusal> {
        let found = self.owner(state);
        let served = match self.parameters.get("grant_type") {
            Some("authorization_code") => self.faults.has(fault::PUBLIC_CLIENT_ID_NOT_REQUIRED_CODE),
            Some("refresh_token") => self.faults.has(fault::PUBLIC_CLIENT_ID_NOT_REQUIRED_REFRESH),
            _ => false,
        };
        let empty = self.parameters.is_empty("client_id") && self.faults.has(fault::EMPTY_CLIENT_ID_FINDS_CLIENT);
        let itself = self.parameters.get("grant_type") == Some("client_credentials");
        match found {
            Some(index) if served || empty => Ok(Caller::Client(index)),
            _ if itself && self.faults.has(fault::CLIENT_CREDENTIALS_UNAUTHENTICATED_SERVED) => Ok(Caller::Anyone),
            _ => Err(Refusal::ClientIdMissing),
        }
    }

    /// The client that owns the code or refresh token of the request.
    fn owner(&self, state: &State) -> Option<ClientIndex> {
        let code = self.parameters.get("code").and_then(|code| state.codes.get(code)).map(|code| code.grant);
        let token = self.parameters.get("refresh_token").and_then(|token| state.refresh_tokens.get(token));
        code.or(token.map(|token| token.grant)).map(|grant| state.grant(grant).client)
    }

    /// Body credentials are not supported by default (RFC 6749 §2.3.1 leaves the choice).
    fn body_secret(&self, client: &RegisteredClient, sent: &str) -> Result<(), Refusal> {
        let right = client.secret.is_some_and(|secret| secret::is_right(sent, secret, self.faults));
        match () {
            () if self.faults.has(fault::SECRET_IN_BODY_500) => Err(Refusal::Crash),
            () if self.faults.has(fault::SECRET_IN_BODY_NOT_CHECKED) => Ok(()),
            () if client.is_public() && self.faults.has(fault::PUBLIC_BODY_SECRET_IGNORED) => Ok(()),
            () if right && self.accepts_body_secrets() => Ok(()),
            () if right
                && self.faults.has_any(&[
                    fault::SECRET_IN_BODY_ACCEPTED,
                    fault::CREDENTIALS_READ_FROM_QUERY,
                    fault::QUERY_MERGED_WITH_BODY,
                    fault::BASIC_WRONG_BODY_RIGHT_ACCEPTED,
                    fault::SECRET_READ_FROM_QUERY,
                    fault::REPEATED_CLIENT_SECRET_FIRST_WINS,
                    fault::REPEATED_CLIENT_SECRET_LAST_WINS,
                    fault::REPEATED_CLIENT_SECRET_IDENTICAL_ACCEPTED,
                ]) =>
            {
                Ok(())
            }
            () => Err(Refusal::SecretInBody),
        }
    }

    fn accepts_body_secrets(&self) -> bool {
        self.faults.varies(variant::CLIENT_SECRET_POST) || self.faults.varies(variant::CLIENT_SECRET_POST_ONLY)
    }

    /// A client with a secret has to prove it (RFC 6749 §2.2, §3.2.1); these faults don't ask.
    fn confidential_may_skip(&self, state: &State) -> bool {
        let empty = self.parameters.is_empty("client_secret") && self.faults.has(fault::EMPTY_BODY_SECRET_ACCEPTED);
        let skipped = match self.parameters.get("grant_type") {
            Some("authorization_code") => {
                let code = self.parameters.get("code").and_then(|code| state.codes.get(code));
                self.faults.has(fault::CONFIDENTIAL_WITHOUT_BASIC_CODE)
                    || (code.is_some_and(|code| code.used) && self.faults.has(fault::CODE_REPLAYED_WITHOUT_AUTHENTICATION))
            }
            Some("refresh_token") => {
                let token = self.parameters.get("refresh_token").and_then(|token| state.refresh_tokens.get(token));
                self.faults.has(fault::CONFIDENTIAL_WITHOUT_BASIC_REFRESH)
                    || (token.is_some_and(|token| token.rotated) && self.faults.has(fault::SECOND_REFRESH_WITHOUT_AUTHENTICATION))
            }
            Some("client_credentials") => self.faults.has(fault::CONFIDENTIAL_WITHOUT_BASIC_CLIENT_CREDENTIALS),
            Some("password") => self.faults.has(fault::PASSWORD_GRANT_WITHOUT_AUTHENTICATION),
            _ => false,
        };
        empty || skipped
    }

    fn by_header(&self, header: &[u8], state: &mut State) -> Result<Caller, Refusal> {
        if self.faults.varies(variant::CLIENT_SECRET_POST_ONLY) {
            let crashes = self.faults.has(fault::BASIC_OF_BODY_CLIENT_500);
            return Err(if crashes { Refusal::Crash } else { Refusal::BasicUnsupported });
        }
        let bearer = header.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"Bearer "));
        if bearer && self.parameters.get("client_secret").is_some() && self.faults.has(fault::BEARER_BESIDE_BODY_CREDENTIALS_500)
        {
            return Err(Refusal::Crash);
        }
        let (user, password) = match basic::parse(header, self.faults)? {
            Credentials::Pair(user, password) => (user, password),
            Credentials::NameAlone(name) => return self.name_alone(&name),
            Credentials::Nothing => return self.owner(state).map(Caller::Client).ok_or(Refusal::BasicMalformed),
        };
        if user.is_empty()
            && let Some(index) = self.without_user(&password, state)
        {
            return Ok(Caller::Client(index));
        }
        let Some(index) = client_lookup::find(self.clients, &user, self.faults) else {
            let anyone = self.faults.has(fault::UNKNOWN_BASIC_CLIENT_ACCEPTED);
            return if anyone { Ok(Caller::Anyone) } else { Err(Refusal::BasicUserUnknown) };
        };
        self.check_secret(index, &password, state)?;
        self.named_client(index).map(Caller::Client)
    }

    /// Whom a fault takes for the client when there is no user name.
    fn without_user(&self, password: &str, state: &State) -> Option<ClientIndex> {
        match password {
            "" => self.owner(state).filter(|_| self.faults.has(fault::BASIC_EMPTY_PAIR_ACCEPTED)),
            _ => {
                let holder = self.clients.iter().position(|client| client.secret == Some(password));
                holder.filter(|_| self.faults.has(fault::BASIC_WITHOUT_ID_ACCEPTED))
            }
        }
    }

    fn name_alone(&self, name: &str) -> Result<Caller, Refusal> {
        let found = self.clients.iter().position(|client| name.starts_with(&client.id));
        found.map(Caller::Client).ok_or(Refusal::BasicUserUnknown)
    }

    fn check_secret(&self, index: ClientIndex, password: &str, state: &mut State) -> Result<(), Refusal> {
        let faults = self.faults;
        let client = &self.clients[index]; // the caller found it
        let Some(secret) = client.secret else {
            let accepted = faults.has(fault::PUBLIC_BASIC_SECRET_ACCEPTED);
            return if accepted { Ok(()) } else { Err(Refusal::PublicWithBasic) };
        };
        let right = secret::is_right(password, secret, faults) || self.is_right_somehow(password);
        // One method per request (RFC 6749 §2.3).
        if let Some(sent) = self.parameters.get("client_secret") {
            let healed = self.may_heal() && secret::is_right(sent, secret, faults);
            let ignored = right && self.may_be_doubled();
            return if healed || ignored { Ok(()) } else { Err(Refusal::TwoMethods) };
        }
        if right {
            return Ok(());
        }
        if faults.has(fault::WRONG_SECRET_BURNS_CODE)
            && let Some(code) = self.parameters.get("code").and_then(|code| state.codes.get_mut(code))
        {
            code.used = true;
        }
        Err(Refusal::SecretWrong)
    }

    /// Secrets that are wrong, and right for a fault.
    fn is_right_somehow(&self, password: &str) -> bool {
        let grant = self.parameters.get("grant_type");
        let unchecked = (grant == Some("client_credentials") && self.faults.has(fault::CLIENT_CREDENTIALS_SECRET_NOT_CHECKED))
            || (grant == Some("refresh_token") && self.faults.has(fault::REFRESH_SECRET_NOT_CHECKED));
        let of_any = || self.clients.iter().any(|client| client.secret == Some(password));
        unchecked || (of_any() && self.faults.has(fault::SECRET_OF_ANY_CLIENT_ACCEPTED))
    }

    fn may_heal(&self) -> bool {
        let itself = self.parameters.get("grant_type") == Some("client_credentials");
        self.faults.has(fault::BASIC_WRONG_BODY_RIGHT_ACCEPTED)
            || (itself && self.faults.has(fault::BASIC_WRONG_BODY_RIGHT_ACCEPTED_FOR_CLIENT_CREDENTIALS))
    }

    fn may_be_doubled(&self) -> bool {
        let refresh = self.parameters.get("grant_type") == Some("refresh_token");
        self.faults.has(fault::BASIC_AND_BODY_SECRET_ACCEPTED)
            || (refresh && self.faults.has(fault::BASIC_AND_BODY_SECRET_ACCEPTED_ON_REFRESH))
    }

    /// `client_id` next to Basic has to agree with it.
    fn named_client(&self, index: ClientIndex) -> Result<ClientIndex, Refusal> {
        let authenticated = &self.clients[index]; // the caller found it
        let Some(id) = self.parameters.get("client_id") else {
            if self.parameters.is_empty("client_id") && self.faults.has(fault::EMPTY_CLIENT_ID_WITH_BASIC_REFUSED) {
                return Err(Refusal::EmptyValue);
            }
            let demanded = self.faults.has(fault::CLIENT_ID_DEMANDED_WITH_BASIC);
            return if demanded { Err(Refusal::FieldMissing) } else { Ok(index) };
        };
        let named = client_lookup::find(self.clients, id, self.faults);
        if named == Some(index) && self.faults.has(fault::BASIC_WITH_CLIENT_ID_REFUSED) {
            return Err(Refusal::TwoMethods);
        }
        match named {
            Some(other) if other != index && self.faults.has(fault::BODY_CLIENT_ID_WINS_OVER_BASIC) => Ok(other),
            Some(same) if same == index => Ok(index),
            _ if id == authenticated.id || self.faults.has(fault::BASIC_WINS_OVER_BODY_CLIENT_ID) => Ok(index),
            _ => Err(Refusal::ClientIdDiffers),
        }
    }
}
