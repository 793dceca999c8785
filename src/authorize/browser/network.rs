//! The way to the target in Chromium's words: the browser takes the road that all other requests take.
//!
//! What Chromium cannot do (client certificates, sockets, one family of addresses) the target file refuses beforehand.

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::protocol::network::{Override, Proxying};
use crate::transport::{Network, Verification};

/// Who logs in at the proxy.
#[derive(Debug, Clone)]
pub(super) struct ProxyLogin {
    pub(super) username: String,
    pub(super) password: SecretString,
}

/// The road of a browser: its arguments, and what it is asked on the way.
#[derive(Debug, Clone, Default)]
pub(super) struct Way {
    pub(super) arguments: Vec<String>,
    pub(super) proxy_login: Option<ProxyLogin>,
}

impl Way {
    /// `variable` reads the environment; arguments that the target file gives stand above what would follow from `[network]`.
    pub(super) fn of(network: &Network, given: &[String], variable: &dyn Fn(&str) -> Option<String>) -> Self {
        let mut way = Self::default();
        if !given.iter().any(|argument| argument.starts_with("--proxy") || argument == "--no-proxy-server") {
            way.take_proxy(network, variable);
        }
        if !network.overrides.is_empty() && !given.iter().any(|argument| argument.starts_with("--host-resolver-rules")) {
            let rules: Vec<String> = network.overrides.iter().map(rule).collect();
            way.arguments.push(format!("--host-resolver-rules={}", rules.join(",")));
        }
        if network.verification == Verification::Nothing {
            way.arguments.push("--ignore-certificate-errors".to_owned());
        }
        way
    }

    fn take_proxy(&mut self, network: &Network, variable: &dyn Fn(&str) -> Option<String>) {
        match &network.proxy {
            Proxying::Never => self.arguments.push("--no-proxy-server".to_owned()),
            Proxying::Through(url) => {
                let server = self.server(url.expose_secret()).unwrap_or_default();
                // Without the second, Chromium would go to this machine itself straight.
                self.arguments.extend([format!("--proxy-server={server}"), "--proxy-bypass-list=<-loopback>".to_owned()]);
            }
            Proxying::Environment => self.take_environment(&network.overrides, variable),
        }
    }

    /// The proxies of the environment, where it names any: Chromium would heed only some of these variables.
    fn take_environment(&mut self, overrides: &[Override], variable: &dyn Fn(&str) -> Option<String>) {
        let either = |name: &str| variable(name).or_else(|| variable(&name.to_ascii_lowercase())).filter(|text| !text.is_empty());
        let all = either("ALL_PROXY");
        let mut servers = Vec::new();
        for scheme in ["http", "https"] {
            let named = either(&format!("{}_PROXY", scheme.to_ascii_uppercase())).or_else(|| all.clone());
            servers.extend(named.and_then(|url| self.server(&url)).map(|server| format!("{scheme}={server}")));
        }
        if servers.is_empty() {
            return self.arguments.push("--no-proxy-server".to_owned());
        }
        self.arguments.push(format!("--proxy-server={}", servers.join(";")));
        let none = either("NO_PROXY").unwrap_or_default();
        let names = none.split(',').map(|name| name.trim().trim_start_matches('.').to_owned()).filter(|name| !name.is_empty());
        // A name means its subdomains as well; a proxy would look up by itself what is to lead elsewhere.
        let around: Vec<String> = names.flat_map(|name| [format!(".{name}"), name]).collect();
        let overridden = overrides.iter().map(|known| known.host.clone());
        let bypass: Vec<String> = around.into_iter().chain(overridden).collect();
        if !bypass.is_empty() {
            self.arguments.push(format!("--proxy-bypass-list={}", bypass.join(";")));
        }
    }

    /// A proxy as Chromium wants it named; its user is kept for when it asks.
    fn server(&mut self, url: &str) -> Option<String> {
        let url = Url::parse(url).or_else(|_| Url::parse(&format!("http://{url}"))).ok()?;
        if !url.username().is_empty() {
            let decoded = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
            let password = decoded(url.password().unwrap_or_default()).into();
            self.proxy_login = Some(ProxyLogin { username: decoded(url.username()), password });
        }
        Some(format!("{}://{}:{}", url.scheme(), url.host_str()?, url.port_or_known_default().unwrap_or(80)))
    }
}

/// `MAP login.example:443 127.0.0.1:8443`.
fn rule(known: &Override) -> String {
    let from = known.port.map_or_else(|| known.host.clone(), |port| format!("{}:{port}", known.host));
    let address = match known.address {
        std::net::IpAddr::V4(address) => address.to_string(),
        std::net::IpAddr::V6(address) => format!("[{address}]"),
    };
    let to = known.to_port.map_or_else(|| address.clone(), |port| format!("{address}:{port}"));
    format!("MAP {from} {to}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(network: &Network, variables: &[(&str, &str)]) -> Way {
        let variable = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Way::of(network, &[], &variable)
    }

    #[test]
    fn a_proxy_is_named_without_its_password() {
        let proxy = Proxying::Through("http://alice:hunter%402@proxy.example:3128".to_owned().into());
        let way = of(&Network { proxy, ..Network::default() }, &[]);
        assert_eq!(way.arguments, ["--proxy-server=http://proxy.example:3128", "--proxy-bypass-list=<-loopback>"]);
        let login = way.proxy_login.unwrap();
        assert_eq!((login.username.as_str(), login.password.expose_secret()), ("alice", "hunter@2"));
        let given = ["--proxy-server=x".to_owned()];
        assert!(Way::of(&Network::default(), &given, &|_| None).arguments.is_empty());
    }

    #[test]
    fn the_environment_counts_where_nothing_else_is_said() {
        assert_eq!(of(&Network::default(), &[]).arguments, ["--no-proxy-server"]);
        let variables = [("HTTPS_PROXY", "http://p.example:8080"), ("no_proxy", "a.example, .b.example")];
        let expected =
            ["--proxy-server=https=http://p.example:8080", "--proxy-bypass-list=.a.example;a.example;.b.example;b.example"];
        assert_eq!(of(&Network::default(), &variables).arguments, expected);
        let never = Network { proxy: Proxying::Never, ..Network::default() };
        assert_eq!(of(&never, &variables).arguments, ["--no-proxy-server"]);
    }

    #[test]
    fn names_lead_where_the_file_says_and_certificates_are_believed_where_it_says() {
        let overrides = ["login.example:443:127.0.0.1:8443", "b.example:::1"].map(|text| Override::of_flag(text).unwrap());
        let verification = Verification::Nothing;
        let network = Network { overrides: overrides.to_vec(), verification, proxy: Proxying::Never, ..Network::default() };
        let rules = "--host-resolver-rules=MAP login.example:443 127.0.0.1:8443,MAP b.example [::1]";
        assert_eq!(of(&network, &[]).arguments, ["--no-proxy-server", rules, "--ignore-certificate-errors"]);
    }
}
