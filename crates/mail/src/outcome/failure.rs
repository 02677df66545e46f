//! One thing that went wrong, where it went wrong, and what a person can do about it.
//!
//! The kind is private: callers ask questions ([`Failure::is_timeout`], [`Failure::class`])
//! and never match on texts, so that a new kind breaks nobody.

use std::fmt;
use std::time::Duration;

use super::class::judge;
use super::{Class, Phase};
use crate::reply::Reply;

/// What happened, apart from where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The name of the server or proxy has no address.
    Dns,
    /// The proxy was reached and could not connect us.
    Proxy,
    /// The operating system reported an error on the connection.
    Network,
    /// The deadline of this phase passed.
    Timeout,
    /// The server closed the connection.
    Closed,
    /// A kept connection had ended before anything was said on it.
    Stale,
    /// The certificate chain leads to no known authority.
    UnknownAuthority,
    /// The certificate is for another name.
    WrongName,
    /// The certificate is not valid at this time.
    Expired,
    /// The certificate was refused for another reason.
    Certificate,
    /// TLS failed, but not because of the certificate.
    Handshake,
    /// EHLO does not offer STARTTLS.
    NoStartTls,
    /// Bytes followed the 220 to STARTTLS in the clear: somebody injects replies.
    Injection,
    /// A clear refusal: the reply is attached.
    Rejected,
    /// The reply breaks the protocol.
    Protocol,
    /// The server offers no way to sign in that we know.
    NoMechanism,
    /// The account names a user, and no password was given.
    NoPassword,
    /// The letter is larger than the server's SIZE (RFC 1870).
    TooLarge,
    /// The bytes are not a message that can stand on the wire.
    BadLetter,
    /// Something on this computer: the CA file, the system's certificates, the address.
    Setup,
    /// The session had been given up earlier and cannot be used again.
    Spent,
}

/// One failed attempt: nothing here says that the letter was sent, and only
/// [`Class::InDoubt`] leaves it open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The step in which it happened.
    pub phase: Phase,
    pub(crate) kind: Kind,
    /// The server's reply, when it gave one.
    pub reply: Option<Reply>,
    /// Which server, as `host:port`.
    pub server: String,
    /// Technical detail, in English; may be empty. Never holds a secret.
    pub text: String,
    pub(crate) transcript: Vec<String>,
}

impl Failure {
    pub(crate) fn new(phase: Phase, kind: Kind, server: &str, text: impl Into<String>) -> Self {
        let (server, text) = (server.to_owned(), text.into());
        Self { phase, kind, reply: None, server, text, transcript: Vec::new() }
    }

    pub(crate) fn with_reply(mut self, reply: Reply) -> Self {
        self.reply = Some(reply);
        self
    }

    /// A server that leaves after a receipt, with a 421 or without a word, has nothing
    /// against the letter that would have been the next.
    pub(crate) fn or_stale(mut self) -> Self {
        let goodbye = self.reply.as_ref().is_some_and(|reply| reply.code == 421);
        let left = self.phase == Phase::Mail && (goodbye || self.is_disconnect());
        if left && self.class() == Class::Deferred {
            self.kind = Kind::Stale;
        }
        self
    }

    /// What happens next, and to whom.
    pub fn class(&self) -> Class {
        self.judged().0
    }

    /// For [`Class::HoldAccount`]: how long the account is left alone before the next try.
    /// A limit with a known window holds for that window, a 5yz greeting for an hour. `None`
    /// for every other class, and where only a person can find out.
    pub fn hold_for(&self) -> Option<Duration> {
        self.judged().1
    }

    fn judged(&self) -> (Class, Option<Duration>) {
        match (self.phase, self.kind) {
            (Phase::Mail, Kind::Stale | Kind::Spent) => (Class::RetryConnection, None),
            (Phase::Tls, Kind::Timeout | Kind::Closed | Kind::Network) => {
                (Class::RetryConnection, None)
            }
            (Phase::Connect, Kind::Setup) => (Class::StopAccount, None),
            (phase, Kind::Rejected) => judge(phase, self.reply.as_ref(), &self.server),
            (phase, _) => judge(phase, None, &self.server),
        }
    }

    /// Whether the deadline of the phase passed.
    pub fn is_timeout(&self) -> bool {
        self.kind == Kind::Timeout
    }

    /// Whether the other side closed or broke the connection.
    pub fn is_disconnect(&self) -> bool {
        matches!(self.kind, Kind::Closed | Kind::Stale | Kind::Network)
    }

    /// Whether the server's certificate was refused.
    pub fn is_certificate(&self) -> bool {
        matches!(
            self.kind,
            Kind::UnknownAuthority | Kind::WrongName | Kind::Expired | Kind::Certificate
        )
    }

    /// Whether the certificate's authority is unknown: `--ca FILE` may help.
    pub fn is_unknown_authority(&self) -> bool {
        self.kind == Kind::UnknownAuthority
    }

    /// Whether encryption could not be had at all (no STARTTLS, or bytes injected before it).
    pub fn is_no_encryption(&self) -> bool {
        matches!(self.kind, Kind::NoStartTls | Kind::Injection | Kind::Handshake)
    }

    /// Whether signing in failed, for whatever reason.
    pub fn is_sign_in(&self) -> bool {
        self.phase == Phase::Auth
    }

    /// Whether the server said no in words of its own; they are in `reply`.
    pub fn is_rejection(&self) -> bool {
        self.kind == Kind::Rejected
    }

    /// Whether the server broke the protocol (garbage, surplus or impossible replies).
    pub fn is_protocol(&self) -> bool {
        matches!(self.kind, Kind::Protocol | Kind::Injection)
    }

    /// Whether the letter is larger than the server takes.
    pub fn is_too_large(&self) -> bool {
        self.kind == Kind::TooLarge
    }

    /// What was said on the connection until the failure, passwords and bodies left out.
    /// Holds addresses: for "details", never for a log.
    pub fn transcript(&self) -> &[String] {
        &self.transcript
    }

    /// One line: what happened.
    pub fn what(&self) -> String {
        let (server, doing) = (&self.server, self.phase.doing());
        let line = match self.kind {
            Kind::Dns => format!("The name of {server} was not found"),
            Kind::Proxy => format!("The proxy could not connect to {server}"),
            Kind::Network => format!("The connection to {server} failed while {doing}"),
            Kind::Timeout => format!("{server} did not answer in time while {doing}"),
            Kind::Closed => format!("{server} closed the connection while {doing}"),
            Kind::Stale => format!("{server} had closed the waiting connection"),
            Kind::UnknownAuthority => {
                format!("The certificate of {server} is signed by an authority unknown here")
            }
            Kind::WrongName => format!("The certificate of {server} is for another name"),
            Kind::Expired => format!("The certificate of {server} is not valid today"),
            Kind::Certificate => format!("The certificate of {server} was refused"),
            Kind::Handshake => format!("No encrypted connection to {server} came about"),
            Kind::NoStartTls => format!("{server} offers no encryption (STARTTLS)"),
            Kind::Injection => {
                format!("Somebody put words into the unencrypted part of the talk with {server}")
            }
            Kind::Rejected => format!("{server} said no while {doing}"),
            Kind::Protocol => format!("{server} gave an answer that makes no sense while {doing}"),
            Kind::NoMechanism => format!("{server} offers no way to sign in with a password"),
            Kind::NoPassword => format!("There is no password for {server}"),
            Kind::TooLarge => format!("The letter is larger than {server} takes"),
            Kind::BadLetter => "The letter's bytes cannot be sent as they are".to_owned(),
            Kind::Setup => format!("The connection to {server} could not be prepared"),
            Kind::Spent => format!("The connection to {server} was given up before"),
        };
        match (&self.reply, self.text.is_empty()) {
            (Some(reply), _) => format!("{line}: {reply}"),
            (None, false) => format!("{line}: {}", self.text),
            (None, true) => line,
        }
    }

    /// One line: what to do.
    pub fn advice(&self) -> &'static str {
        match self.kind {
            Kind::UnknownAuthority => {
                "If this server is yours, give its authority with --ca FILE; else do not use it."
            }
            Kind::WrongName => "Write the server's name exactly as your provider gives it.",
            Kind::Expired => "Check this computer's date, then ask the provider.",
            Kind::NoStartTls | Kind::Handshake => "Try the provider's smtps:// address, port 465.",
            Kind::Injection | Kind::Certificate => {
                "Do not use this network for this account; try another one or ask the provider."
            }
            Kind::Dns => "Check the server's name and the network.",
            Kind::Proxy => "Check that the proxy (Tor) is running and reaches the network.",
            Kind::NoPassword => "Give the password with --password-stdin.",
            Kind::NoMechanism => "Ask the provider how programs sign in; an app password may help.",
            Kind::Setup => "Check the account's settings.",
            _ => self.class_advice(),
        }
    }

    fn class_advice(&self) -> &'static str {
        match self.class() {
            Class::Sent => "Nothing.",
            Class::InDoubt => {
                "Look into the Sent folder or ask the recipient, then say “sent” or “again”."
            }
            Class::Deferred | Class::MailboxFull => "Nothing: it is tried again later.",
            Class::CoolOffice => "Nothing: this office is left alone for an hour or more.",
            Class::Refused if self.kind == Kind::TooLarge => "Make the letter shorter.",
            Class::Refused => "Read the server's words; this letter is not tried again.",
            Class::BadRecipient => "Look up the office's present address and correct it.",
            Class::ContentRefused => "Read the server's words and change the letter's text.",
            Class::RetryConnection => "Check the network; it is tried again by itself.",
            Class::HoldAccount => "Wait: the account sends again when its limit allows.",
            Class::SlowAccount => "Nothing: the account goes on more slowly.",
            Class::RetrySignIn => "Nothing: signing in is tried again in a quarter of an hour.",
            Class::StopAccount if self.phase == Phase::Auth => {
                "Check user name and password; many providers want an app password."
            }
            Class::StopAccount => "Check the account's settings and sender address.",
            Class::PauseAndShow => "Read the transcript in the details and ask the provider.",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what())
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_tells_in_one_line_what_happened_and_in_one_what_to_do() {
        let reply = Reply::parse("550 5.1.1 no such user").unwrap();
        let failure =
            Failure::new(Phase::Rcpt, Kind::Rejected, "mail.example.org:465", "").with_reply(reply);
        let want =
            "mail.example.org:465 said no while naming the recipient: 550 5.1.1 no such user";
        assert_eq!(failure.what(), want, "the server's own words belong to it");
        assert_eq!(failure.class(), Class::BadRecipient, "the code says that nobody lives there");
        assert!(failure.advice().contains("address"), "the person can correct the address");
    }

    #[test]
    fn a_protocol_error_with_a_reply_is_never_taken_for_an_answer() {
        let reply = Reply::parse("250 fine").unwrap();
        let failure = Failure::new(Phase::Dot, Kind::Protocol, "x:25", "").with_reply(reply);
        assert_eq!(failure.class(), Class::InDoubt, "the reply may belong to something else");
    }

    #[test]
    fn a_handshake_cut_by_the_network_does_not_stop_the_account() {
        let cut = Failure::new(Phase::Tls, Kind::Closed, "x:465", "");
        assert_eq!(cut.class(), Class::RetryConnection, "nothing was wrong with the server's name");
        let wrong = Failure::new(Phase::Tls, Kind::WrongName, "x:465", "");
        assert_eq!(wrong.class(), Class::StopAccount, "a person must look");
    }
}
