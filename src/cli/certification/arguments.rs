//! The arguments of `certify`, `verify` and `keygen`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::arguments::Format;
use crate::cli::network::NetworkFlags;
use crate::cli::pace::PaceFlags;

/// Arguments of `certify`.
#[derive(Debug, Args)]
pub struct Certify {
    /// A target file, or `reference`: its profile is run in full [default: ./tokenspec.toml, else reference].
    #[arg(value_name = "TARGET", conflicts_with = "record")]
    pub target: Option<PathBuf>,
    /// Take this record of a run with --evidence, and send nothing.
    #[arg(long, value_name = "RECORD.json", conflicts_with_all = ["profile", "slow", "seed"])]
    pub record: Option<PathBuf>,
    /// The profile [default: what the target's file says].
    #[arg(long, value_name = "ID")]
    pub profile: Option<String>,
    /// Sign with this private key: a file, or env:NAME for a key in an environment variable; may be given several times.
    #[arg(long, value_name = "KEY", required = true)]
    pub key: Vec<String>,
    /// Write the bundle here.
    #[arg(long, short, value_name = "FILE", default_value = "certification.zip")]
    pub output: PathBuf,
    /// Keep id_tokens as they came, so that their claims and signatures can be judged again; everybody sees them.
    #[arg(long, conflicts_with = "record")]
    pub id_tokens: bool,
    /// Examine the cases that wait too.
    #[arg(long)]
    pub slow: bool,
    /// Seed of all generated values [default: random].
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// The form of standard output.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// The pace.
    #[command(flatten)]
    pub pace: PaceFlags,
    /// The way to the target.
    #[command(flatten)]
    pub network: NetworkFlags,
}

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// The bundle.
    #[arg(value_name = "BUNDLE")]
    pub bundle: PathBuf,
    /// A file with public keys that you trust, as `keygen` or OpenSSH writes them: one or several; may be given several times.
    #[arg(long, value_name = "FILE", required = true)]
    pub key: Vec<PathBuf>,
    /// How many of these keys must have signed.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    pub signatures: u16,
    /// The form of standard output.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

/// Arguments of `keygen`.
#[derive(Debug, Args)]
pub struct Keygen {
    /// Write NAME.key, which is secret, and NAME.pub, which is for everybody.
    #[arg(value_name = "NAME", default_value = "tokenspec")]
    pub name: PathBuf,
    /// What the key signs with.
    #[arg(long, value_enum, default_value_t = Algorithm::Ed25519)]
    pub algorithm: Algorithm,
}

/// What a key signs with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Algorithm {
    /// Ed25519.
    Ed25519,
    /// ECDSA with P-256 and SHA-256.
    EcdsaP256,
}
