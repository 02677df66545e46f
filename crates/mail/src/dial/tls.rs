//! TLS 1.2 and 1.3 with the system's own judgement of certificates.
//!
//! There is no switch that accepts a wrong certificate. Who runs a server of their own gives
//! the file of its authority, or of its own certificate; it is trusted beside the system's, for
//! this account only.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{CertificateError, ClientConfig};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::verifier::{Named, is_authority};
use crate::outcome::Kind;

type Problem = (Kind, String);

/// The caller sets the time limit.
pub(super) async fn handshake(
    stream: TcpStream,
    host: &str,
    ca: Option<&Path>,
) -> Result<TlsStream<TcpStream>, Problem> {
    let name = ServerName::try_from(host.to_owned())
        .map_err(|_| (Kind::WrongName, "it cannot stand in a certificate".to_owned()))?;
    let connector = TlsConnector::from(config(ca)?);
    connector.connect(name, stream).await.map_err(|error| (judge(&error), error.to_string()))
}

/// Reading the system's certificates takes milliseconds, so it is done once; a file of one's
/// own is read at each connection, so that a corrected one counts at once.
fn config(ca: Option<&Path>) -> Result<Arc<ClientConfig>, Problem> {
    static SYSTEM: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    match (ca, SYSTEM.get()) {
        (Some(file), _) => build(extra(file)?),
        (None, Some(ready)) => Ok(Arc::clone(ready)),
        (None, None) => {
            let built = build(Vec::new())?;
            Ok(Arc::clone(SYSTEM.get_or_init(|| built)))
        }
    }
}

fn build(extra: Vec<CertificateDer<'static>>) -> Result<Arc<ClientConfig>, Problem> {
    let setup = |error: rustls::Error| (Kind::Setup, error.to_string());
    let provider = Arc::new(ring::default_provider());
    let verifier = Named::new(extra, Arc::clone(&provider)).map_err(setup)?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(setup)?
        .dangerous() // the name of the door; what goes through it is the platform's verifier
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(Arc::new(config))
}

fn extra(file: &Path) -> Result<Vec<CertificateDer<'static>>, Problem> {
    let wrong = |why: String| (Kind::Setup, format!("{}: {why}", file.display()));
    let found: Vec<_> = CertificateDer::pem_file_iter(file)
        .and_then(Iterator::collect)
        .map_err(|e| wrong(e.to_string()))?;
    if found.is_empty() {
        return Err(wrong("there is no certificate (PEM) in it".to_owned()));
    }
    Ok(found)
}

/// What kind of trouble the handshake met: a wrong certificate stops the account, a cut
/// connection does not.
fn judge(error: &std::io::Error) -> Kind {
    let Some(tls) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) else {
        return match error.kind() {
            std::io::ErrorKind::UnexpectedEof => Kind::Closed,
            _ => Kind::Network,
        };
    };
    match tls {
        own if is_authority(own) => Kind::UnknownAuthority,
        rustls::Error::InvalidCertificate(why) => match why {
            CertificateError::UnknownIssuer => Kind::UnknownAuthority,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Kind::WrongName
            }
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. } => Kind::Expired,
            _ => Kind::Certificate,
        },
        _ => Kind::Handshake,
    }
}
