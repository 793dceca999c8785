//! The arguments of `init`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::network::NetworkFlags;
use crate::cli::values::of_role;
use crate::protocol::names::ClientRole;

/// Arguments of `init`.
#[derive(Debug, Args)]
pub struct Init {
    /// The issuer, its metadata, or the token endpoint.
    #[arg(value_name = "URL")]
    pub url: String,
    /// The target file to write.
    #[arg(long, value_name = "FILE", default_value = "tokenspec.toml")]
    pub output: PathBuf,
    /// Overwrite it.
    #[arg(long)]
    pub force: bool,
    /// Ask nothing: what no flag says is left out, or as it is proposed.
    #[arg(long)]
    pub yes: bool,
    /// What the target is called in reports [default: its host name].
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The profile it is examined by [default: openid-basic where OpenID Connect is spoken, else oauth2-baseline].
    #[arg(long, value_name = "ID")]
    pub profile: Option<String>,
    /// A registered client; ROLE is confidential, public, other, service or special, one client of each; may be given several
    /// times.
    #[arg(long, value_name = "ROLE=ID", value_parser = of_role, conflicts_with = "register")]
    pub client: Vec<(ClientRole, String)>,
    /// The environment variable that holds a client's secret; may be given several times.
    #[arg(long, value_name = "ROLE=VARIABLE", value_parser = of_role)]
    pub secret: Vec<(ClientRole, String)>,
    /// Register clients for the examination (RFC 7591).
    #[arg(long)]
    pub register: bool,
    /// The environment variable that holds the initial access token of the registration.
    #[arg(long, value_name = "VARIABLE")]
    pub initial_access_token: Option<String>,
    /// The authorization endpoint, where no metadata name it.
    #[arg(long, value_name = "URL")]
    pub authorization_endpoint: Option<url::Url>,
    /// The redirect URI of the clients.
    #[arg(long, value_name = "URI")]
    pub redirect_uri: Option<String>,
    /// Scopes that the clients may ask for, separated by spaces.
    #[arg(long, value_name = "SCOPES")]
    pub scopes: Option<String>,
    /// Scopes that the service client may ask for.
    #[arg(long, value_name = "SCOPES")]
    pub service_scopes: Option<String>,
    /// How a user logs in.
    #[arg(long, value_enum)]
    pub driver: Option<InitDriver>,
    /// The test user's name, for the drivers form and browser.
    #[arg(long, value_name = "NAME")]
    pub username: Option<String>,
    /// The environment variable that holds the test user's password, for the drivers form and browser.
    #[arg(long, value_name = "VARIABLE")]
    pub password: Option<String>,
    /// The program that obtains a code, and its arguments, separated by spaces, for the driver command.
    #[arg(long, value_name = "PROGRAM")]
    pub command: Option<String>,
    /// The way to the target: used now, and written into the file.
    #[command(flatten)]
    pub network: NetworkFlags,
}

/// The drivers that `init` can set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InitDriver {
    /// A person, in a browser of their own.
    Loopback,
    /// HTML forms, filled in.
    Form,
    /// Headless Chromium, for logins that are JavaScript applications.
    Browser,
    /// Nobody is asked.
    Redirect,
    /// A program of yours.
    Command,
    /// Codes that were obtained beforehand.
    Static,
    /// No codes: client_credentials alone.
    None,
}

impl InitDriver {
    /// All of them.
    const ALL: [Self; 7] = [Self::Loopback, Self::Form, Self::Browser, Self::Redirect, Self::Command, Self::Static, Self::None];
    /// Their names.
    pub const NAMES: [&str; 7] = ["loopback", "form", "browser", "redirect", "command", "static", "none"];

    /// The name in target files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Loopback => "loopback",
            Self::Form => "form",
            Self::Browser => "browser",
            Self::Redirect => "redirect",
            Self::Command => "command",
            Self::Static => "static",
            Self::None => "none",
        }
    }

    /// By its name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|driver| driver.name() == name)
    }

    /// Whether tokenspec types in a user's name and password.
    pub fn logs_in(self) -> bool {
        matches!(self, Self::Form | Self::Browser)
    }
}
