//! Obtains codes with headless Chromium, over the DevTools protocol: for logins that are JavaScript applications.
//!
//! The redirect URI is never asked for: Chromium hands its request over before it connects.

mod agent;
mod context;
mod failure;
mod gate;
mod guess;
mod hands;
mod network;
mod one_time;
mod pipe;
mod process;
mod settings;
mod sight;
mod steps;
mod tab;
mod traffic;
mod walk;

pub use agent::Browser;
pub use settings::BrowserSettings;
