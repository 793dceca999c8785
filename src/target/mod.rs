//! Targets: the TOML file of an endpoint under test, with diagnostics, and discovery.

mod authorize;
mod client;
mod endpoints;
mod grants;
mod keys;
mod limits;
mod load;
mod made;
mod mask;
pub mod model;
mod network;
pub mod network_model;
mod network_schema;
mod schema;
mod secret;
mod steps;
#[cfg(test)]
mod tests;

pub use load::{Surroundings, load, load_text};
pub use network::{certificates, private_key};
pub use schema::schema;
