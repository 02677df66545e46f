//! The server of a run, as each sender has to be told of it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use crate::servers::{PASSWORD, USER};

/// A server that takes letters.
#[derive(Debug, Clone)]
pub struct Server {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// As the URL of an account of ours.
    pub url: String,
    /// Where one has to sign in, over TLS from the first byte.
    pub login: Option<Login>,
}

/// A name, a password, and whom to trust.
#[derive(Debug, Clone)]
pub struct Login {
    /// The name.
    pub user: &'static str,
    /// The password.
    pub password: &'static str,
    /// The authority of the server's certificate, PEM.
    pub ca: PathBuf,
}

impl Server {
    /// Takes letters from everybody, without TLS.
    pub fn open(address: SocketAddr) -> Self {
        let (host, port) = (address.ip().to_string(), address.port());
        Self { host, port, url: format!("smtp+insecure://{address}"), login: None }
    }

    /// One of the servers of the tests: `url` is `smtps://user@localhost:port`.
    pub fn with_login(url: String, ca: &Path) -> Self {
        let port = url.rsplit(':').next().and_then(|port| port.parse().ok());
        let login = Login { user: USER, password: PASSWORD, ca: ca.to_owned() };
        let (host, port) = ("localhost".to_owned(), port.expect("a port"));
        Self { host, port, url, login: Some(login) }
    }
}
