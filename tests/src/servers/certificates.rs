//! A certificate for `localhost` as PEM files, from an authority of the test's own.

use std::path::PathBuf;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};

use super::place::Place;

#[derive(Debug)]
pub(super) struct Certificates {
    /// For `account add --ca`.
    pub(super) authority: PathBuf,
    pub(super) certificate: PathBuf,
    pub(super) key: PathBuf,
}

impl Certificates {
    pub(super) fn make(place: &Place) -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("an authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        // Two authorities of one name would be told apart by their signatures only.
        let name = format!("Authority of {}", place.path().display());
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().expect("a key");
        let pem = params.self_signed(&key).expect("an authority's certificate").pem();
        let issuer = Issuer::new(params, key);

        let params = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &issuer).expect("a certificate");
        Self {
            authority: place.write("etc/ca.pem", pem),
            certificate: place.write("etc/certificate.pem", certificate.pem()),
            key: place.write("etc/key.pem", key.serialize_pem()),
        }
    }
}
