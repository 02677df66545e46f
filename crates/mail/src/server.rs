//! The one line that names a mail server: `smtps://user@host:465`.
//!
//! The scheme says how the connection is protected, because that is the part that must not
//! be guessed: `smtps` is TLS from the first byte (RFC 8314), `smtp` is STARTTLS *required*,
//! and `smtp+insecure` is plain text, which exists for servers on this computer only. A
//! password never stands in the line: it would land in shell histories and process lists.

use std::fmt;
use std::net::IpAddr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use url::{Host, Url};

/// RFC 3986 2.3: these stand for themselves in a user name.
const IN_USER: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'+');

/// Why a line names no server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct ServerError(#[from] Kind);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
enum Kind {
    #[error("this is no server address ({0}): write smtps://user@host:465 or smtp://user@host:587")]
    Syntax(String),
    #[error(
        "“{0}” is no kind of mail server: use smtps (port 465), smtp (port 587, STARTTLS) or smtp+insecure (this computer only)"
    )]
    Scheme(String),
    #[error("a password must not stand in the address: leave it out and use --password-stdin")]
    Password,
    #[error(
        "smtp+insecure sends everything in the clear and is allowed to this computer only (127.0.0.1, ::1, localhost), not to “{0}”: use smtps or smtp"
    )]
    NotLoopback(String),
}

impl ServerError {
    /// Whether the line held a password.
    pub fn is_password(&self) -> bool {
        self.0 == Kind::Password
    }

    /// Whether plain text was asked for to another computer.
    pub fn is_insecure(&self) -> bool {
        matches!(self.0, Kind::NotLoopback(_))
    }
}

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Security {
    /// TLS from the first byte (RFC 8314 3.3), usually port 465.
    ImplicitTls,
    /// STARTTLS, required (RFC 3207), usually port 587. Never falls back to plain text.
    StartTls,
    /// No encryption, to the loopback interface only.
    InsecureLoopback,
}

impl Security {
    const fn scheme(self) -> &'static str {
        match self {
            Self::ImplicitTls => "smtps",
            Self::StartTls => "smtp",
            Self::InsecureLoopback => "smtp+insecure",
        }
    }

    const fn default_port(self) -> u16 {
        match self {
            Self::ImplicitTls => 465,
            Self::StartTls => 587,
            Self::InsecureLoopback => 25,
        }
    }
}

/// A mail server and, usually, the user to sign in as.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Server {
    /// A host name in ASCII and lower case, or an IP address without brackets.
    pub host: String,
    /// The TCP port, never 0.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// The user name for AUTH, decoded; `None` sends no AUTH.
    pub user: Option<String>,
}

impl Server {
    /// Parses `smtps://user@host:465`, `smtp://user@host:587` or
    /// `smtp+insecure://127.0.0.1:2525`. The user may be percent-encoded or may hold a plain
    /// `@`; the port may be left out (465, 587, 25).
    pub fn parse(url: &str) -> Result<Self, ServerError> {
        let url = url.trim();
        let syntax = |why: &str| Kind::Syntax(why.to_owned());
        // The URL parser removes tabs and line ends in silence; nobody means them.
        if url.chars().any(char::is_control) {
            return Err(syntax("it holds a control character").into());
        }
        let url = Url::parse(url).map_err(|e| Kind::Syntax(e.to_string()))?;
        let security = match url.scheme() {
            "smtps" => Security::ImplicitTls,
            "smtp" => Security::StartTls,
            "smtp+insecure" => Security::InsecureLoopback,
            other => return Err(Kind::Scheme(other.to_owned()).into()),
        };
        if url.password().is_some() {
            return Err(Kind::Password.into());
        }
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err(syntax("nothing may follow the port").into());
        }
        let host = host(&url).ok_or_else(|| syntax("the host is missing or is no name"))?;
        let port = url.port().unwrap_or(security.default_port());
        if port == 0 {
            return Err(syntax("port 0 does not exist").into());
        }
        let user = user(&url).ok_or_else(|| syntax("the user name cannot be read"))?;
        let server = Self { host, port, security, user: (!user.is_empty()).then_some(user) };
        if security == Security::InsecureLoopback && !server.is_loopback() {
            return Err(Kind::NotLoopback(server.host).into());
        }
        Ok(server)
    }

    /// Whether the host is this computer: 127.0.0.0/8, ::1 or `localhost`.
    pub fn is_loopback(&self) -> bool {
        self.host == "localhost" || self.host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
    }

    /// `host:port`, for messages.
    pub fn authority(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }
}

/// The host in the form that DNS and certificates use. For schemes it does not know, `url`
/// keeps the host as written, so names are converted here (UTS #46, STD 3).
fn host(url: &Url) -> Option<String> {
    use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
    match url.host()? {
        Host::Ipv4(ip) => Some(ip.to_string()),
        Host::Ipv6(ip) => Some(ip.to_string()),
        Host::Domain(name) => {
            let name: Vec<u8> = percent_decode_str(name).collect();
            Uts46::new()
                .to_ascii(&name, AsciiDenyList::STD3, Hyphens::Check, DnsLength::Verify)
                .ok()
                .map(std::borrow::Cow::into_owned)
        }
    }
}

fn user(url: &Url) -> Option<String> {
    let user = percent_decode_str(url.username()).decode_utf8().ok()?;
    (!user.chars().any(char::is_control)).then(|| user.into_owned())
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://", self.security.scheme())?;
        if let Some(user) = &self.user {
            write!(f, "{}@", utf8_percent_encode(user, IN_USER))?;
        }
        f.write_str(&self.authority())
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("smtps://anna@mail.example.org:465", "mail.example.org", 465, Some("anna"))]
    #[case("smtps://mail.example.org", "mail.example.org", 465, None)]
    #[case("smtp://mail.example.org/", "mail.example.org", 587, None)]
    #[case(
        "smtps://anna%40example.org@Mail.Example.ORG",
        "mail.example.org",
        465,
        Some("anna@example.org")
    )]
    #[case(
        "smtp://anna@example.org@smtp.example.org:587",
        "smtp.example.org",
        587,
        Some("anna@example.org")
    )]
    #[case("smtps://почта.рф", "xn--80a1acny.xn--p1ai", 465, None)]
    #[case("smtp+insecure://127.0.0.1:2525", "127.0.0.1", 2525, None)]
    #[case("smtp+insecure://[::1]:2525", "::1", 2525, None)]
    #[case("smtp+insecure://localhost:2525", "localhost", 2525, None)]
    #[case("smtp+insecure://LOCALHOST:2525", "localhost", 2525, None)]
    fn a_server_is_read_from_its_url(
        #[case] url: &str,
        #[case] host: &str,
        #[case] port: u16,
        #[case] user: Option<&str>,
    ) {
        let server = Server::parse(url).unwrap();
        assert_eq!(server.host, host, "{url}");
        assert_eq!(server.port, port, "{url}");
        assert_eq!(server.user.as_deref(), user, "{url}");
        assert_eq!(Server::parse(&server.to_string()), Ok(server), "what it prints reads back");
    }

    #[rstest]
    #[case("smtp+insecure://mail.example.org:25")]
    #[case("smtp+insecure://192.168.0.1:25")]
    #[case("smtp+insecure://localhost.example.org:25")]
    #[case("smtp+insecure://127.0.0.1.example.org:25")]
    #[case("smtp+insecure://0.0.0.0:25")]
    #[case("smtp+insecure://[::ffff:10.0.0.1]:25")]
    fn plain_text_goes_to_this_computer_only(#[case] url: &str) {
        let refused = Server::parse(url).unwrap_err();
        assert!(refused.is_insecure(), "{url} would send a letter in the clear: {refused}");
    }

    #[test]
    fn a_password_in_the_url_is_refused_and_not_repeated() {
        let refused = Server::parse("smtps://anna:hunter2@mail.example.org").unwrap_err();
        assert!(refused.is_password(), "it would land in histories and process lists");
        let text = refused.to_string();
        assert!(text.contains("--password-stdin"), "the way out is named: {text}");
        assert!(!text.contains("hunter2"), "the secret is not printed: {text}");
    }

    #[rstest]
    #[case::empty("")]
    #[case::no_host("smtps://")]
    #[case::web("https://mail.example.org")]
    #[case::path("smtps://mail.example.org/inbox")]
    #[case::query("smtps://mail.example.org?x=1")]
    #[case::port("smtps://mail.example.org:0")]
    #[case::big_port("smtps://mail.example.org:70000")]
    #[case::newline("smtps://mail.example.org\n:465")]
    #[case::user_newline("smtps://an%0Ana@mail.example.org")]
    #[case::user_nul("smtps://an%00na@mail.example.org")]
    #[case::space("smtps://mail example.org")]
    #[case::bare("mail.example.org:465")]
    fn what_names_no_server_is_refused(#[case] url: &str) {
        assert!(Server::parse(url).is_err(), "{url:?} must not be dialled");
    }
}
