//! How the target is reached and how gently it is treated, on the command line: it stands above the target file.

use std::path::PathBuf;

use clap::Args;

use crate::cli::CliError;
use crate::protocol::network::{Family, Override, Proxying, is_field_value, unfit_field, unfit_proxy};
use crate::target::model::{BeyondBrowser, ClientCertificate, GatewayHeader, Target};
use crate::target::{certificates, private_key};

/// The heading in `--help`.
const HEADING: &str = "The way to the target (run and doctor: each stands above the target file; init writes it there)";

/// The way to the target.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = HEADING)]
pub struct NetworkFlags {
    /// Trust the root certificates of this PEM file too, in place of the target file's.
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
    /// Show this certificate to a server that asks for one (PEM, its chain after it).
    #[arg(long, value_name = "FILE", requires = "client_key")]
    pub client_certificate: Option<PathBuf>,
    /// The private key of --client-certificate (PEM).
    #[arg(long, value_name = "FILE", requires = "client_certificate")]
    pub client_key: Option<PathBuf>,
    /// Connect through this proxy, such as `http://proxy.example:3128`, or `http://USER:PASSWORD@HOST:PORT` [default: as HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and
    /// NO_PROXY say].
    #[arg(long, value_name = "URL", conflicts_with_all = ["no_proxy", "unix_socket"])]
    pub proxy: Option<String>,
    /// Connect through no proxy, whatever the target file and the environment say.
    #[arg(long)]
    pub no_proxy: bool,
    /// Connect to this address where the name is meant, such as login.example:443:127.0.0.1:8443; the ports may be left out;
    /// may be given several times.
    #[arg(long, value_name = "HOST[:PORT]:ADDRESS")]
    pub resolve: Vec<String>,
    /// Add this field to every request to the target's own origins, a gateway's key for one; may be given several times.
    #[arg(long, value_name = "NAME: VALUE")]
    pub header: Vec<String>,
    /// Use IPv4 addresses alone.
    #[arg(short = '4', conflicts_with = "ipv6")]
    pub ipv4: bool,
    /// Use IPv6 addresses alone.
    #[arg(short = '6')]
    pub ipv6: bool,
    /// Connect to this Unix socket, whatever the URLs say.
    #[arg(long, value_name = "PATH")]
    pub unix_socket: Option<PathBuf>,
    /// Believe every certificate; every report says so.
    #[arg(long)]
    pub insecure: bool,
    /// Name the case in this header field of its requests, for the server's log.
    #[arg(long, value_name = "NAME")]
    pub case_header: Option<String>,
    /// Leave out the cases that could lock a client out, or flood the target.
    #[arg(long)]
    pub safe: bool,
}

impl NetworkFlags {
    /// Writes over what the target file says.
    pub fn apply(&self, target: &mut Target) -> Result<(), CliError> {
        self.apply_tls(target)?;
        self.apply_way(target)?;
        for text in &self.header {
            let field = header(text)?;
            target.network.headers.retain(|known| !known.name.eq_ignore_ascii_case(&field.name));
            target.network.headers.push(field);
        }
        if let Some(name) = &self.case_header {
            fit("--case-header", name)?;
            target.network.case_header = Some(name.clone());
        }
        target.limits.safe |= self.safe;
        match target.beyond_browser() {
            None => Ok(()),
            Some(beyond) => {
                let flag = match beyond.key {
                    "client_certificate" => "--client-certificate",
                    "unix_socket" => "--unix-socket",
                    "ip" => "-4 and -6",
                    _ => "--resolve beside --proxy",
                };
                let BeyondBrowser { problem, cure, .. } = beyond;
                Err(CliError::Usage(format!("{flag}: the driver `browser` cannot honour it: {problem}; {cure}")))
            }
        }
    }

    fn apply_tls(&self, target: &mut Target) -> Result<(), CliError> {
        let usage = |flag: &'static str| move |problem: String| CliError::Usage(format!("{flag}: {problem}"));
        if let Some(file) = &self.ca_file {
            target.ca_certificates = certificates(file).map_err(usage("--ca-file"))?;
        }
        // clap gives both or neither.
        if let (Some(certificate), Some(key)) = (&self.client_certificate, &self.client_key) {
            target.network.client_certificate = Some(ClientCertificate {
                chain: certificates(certificate).map_err(usage("--client-certificate"))?,
                key: private_key(key).map_err(usage("--client-key"))?,
                files: (certificate.display().to_string(), key.display().to_string()),
            });
        }
        target.network.insecure |= self.insecure;
        Ok(())
    }

    fn apply_way(&self, target: &mut Target) -> Result<(), CliError> {
        let network = &mut target.network;
        if let Some(url) = &self.proxy {
            // The URL is not quoted: it may hold a password.
            unfit_proxy(url).map_or(Ok(()), |problem| Err(CliError::Usage(format!("--proxy: {problem}"))))?;
            (network.proxy, network.proxy_variable) = (Proxying::Through(url.clone().into()), None);
            network.unix_socket = None;
        }
        if self.no_proxy {
            network.proxy = Proxying::Never;
        }
        if let Some(path) = &self.unix_socket {
            (network.proxy, network.unix_socket) = (Proxying::Never, Some(path.clone()));
        }
        let given = self
            .resolve
            .iter()
            .map(|text| Override::of_flag(text).map_err(|problem| CliError::Usage(format!("--resolve {text}: {problem}"))));
        let given: Vec<Override> = given.collect::<Result<_, _>>()?;
        // The first that is meant counts.
        network.overrides.splice(0..0, given);
        network.family = match (self.ipv4, self.ipv6) {
            (true, _) => Family::V4,
            (_, true) => Family::V6,
            _ => network.family,
        };
        Ok(())
    }
}

/// `Name: value`. The value is never quoted in a message.
fn header(text: &str) -> Result<GatewayHeader, CliError> {
    let (name, value) = text
        .split_once(':')
        .ok_or_else(|| CliError::Usage("--header: write the field as NAME: VALUE, such as 'X-Gateway-Key: …'".to_owned()))?;
    fit("--header", name)?;
    let value = value.trim();
    if value.is_empty() || !is_field_value(value) {
        return Err(CliError::Usage(format!("--header: the value of {name} must be visible ASCII characters")));
    }
    Ok(GatewayHeader::new(name, value.to_owned().into(), None))
}

fn fit(flag: &str, name: &str) -> Result<(), CliError> {
    match unfit_field(name) {
        Some(reason) => Err(CliError::Usage(format!("{flag}: the field `{name}` cannot be added to every request: {reason}"))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;
    use crate::reference::Options;

    fn applied(flags: NetworkFlags) -> Result<Target, CliError> {
        let mut target = crate::embedded::target("http://127.0.0.1:1", &Options::default());
        target.network.unix_socket = Some("/run/as.sock".into());
        target.network.headers = vec![GatewayHeader::new("x-key", "of the file".to_owned().into(), None)];
        flags.apply(&mut target).map(|()| target)
    }

    #[test]
    fn flags_stand_above_the_file() {
        let flags = NetworkFlags {
            proxy: Some("http://proxy:3128".into()),
            header: vec!["X-Key: of the flag".into(), "X-Other:b".into()],
            resolve: vec!["a.example:127.0.0.1".into()],
            ipv6: true,
            insecure: true,
            safe: true,
            ..NetworkFlags::default()
        };
        let target = applied(flags).unwrap();
        let network = &target.network;
        let fields: Vec<_> = network.headers.iter().map(|field| (&*field.name, field.value.expose_secret())).collect();
        assert_eq!(fields, [("X-Key", "of the flag"), ("X-Other", "b")]);
        assert_eq!(network.headers[0].variable, "X_KEY");
        assert!(network.unix_socket.is_none() && matches!(network.proxy, Proxying::Through(_)));
        assert!(network.insecure && target.limits.safe && network.family == Family::V6 && network.overrides.len() == 1);
    }

    #[test]
    fn what_cannot_be_used_is_said_without_secrets() {
        let message = |flags: NetworkFlags| applied(flags).unwrap_err().message();
        let header = |text: &str| message(NetworkFlags { header: vec![text.into()], ..NetworkFlags::default() });
        assert!(header("hunter2").contains("NAME: VALUE"));
        assert!(header("Authorization: hunter2").contains("cases are about this field"));
        let proxy = message(NetworkFlags { proxy: Some("https://a:hunter2@b".into()), ..NetworkFlags::default() });
        assert!(proxy.contains("plain HTTP"));
        for text in [header("hunter2"), header("Host: hunter2"), header("X: hunter2\u{7}"), proxy] {
            assert!(!text.contains("hunter2"), "{text}");
        }
    }
}
