//! smtp-sink of Postfix: a server that refuses, hangs up or dawdles at the command it is told.

use std::path::PathBuf;
use std::process::Command;

use super::daemon::{Daemon, listens};
use super::place::{POSTFIX, Place, free_port};

/// A sink on a port that it keeps while one set of faults follows another.
#[derive(Debug)]
pub struct SmtpSink {
    daemon: Option<Daemon>,
    port: u16,
    place: Place,
}

impl SmtpSink {
    /// Starts it with these options, as `-r` `RCPT`.
    pub fn start(options: &[&str]) -> Self {
        let place = Place::new();
        place.folder("kept", POSTFIX, POSTFIX, 0o755);
        let mut sink = Self { daemon: None, port: free_port(), place };
        sink.behave(options);
        sink
    }

    /// Starts it anew on the same port with other options.
    pub fn behave(&mut self, options: &[&str]) {
        if let Some(mut daemon) = self.daemon.take() {
            daemon.end();
        }
        let mut command: Command = self.place.command("usr/sbin/smtp-sink");
        command.args(options).args(["-u", "postfix", "-h", "mail.example.org"]);
        command.arg("-d").arg(self.kept().join("%s"));
        command.arg(format!("127.0.0.1:{}", self.port)).arg("10");
        let mut daemon = Daemon::start("smtp-sink", command, &self.place.log());
        let port = self.port;
        daemon.wait_until("listening", || listens(port));
        self.daemon = Some(daemon);
    }

    /// The URL of an account on it: it speaks no TLS, and is on this computer.
    pub fn url(&self) -> String {
        format!("smtp+insecure://127.0.0.1:{}", self.port)
    }

    /// The letters of which it got the text, whatever it said to the final dot. It makes a file
    /// at MAIL already.
    pub fn letters(&self) -> Vec<String> {
        let folder = std::fs::read_dir(self.kept()).into_iter().flatten().flatten();
        folder
            .filter_map(|entry| std::fs::read_to_string(entry.path()).ok())
            .filter(|text| !text.is_empty())
            .collect()
    }

    fn kept(&self) -> PathBuf {
        self.place.path().join("kept")
    }
}
