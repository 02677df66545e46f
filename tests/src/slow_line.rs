//! A TCP line that is long but wide: each chunk arrives later by the same delay, in order, and
//! as many as one likes are on the way at once. So it shows what a protocol loses by waiting
//! for replies, and nothing else.
//!
//! Opening the connection itself takes no time here, where a real line would cost one more
//! round trip.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

/// Bytes that are read at once.
const CHUNK: usize = 16 * 1024;
/// Chunks on the way in one direction before reading stops; 64 MiB are more than any line of
/// the measurements holds.
const ON_THE_WAY: usize = 4096;

/// A line to `server`, for as long as it is not dropped.
#[derive(Debug)]
pub struct SlowLine {
    address: SocketAddr,
    listening: tokio::task::JoinHandle<()>,
}

impl SlowLine {
    /// Lays a line to `server` on a free port of this computer. `one_way` is added in each
    /// direction, so a round trip takes twice as long; tokio's timer rounds it up to the next
    /// millisecond.
    ///
    /// # Errors
    /// When no port can be opened.
    pub async fn lay(server: SocketAddr, one_way: Duration) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let listening = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(connection(near, server, one_way));
            }
        });
        Ok(Self { address, listening })
    }

    /// Where the line begins.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for SlowLine {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

/// A side that cannot be reached or goes away shows at the other side as the end of the stream.
async fn connection(near: TcpStream, server: SocketAddr, one_way: Duration) {
    let Ok(far) = TcpStream::connect(server).await else { return };
    // The line must not add Nagle's waiting to its own.
    if near.set_nodelay(true).and(far.set_nodelay(true)).is_err() {
        return;
    }
    let (near_read, near_write) = near.into_split();
    let (far_read, far_write) = far.into_split();
    tokio::join!(carry(near_read, far_write, one_way), carry(far_read, near_write, one_way));
}

/// Reading and writing go on side by side: what is on the way holds up nothing behind it.
async fn carry(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    one_way: Duration,
) {
    let (sender, mut receiver) = mpsc::channel::<(Instant, Vec<u8>)>(ON_THE_WAY);
    let read = async move {
        let mut chunk = vec![0; CHUNK];
        while let Ok(n @ 1..) = from.read(&mut chunk).await {
            let bytes = chunk.get(..n).unwrap_or_default().to_vec();
            if sender.send((Instant::now() + one_way, bytes)).await.is_err() {
                return;
            }
        }
        // The end of the stream travels like everything else.
        let _ = sender.send((Instant::now() + one_way, Vec::new())).await;
    };
    let write = async move {
        while let Some((due, bytes)) = receiver.recv().await {
            sleep_until(due).await;
            let written =
                if bytes.is_empty() { to.shutdown().await } else { to.write_all(&bytes).await };
            if written.is_err() {
                return;
            }
        }
    };
    tokio::join!(read, write);
}
