//! The command line: every verb parses, calls, prints. It may use everything; nothing uses it but `main`.

pub mod arguments;
mod baseline;
mod benign;
pub mod certification;
mod complete;
mod doctor;
mod engine;
mod error;
mod events;
mod explain;
mod explained;
pub mod explore;
mod faults;
mod help;
mod init;
mod invite;
mod list;
pub mod network;
mod output;
mod pace;
mod plan;
mod profiles;
pub mod progress;
mod report;
mod reports;
mod review;
mod run;
#[cfg(test)]
mod sample;
mod schema;
mod serve;
mod several;
mod snapshots;
mod start;
mod target_file;
#[cfg(test)]
mod tests;
mod values;
mod variants;
mod words;

pub use error::CliError;
pub use start::main;
