//! The folder that `scripts/bench-tools` filled.

use std::path::{Path, PathBuf};

use super::run::pinned;
use std::process::Command;

/// The programs of the measurements.
#[derive(Debug, Clone)]
pub struct Tools {
    folder: PathBuf,
}

impl Tools {
    /// `bench-tools` beside the folder of this build.
    pub fn find() -> Self {
        let bench = std::env::current_exe().expect("the path of this bench");
        // target/release/deps/sending-…
        let target = bench.ancestors().nth(3).expect("the target folder");
        let folder = target.join("bench-tools");
        assert!(folder.is_dir(), "scripts/bench-tools has to run first");
        Self { folder }
    }

    /// A folder of the repository.
    pub fn repository(path: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
    }

    /// `smtp-sink` or `smtp-source`, pinned, with its own libraries.
    pub fn postfix(&self, program: &str) -> Command {
        let postfix = self.folder.join("postfix/usr");
        let mut command = pinned(postfix.join("sbin").join(program));
        command.env("LD_LIBRARY_PATH", postfix.join("lib/postfix"));
        command
    }

    /// The peer nodemailer, pinned.
    pub fn nodemailer(&self) -> Command {
        let mut command = pinned("node");
        command.arg(Self::repository("bench/peers/nodemailer/send.js"));
        command
    }

    /// The peer mailmerge, pinned.
    pub fn mailmerge(&self) -> Command {
        pinned(self.folder.join("mailmerge/bin/mailmerge"))
    }

    /// The peer mail-send, pinned.
    pub fn mail_send(&self) -> Command {
        pinned(self.folder.join("mail-send/release/unforgotten-bench-mail-send"))
    }
}
