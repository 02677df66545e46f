//! Signing in (RFC 4954) with PLAIN (RFC 4616) or LOGIN.
//!
//! It happens inside TLS or to this computer, never elsewhere: a session has no third kind of
//! stream. Whatever does not go exactly as it should is a failure to sign in, because going on
//! and guessing is how accounts get locked.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::channel::Channel;
use super::ehlo::Extensions;
use crate::outcome::{Failure, Kind, Phase};
use crate::password::Password;
use crate::reply::Reply;

pub(super) async fn sign_in(
    channel: &mut Channel,
    offered: &Extensions,
    user: &str,
    password: Option<&Password>,
    time: Duration,
) -> Result<(), Failure> {
    let Some(password) = password else {
        return Err(channel.fail(Phase::Auth, Kind::NoPassword, ""));
    };
    let secret = password.expose();
    if secret.contains('\0') || user.contains('\0') {
        let why = "user name and password cannot hold a NUL (RFC 4616)";
        return Err(channel.fail(Phase::Auth, Kind::NoPassword, why));
    }
    channel.quiet(Phase::Auth, time).await?;
    let reply = if offered.auth_plain {
        let identity = Zeroizing::new(format!("\0{user}\0{secret}"));
        let line = Zeroizing::new(format!("AUTH PLAIN {}", *encode(&identity)));
        say(channel, &line, "AUTH PLAIN ***", time).await?
    } else if offered.auth_login {
        let prompt = say(channel, "AUTH LOGIN", "AUTH LOGIN", time).await?;
        expect(channel, prompt, 334)?;
        let prompt = say(channel, &encode(user), "***", time).await?;
        expect(channel, prompt, 334)?;
        say(channel, &encode(secret), "***", time).await?
    } else {
        return Err(channel.fail(Phase::Auth, Kind::NoMechanism, "it needs PLAIN or LOGIN"));
    };
    expect(channel, reply, 235)
}

fn encode(text: &str) -> Zeroizing<String> {
    Zeroizing::new(STANDARD.encode(text))
}

/// One line that is a secret, shown in the transcript as something else.
async fn say(
    channel: &mut Channel,
    line: &str,
    shown: &str,
    time: Duration,
) -> Result<Reply, Failure> {
    channel.transcript.client(shown);
    let mut bytes = Zeroizing::new(Vec::with_capacity(line.len() + 2));
    bytes.extend_from_slice(line.as_bytes());
    bytes.extend_from_slice(b"\r\n");
    channel.send(Phase::Auth, &bytes, time).await?;
    channel.receive(Phase::Auth, time).await
}

fn expect(channel: &Channel, reply: Reply, code: u16) -> Result<(), Failure> {
    if reply.code == code { Ok(()) } else { Err(channel.rejected(Phase::Auth, reply)) }
}
