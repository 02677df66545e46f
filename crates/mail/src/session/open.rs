//! From a dialled connection to a conversation: greeting, EHLO, and STARTTLS in between.

use std::net::IpAddr;

use super::Options;
use super::channel::Channel;
use super::ehlo::Extensions;
use super::transcript::Transcript;
use crate::dial::{self, Deadlines, Stream};
use crate::outcome::{Failure, Kind, Phase};
use crate::server::{Security, Server};

/// Everything before AUTH.
pub(super) async fn conversation(
    server: &Server,
    options: &Options,
) -> Result<(Channel, Extensions), Failure> {
    let deadlines = &options.deadlines;
    let ca = options.ca.as_deref();
    let name = server.authority();
    let tcp = dial::connect(server, options.proxy.as_ref(), deadlines).await?;
    let mut channel = match server.security {
        Security::InsecureLoopback => Channel::new(Stream::plain(tcp), name, Transcript::default()),
        Security::ImplicitTls => {
            let stream = dial::encrypt(tcp, server, ca, deadlines).await?;
            Channel::new(stream, name, Transcript::default())
        }
        Security::StartTls => {
            let mut bare = Channel::new(Stream::plain(tcp), name.clone(), Transcript::default());
            greeting(&mut bare, deadlines).await?;
            let offered = ehlo(&mut bare, options.ehlo, deadlines).await?;
            start_tls(&mut bare, &offered, deadlines).await?;
            let Channel { stream, transcript, .. } = bare;
            let Some(tcp) = stream.into_plain() else {
                return Err(Failure::new(Phase::Tls, Kind::Setup, &name, "encrypted twice"));
            };
            let encrypted = dial::encrypt(tcp, server, ca, deadlines).await;
            let stream = encrypted.map_err(|mut failure| {
                failure.transcript = transcript.lines();
                failure
            })?;
            // Nothing of the plain talk is kept (RFC 3207 4.2), only its transcript.
            Channel::new(stream, name, transcript)
        }
    };
    if server.security != Security::StartTls {
        greeting(&mut channel, deadlines).await?;
    }
    let extensions = ehlo(&mut channel, options.ehlo, deadlines).await?;
    Ok((channel, extensions))
}

async fn greeting(channel: &mut Channel, deadlines: &Deadlines) -> Result<(), Failure> {
    let reply = channel.receive(Phase::Greeting, deadlines.greeting).await?;
    if reply.code == 220 { Ok(()) } else { Err(channel.rejected(Phase::Greeting, reply)) }
}

async fn ehlo(
    channel: &mut Channel,
    literal: IpAddr,
    deadlines: &Deadlines,
) -> Result<Extensions, Failure> {
    let line = match literal {
        IpAddr::V4(ip) => format!("EHLO [{ip}]"),
        IpAddr::V6(ip) => format!("EHLO [IPv6:{ip}]"),
    };
    let reply = channel.command(Phase::Ehlo, &line, deadlines.command).await?;
    if reply.code == 250 {
        Ok(Extensions::read(&reply))
    } else {
        Err(channel.rejected(Phase::Ehlo, reply))
    }
}

/// RFC 3207. A byte that came with or after the 220 was sent by somebody who wants it read as
/// if it had been encrypted (CVE-2011-0411 and its many sisters); it ends the connection.
async fn start_tls(
    channel: &mut Channel,
    offered: &Extensions,
    deadlines: &Deadlines,
) -> Result<(), Failure> {
    if !offered.starttls {
        return Err(channel.fail(Phase::Tls, Kind::NoStartTls, ""));
    }
    let reply = channel.command(Phase::Tls, "STARTTLS", deadlines.command).await?;
    if reply.code != 220 {
        return Err(channel.rejected(Phase::Tls, reply));
    }
    if !channel.replies.surplus().is_empty() {
        return Err(channel.fail(Phase::Tls, Kind::Injection, "bytes followed the 220"));
    }
    Ok(())
}
