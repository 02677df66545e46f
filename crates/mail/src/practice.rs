//! A mail server on this computer that keeps every letter and sends none.
//!
//! It is where letters go until a mailbox is connected, and it speaks the same protocol, so
//! that practising uses the same session code as sending: a letter that worked here travels
//! the same way later. Each letter becomes an `.eml` file, byte for byte as received; the
//! receipt (250) is given only after the file and its name are on the disk.
//!
//! The server runs on a thread of its own with a small runtime, so that it needs nothing from
//! whoever starts it, and ends when its handle is dropped.

mod conversation;
mod shelf;

use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::sync::{Semaphore, oneshot};

use crate::server::{Security, Server};
use conversation::Limits;
use shelf::Shelf;

/// Why the practice server did not start.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct PracticeError(#[from] Kind);

#[derive(Debug, thiserror::Error)]
enum Kind {
    #[error("the folder {0} for practice letters cannot be made: {1}")]
    Folder(PathBuf, io::Error),
    #[error("no port for the practice server: {0}")]
    Port(io::Error),
    #[error("the practice server cannot start: {0}")]
    Start(io::Error),
}

impl PracticeError {
    /// Whether the folder is at fault.
    pub fn is_folder(&self) -> bool {
        matches!(self.0, Kind::Folder(..))
    }
}

/// A running practice server; dropping it stops it.
#[derive(Debug)]
pub struct Practice {
    port: u16,
    shelf: Arc<Shelf>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Practice {
    /// Starts on a free port of 127.0.0.1; letters go into `folder`, which is made if it is
    /// missing.
    pub fn start(folder: &Path) -> Result<Self, PracticeError> {
        Self::start_with(folder, Limits::default())
    }

    fn start_with(folder: &Path, limits: Limits) -> Result<Self, PracticeError> {
        let shelf = Shelf::open(folder).map_err(|e| Kind::Folder(folder.to_owned(), e))?;
        let shelf = Arc::new(shelf);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(Kind::Port)?;
        listener.set_nonblocking(true).map_err(Kind::Port)?;
        let port = listener.local_addr().map_err(Kind::Port)?.port();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(Kind::Start)?;
        let (stop, stopped) = oneshot::channel();
        let letters = Arc::clone(&shelf);
        let thread = std::thread::Builder::new()
            .name("practice-mail".to_owned())
            .spawn(move || runtime.block_on(serve(listener, letters, limits, stopped)))
            .map_err(Kind::Start)?;
        Ok(Self { port, shelf, stop: Some(stop), thread: Some(thread) })
    }

    /// The port on 127.0.0.1.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The server as a session wants it: loopback, without encryption and user.
    pub fn server(&self) -> Server {
        Server {
            host: Ipv4Addr::LOCALHOST.to_string(),
            port: self.port,
            security: Security::InsecureLoopback,
            user: None,
        }
    }

    /// The newest stored letter with this Message-ID, see [`practice_file`].
    pub fn path_of(&self, message_id: &str) -> Option<PathBuf> {
        practice_file(&self.shelf.folder, message_id)
    }

    /// Stops and waits until no letter is half written. Dropping does the same.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The newest letter with this Message-ID (without angle brackets) in a practice folder, of
/// this run or an earlier one. No server has to run for it.
pub fn practice_file(folder: &Path, message_id: &str) -> Option<PathBuf> {
    shelf::find(folder, message_id)
}

impl Drop for Practice {
    fn drop(&mut self) {
        self.end();
    }
}

async fn serve(
    listener: TcpListener,
    shelf: Arc<Shelf>,
    limits: Limits,
    mut stopped: oneshot::Receiver<()>,
) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    let places = Arc::new(Semaphore::new(limits.connections));
    loop {
        tokio::select! {
            _ = &mut stopped => return,
            Ok((stream, _)) = listener.accept() => {
                let place = Arc::clone(&places).try_acquire_owned().ok();
                let shelf = Arc::clone(&shelf);
                tokio::spawn(async move {
                    let _ = stream.set_nodelay(true);
                    // Whoever hangs up in the middle has nothing to be told.
                    let _ = match &place {
                        Some(_) => conversation::hold(stream, shelf, limits).await,
                        None => conversation::turn_away(stream).await,
                    };
                });
            }
            else => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
        }
    }
}

#[cfg(test)]
mod tests;
