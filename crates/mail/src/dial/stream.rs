//! One stream, plain or encrypted, on which no read and no write waits for ever.
//!
//! The deadline belongs to the stream and not to the calls: whoever reads cannot forget it,
//! and it covers what TLS does underneath. It fires only while waiting, so data that is
//! already there is read even at the last moment.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_rustls::client::TlsStream;

#[derive(Debug)]
enum Wire {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// A connection with a deadline for every read and write; see [`Stream::allow`].
#[derive(Debug)]
pub(crate) struct Stream {
    wire: Wire,
    until: Instant,
    /// Follows `until` only when there is something to wait for: most replies of a fast
    /// server are there at the first look, and setting a timer costs more than the look.
    alarm: Pin<Box<Sleep>>,
}

impl Stream {
    /// An unencrypted stream whose deadline has passed: call [`Self::allow`] first.
    pub(crate) fn plain(stream: TcpStream) -> Self {
        Self::new(Wire::Plain(stream))
    }

    pub(super) fn encrypted(stream: TlsStream<TcpStream>) -> Self {
        Self::new(Wire::Tls(Box::new(stream)))
    }

    fn new(wire: Wire) -> Self {
        let until = Instant::now();
        Self { wire, until, alarm: Box::pin(sleep_until(until)) }
    }

    /// Reads and writes from now on fail with `TimedOut` when they still wait after this time.
    pub(crate) fn allow(&mut self, time: Duration) {
        self.until = Instant::now() + time;
    }

    /// Gives the bare connection back, for STARTTLS; `None` if it is encrypted already.
    pub(crate) fn into_plain(self) -> Option<TcpStream> {
        match self.wire {
            Wire::Plain(stream) => Some(stream),
            Wire::Tls(_) => None,
        }
    }

    /// Reads what is there, without a deadline: pending means that nothing has come yet. For
    /// whoever does not wait, or waits for something else at the same time.
    pub(crate) fn poll_look(
        &mut self,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut self.wire {
            Wire::Plain(wire) => Pin::new(wire).poll_read(cx, buf),
            Wire::Tls(wire) => Pin::new(wire).poll_read(cx, buf),
        }
    }

    fn or_deadline<T>(
        &mut self,
        cx: &mut Context<'_>,
        result: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if result.is_pending() {
            if self.alarm.deadline() != self.until {
                self.alarm.as_mut().reset(self.until);
            }
            ready!(self.alarm.as_mut().poll(cx));
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        result
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let result = this.poll_look(cx, buf);
        this.or_deadline(cx, result)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let result = match &mut this.wire {
            Wire::Plain(wire) => Pin::new(wire).poll_write(cx, buf),
            Wire::Tls(wire) => Pin::new(wire).poll_write(cx, buf),
        };
        this.or_deadline(cx, result)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let result = match &mut this.wire {
            Wire::Plain(wire) => Pin::new(wire).poll_flush(cx),
            Wire::Tls(wire) => Pin::new(wire).poll_flush(cx),
        };
        this.or_deadline(cx, result)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let result = match &mut this.wire {
            Wire::Plain(wire) => Pin::new(wire).poll_shutdown(cx),
            Wire::Tls(wire) => Pin::new(wire).poll_shutdown(cx),
        };
        this.or_deadline(cx, result)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    async fn pair() -> (Stream, TcpStream) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (near, far) = tokio::join!(TcpStream::connect(address), listener.accept());
        (Stream::plain(near.unwrap()), far.unwrap().0)
    }

    #[tokio::test]
    async fn a_read_from_a_silent_server_ends_at_the_deadline() {
        let (mut near, _far) = pair().await;
        near.allow(Duration::from_millis(20));
        let error = near.read_u8().await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut, "nothing was ever sent");
    }

    #[tokio::test]
    async fn a_write_to_a_server_that_does_not_read_ends_at_the_deadline() {
        let (mut near, _far) = pair().await;
        near.allow(Duration::from_millis(50));
        let error = near.write_all(&vec![0; 64 << 20]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut, "the buffers of TCP are full");
    }

    #[tokio::test]
    async fn drops_of_data_do_not_move_the_deadline() {
        let (mut near, mut far) = pair().await;
        near.allow(Duration::from_millis(100));
        let dripping = tokio::spawn(async move {
            while far.write_u8(b'2').await.is_ok() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        });
        let mut got = [0; 1000];
        let error = near.read_exact(&mut got).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut, "one byte at a time holds nobody up");
        dripping.abort();
    }
}
