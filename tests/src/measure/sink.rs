//! `smtp-sink`, which takes letters, throws them away and counts them.

use std::fs::{File, read_to_string};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::tools::Tools;

/// How long it may take to listen.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long its counter may be behind.
const LATE: Duration = Duration::from_secs(2);

/// A sink, for as long as it is not dropped.
#[derive(Debug)]
pub struct Sink {
    child: Child,
    address: SocketAddr,
    counters: PathBuf,
}

impl Sink {
    /// Starts a sink that counts; with `dump`, it also keeps all letters in that file, which
    /// costs too much for a measurement.
    pub fn start(tools: &Tools, folder: &Path, dump: Option<&Path>) -> Self {
        let address = free_address();
        let counters = folder.join("sink");
        let mut command = tools.postfix("smtp-sink");
        if is_root() {
            // It works as root only when told so; another user could not reach the folder.
            command.args(["-u", "root"]);
        }
        if let Some(dump) = dump {
            command.arg("-D").arg(dump);
        }
        // Its last argument is how many connections may wait to be taken.
        command.args(["-c", &address.to_string(), "128"]);
        let output = File::create(&counters).expect("a file for the counters");
        let child = command
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(Stdio::null())
            .spawn()
            .expect("smtp-sink starts");
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(begun.elapsed() < PATIENCE, "smtp-sink does not listen on {address}");
            std::thread::sleep(Duration::from_millis(5));
        }
        Self { child, address, counters }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The letters that it took, once they are `expected` or a moment has passed: it counts a
    /// letter after its reply, and does not hear of the reply being read.
    pub fn letters(&self, expected: usize) -> usize {
        let begun = Instant::now();
        while self.counted() < expected && begun.elapsed() < LATE {
            std::thread::sleep(Duration::from_millis(5));
        }
        self.counted()
    }

    fn counted(&self) -> usize {
        let text = read_to_string(&self.counters).expect("the counters");
        // sess=20 quit=20   mesg=60000, each time over the last one
        let last = text.rsplit('\r').find_map(|line| line.split_once("mesg="));
        last.map_or(0, |(_, count)| count.trim().parse().expect("a number of letters"))
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address on which nobody listens now.
fn free_address() -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("its address")
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().expect("id");
    id.stdout.trim_ascii() == b"0"
}
