//! From a server's name to an encrypted stream on which SMTP can be spoken.
//!
//! The connection is dialled here and not by a mail library because three things must hold
//! before the first command: each wait has an end (RFC 5321 4.5.3.2), small writes leave at
//! once (`TCP_NODELAY`; without it every letter stalls 40 ms), and nothing said in the clear is
//! taken over into the encrypted talk.
//!
//! A host on this computer is dialled directly even when there is a proxy: no proxy could reach
//! it, and Tor would refuse. All other names are resolved by the proxy, never here.

mod deadlines;
mod proxy;
mod stream;
mod tcp;
mod tls;
mod verifier;

use std::path::Path;

use tokio::net::TcpStream;
use tokio::time::timeout;

pub use deadlines::Deadlines;
pub use proxy::{Proxy, ProxyError};
pub(crate) use stream::Stream;

use crate::outcome::{Failure, Kind, Phase};
use crate::server::{Security, Server};

/// Opens the TCP connection, through the proxy if there is one and the host is elsewhere.
pub(crate) async fn connect(
    server: &Server,
    proxy: Option<&Proxy>,
    deadlines: &Deadlines,
) -> Result<TcpStream, Failure> {
    let failure =
        |kind, text: String| Failure::new(Phase::Connect, kind, &server.authority(), text);
    let dialling = async {
        match proxy.filter(|_| !server.is_loopback()) {
            Some(proxy) => proxy.connect(&server.host, server.port).await,
            None => tcp::connect(&server.host, server.port).await,
        }
    };
    let stream = match timeout(deadlines.connect, dialling).await {
        Err(_) => return Err(failure(Kind::Timeout, String::new())),
        Ok(result) => result.map_err(|(kind, text)| failure(kind, text))?,
    };
    stream.set_nodelay(true).map_err(|e| failure(Kind::Network, e.to_string()))?;
    if server.security == Security::InsecureLoopback {
        // "localhost" is a name like any other to the resolver.
        let peer = stream.peer_addr().map_err(|e| failure(Kind::Network, e.to_string()))?;
        if !peer.ip().is_loopback() {
            return Err(failure(Kind::Setup, "it is not on this computer".to_owned()));
        }
    }
    Ok(stream)
}

/// Puts TLS on a connection and checks the server's certificate.
pub(crate) async fn encrypt(
    stream: TcpStream,
    server: &Server,
    ca: Option<&Path>,
    deadlines: &Deadlines,
) -> Result<Stream, Failure> {
    let failure = |kind, text: String| Failure::new(Phase::Tls, kind, &server.authority(), text);
    match timeout(deadlines.tls, tls::handshake(stream, &server.host, ca)).await {
        Err(_) => Err(failure(Kind::Timeout, String::new())),
        Ok(Err((kind, text))) => Err(failure(kind, text)),
        Ok(Ok(stream)) => Ok(Stream::encrypted(stream)),
    }
}
