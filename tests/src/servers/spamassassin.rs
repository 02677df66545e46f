//! What a spam filter thinks of a letter: `spamassassin -L -t`, so without the network.

use super::unpacked::Unpacked;
use crate::home::finish;

/// The verdict on one letter.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// Points; 5 is spam by default.
    pub score: f64,
    /// The names of the rules that matched.
    pub tests: String,
    /// All that the filter wrote about the letter, points by rule.
    pub report: String,
}

/// Asks about messages, in their order. One start for all of them: reading the rules takes
/// longer than using them.
pub fn judge(messages: &[Vec<u8>]) -> Vec<Verdict> {
    let unpacked = Unpacked::find();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let perl = unpacked.perl("usr/bin/spamassassin");
    let mut command = std::process::Command::new(&perl[0]);
    command.args(&perl[1..]).args(["-L", "-t", "-x"]);
    command.arg(format!("--configpath={}", unpacked.path("usr/share/spamassassin").display()));
    command.arg(format!("--siteconfigpath={}", unpacked.path("etc/spamassassin").display()));
    command.arg(format!("--cf=bayes_path {}/bayes", folder.path().display()));
    command.env_clear().env("PATH", "/usr/bin:/bin").env("HOME", folder.path());
    for (number, message) in messages.iter().enumerate() {
        let path = folder.path().join(format!("{number:03}.eml"));
        std::fs::write(&path, message).expect("a message");
        command.arg(path);
    }
    let ran = finish(command, "");
    let verdicts: Vec<_> = ran.stdout.split("\nX-Spam-Status: ").skip(1).map(verdict).collect();
    assert_eq!(verdicts.len(), messages.len(), "a verdict for each message:\n{ran}");
    verdicts
}

/// Reads `No, score=0.1 required=5.0 tests=A,\n\tB autolearn=…` and what follows it.
fn verdict(status: &str) -> Verdict {
    let after = |name: &str| status.split_once(name).map_or("", |(_, rest)| rest);
    let word = after("score=").split_whitespace().next().unwrap_or_default();
    let score = word.parse().unwrap_or_else(|_| panic!("no score in: {status}"));
    let tests = after("tests=").split_once(" autolearn").map_or("", |(tests, _)| tests);
    let report = after("Content analysis details:").to_owned();
    Verdict { score, tests: tests.split_whitespace().collect(), report }
}
