//! The senders that are compared, each as its users run it.

use std::fmt;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::home::{self, LETTER};
use super::run::run;
use super::server::Server;
use super::tools::Tools;

/// A sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Peer {
    /// Ours: `unforgotten outbox run` on a home with letters, a durable fence before each.
    Unforgotten,
    /// nodemailer's pool with Handlebars; no journal.
    Nodemailer,
    /// PyPI mailmerge; no journal, one connection, opened anew for each letter.
    Mailmerge,
    /// The Rust crate mail-send; no journal.
    MailSend,
    /// Postfix's load generator, which sends the same bytes again and again: no letters are
    /// written, none are kept. The physical limit.
    SmtpSource,
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Unforgotten => "unforgotten",
            Self::Nodemailer => "nodemailer",
            Self::Mailmerge => "mailmerge",
            Self::MailSend => "mail-send",
            Self::SmtpSource => "smtp-source",
        })
    }
}

/// What is sent where.
#[derive(Debug, Clone, Copy)]
pub struct Load<'a> {
    /// The server.
    pub server: &'a Server,
    /// How many letters.
    pub letters: usize,
    /// Over how many connections.
    pub connections: usize,
    /// Who writes: at least as many rows as letters.
    pub signers: &'a Path,
}

impl Peer {
    /// Sends the letters and returns the seconds it took: of a program the whole process, of a
    /// library only the sending, without the start of its interpreter.
    ///
    /// `home` is the home of ours, full of exactly these letters; `folder` takes what is
    /// printed.
    pub fn send(self, tools: &Tools, load: Load<'_>, home: &Path, folder: &Path) -> f64 {
        match self {
            Self::Unforgotten => run(home::worker(home, load.connections), folder).seconds,
            Self::SmtpSource => run(smtp_source(tools, load), folder).seconds,
            Self::Nodemailer => timed(tools.nodemailer(), load, folder),
            Self::Mailmerge => run(mailmerge(tools, load, folder), folder).seconds,
            Self::MailSend => timed(tools.mail_send(), load, folder),
        }
    }
}

fn smtp_source(tools: &Tools, load: Load<'_>) -> Command {
    let mut command = tools.postfix("smtp-source");
    command
        // -d: the connections stay open.
        .args(["-d", "-s", &load.connections.to_string(), "-m", &load.letters.to_string()])
        .args(["-l", &home::text_size().to_string()])
        .args(["-f", "anna@example.org", "-t", "office@example.org"])
        .arg(format!("{}:{}", load.server.host, load.server.port));
    command
}

/// Its three files, and the program as its handbook runs it.
fn mailmerge(tools: &Tools, load: Load<'_>, folder: &Path) -> Command {
    assert_eq!(load.connections, 1, "mailmerge has one connection");
    let text = fs::read_to_string(Tools::repository(LETTER)).expect("the letter");
    let head = "TO: Office of Tests <office@example.org>\n\
        SUBJECT: Maria Probe: a letter from {{name}}\n\
        FROM: Anna Beispiel <anna@example.org>\n\n";
    let signers = fs::read_to_string(load.signers).expect("the signers");
    let rows: Vec<&str> = signers.lines().take(load.letters + 1).collect();
    let Server { host, port, .. } = load.server;
    let server = format!("[smtp_server]\nhost = {host}\nport = {port}\n");
    let mut command = tools.mailmerge();
    command.args(["--no-dry-run", "--no-limit"]);
    for (option, name, text) in [
        ("--template", "template.txt", format!("{head}{text}")),
        ("--database", "database.csv", rows.join("\n")),
        ("--config", "server.conf", server),
    ] {
        let file = folder.join(name);
        fs::write(&file, text).expect("a file for mailmerge");
        command.arg(option).arg(file);
    }
    command
}

/// A peer of `bench/peers`, which prints `letters seconds`.
fn timed(mut command: Command, load: Load<'_>, folder: &Path) -> f64 {
    if let Some(login) = &load.server.login {
        command.env("BENCH_USER", login.user).env("BENCH_PASSWORD", login.password);
        command.env("BENCH_CA", &login.ca);
    }
    command
        .arg(&load.server.host)
        .arg(load.server.port.to_string())
        .arg(load.letters.to_string())
        .arg(load.connections.to_string())
        .arg(load.signers)
        .arg(Tools::repository(LETTER));
    let printed = run(command, folder).stdout;
    let (letters, seconds) = printed.trim().split_once(' ').expect("letters and seconds");
    assert_eq!(letters, load.letters.to_string(), "the peer says how many it sent");
    seconds.parse().expect("seconds")
}
