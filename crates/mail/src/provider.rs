//! Mail providers that people have, as data: server, way to sign in, limits.
//!
//! The table is bundled, so that looking up an address tells nobody about it. It proposes and
//! never decides: what a person types goes before it.

use std::sync::LazyLock;

use serde::Deserialize;
use unforgotten_core::address::Address;

use crate::server::{Server, ServerError};

/// How a person signs in for SMTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignIn {
    /// With the password of the mailbox.
    Password,
    /// With a password made for programs; the mailbox's own often does not work.
    AppPassword,
    /// Only with a token (OAuth 2.0, RFC 6749); no password works.
    Oauth,
    /// Through a program of the provider's on this computer, which shows how.
    Bridge,
}

/// What a provider wants as the user name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum User {
    #[default]
    Address,
    LocalPart,
}

/// How much may be sent, counted in recipients. `None` is unknown, not unlimited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Recipients in a minute.
    pub per_minute: Option<u32>,
    /// Recipients in an hour.
    pub per_hour: Option<u32>,
    /// Recipients in 24 hours.
    pub per_day: Option<u32>,
    /// Connections at the same time.
    pub connections: Option<u32>,
}

/// Where a fact was read, and when.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The page's title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// The day of reading or, for a dated page, of the page: `YYYY-MM-DD`.
    pub date: String,
}

/// One mail provider.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// A short name that does not change, such as `gmail`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The domains of its addresses, in ASCII and lower case.
    pub domains: Vec<String>,
    #[serde(default)]
    hosts: Vec<String>,
    /// The server as [`Server::parse`] reads it, without a user.
    pub server: String,
    #[serde(default)]
    user: User,
    /// How to sign in.
    pub sign_in: SignIn,
    /// The provider's own page about it.
    pub help: String,
    /// How much may be sent, as far as it is published.
    #[serde(default)]
    pub limits: Limits,
    /// Whether what goes through SMTP appears in the Sent folder by itself.
    #[serde(default)]
    pub files_sent: bool,
    /// Where all this was read.
    pub sources: Vec<Source>,
}

#[derive(Deserialize)]
struct Table {
    provider: Vec<Provider>,
}

/// A test proves that the bundled text is read; a person who broke it would get no proposals
/// rather than a program that ends.
static ALL: LazyLock<Vec<Provider>> = LazyLock::new(|| {
    let table: Result<Table, _> = toml::from_str(include_str!("../data/providers.toml"));
    table.map(|table| table.provider).unwrap_or_default()
});

impl Provider {
    /// All providers, in the order of the table.
    pub fn all() -> &'static [Self] {
        &ALL
    }

    /// The provider of an address, by its domain: in any case, also in the letters of another
    /// alphabet. `None` for domains of people's own.
    pub fn of_address(address: &str) -> Option<&'static Self> {
        let (_, domain) = address.trim().rsplit_once('@')?;
        let domain = idna::domain_to_ascii(domain.trim_end_matches('.')).ok()?;
        ALL.iter().find(|provider| provider.domains.contains(&domain))
    }

    /// The provider whose server this is; a port may follow. Never one on this computer: any
    /// program may listen there.
    pub fn of_host(host: &str) -> Option<&'static Self> {
        let host = host.split_once(':').map_or(host, |(host, _)| host);
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        ALL.iter().find(|provider| provider.hosts.contains(&host) || provider.is_at(&host))
    }

    fn is_at(&self, host: &str) -> bool {
        let server = Server::parse(&self.server);
        server.is_ok_and(|server| server.host == host && !server.is_loopback())
    }

    /// The server with the user name that this provider wants for an address.
    pub fn server_for(&self, address: &Address) -> Result<Server, ServerError> {
        let mut server = Server::parse(&self.server)?;
        let address = address.to_string();
        let user = match (self.user, address.rsplit_once('@')) {
            (User::LocalPart, Some((local, _))) => local.to_owned(),
            _ => address,
        };
        server.user = Some(user);
        Ok(server)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use rstest::rstest;

    use super::*;
    use crate::Security;

    #[test]
    fn the_table_is_read_and_every_row_is_whole() {
        let read = toml::from_str::<Table>(include_str!("../data/providers.toml"));
        assert_eq!(read.map(|table| table.provider.len()).ok(), Some(Provider::all().len()));
        assert!(Provider::all().len() >= 20, "{}", Provider::all().len());
        let (mut ids, mut domains) = (HashSet::new(), HashSet::new());
        for provider in Provider::all() {
            let id = &provider.id;
            assert!(ids.insert(id), "{id} stands twice");
            let server = Server::parse(&provider.server).unwrap();
            assert_eq!(server.user, None, "{id}: the user comes from the address");
            assert_ne!(server.security, Security::InsecureLoopback, "{id}: never in the clear");
            assert!(provider.help.starts_with("https://"), "{id} has a page to look at");
            assert!(!provider.sources.is_empty(), "{id}: every fact has a source");
            for source in &provider.sources {
                let day: Result<jiff::civil::Date, _> = source.date.parse();
                assert!(day.is_ok() && source.url.starts_with("http"), "{id}: {source:?}");
            }
            for domain in &provider.domains {
                assert_eq!(&idna::domain_to_ascii(domain).unwrap(), domain, "{id}");
                assert!(domains.insert(domain), "{domain} belongs to two");
            }
        }
    }

    #[rstest]
    #[case("anna@gmail.com", Some("gmail"))]
    #[case("Anna@GoogleMail.COM", Some("gmail"))]
    #[case("anna@ｇｍａｉｌ.com", Some("gmail"))]
    #[case("anna@gmail.com.", Some("gmail"))]
    #[case("\"a@web.de\"@posteo.net", Some("posteo"))]
    #[case("anna@mail.gmail.com", None)]
    #[case("anna@example.org", None)]
    #[case("anna@почта.рф", None)]
    #[case("gmail.com", None)]
    #[case("", None)]
    fn a_provider_is_known_by_the_domain_of_an_address(
        #[case] address: &str,
        #[case] want: Option<&str>,
    ) {
        let found = Provider::of_address(address).map(|provider| provider.id.as_str());
        assert_eq!(found, want, "{address}");
    }

    #[rstest]
    #[case("smtp.gmail.com", Some("gmail"))]
    #[case("SMTP.Gmail.com:465", Some("gmail"))]
    #[case("smtp.googlemail.com:587", Some("gmail"))]
    #[case("smtp.office365.com:587", Some("microsoft365"))]
    #[case("gmail.com", None)]
    #[case("127.0.0.1:1025", None)]
    #[case("[::1]:25", None)]
    #[case("", None)]
    fn a_provider_is_known_by_its_server_but_never_on_this_computer(
        #[case] host: &str,
        #[case] want: Option<&str>,
    ) {
        let found = Provider::of_host(host).map(|provider| provider.id.as_str());
        assert_eq!(found, want, "{host}");
    }

    #[rstest]
    #[case("anna@posteo.net", "smtps://anna%40posteo.net@posteo.de:465")]
    #[case("anna@icloud.com", "smtp://anna%40icloud.com@smtp.mail.me.com:587")]
    #[case("anna@o2.pl", "smtps://anna@poczta.o2.pl:465")]
    fn the_server_comes_with_the_user_name_that_the_provider_wants(
        #[case] address: &str,
        #[case] want: &str,
    ) {
        let provider = Provider::of_address(address).unwrap();
        let server = provider.server_for(&Address::parse(address).unwrap()).unwrap();
        assert_eq!(server.to_string(), want, "{address}");
    }
}
