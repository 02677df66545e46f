//! An SMTP server for tests that does exactly what its script says, and remembers all of it.
//!
//! It listens on a free loopback port, on a thread of its own, and ends when it is dropped.
//! Without a script it is an ordinary server: it accepts every letter and keeps it. Each
//! [`Step`] can be scripted with [`Act`]s: another reply, single bytes, silence, a cut.
//!
//! ```no_run
//! use unforgotten_tests::fake_smtp::{Act, FakeSmtp, Script, Step};
//! let fake = FakeSmtp::start(Script::new().on(Step::Rcpt, [Act::say("550 5.1.1 no")]));
//! println!("{}", fake.url());
//! assert!(fake.letters().is_empty());
//! ```

#![allow(clippy::expect_used, reason = "a server that cannot start must fail its test loudly")]

mod certificates;
pub mod client;
mod conversation;
mod script;

use std::collections::HashMap;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use certificates::Certificates;
pub use script::{Act, Certificate, Encryption, Script, Step};

/// A letter that the server said 2yz to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The address in MAIL FROM.
    pub from: String,
    /// The addresses in RCPT TO that were accepted.
    pub to: Vec<String>,
    /// The message, dots unstuffed, exact.
    pub bytes: Vec<u8>,
}

/// All that happened so far.
#[derive(Debug, Default)]
struct Seen {
    connections: usize,
    open: usize,
    commands: Vec<String>,
    letters: Vec<Letter>,
    bodies: Vec<Vec<u8>>,
    steps: HashMap<Step, usize>,
}

/// A running server; dropping it closes all its connections.
#[derive(Debug)]
pub struct FakeSmtp {
    port: u16,
    encryption: Encryption,
    user: Option<String>,
    seen: Arc<Mutex<Seen>>,
    certificates: Option<Certificates>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl FakeSmtp {
    /// Starts a server with this script. Panics if it cannot.
    pub fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a non-blocking listener");
        let port = listener.local_addr().expect("the listener's address").port();
        let certificates =
            (script.encryption != Encryption::None).then(|| Certificates::make(script.certificate));
        let acceptor = certificates.as_ref().map(Certificates::acceptor);
        let seen = Arc::new(Mutex::new(Seen::default()));
        let (stop, stopped) = oneshot::channel();
        let (encryption, user) = (script.encryption, script.user.clone());
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime for the server");
        let shared = Arc::clone(&seen);
        let thread = std::thread::spawn(move || {
            runtime.block_on(conversation::serve(listener, script, acceptor, shared, stopped));
        });
        let (stop, thread) = (Some(stop), Some(thread));
        Self { port, encryption, user, seen, certificates, stop, thread }
    }

    /// The loopback port.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The address for `account add --url`, with the user if AUTH is asked for.
    pub fn url(&self) -> String {
        let user = self.user.as_ref().map(|user| user.replace('@', "%40") + "@");
        let user = user.unwrap_or_default();
        match self.encryption {
            Encryption::None => format!("smtp+insecure://{user}127.0.0.1:{}", self.port),
            Encryption::StartTls => format!("smtp://{user}localhost:{}", self.port),
            Encryption::Implicit => format!("smtps://{user}localhost:{}", self.port),
        }
    }

    /// A PEM file of the authority that signed the server's certificate. Panics without TLS.
    pub fn ca_file(&self) -> PathBuf {
        self.certificates.as_ref().expect("a server with TLS").ca_file()
    }

    /// A PEM file of another authority. Panics without TLS.
    pub fn other_ca_file(&self) -> PathBuf {
        self.certificates.as_ref().expect("a server with TLS").other_ca_file()
    }

    /// The letters that were accepted, in order.
    pub fn letters(&self) -> Vec<Letter> {
        self.seen().letters.clone()
    }

    /// The raw bytes that came after each 354, dots and all, finished or not.
    pub fn bodies(&self) -> Vec<Vec<u8>> {
        self.seen().bodies.clone()
    }

    /// Every command line of all connections, in order, secrets included.
    pub fn commands(&self) -> Vec<String> {
        self.seen().commands.clone()
    }

    /// How often a step was reached, over all connections.
    pub fn count(&self, step: Step) -> usize {
        self.seen().steps.get(&step).copied().unwrap_or_default()
    }

    /// How many connections were accepted.
    pub fn connections(&self) -> usize {
        self.seen().connections
    }

    /// How many connections are open now.
    pub fn open_connections(&self) -> usize {
        self.seen().open
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        lock(&self.seen)
    }
}

impl Drop for FakeSmtp {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn lock(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}
