//! Plans and executes the examination of a target; emits events, prints nothing.
//!
//! It may call `authorize`, `transport`, `judge`, `protocol`, reads the models of `suite` and `target`, and makes a `record`.

mod assemble;
mod authorization;
mod authorizer;
mod capability;
mod case;
mod connect;
mod control;
mod documents;
mod doubt;
mod evidence;
mod execute;
mod facts;
mod gentle;
mod handshake;
mod helpers;
mod inspect;
mod known;
mod ledger;
mod live;
mod login;
mod metadata_claims;
mod needs;
mod network;
mod observe;
mod obstacle;
mod pkce_demanded;
mod plan;
mod probe;
mod race;
mod ration;
mod redact;
mod rejudge;
mod remarks;
mod repeat;
mod replay;
mod room;
mod scene;
mod schedule;
mod second_look;
mod secret_forms;
mod send;
mod settle;
mod shown;
mod shown_body;
mod shown_network;
mod stage;
mod stand_in;
mod step;
mod stored;
mod subject;
mod token_request;
mod told;
mod value;
mod verdicts;
mod wait;
mod writing;
mod written_out;

pub use assemble::opening;
pub use connect::{ConnectError, connect, connect_to};
pub use documents::{discovery, learn};
pub use execute::{Detail, RunEvent, RunOptions, Tell, run};
pub use known::bounds;
pub use network::transport;
pub use plan::{Plan, PlannedCase, expected_cost, plan};
pub use probe::{Probe, ProbeState, cure, probe};
pub use rejudge::{Rejudged, rejudge};
pub use remarks::notes;
pub(crate) use stage::{Hindrance, Reach, Secrets, Setting, Stage};
pub use subject::Subject;
pub use verdicts::{Verdicts, verdicts};
pub use wait::{Slow, Waiting};

/// The seed of one case: the run's and the case's id, so that a case makes the same values in any selection.
fn seed_for(seed: u64, id: &str) -> u64 {
    // FNV-1a: stable across versions and platforms, which the standard library's hasher does not promise.
    id.bytes().fold(seed ^ 0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
