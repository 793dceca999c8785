//! Parameter rules and families.

use schemars::JsonSchema;

use super::OneOrMore;
use super::expect::Expect;
use super::file::{For, Given, Needs, State};
use super::value::{Alphabet, Size, Value};
use crate::protocol::names::{ClientRole, Grant, Level};

/// What a suite declares of a parameter; each family that is there derives cases.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Parameter {
    /// Its type.
    r#type: Type,
    /// Bounds of the decoded value, in characters.
    length: Option<Length>,
    /// Enums alone: the closed set.
    values: Option<Vec<String>>,
    /// Always required.
    required: Option<bool>,
    /// Required when all of this holds.
    required_if: Option<Condition>,
    /// Defined only when all of this holds.
    only_if: Option<Condition>,
    /// May occur more than once.
    repeatable: Option<bool>,
    /// Left out where it is required.
    missing: Option<Missing>,
    /// Left out where it is not required.
    unneeded: Option<Unneeded>,
    /// Sent without a value.
    empty: Option<Empty>,
    /// Set where it is not defined.
    unexpected: Option<Unexpected>,
    /// Unknown values of 1, max-1, max, max+1 characters and far beyond.
    bounds: Option<Bounds>,
    /// Values minted with certain lengths.
    own_length: Option<OwnLength>,
    /// Sent twice.
    repeated: Option<Repeated>,
    /// Values outside the closed set.
    outside: Option<Outside>,
    /// Every declared grant type.
    within: Option<Within>,
}

/// The type of a parameter.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum Type {
    String,
    Enum,
    Uri,
    Scope,
}

/// Bounds in characters.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Length {
    /// Fewest.
    min: Option<u32>,
    /// Most.
    max: Option<u32>,
}

/// All that is given must hold.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Condition {
    /// The client's role.
    client: Option<OneOrMore<ClientRole>>,
    /// The grant.
    grant: Option<OneOrMore<Grant>>,
    /// The authorization request had this parameter.
    authorized_with: Option<AuthorizedWith>,
}

/// A parameter of the authorization request.
#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
enum AuthorizedWith {
    RedirectUri,
    CodeChallenge,
}

macro_rules! families {
    ($($(#[$meta:meta])* $name:ident { $($more:tt)* })*) => {
        $($(#[$meta])*
        #[derive(JsonSchema)]
        #[schemars(deny_unknown_fields)]
        struct $name {
            /// The requirements that the cases examine.
            requirement: OneOrMore<String>,
            /// What must come back.
            expect: Option<Expect>,
            /// Default: the strictest level of the requirements.
            level: Option<Level>,
            /// Instead of the contexts that follow from the declaration.
            #[schemars(rename = "for")]
            pairs: Option<OneOrMore<For>>,
            /// The state that the cases start from.
            given: Option<Given>,
            /// What the target must offer.
            needs: Option<OneOrMore<Needs>>,
            $($more)*
        })*
    };
}
families! {
    /// The parameter is left out where it is required.
    Missing {}
    /// The parameter is left out where it is not required.
    Unneeded {}
    /// `X=`, and `X` without an equals sign.
    Empty {}
    /// The parameter is set where it is not defined.
    Unexpected {
        /// The stray value.
        value: Value,
        /// The state whose token request must work afterwards.
        proof: Option<State>,
        /// The grant of that request; default: authorization_code.
        proof_grant: Option<Grant>,
    }
    /// Unknown values of certain lengths.
    Bounds {
        /// Default: unreserved (uri for URIs).
        alphabet: Option<Alphabet>,
        /// Lengths far beyond the maximum.
        far: Option<OneOrMore<u32>>,
    }
    /// Redirect URIs or code verifiers minted with certain lengths.
    OwnLength {
        /// Lengths that work.
        lengths: Option<OneOrMore<Size>>,
        /// Lengths that are refused.
        beyond: Option<OneOrMore<Size>>,
        /// What must come back for `beyond`; default: refused.
        beyond_expect: Option<Expect>,
    }
    /// The parameter is sent twice.
    Repeated {
        /// The second value; default: like the valid one.
        other: Option<Value>,
        /// What must come back when both are the same.
        identical_expect: Option<Expect>,
    }
    /// Values outside the closed set.
    Outside {
        /// The values.
        r#try: Vec<String>,
    }
    /// Every declared grant type works.
    Within {}
}
