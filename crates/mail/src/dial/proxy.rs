//! SOCKS5 with names resolved at the far end, as Tor wants it.

use std::fmt;
use std::str::FromStr;

use tokio::net::TcpStream;
use tokio_socks::tcp::Socks5Stream;
use url::{Host, Url};

use super::tcp;
use crate::outcome::Kind;

/// Why a line names no proxy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct ProxyError(#[from] Wrong);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
enum Wrong {
    #[error("a proxy is written as socks5h://127.0.0.1:9050")]
    Syntax,
    #[error("“{0}” proxies would let this computer look up the server's name: use socks5h")]
    LocalDns(String),
    #[error("proxies with a user name or password are not supported")]
    Credentials,
}

/// A SOCKS5 proxy (RFC 1928) that resolves names itself and asks for no password.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Proxy {
    host: String,
    port: u16,
}

impl Proxy {
    /// Connects to `host:port` through the proxy. The caller sets the time limit.
    pub(super) async fn connect(&self, host: &str, port: u16) -> Result<TcpStream, (Kind, String)> {
        let to_proxy = tcp::connect(&self.host, self.port).await;
        let to_proxy = to_proxy.map_err(|(_, why)| (Kind::Proxy, format!("{self}: {why}")))?;
        let through = Socks5Stream::connect_with_socket(to_proxy, (host, port)).await;
        let through = through.map_err(|e| (Kind::Proxy, format!("{self}: {e}")))?;
        Ok(through.into_inner())
    }
}

impl FromStr for Proxy {
    type Err = ProxyError;

    /// Parses `socks5h://host:port`; the port may be left out (1080, RFC 1928 3).
    fn from_str(text: &str) -> Result<Self, ProxyError> {
        let url = Url::parse(text.trim()).map_err(|_| Wrong::Syntax)?;
        match url.scheme() {
            "socks5h" => {}
            other @ ("socks5" | "socks4" | "socks4a" | "http" | "https") => {
                return Err(Wrong::LocalDns(other.to_owned()).into());
            }
            _ => return Err(Wrong::Syntax.into()),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Wrong::Credentials.into());
        }
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.port() == Some(0) {
            return Err(Wrong::Syntax.into());
        }
        let host = match url.host().ok_or(Wrong::Syntax)? {
            Host::Domain(name) => name.to_owned(),
            Host::Ipv4(ip) => ip.to_string(),
            Host::Ipv6(ip) => ip.to_string(),
        };
        Ok(Self { host, port: url.port().unwrap_or(1080) })
    }
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "socks5h://[{}]:{}", self.host, self.port)
        } else {
            write!(f, "socks5h://{}:{}", self.host, self.port)
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("socks5h://127.0.0.1:9050", "socks5h://127.0.0.1:9050")]
    #[case("socks5h://[::1]:9150/", "socks5h://[::1]:9150")]
    #[case("socks5h://tor.local", "socks5h://tor.local:1080")]
    fn a_proxy_reads_back_what_it_prints(#[case] text: &str, #[case] want: &str) {
        assert_eq!(text.parse::<Proxy>().map(|p| p.to_string()).as_deref(), Ok(want), "{text}");
    }

    #[rstest]
    #[case::local_dns("socks5://127.0.0.1:9050")]
    #[case::http("http://127.0.0.1:8080")]
    #[case::secret("socks5h://user:secret@127.0.0.1:9050")]
    #[case::path("socks5h://127.0.0.1:9050/x")]
    #[case::bare("127.0.0.1:9050")]
    fn a_proxy_that_would_tell_more_than_it_hides_is_refused(#[case] text: &str) {
        let refused = text.parse::<Proxy>().unwrap_err().to_string();
        assert!(!refused.contains("secret"), "{text} is refused without repeating it: {refused}");
    }
}
