//! A person with a mailbox on one of these servers, who uses the terminal.

use std::path::Path;

use serde_json::Value;

use super::PASSWORD;
use crate::home::{PERSON, Ran, TEMPLATE, TestHome};

/// What the account is called.
pub const ACCOUNT: &str = "mine";

/// A home folder with the account [`ACCOUNT`].
#[derive(Debug)]
pub struct Writer {
    home: TestHome,
}

impl Writer {
    /// With a password, and the authority of the server's certificate.
    pub fn with_password(url: &str, ca: &Path, password: &str) -> Self {
        let writer = Self::new();
        let ca = ca.display().to_string();
        let args = ["--url", url, "--ca", &ca, "--password-stdin"];
        writer.add(&args, &format!("{password}\n"));
        writer
    }

    /// With the right password.
    pub fn at(url: &str, ca: &Path) -> Self {
        Self::with_password(url, ca, PASSWORD)
    }

    /// At a server that asks for no password.
    pub fn without_password(url: &str, ca: Option<&Path>) -> Self {
        let writer = Self::new();
        let ca = ca.map(|ca| ca.display().to_string());
        let ca: Vec<&str> = ca.iter().flat_map(|ca| ["--ca", ca]).collect();
        writer.add(&[&["--url", url], &ca[..]].concat(), "");
        writer
    }

    fn new() -> Self {
        let mut home = TestHome::with_profile();
        // There is no keyring in a test: the password goes to the encrypted file.
        home.set("UNFORGOTTEN_PASSPHRASE", "of the tests");
        Self { home }
    }

    fn add(&self, more: &[&str], input: &str) {
        let from = ["account", "add", ACCOUNT, "--from", "Anna Beispiel <anna@example.org>"];
        self.home.run_with_input(&[&from, more].concat(), input).succeeds();
    }

    /// The home folder.
    pub fn home(&self) -> &TestHome {
        &self.home
    }

    /// The same, to set what its commands find in their environment.
    pub fn home_mut(&mut self) -> &mut TestHome {
        &mut self.home
    }

    /// An office of the writer's own that takes letters at an address.
    pub fn knows(&self, office: &str, address: &str) {
        let text = format!(
            "kind = \"official\"\ncountry = \"XX\"\nlanguages = [\"en\", \"ru\"]\n\
             name.en = \"Office {office}\"\nname.ru = \"Ведомство {office}\"\n\
             salutation.en = \"Dear Office,\"\nsalutation.ru = \"Уважаемое ведомство!\"\n\
             source.title = \"invented for tests\"\n\
             [[channel]]\nkind = \"email\"\nvalue = \"{address}\"\nstatus = \"accepted\"\n\
             source.title = \"invented for tests\"\n"
        );
        self.home.write(&format!("own/offices/{office}.toml"), text);
    }

    /// Sends the official letter to offices, several with commas between them.
    pub fn send(&self, offices: &str, language: &str) -> Ran {
        self.home.run(&Self::sending(offices, language))
    }

    /// The arguments of [`Writer::send`].
    pub fn sending<'a>(offices: &'a str, language: &'a str) -> Vec<&'a str> {
        [
            &["send", "--person", PERSON, "--to", offices, "--template", TEMPLATE][..],
            &["--lang", language, "--account", ACCOUNT, "--yes", "--confirm-unchecked"],
        ]
        .concat()
    }

    /// What `letter render` prints for the same letter: the subject and the text.
    pub fn rendered(&self, office: &str, language: &str) -> (String, String) {
        let ran = self.home.run(&[
            "letter",
            "render",
            "--person",
            PERSON,
            "--to",
            office,
            "--template",
            TEMPLATE,
            "--lang",
            language,
        ]);
        let text = ran.succeeds().stdout.as_str();
        let (subject, body) = text.split_once("\n\n").expect("a subject, an empty line, a text");
        let subject = subject.strip_prefix("Subject: ").expect("the subject comes first");
        (subject.to_owned(), body.trim_end().to_owned())
    }

    /// The one letter of the outbox.
    #[track_caller]
    pub fn letter(&self) -> Value {
        let mut letters = self.home.outbox();
        assert_eq!(letters.len(), 1, "one letter: {letters:?}");
        letters.remove(0)
    }

    /// Makes the only letter due now, and lets the worker send what is due.
    pub fn retry(&self) -> Ran {
        let letter = self.letter();
        let id = letter["id"].as_str().expect("ids are texts");
        self.home.run(&["outbox", "retry", id]).succeeds();
        self.run()
    }

    /// Lets the worker send what is due.
    pub fn run(&self) -> Ran {
        self.home.run(&["outbox", "run", "--until-empty"])
    }

    /// Why the account is on hold, if it is.
    pub fn hold(&self) -> Option<String> {
        let accounts = self.home.run(&["account", "list", "--json"]).succeeds().json();
        accounts[0]["hold"].as_str().map(str::to_owned)
    }
}

/// The server's last words about a letter, as code and text.
pub fn last_words(letter: &Value) -> (u64, String) {
    let attempt = letter["attempts"].as_array().and_then(|all| all.last());
    let attempt = attempt.expect("an attempt");
    let text = attempt["text"].as_str().unwrap_or_default().to_owned();
    (attempt["code"].as_u64().unwrap_or_default(), text)
}

/// Whether a letter will go out by itself some time, in the contract's words.
pub fn waits(letter: &Value) -> bool {
    matches!(letter["state"].as_str(), Some("queued" | "deferred"))
}
