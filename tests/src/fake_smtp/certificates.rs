//! An authority of the test's own, and one more that nobody asked.

use std::path::PathBuf;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use super::script::Certificate;

pub(super) struct Certificates {
    folder: tempfile::TempDir,
    config: Arc<ServerConfig>,
}

impl std::fmt::Debug for Certificates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificates").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Certificates {
    pub(super) fn make(kind: Certificate) -> Self {
        let folder = tempfile::tempdir().expect("a folder for certificates");
        let (authority, pem) = authority("Test Authority");
        std::fs::write(folder.path().join("ca.pem"), pem).expect("a CA file");
        std::fs::write(folder.path().join("other.pem"), self::authority("Other").1)
            .expect("another CA file");

        let names: &[&str] = match kind {
            Certificate::WrongName | Certificate::SelfSignedWrongName => &["elsewhere.example.org"],
            _ => &["localhost", "127.0.0.1"],
        };
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let mut params = CertificateParams::new(names).expect("names for a certificate");
        if matches!(kind, Certificate::Expired | Certificate::SelfSignedExpired) {
            params.not_before = date_time_ymd(2000, 1, 1);
            params.not_after = date_time_ymd(2001, 1, 1);
        }
        let key = KeyPair::generate().expect("a key");
        let certificate = if kind.is_self_signed() {
            if kind != Certificate::SelfSigned {
                params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            }
            let certificate = params.self_signed(&key).expect("a certificate");
            std::fs::write(folder.path().join("ca.pem"), certificate.pem()).expect("a CA file");
            certificate
        } else {
            params.signed_by(&key, &authority).expect("a certificate")
        };
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("TLS versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .expect("a certificate with its key");
        Self { folder, config: Arc::new(config) }
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        Arc::clone(&self.config).into()
    }

    pub(super) fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    pub(super) fn other_ca_file(&self) -> PathBuf {
        self.folder.path().join("other.pem")
    }
}

fn authority(name: &str) -> (Issuer<'static, KeyPair>, String) {
    let mut params = CertificateParams::new(Vec::new()).expect("an authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(rcgen::DnType::CommonName, name);
    let key = KeyPair::generate().expect("a key");
    let pem = params.self_signed(&key).expect("an authority's certificate").pem();
    (Issuer::new(params, key), pem)
}
