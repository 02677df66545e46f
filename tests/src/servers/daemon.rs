//! A running server: ready before it is used, gone with everything it started, its log shown
//! when the test fails.

use std::fs::File;
use std::io::Read;
use std::net::{SocketAddr, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

/// The longest wait for a server to become ready, or for a letter to be filed. A start takes a
/// tenth of a second; a busy machine may be a hundred times slower.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);
/// How long a server may take to leave before it is killed.
const FAREWELL: Duration = Duration::from_secs(2);
const LOOK: Duration = Duration::from_millis(10);

#[derive(Debug)]
pub(super) struct Daemon {
    name: &'static str,
    child: Child,
    log: PathBuf,
}

impl Daemon {
    /// Starts a program in the foreground, in a process group of its own. What it prints goes
    /// to `<log>/<name>.out`.
    pub(super) fn start(name: &'static str, mut command: Command, log: &Path) -> Self {
        let path = log.join(format!("{name}.out"));
        let out = File::options().create(true).append(true).open(path).expect("a log file");
        let err = out.try_clone().expect("the same file");
        command.stdin(Stdio::null()).stdout(out).stderr(err).process_group(0);
        let child = command.spawn().expect("setpriv of util-linux");
        Self { name, child, log: log.to_owned() }
    }

    /// The process group of the server and everything that it starts.
    pub(super) fn group(&self) -> u32 {
        self.child.id()
    }

    /// Waits until the server is ready.
    #[track_caller]
    pub(super) fn wait_until(&mut self, what: &str, ready: impl Fn() -> bool) {
        let end = Instant::now() + PATIENCE;
        while !ready() {
            let ended = self.child.try_wait().expect("a child to wait for");
            if ended.is_some() || Instant::now() > end {
                panic!("{} is not {what} ({ended:?}):\n{}", self.name, logs(&self.log));
            }
            std::thread::sleep(LOOK);
        }
    }

    /// Ends the server in its own order, and whatever it leaves behind.
    pub(super) fn end(&mut self) {
        self.signal(Signal::TERM);
        let end = Instant::now() + FAREWELL;
        while Instant::now() < end && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(LOOK);
        }
        self.kill();
    }

    /// Ends the server and its children at once, as a power cut would.
    pub(super) fn kill(&mut self) {
        self.signal(Signal::KILL);
        let _ = self.child.wait();
    }

    fn signal(&self, signal: Signal) {
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // Nobody may be left to hear it.
            let _ = kill_process_group(group, signal);
        }
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.end();
        if std::thread::panicking() {
            #[allow(clippy::print_stderr, reason = "a failing test shows what the server saw")]
            {
                eprintln!("--- {}\n{}", self.name, logs(&self.log));
            }
        }
    }
}

/// The names of all living processes of some process groups.
pub fn processes_of(groups: &[u32]) -> Vec<String> {
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    processes
        .filter_map(|process| std::fs::read_to_string(process.path().join("stat")).ok())
        .filter_map(|line| {
            // proc(5): pid (name) state parent group …
            let (name, rest) = line.rsplit_once(')')?;
            let mut fields = rest.split_whitespace();
            let (state, group) = (fields.next()?, fields.nth(1)?.parse().ok()?);
            let alive = state != "Z" && groups.contains(&group);
            alive.then(|| name.split_once('(').map(|(_, name)| name.to_owned()))?
        })
        .collect()
}

/// All log files of a folder, one after another.
pub(super) fn logs(folder: &Path) -> String {
    let mut text = String::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let mut bytes = Vec::new();
        let read = File::open(entry.path()).and_then(|mut file| file.read_to_end(&mut bytes));
        if read.is_ok() {
            text.push_str(&format!("== {}\n", entry.file_name().to_string_lossy()));
            text.push_str(&String::from_utf8_lossy(&bytes));
        }
    }
    text
}

/// Whether somebody takes connections on a loopback port.
pub(super) fn listens(port: u16) -> bool {
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_ok()
}
