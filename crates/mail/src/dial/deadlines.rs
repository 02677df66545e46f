//! How long each step may take. A limit holds for the whole step, not for each byte of it,
//! so that a server which sends one byte a minute ends too.

use std::time::Duration;

/// The time limits of a session. The default is RFC 5321 4.5.3.2, where it says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadlines {
    /// Name resolution, TCP and the proxy together.
    pub connect: Duration,
    /// The TLS handshake.
    pub tls: Duration,
    /// The server's first line (4.5.3.2.1: 5 minutes).
    pub greeting: Duration,
    /// EHLO, STARTTLS, AUTH, MAIL, RCPT, RSET (4.5.3.2.2 and .3: 5 minutes).
    pub command: Duration,
    /// DATA, until its 354 (4.5.3.2.4: 2 minutes).
    pub data: Duration,
    /// Each piece of the body, at most 16 KiB (4.5.3.2.5: 3 minutes).
    pub write: Duration,
    /// The reply to the final dot (4.5.3.2.6: 10 minutes). Shorter makes doubles elsewhere
    /// and doubt here.
    pub dot: Duration,
    /// The reply to QUIT: everything has been said by then.
    pub quit: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        const MINUTE: Duration = Duration::from_secs(60);
        Self {
            connect: Duration::from_secs(30),
            tls: Duration::from_secs(30),
            greeting: MINUTE * 5,
            command: MINUTE * 5,
            data: MINUTE * 2,
            write: MINUTE * 3,
            dot: MINUTE * 10,
            quit: Duration::from_secs(5),
        }
    }
}

impl Deadlines {
    /// These limits, none of them longer than `limit`.
    #[must_use]
    pub fn at_most(self, limit: Duration) -> Self {
        Self {
            connect: self.connect.min(limit),
            tls: self.tls.min(limit),
            greeting: self.greeting.min(limit),
            command: self.command.min(limit),
            data: self.data.min(limit),
            write: self.write.min(limit),
            dot: self.dot.min(limit),
            quit: self.quit.min(limit),
        }
    }

    /// The same limit for every step.
    pub const fn all(limit: Duration) -> Self {
        Self {
            connect: limit,
            tls: limit,
            greeting: limit,
            command: limit,
            data: limit,
            write: limit,
            dot: limit,
            quit: limit,
        }
    }
}
