//! One SMTP conversation (RFC 5321), step by step, so that the caller can write its fence
//! between the server's 354 and the first byte of a letter:
//!
//! ```no_run
//! # async fn example(server: unforgotten_mail::Server, letter: unforgotten_mail::Frozen)
//! # -> Result<(), unforgotten_mail::Failure> {
//! use unforgotten_mail::{Options, Session};
//! let mut session = Session::open(&server, &Options::default(), None).await?;
//! let ready = session.offer(&letter).await?; // MAIL, RCPT, DATA, 354: certainly not sent yet
//! // … here the fence is written and durable …
//! let delivery = ready.deliver().await; // body, dot, reply
//! # let _ = delivery; Ok(())
//! # }
//! ```
//!
//! A caller that knows the next letter early saves a round trip with
//! [`Ready::deliver_and_offer`]: the body of one letter and MAIL, RCPT, DATA of the next leave
//! in one write, and still no body leaves before its own 354 and fence.
//!
//! A session is usable or it is not. It is marked unusable before each exchange and usable
//! again only after the exchange ended as it should; so a dropped future, at whatever point,
//! leaves a session that refuses to go on, and its unread replies can never be taken for the
//! answers to another letter.

mod auth;
mod channel;
mod deliver;
mod ehlo;
mod joined;
mod offer;
mod open;
mod transcript;
mod wire;

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

pub use deliver::Delivery;
pub use joined::{Answers, Joined, Pending};
pub use offer::Ready;

use crate::dial::{Deadlines, Proxy};
use crate::outcome::{Failure, Phase};
use crate::password::Password;
use crate::server::Server;
use channel::Channel;
use ehlo::Extensions;

/// How to reach a server, beyond its address.
#[derive(Debug, Clone)]
pub struct Options {
    /// A PEM file of certificate authorities, or of the server's own self-signed certificate,
    /// trusted beside the system's.
    pub ca: Option<PathBuf>,
    /// A SOCKS5 proxy for servers that are not on this computer.
    pub proxy: Option<Proxy>,
    /// The time limits.
    pub deadlines: Deadlines,
    /// The address literal said in EHLO (RFC 5321 4.1.3). The default, `[127.0.0.1]`, tells
    /// neither the machine's name nor its address.
    pub ehlo: IpAddr,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            ca: None,
            proxy: None,
            deadlines: Deadlines::default(),
            ehlo: IpAddr::V4(Ipv4Addr::LOCALHOST),
        }
    }
}

/// An open conversation, signed in if the server names a user.
#[derive(Debug)]
pub struct Session {
    channel: Channel,
    extensions: Extensions,
    deadlines: Deadlines,
    usable: bool,
    letters: u32,
    /// MAIL, RCPT and DATA of the latest letter, one a line.
    commands: String,
    /// The memory of a letter that has left, for the next one.
    spare: Vec<u8>,
}

impl Session {
    /// Connects, encrypts, greets and signs in. Needs a Tokio runtime with I/O and time.
    ///
    /// A server with a user needs the password; one without gets no AUTH at all.
    pub async fn open(
        server: &Server,
        options: &Options,
        password: Option<&Password>,
    ) -> Result<Self, Failure> {
        let (mut channel, extensions) = open::conversation(server, options).await?;
        let deadlines = options.deadlines;
        if let Some(user) = &server.user {
            auth::sign_in(&mut channel, &extensions, user, password, deadlines.command).await?;
        }
        tracing::debug!(pipelining = extensions.pipelining, "mail session open");
        let (commands, spare) = (String::new(), Vec::new());
        Ok(Self { channel, extensions, deadlines, usable: true, letters: 0, commands, spare })
    }

    /// Whether another letter can be offered. `false` after a broken or cancelled exchange,
    /// and after the server announced that it closes (421).
    pub const fn is_usable(&self) -> bool {
        self.usable
    }

    /// How many letters' bodies went out on this connection, whatever became of them.
    pub const fn letters(&self) -> u32 {
        self.letters
    }

    /// The largest letter the server takes, in octets (RFC 1870), if it says so.
    pub const fn size_limit(&self) -> Option<u64> {
        self.extensions.size
    }

    /// What was said: the opening, and the exchange about the last letter. Passwords and
    /// bodies are left out, addresses are not: for "details", never for a log.
    pub fn transcript(&self) -> Vec<String> {
        self.channel.transcript.lines()
    }

    /// Takes leave (QUIT) and closes. What the server answers changes nothing any more.
    pub async fn quit(mut self) {
        if self.usable {
            let time = self.deadlines.quit;
            let _ = self.channel.command(Phase::Mail, "QUIT", time).await;
            self.channel.close(time).await;
        }
    }

    /// RSET (RFC 5321 4.1.1.5) after a refused offer; the session is usable again if it is
    /// confirmed. `false` when what came instead was a reply to something else.
    async fn reset(&mut self) -> bool {
        match self.channel.command(Phase::Mail, "RSET", self.deadlines.command).await {
            Ok(reply) => {
                self.usable = reply.is_success() && self.in_step();
                self.usable || reply.code == 421
            }
            Err(failure) => match &failure.reply {
                Some(reply) => reply.code == 421,
                None => !failure.is_protocol(),
            },
        }
    }
}
