//! The steps of a delivery, in the order in which they happen.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The step of a delivery in which something happened. The names are stable: they are
/// stored with each attempt and printed by `outbox show`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Before anything was said to the server: the letter itself was looked at.
    Prepare,
    /// Name resolution, TCP, and the SOCKS5 proxy if there is one.
    Connect,
    /// STARTTLS, the handshake and the certificate.
    Tls,
    /// The server's first line (RFC 5321 3.1).
    Greeting,
    /// EHLO, before and after STARTTLS (RFC 5321 4.1.1.1).
    Ehlo,
    /// AUTH (RFC 4954).
    Auth,
    /// MAIL FROM (RFC 5321 4.1.1.2).
    Mail,
    /// RCPT TO (RFC 5321 4.1.1.3).
    Rcpt,
    /// DATA, until its 354 (RFC 5321 4.1.1.4).
    Data,
    /// The letter's bytes, before the final dot was handed over.
    Body,
    /// The final dot and the reply to it.
    Dot,
}

impl Phase {
    /// The stable name, the same as in serde.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prepare => "prepare",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Greeting => "greeting",
            Self::Ehlo => "ehlo",
            Self::Auth => "auth",
            Self::Mail => "mail",
            Self::Rcpt => "rcpt",
            Self::Data => "data",
            Self::Body => "body",
            Self::Dot => "dot",
        }
    }

    /// What the person would call this step, to stand after "while".
    pub(crate) const fn doing(self) -> &'static str {
        match self {
            Self::Prepare => "preparing the letter",
            Self::Connect => "connecting",
            Self::Tls => "setting up encryption",
            Self::Greeting => "waiting for the greeting",
            Self::Ehlo => "introducing ourselves",
            Self::Auth => "signing in",
            Self::Mail => "naming the sender",
            Self::Rcpt => "naming the recipient",
            Self::Data => "asking to send the letter",
            Self::Body => "sending the letter",
            Self::Dot => "waiting for the receipt",
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(Phase::Prepare)]
    #[case(Phase::Connect)]
    #[case(Phase::Tls)]
    #[case(Phase::Greeting)]
    #[case(Phase::Ehlo)]
    #[case(Phase::Auth)]
    #[case(Phase::Mail)]
    #[case(Phase::Rcpt)]
    #[case(Phase::Data)]
    #[case(Phase::Body)]
    #[case(Phase::Dot)]
    fn the_printed_name_of_a_phase_reads_back_as_the_same_phase(#[case] phase: Phase) {
        use serde::de::IntoDeserializer;
        use serde::de::value::{Error, StrDeserializer};
        let name: StrDeserializer<'_, Error> = phase.name().into_deserializer();
        assert_eq!(Phase::deserialize(name), Ok(phase), "attempts store the printed name");
    }
}
