//! Commands out, replies in, each with its phase, its deadline and its line in the transcript.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::transcript::Transcript;
use crate::dial::Stream;
use crate::outcome::{Failure, Kind, Phase};
use crate::reply::{Fault, Reply, ReplyReader};

/// The stream and what belongs to it.
#[derive(Debug)]
pub(crate) struct Channel {
    pub(super) stream: Stream,
    pub(super) replies: ReplyReader,
    pub(super) transcript: Transcript,
    server: String,
}

impl Channel {
    pub(super) fn new(stream: Stream, server: String, transcript: Transcript) -> Self {
        Self { stream, replies: ReplyReader::default(), transcript, server }
    }

    /// One command, one reply.
    pub(super) async fn command(
        &mut self,
        phase: Phase,
        line: &str,
        time: Duration,
    ) -> Result<Reply, Failure> {
        self.quiet(phase, time).await?;
        self.transcript.client(line);
        self.send(phase, format!("{line}\r\n").as_bytes(), time).await?;
        self.receive(phase, time).await
    }

    /// Writes and flushes all bytes; the transcript is the caller's.
    pub(super) async fn send(
        &mut self,
        phase: Phase,
        bytes: &[u8],
        time: Duration,
    ) -> Result<(), Failure> {
        self.stream.allow(time);
        let sending = async {
            self.stream.write_all(bytes).await?;
            self.stream.flush().await
        };
        let sent = sending.await;
        sent.map_err(|error| self.fault(phase, error.into()))
    }

    /// Reads the next reply.
    pub(super) async fn receive(&mut self, phase: Phase, time: Duration) -> Result<Reply, Failure> {
        self.stream.allow(time);
        match self.replies.next(&mut self.stream).await {
            Ok(reply) => {
                self.transcript.server(&reply);
                Ok(reply)
            }
            Err(fault) => Err(self.fault(phase, fault)),
        }
    }

    /// Makes sure that the server waits for us: it has neither hung up nor said anything that
    /// would be taken for the answer to what comes next. Does not wait for the network.
    pub(super) async fn quiet(&mut self, phase: Phase, time: Duration) -> Result<(), Failure> {
        self.stream.allow(time);
        let unasked =
            poll_fn(|cx| Poll::Ready(self.replies.poll_unasked(&mut self.stream, cx))).await;
        match unasked {
            Poll::Pending => Ok(()),
            Poll::Ready(Ok(())) => Err(self.unasked(phase, time).await),
            Poll::Ready(Err(fault)) => Err(self.fault(phase, fault)),
        }
    }

    /// Writes a piece of a body, and stops as soon as the server says something or hangs up:
    /// a server that refuses in the middle need not be sent the rest.
    pub(super) async fn send_watching(
        &mut self,
        piece: &[u8],
        time: Duration,
    ) -> Result<(), Failure> {
        self.stream.allow(time);
        let mut rest = piece;
        while !rest.is_empty() {
            let step = poll_fn(|cx| match self.replies.poll_unasked(&mut self.stream, cx) {
                Poll::Ready(unasked) => Poll::Ready(unasked.map(|()| None)),
                Poll::Pending => Pin::new(&mut self.stream)
                    .poll_write(cx, rest)
                    .map(|written| written.map(Some).map_err(Fault::from)),
            });
            match step.await {
                Ok(Some(0)) => return Err(self.fault(Phase::Body, Fault::Closed)),
                Ok(Some(count)) => rest = rest.get(count..).unwrap_or_default(),
                Ok(None) => return Err(self.unasked(Phase::Body, time).await),
                Err(fault) => return Err(self.fault(Phase::Body, fault)),
            }
        }
        Ok(())
    }

    /// The server spoke out of turn: a refusal counts as one, the rest is a broken protocol.
    async fn unasked(&mut self, phase: Phase, time: Duration) -> Failure {
        match self.receive(phase, time).await {
            Ok(reply) => self.rejected(phase, reply),
            Err(failure) => failure,
        }
    }

    /// A failure about a reply: a clear no, or something that is no answer here.
    pub(super) fn rejected(&self, phase: Phase, reply: Reply) -> Failure {
        let kind = if reply.is_refusal() { Kind::Rejected } else { Kind::Protocol };
        self.fail(phase, kind, "").with_reply(reply)
    }

    /// A failure with the transcript so far.
    pub(super) fn fail(&self, phase: Phase, kind: Kind, text: impl Into<String>) -> Failure {
        let mut failure = Failure::new(phase, kind, &self.server, text);
        failure.transcript = self.transcript.lines();
        failure
    }

    fn fault(&mut self, phase: Phase, fault: Fault) -> Failure {
        let (kind, text) = match fault {
            Fault::Closed => (Kind::Closed, String::new()),
            Fault::Timeout => (Kind::Timeout, String::new()),
            Fault::Io(error) => (Kind::Network, error.to_string()),
            Fault::Garbage(why) => (Kind::Protocol, why),
        };
        let failure = self.fail(phase, kind, text);
        self.transcript.note(&failure.what());
        failure
    }

    /// Ends TLS and TCP in good order, as far as the server takes part.
    pub(super) async fn close(&mut self, time: Duration) {
        self.stream.allow(time);
        let _ = self.stream.shutdown().await;
    }
}
