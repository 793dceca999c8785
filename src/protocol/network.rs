//! Words about the way to a server: addresses in place of names, families of addresses, proxies, names of header fields.
//! Pure; target files, the command line and the transport share them.

use std::net::{IpAddr, SocketAddr};

use secrecy::SecretString;

/// Which addresses are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Family {
    /// Whatever the name leads to.
    #[default]
    Any,
    /// IPv4 alone.
    V4,
    /// IPv6 alone.
    V6,
}

impl Family {
    /// Whether an address is of the family.
    pub fn has(self, address: IpAddr) -> bool {
        match self {
            Self::Any => true,
            Self::V4 => address.is_ipv4(),
            Self::V6 => address.is_ipv6(),
        }
    }
}

/// Whether connections go through a proxy.
#[derive(Debug, Clone, Default)]
pub enum Proxying {
    /// As `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` say; never to this machine itself.
    #[default]
    Environment,
    /// Never.
    Never,
    /// Always, through the one at this URL, which may hold a password.
    Through(SecretString),
}

/// An address that stands in for where a name leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The name, in lower case.
    pub host: String,
    /// Connections to this port alone; to any, when absent.
    pub port: Option<u16>,
    /// Where they go.
    pub address: IpAddr,
    /// The port there, when it is another one.
    pub to_port: Option<u16>,
}

/// What an override looks like on the command line.
const FLAG: &str = "write HOST:ADDRESS or HOST:PORT:ADDRESS, such as login.example:127.0.0.1 or login.example:443:127.0.0.1:8443";
/// What is wrong with an override.
const NO_ADDRESS: &str = "an address is an IP address, perhaps with a port: 127.0.0.1, 127.0.0.1:8443, ::1, [::1]:8443";

impl Override {
    /// From `login.example` or `login.example:443`, and `127.0.0.1` or `127.0.0.1:8443`.
    ///
    /// # Errors
    /// What is wrong, and what it should look like.
    pub fn of_pair(name: &str, address: &str) -> Result<Self, String> {
        let (host, port) = match name.rsplit_once(':') {
            None => (name, None),
            Some((host, port)) => (host, Some(port.parse::<u16>().map_err(|_| format!("`{port}` is no port"))?)),
        };
        if host.is_empty() || host.contains([':', '/', '@', ' ']) {
            return Err("a host is a name without scheme and path, perhaps with a port: login.example:443".to_owned());
        }
        let (address, to_port) = socket(address).ok_or(NO_ADDRESS)?;
        Ok(Self { host: host.to_ascii_lowercase(), port, address, to_port })
    }

    /// From `HOST:ADDRESS` or `HOST:PORT:ADDRESS`, as curl writes it.
    ///
    /// # Errors
    /// What is wrong, and what it should look like.
    pub fn of_flag(text: &str) -> Result<Self, String> {
        let (host, rest) = text.split_once(':').ok_or(FLAG)?;
        if socket(rest).is_some() {
            return Self::of_pair(host, rest);
        }
        match rest.split_once(':') {
            Some((port, address)) => Self::of_pair(&format!("{host}:{port}"), address),
            None => Err(format!("`{rest}` is no address; {FLAG}")),
        }
    }

    /// Where a connection to a host and port goes, if it is meant.
    pub fn leads(&self, host: &str, port: u16) -> Option<SocketAddr> {
        let meant = self.host.eq_ignore_ascii_case(host) && self.port.is_none_or(|own| own == port);
        meant.then(|| SocketAddr::new(self.address, self.to_port.unwrap_or(port)))
    }
}

fn socket(text: &str) -> Option<(IpAddr, Option<u16>)> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    if let Ok(address) = bare.parse::<IpAddr>() {
        return Some((address, None));
    }
    let both: SocketAddr = text.parse().ok()?;
    Some((both.ip(), Some(both.port())))
}

/// Why a field cannot be added to every request, if so: its name is none, or it is what cases are about.
pub fn unfit_field(name: &str) -> Option<&'static str> {
    const EXAMINED: [&str; 11] = [
        "authorization",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "cookie",
        "expect",
        "host",
        "proxy-authorization",
        "transfer-encoding",
        "user-agent",
    ];
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(token) {
        return Some("this is no name of a header field (RFC 9110 §5.1)");
    }
    EXAMINED
        .iter()
        .any(|examined| name.eq_ignore_ascii_case(examined))
        .then_some("cases are about this field, or need it as it is")
}

/// Whether a text can be the value of a header field: visible ASCII, spaces and tabs between.
pub fn is_field_value(text: &str) -> bool {
    text == text.trim() && text.bytes().all(|byte| byte == b'\t' || (0x20..0x7f).contains(&byte))
}

/// What is wrong with the URL of a proxy, if anything.
pub fn unfit_proxy(text: &str) -> Option<&'static str> {
    const SHAPE: &str =
        "a proxy is http://host:port, such as http://proxy.example:3128, with user:password@ before the host where it wants them";
    let Ok(url) = url::Url::parse(text) else { return Some(SHAPE) };
    let bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
    match url.scheme() {
        "http" if url.has_host() && bare => None,
        "https" | "socks4" | "socks4a" | "socks5" | "socks5h" => {
            Some("proxies are spoken to in plain HTTP alone: http://host:port, such as http://proxy.example:3128")
        }
        _ => Some(SHAPE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overrides_lead_where_they_say() {
        let leads =
            |text: &str, port: u16| Override::of_flag(text).unwrap().leads("Login.example", port).map(|to| to.to_string());
        assert_eq!(leads("login.example:127.0.0.1", 443).as_deref(), Some("127.0.0.1:443"));
        assert_eq!(leads("login.example:443:127.0.0.1:8443", 443).as_deref(), Some("127.0.0.1:8443"));
        assert_eq!(leads("login.example:443:127.0.0.1", 80), None);
        assert_eq!(leads("LOGIN.example:::1", 80).as_deref(), Some("[::1]:80"));
        assert_eq!(leads("login.example:80:[::1]:8080", 80).as_deref(), Some("[::1]:8080"));
        assert_eq!(leads("other.example:127.0.0.1", 80), None);
        for wrong in ["login.example", "login.example:there", "login.example:x:127.0.0.1", ":127.0.0.1", "http://a:1:127.0.0.1"] {
            assert!(Override::of_flag(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn fields_that_cases_are_about_are_left_to_them() {
        assert!(unfit_field("authorization").is_some() && unfit_field("a b").is_some() && unfit_field("").is_some());
        assert_eq!(unfit_field("X-Gateway-Key"), None);
        assert!(is_field_value("a b") && !is_field_value("a\r\nb") && !is_field_value(" a"));
    }

    #[test]
    fn proxies_are_plain_http() {
        assert_eq!(unfit_proxy("http://user:pass@proxy.example:3128"), None);
        for wrong in ["proxy:3128", "https://proxy:3128", "socks5://proxy:1080", "http://proxy/path", ""] {
            assert!(unfit_proxy(wrong).is_some(), "{wrong}");
        }
    }
}
