//! A home folder for one test, with invented people and offices, and the terminal on it.

#![allow(clippy::expect_used, reason = "a home that cannot be made must fail its test loudly")]

use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// No command of the terminal takes this long in a test.
const PATIENCE: Duration = Duration::from_secs(60);

/// The person of the tests.
pub const PERSON: &str = "test-person";
/// An office that takes e-mail at `office@example.org`.
pub const OFFICE: &str = "test-office";
/// The official letter of the starter pack.
pub const TEMPLATE: &str = "release-agreement";

const PERSON_FILE: &str = r#"
country = "XX"
language = "en"
gender = "female"
offices = ["test-office"]
name.en = "Maria Probe"
name.ru = "Мария Пробе"
[[source]]
title = "invented for tests"
"#;

const OFFICE_FILE: &str = r#"
kind = "official"
country = "XX"
languages = ["en", "ru"]
name.en = "Office of Tests"
name.ru = "Ведомство испытаний"
salutation.en = "Dear Office,"
salutation.ru = "Уважаемое ведомство!"
source.title = "invented for tests"
[[channel]]
kind = "email"
value = "office@example.org"
status = "accepted"
source.title = "invented for tests"
"#;

/// A home folder that goes with the test.
#[derive(Debug)]
pub struct TestHome {
    folder: TempDir,
    environment: Vec<(String, String)>,
}

/// What a command printed, and how it ended.
pub struct Ran {
    /// The whole command line.
    pub command: String,
    /// The exit code; `None` if it was killed.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// The bytes of standard output.
    pub bytes: Vec<u8>,
}

impl TestHome {
    /// An empty home with the invented person and office in `own/`.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let home = Self { folder, environment: Vec::new() };
        home.write("own/people/test-person.toml", PERSON_FILE);
        home.write("own/offices/test-office.toml", OFFICE_FILE);
        home
    }

    /// A home with a profile.
    pub fn with_profile() -> Self {
        let home = Self::new();
        home.run(&[
            "profile",
            "set",
            "--name",
            "Anna Beispiel",
            "--town",
            "Rostock",
            "--country",
            "Germany",
            "--email",
            "anna@example.org",
        ])
        .succeeds();
        home
    }

    /// A home with a profile and the account `fake` at this address.
    pub fn with_account(url: &str) -> Self {
        let home = Self::with_profile();
        home.run(&[
            "account",
            "add",
            "fake",
            "--url",
            url,
            "--from",
            "Anna Beispiel <anna@example.org>",
        ])
        .succeeds();
        home
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file below the folder.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, text).expect("a file");
    }

    /// Sets an environment variable for all commands that follow.
    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.push((name.to_owned(), value.to_owned()));
    }

    /// What was set for all commands.
    pub fn variables(&self) -> impl Iterator<Item = (&str, &str)> {
        self.environment.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Runs `unforgotten` on this home.
    pub fn run(&self, args: &[&str]) -> Ran {
        self.run_with_input(args, "")
    }

    /// Runs `unforgotten` on this home with a text on standard input.
    pub fn run_with_input(&self, args: &[&str], input: &str) -> Ran {
        let mut command = self.command();
        command.args(args);
        finish(command, input)
    }

    /// `unforgotten --home …` in an environment of its own, without a keyring.
    pub fn command(&self) -> Command {
        let mut command = Command::new(program("unforgotten"));
        command.arg("--home").arg(self.path());
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.path())
            .env("LANG", "C.UTF-8")
            .env("DBUS_SESSION_BUS_ADDRESS", "disabled:")
            .envs(self.environment.iter().map(|(k, v)| (k, v)));
        command
    }

    /// Sends the official letter to the test office from the account `fake`.
    pub fn send(&self, more: &[&str]) -> Ran {
        self.practice(&[&["--account", "fake"], more].concat())
    }

    /// Sends the official letter to the test office from where letters go by themselves.
    pub fn practice(&self, more: &[&str]) -> Ran {
        let letter = ["send", "--person", PERSON, "--to", OFFICE, "--template", TEMPLATE];
        self.run(&[&letter[..], &["--yes", "--confirm-unchecked"], more].concat())
    }

    /// Adds an office like the test office, with another id and address.
    pub fn office(&self, id: &str, address: &str) {
        let text = OFFICE_FILE.replace("office@example.org", address);
        self.write(&format!("own/offices/{id}.toml"), text);
    }

    /// The test office takes post only, in this street.
    pub fn office_by_post(&self, street: &str) {
        let text = OFFICE_FILE
            .replace("kind = \"email\"", "kind = \"post\"")
            .replace("office@example.org", &format!("{street}\\n12345 Testtown"));
        self.write(&format!("own/offices/{OFFICE}.toml"), text);
    }

    /// Makes a campaign for the test person to the test office, which is confirmed, with these
    /// signers. The file of signers is `signers.csv` in the home.
    pub fn campaign(&self, id: &str, signers: impl AsRef<[u8]>, more: &[&str]) -> Ran {
        self.write("signers.csv", signers);
        let file = self.path().join("signers.csv").display().to_string();
        self.run(&["offices", "confirm", OFFICE]).succeeds();
        let mut args = vec!["campaign", "new", id, "--person", PERSON, "--template", TEMPLATE];
        args.extend_from_slice(&["--signers", &file, "--closes", "2099-12-31"]);
        if !more.contains(&"--to") {
            args.extend_from_slice(&["--to", OFFICE]);
        }
        args.extend_from_slice(more);
        self.run(&args)
    }

    /// A command of a campaign, its result as JSON.
    #[track_caller]
    pub fn campaign_json(&self, args: &[&str]) -> Value {
        let ran = self.run(&[&["campaign"], args, &["--json"]].concat());
        assert!(matches!(ran.code, Some(0 | 3)), "the exit code of:\n{ran}");
        ran.json()
    }

    /// The letters, as `outbox list --json` gives them.
    pub fn outbox(&self) -> Vec<Value> {
        let ran = self.run(&["outbox", "list", "--json"]);
        ran.succeeds();
        ran.json().as_array().cloned().expect("an array of letters")
    }
}

impl Default for TestHome {
    fn default() -> Self {
        Self::new()
    }
}

/// Runs a command to its end, killing it when it takes too long.
pub fn finish(mut command: Command, input: &str) -> Ran {
    let shown = format!("{command:?}");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts; `make build` builds it");
    if let Some(mut stdin) = child.stdin.take() {
        // A program that does not read its input may end before.
        let _ = std::io::Write::write_all(&mut stdin, input.as_bytes());
    }
    let (stdout, stderr) = (reader(child.stdout.take()), reader(child.stderr.take()));
    let begun = Instant::now();
    let code = loop {
        match child.try_wait().expect("a child to wait for") {
            Some(status) => break status.code(),
            None if begun.elapsed() > PATIENCE => {
                let _ = child.kill();
                break None;
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    let bytes = stdout.join().expect("stdout");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let stderr = text(&stderr.join().expect("stderr"));
    Ran { command: shown, code, stdout: text(&bytes), stderr, bytes }
}

fn reader(pipe: Option<impl Read + Send + 'static>) -> std::thread::JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            let _ = pipe.read_to_end(&mut bytes);
        }
        bytes
    })
}

/// A program that was built beside the tests.
pub fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("the path of this test");
    // target/debug/deps/test-…
    let folder = test.parent().and_then(Path::parent).expect("the folder of the programs");
    folder.join(name)
}

impl Ran {
    /// Fails the test unless the command ended with 0.
    #[track_caller]
    pub fn succeeds(&self) -> &Self {
        self.ends_with(0)
    }

    /// Fails the test unless the command ended with this code.
    #[track_caller]
    pub fn ends_with(&self, code: i32) -> &Self {
        assert_eq!(self.code, Some(code), "the exit code of:\n{self}");
        self
    }

    /// Fails the test unless standard error has this text.
    #[track_caller]
    pub fn says(&self, text: &str) -> &Self {
        assert!(self.stderr.contains(text), "stderr lacks “{text}”:\n{self}");
        self
    }

    /// Fails the test unless the error is one line of what happened and at most one of what
    /// to do, without a backtrace.
    #[track_caller]
    pub fn is_a_clear_error(&self) -> &Self {
        let lines: Vec<&str> = self.stderr.lines().collect();
        let first = lines.first().is_some_and(|line| line.starts_with("error: "));
        let rest = lines.iter().skip(1).all(|line| line.starts_with("  "));
        assert!(first && rest && lines.len() <= 2, "not one clear error:\n{self}");
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        let parsed = serde_json::from_str(&self.stdout);
        assert!(parsed.is_ok(), "stdout is no JSON:\n{self}");
        parsed.unwrap_or_default()
    }
}

impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { command, code, stdout, stderr, .. } = self;
        write!(f, "$ {command}\nexit: {code:?}\n--- stdout\n{stdout}\n--- stderr\n{stderr}")
    }
}
