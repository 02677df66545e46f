//! What a fake server does instead of the ordinary.

use std::collections::HashMap;
use std::time::Duration;

/// A point of the conversation at which the server acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// The first line, before the client said anything.
    Greeting,
    /// EHLO, also the second one after STARTTLS.
    Ehlo,
    /// STARTTLS; a reply of 220 is followed by the handshake.
    StartTls,
    /// The first line of AUTH.
    Auth,
    /// The answers to the server's 334.
    AuthAnswer,
    /// MAIL FROM.
    Mail,
    /// RCPT TO.
    Rcpt,
    /// DATA; a reply of 354 is followed by the body.
    Data,
    /// In the body, when [`Script::body_after`] octets have come. Says nothing by default.
    Body,
    /// The final dot; a reply of 2yz means that the letter is kept.
    Dot,
    /// RSET.
    Rset,
    /// QUIT.
    Quit,
    /// Anything else.
    Other,
}

/// One thing the server does.
#[derive(Debug, Clone)]
pub enum Act {
    /// Writes these bytes at once.
    Bytes(Vec<u8>),
    /// Writes these bytes one by one, a millisecond apart.
    Drip(Vec<u8>),
    /// Waits before the next act.
    Wait(Duration),
    /// Says nothing more, but reads; the connection stays open.
    Stall,
    /// Neither says nor reads anything more; the connection stays open.
    Freeze,
    /// Closes the connection.
    Cut,
}

impl Act {
    /// A whole reply; CRLF is added. Lines are parted by `\n`.
    pub fn say(reply: &str) -> Self {
        Self::Bytes(crlf(reply))
    }

    /// A whole reply in single bytes.
    pub fn drip(reply: &str) -> Self {
        Self::Drip(crlf(reply))
    }
}

fn crlf(reply: &str) -> Vec<u8> {
    (reply.replace('\n', "\r\n") + "\r\n").into_bytes()
}

/// How the port is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encryption {
    /// Plain text; STARTTLS is not offered.
    #[default]
    None,
    /// STARTTLS is offered.
    StartTls,
    /// TLS from the first byte.
    Implicit,
}

/// Which certificate the server shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Certificate {
    /// For localhost and 127.0.0.1, valid today.
    #[default]
    Good,
    /// For another name.
    WrongName,
    /// Valid until the year 2001.
    Expired,
    /// Signed by itself, for localhost and 127.0.0.1; it is the CA file too.
    SelfSigned,
    /// Like [`Self::SelfSigned`] and marked as an authority, as Proton Mail Bridge does.
    SelfSignedAuthority,
    /// Like [`Self::SelfSignedAuthority`], for another name.
    SelfSignedWrongName,
    /// Like [`Self::SelfSignedAuthority`], valid until the year 2001.
    SelfSignedExpired,
}

impl Certificate {
    pub(super) const fn is_self_signed(self) -> bool {
        matches!(
            self,
            Self::SelfSigned
                | Self::SelfSignedAuthority
                | Self::SelfSignedWrongName
                | Self::SelfSignedExpired
        )
    }
}

/// The behaviour of a server. Everything that is not said here is ordinary.
#[derive(Debug, Clone, Default)]
pub struct Script {
    pub(super) acts: HashMap<Step, Vec<Act>>,
    pub(super) nth: HashMap<(Step, usize), Vec<Act>>,
    pub(super) extensions: Option<Vec<String>>,
    pub(super) encryption: Encryption,
    pub(super) certificate: Certificate,
    pub(super) user: Option<String>,
    pub(super) password: Option<String>,
    pub(super) body_after: usize,
}

impl Script {
    /// An ordinary server with PIPELINING, SIZE and 8BITMIME.
    pub fn new() -> Self {
        Self::default()
    }

    /// Does this every time the step is reached.
    #[must_use]
    pub fn on(mut self, step: Step, acts: impl IntoIterator<Item = Act>) -> Self {
        self.acts.insert(step, acts.into_iter().collect());
        self
    }

    /// Does this the `number`th time (from 1, over all connections) the step is reached.
    #[must_use]
    pub fn nth(mut self, step: Step, number: usize, acts: impl IntoIterator<Item = Act>) -> Self {
        self.nth.insert((step, number), acts.into_iter().collect());
        self
    }

    /// Offers these in EHLO and nothing else.
    #[must_use]
    pub fn extensions(mut self, list: &[&str]) -> Self {
        self.extensions = Some(list.iter().map(ToString::to_string).collect());
        self
    }

    /// Speaks TLS.
    #[must_use]
    pub const fn encryption(mut self, encryption: Encryption) -> Self {
        self.encryption = encryption;
        self
    }

    /// Shows this certificate.
    #[must_use]
    pub const fn certificate(mut self, certificate: Certificate) -> Self {
        self.certificate = certificate;
        self
    }

    /// Offers AUTH PLAIN and LOGIN, takes this pair only, and refuses MAIL before it.
    #[must_use]
    pub fn auth(mut self, user: &str, password: &str) -> Self {
        self.user = Some(user.to_owned());
        self.password = Some(password.to_owned());
        self
    }

    /// Acts on [`Step::Body`] when so many octets of a body have come (default: the first).
    #[must_use]
    pub const fn body_after(mut self, octets: usize) -> Self {
        self.body_after = octets;
        self
    }

    pub(super) fn find(&self, step: Step, number: usize) -> Option<&[Act]> {
        let nth = self.nth.get(&(step, number)).or_else(|| self.acts.get(&step));
        nth.map(Vec::as_slice)
    }
}
