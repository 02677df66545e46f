//! Homes full of letters: a few people of a town write to one office, each the letter of
//! `bench/letter.txt` with their own name.

use std::ffi::OsStr;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::run::{self, Ran};
use super::server::Server;
use super::tools::Tools;
use crate::home::{OFFICE, PERSON, TestHome, finish, program};

/// The text of the letters, with the fields as Handlebars, Jinja and the peers write them.
pub const LETTER: &str = "bench/letter.txt";
/// The account that all letters leave from.
const ACCOUNT: &str = "bench";
const TEMPLATE: &str = "bench";

/// Rows of `name,town,country,email` for so many signers.
pub fn write_signers(file: &Path, count: usize) {
    let mut text = "name,town,country,email\n".to_owned();
    for n in 1..=count {
        let _ = writeln!(text, "Signer {n:06},Rostock,Germany,signer{n}@example.org");
    }
    fs::write(file, text).expect("the file of signers");
}

/// Bytes of the text of one letter.
pub fn text_size() -> usize {
    letter("Signer 000001", "Rostock", "Germany").len()
}

fn letter(name: &str, town: &str, country: &str) -> String {
    let text = fs::read_to_string(Tools::repository(LETTER)).expect("the letter");
    text.replace("{{name}}", name).replace("{{town}}", town).replace("{{country}}", country)
}

/// A home whose queue holds `letters` letters, and what putting them there cost (W0).
pub fn fill(letters: usize, folder: &Path) -> (TestHome, Ran) {
    let home = TestHome::with_profile();
    let text = letter("{{sender.name}}", "{{sender.town}}", "{{sender.country}}");
    let front = "+++\nkind = \"official\"\ntitle = \"Bench\"\n\
        subjects = [\"Maria Probe: a letter from {{sender.name}}\"]\n+++\n";
    home.write("own/letters/bench/en.hbs", format!("{front}{text}"));
    // Port 9 is closed: nothing leaves before the measurement.
    let nowhere = Server::open(([127, 0, 0, 1], 9).into());
    add_account(home.path(), &nowhere);
    home.run(&["offices", "confirm", OFFICE]).succeeds();
    let ran = start_campaign(&home, letters, folder);
    (home, ran)
}

/// W0 of the program itself.
fn start_campaign(home: &TestHome, letters: usize, folder: &Path) -> Ran {
    let signers = folder.join(format!("signers-{letters}.csv"));
    write_signers(&signers, letters);
    let signers = signers.to_string_lossy();
    let new = [
        "campaign",
        "new",
        "bench",
        "--person",
        PERSON,
        "--to",
        OFFICE,
        "--template",
        TEMPLATE,
        "--signers",
        &signers,
        "--closes",
        "2099-12-31",
        "--account",
        ACCOUNT,
    ];
    let read = run::run(pinned(home.path(), &new), folder);
    let start = [
        "campaign",
        "start",
        "bench",
        "--account",
        ACCOUNT,
        "--per-hour",
        "0",
        "--per-day",
        "0",
        "--per-office",
        "0",
        "--connections",
        "16",
    ];
    let queued = run::run(pinned(home.path(), &start), folder);
    Ran {
        seconds: read.seconds + queued.seconds,
        peak_mib: read.peak_mib.max(queued.peak_mib),
        stdout: queued.stdout,
    }
}

/// A copy of `home` that sends to `server`; the original stays full.
pub fn copy(home: &Path, server: &Server, to: &Path) -> PathBuf {
    let copy = to.join("home");
    if copy.exists() {
        fs::remove_dir_all(&copy).expect("the copy of before goes");
    }
    copy_folder(home, &copy);
    finish(command(&copy, &["account", "remove", ACCOUNT]), "").succeeds();
    add_account(&copy, server);
    // What still has to reach the disk must not do so during the measurement.
    let database = fs::File::open(copy.join("letters.db")).expect("the copied database");
    database.sync_all().expect("the copied database on the disk");
    copy
}

fn add_account(home: &Path, server: &Server) {
    let from = "Anna Beispiel <anna@example.org>";
    let mut add = command(home, &["account", "add", ACCOUNT, "--from", from, "--url", &server.url]);
    let mut input = String::new();
    if let Some(login) = &server.login {
        add.arg("--ca").arg(&login.ca).arg("--password-stdin");
        input.push_str(login.password);
    }
    finish(add, &input).succeeds();
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("the folder").flatten() {
        let (path, copy) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_folder(&path, &copy);
        } else {
            fs::copy(&path, &copy).expect("a copy");
        }
    }
}

/// The worker that sends all letters of a home and ends.
pub fn worker(home: &Path, connections: usize) -> Command {
    let connections = connections.to_string();
    pinned(home, &["outbox", "run", "--until-empty", "--connections", &connections])
}

/// `unforgotten --home HOME …` on the core of the measurements.
pub fn pinned(home: &Path, args: &[&str]) -> Command {
    with_environment(run::pinned(program("unforgotten")), home, args)
}

fn command(home: &Path, args: &[&str]) -> Command {
    with_environment(Command::new(program("unforgotten")), home, args)
}

fn with_environment(mut command: Command, home: &Path, args: &[&str]) -> Command {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let environment: [(&str, &OsStr); 5] = [
        ("PATH", &path),
        ("HOME", home.as_os_str()),
        ("LANG", OsStr::new("C.UTF-8")),
        ("DBUS_SESSION_BUS_ADDRESS", OsStr::new("disabled:")),
        // There is no keyring here: a password goes to the encrypted file.
        ("UNFORGOTTEN_PASSPHRASE", OsStr::new("of the measurements")),
    ];
    command.arg("--home").arg(home).args(args).env_clear().envs(environment);
    command
}
