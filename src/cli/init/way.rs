//! The way to the target, from the flags: used for discovery and registration, and written into the file for all that follows.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use super::secrets::keep;
use crate::cli::CliError;
use crate::cli::network::NetworkFlags;
use crate::cli::target_file::quoted;
use crate::protocol::network::{Family, Override, Proxying};
use crate::target::model::Target;

/// The shortest value of an environment variable by which it is recognised as the source of a secret.
const TELLING: usize = 8;

/// Lines for the target file.
#[derive(Debug, Default)]
pub struct Way {
    /// For `[target]`.
    pub authority: String,
    /// The table `[network]`, heading included; empty where no flag says anything.
    pub network: String,
    /// Whether `[limits]` says `safe`.
    pub safe: bool,
}

impl Way {
    /// What the flags come to, for a target file at this path. Secrets go to files beside it, unless a variable holds them.
    pub fn written(flags: &NetworkFlags, target: &Target, output: &Path) -> Result<Self, CliError> {
        let mut way = Self { safe: flags.safe, ..Self::default() };
        if let Some(file) = &flags.ca_file {
            way.authority = format!("ca_file = {}\n", quoted(&seen_from(output, file)));
        }
        let mut out = String::new();
        if let (Some(certificate), Some(key)) = (&flags.client_certificate, &flags.client_key) {
            let [certificate, key] = [certificate, key].map(|file| quoted(&seen_from(output, file)));
            let _ = writeln!(out, "client_certificate = {{ certificate = {certificate}, key = {key} }}");
        }
        out.push_str(&proxy(target, output)?);
        if let Some(socket) = &flags.unix_socket {
            let _ = writeln!(out, "unix_socket = {}", quoted(&seen_from(output, socket)));
        }
        out.push_str(&resolve(&target.network.overrides));
        out.push_str(&headers(target, output)?);
        out.push_str(match target.network.family {
            Family::Any => "",
            Family::V4 => "ip = \"4\"\n",
            Family::V6 => "ip = \"6\"\n",
        });
        if flags.insecure {
            out.push_str("insecure = true   # certificates are not verified; every report says so\n");
        }
        if let Some(name) = &flags.case_header {
            let _ = writeln!(out, "case_header = {}", quoted(name));
        }
        if !out.is_empty() {
            way.network = format!("\n[network]\n{out}");
        }
        Ok(way)
    }
}

fn proxy(target: &Target, output: &Path) -> Result<String, CliError> {
    Ok(match &target.network.proxy {
        Proxying::Environment => String::new(),
        // A socket excludes a proxy by itself.
        Proxying::Never if target.network.unix_socket.is_some() => String::new(),
        Proxying::Never => "proxy = false   # whatever the environment says\n".to_owned(),
        Proxying::Through(url) if url.expose_secret().contains('@') => format!("proxy = {}\n", source(url, "proxy", output)?),
        Proxying::Through(url) => format!("proxy = {}\n", quoted(url.expose_secret())),
    })
}

fn resolve(overrides: &[Override]) -> String {
    let one = |known: &Override| {
        let name = known.port.map_or_else(|| known.host.clone(), |port| format!("{}:{port}", known.host));
        let address = match known.to_port {
            Some(port) => std::net::SocketAddr::new(known.address, port).to_string(),
            None => known.address.to_string(),
        };
        format!("{} = {}", quoted(&name), quoted(&address))
    };
    let all: Vec<String> = overrides.iter().map(one).collect();
    if all.is_empty() { String::new() } else { format!("resolve = {{ {} }}\n", all.join(", ")) }
}

fn headers(target: &Target, output: &Path) -> Result<String, CliError> {
    let mut all = Vec::new();
    for field in &target.network.headers {
        let name = format!("header-{}", field.name.to_ascii_lowercase());
        all.push(format!("{} = {}", quoted(&field.name), source(&field.value, &name, output)?));
    }
    Ok(if all.is_empty() { String::new() } else { format!("headers = {{ {} }}\n", all.join(", ")) })
}

/// Where a secret is: the environment variable that holds it, else a file of its own.
fn source(secret: &SecretString, name: &str, output: &Path) -> Result<String, CliError> {
    let value = secret.expose_secret();
    let holds = |(_, held): &(std::ffi::OsString, std::ffi::OsString)| held.to_str() == Some(value);
    let variable = std::env::vars_os().filter(|_| value.len() >= TELLING).find(holds);
    match variable.and_then(|(name, _)| name.into_string().ok()) {
        Some(variable) => Ok(format!("{{ env = {} }}", quoted(&variable))),
        None => Ok(format!("{{ file = {} }}", quoted(&keep(output, name, value)?))),
    }
}

/// A path of the command line as the target file has to write it: from the file's own folder.
fn seen_from(output: &Path, file: &Path) -> String {
    let here = output.parent().is_none_or(|folder| folder.as_os_str().is_empty());
    let path = if here { file.to_owned() } else { std::path::absolute(file).unwrap_or_else(|_| PathBuf::from(file)) };
    path.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_become_a_table_that_says_the_same() {
        let flags = NetworkFlags {
            ca_file: None,
            resolve: vec!["Login.example:443:127.0.0.1:8443".into(), "b.example:::1".into()],
            no_proxy: true,
            ipv4: true,
            insecure: true,
            case_header: Some("X-Case".into()),
            ..NetworkFlags::default()
        };
        let mut target = Target::default();
        flags.apply(&mut target).unwrap();
        let way = Way::written(&flags, &target, Path::new("tokenspec.toml")).unwrap();
        let text = format!("[target]\nname = \"x\"\ntoken_endpoint = \"https://login.example/token\"\n{}", way.network);
        let text = format!("{text}[[client]]\nrole = \"public\"\nid = \"a\"\n");
        let around = crate::target::Surroundings { folder: Path::new("."), variable: &|_| None };
        let read = crate::target::load_text("x", &text, around).unwrap().network;
        assert_eq!(read.overrides, target.network.overrides);
        assert!(matches!(read.proxy, Proxying::Never) && read.insecure && read.family == Family::V4, "{text}");
        assert_eq!(read.case_header.as_deref(), Some("X-Case"));
    }

    #[test]
    fn paths_are_seen_from_the_file() {
        assert_eq!(seen_from(Path::new("tokenspec.toml"), Path::new("ca.pem")), "ca.pem");
        assert!(Path::new(&seen_from(Path::new("folder/tokenspec.toml"), Path::new("ca.pem"))).is_absolute());
    }
}
