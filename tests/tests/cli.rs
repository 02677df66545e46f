//! The terminal's contract: what scripts rely on.
#![allow(clippy::indexing_slicing, reason = "a broken test may panic")]

use mail_parser::MessageParser;
use serde_json::Value;
use unforgotten_tests::batch;
use unforgotten_tests::fake_smtp::{Act, FakeSmtp, Script, Step};
use unforgotten_tests::home::{OFFICE, PERSON, TEMPLATE, TestHome};

#[test]
fn the_first_letter_arrives_as_it_was_rendered() {
    let server = FakeSmtp::start(Script::new());
    let home = TestHome::with_account(&server.url());
    let words = "I teach.\n\n.My students ask.";
    let letter = ["--person", PERSON, "--to", OFFICE, "--template", TEMPLATE, "--own-words", words];
    let rendered = home.run(&[&["letter", "render"], &letter[..]].concat());
    rendered.succeeds();
    home.send(&["--own-words", words]).succeeds();

    let letters = server.letters();
    assert_eq!(letters.len(), 1, "one letter to one office");
    assert_eq!(letters[0].from, "anna@example.org", "MAIL FROM is the account's address");
    assert_eq!(letters[0].to, ["office@example.org"], "RCPT TO is the office's channel");
    let message = MessageParser::default().parse(&letters[0].bytes).expect("a message");
    let text = message.body_text(0).expect("a text").replace("\r\n", "\n");
    let (subject, body) = rendered.stdout.split_once("\n\n").expect("subject, empty line, text");
    assert_eq!(message.subject(), subject.strip_prefix("Subject: "), "the same subject");
    assert_eq!(text.trim_end_matches('\n'), body.trim_end_matches('\n'), "the same words");

    let stored = home.outbox();
    assert_eq!(stored[0]["state"], "sent", "2yz after the dot");
    let id = message.message_id().expect("a Message-ID");
    assert_eq!(stored[0]["message_id"], id, "the outbox knows the Message-ID that left");
}

#[test]
fn nothing_in_the_message_tells_about_the_machine() {
    let server = FakeSmtp::start(Script::new());
    let home = TestHome::with_account(&server.url());
    home.send(&[]).succeeds();
    let bytes = String::from_utf8_lossy(&server.letters()[0].bytes).to_lowercase();
    let (headers, _) = bytes.split_once("\r\n\r\n").expect("headers and text");
    for header in ["received", "x-mailer", "user-agent", "precedence", "list-unsubscribe"] {
        assert!(!headers.contains(&format!("\r\n{header}:")), "{header} stands in: {headers}");
    }
    assert!(headers.contains("+0000"), "the time zone would tell where the writer is");
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let name = name.trim().to_lowercase();
    let said = server.commands().join("\n").to_lowercase();
    assert!(said.contains("ehlo [127.0.0.1]"), "an address literal: {said}");
    if name.len() > 3 && name != "localhost" {
        assert!(!said.contains(&name) && !bytes.contains(&name), "the machine's name is told");
    }
}

#[test]
fn practice_mode_keeps_the_letter_on_this_computer() {
    let home = TestHome::with_profile();
    let ran = home.practice(&["--lang", "ru", "--account", "practice", "--json"]);
    ran.succeeds();
    let sent = ran.json();
    let path = sent[0]["eml"].as_str().expect("the path of the .eml");
    let message = std::fs::read(path).expect("the practice letter");
    let message = MessageParser::default().parse(&message).expect("a message");
    let text = message.body_text(0).expect("a text");
    assert!(text.contains("Мария Пробе"), "the letter is Russian: {text}");
}

#[test]
fn an_unchecked_address_needs_a_person() {
    let home = TestHome::with_profile();
    let send = ["send", "--person", PERSON, "--to", OFFICE, "--template", TEMPLATE, "--yes"];
    home.run(&send).ends_with(3).is_a_clear_error().says("not checked since");
    assert!(home.outbox().is_empty(), "nothing was queued");
    home.run(&["offices", "confirm", OFFICE]).succeeds();
    home.run(&send).succeeds();
}

#[test]
fn the_same_letter_does_not_go_out_twice_on_one_day() {
    let server = FakeSmtp::start(Script::new());
    let home = TestHome::with_account(&server.url());
    home.send(&[]).succeeds();
    home.send(&[]).ends_with(3).is_a_clear_error().says("already waiting or sent");
    assert_eq!(server.letters().len(), 1, "the second one stayed");
    home.send(&["--again"]).succeeds();
    assert_eq!(server.letters().len(), 2, "a person can decide otherwise");
}

#[test]
fn lists_have_the_shape_that_scripts_rely_on() {
    let home = TestHome::with_profile();
    let keys = |value: &Value, keys: &[&str]| {
        for key in keys {
            assert!(value.get(key).is_some(), "no “{key}” in {value}");
        }
    };
    let of = |args: &[&str]| home.run(&[args, &["--json"]].concat()).succeeds().json();
    keys(&of(&["people", "list"])[0], &["id", "name", "country", "days"]);
    keys(&of(&["people", "show", "boris-kagarlitsky"]), &["card", "periods", "sources"]);
    keys(&of(&["offices", "list"])[0], &["id", "name", "channels", "languages"]);
    keys(&of(&["offices", "show", OFFICE]), &["id", "channels", "email_channel"]);
    keys(&of(&["templates", "list"])[0], &["id", "kind", "languages", "title"]);
    keys(&of(&["templates", "show", TEMPLATE])["en"], &["title", "asks", "fields"]);
    keys(&of(&["profile", "show"]), &["name", "town", "country"]);
    home.practice(&[]).succeeds();
    let letter = &of(&["outbox", "list"])[0];
    keys(letter, &["id", "state", "person", "office", "signer", "template", "lang"]);
    keys(letter, &["message_id", "to", "attempts", "campaign"]);
    keys(&letter["attempts"][0], &["at", "phase", "code", "enhanced", "text"]);
    let id = letter["id"].as_str().expect("ids are texts");
    keys(&of(&["outbox", "show", id]), &["row", "message_id", "text", "attempts"]);
}

#[test]
fn errors_are_json_when_json_is_asked_for() {
    let home = TestHome::new();
    for (args, code, exit) in [
        (&["people", "show", "nobody", "--json"][..], "not_found", 2),
        (&["outbox", "show", "7", "--json"], "not_found", 2),
        (&["people", "lsit", "--json"], "bad_request", 2),
        (&["account", "test", "none", "--json"], "no_account", 2),
    ] {
        let ran = home.run(args);
        ran.ends_with(exit);
        let error: Value = serde_json::from_str(&ran.stderr).expect("one JSON document");
        assert_eq!(error["error"]["code"], code, "of {args:?}");
        assert!(error["error"]["message"].is_string() && error["error"]["params"].is_object());
    }
}

#[test]
fn a_password_goes_into_the_encrypted_file_and_nowhere_else() {
    let server = FakeSmtp::start(Script::new().auth("anna@example.org", "s3cret-pass"));
    let mut home = TestHome::with_profile();
    let url = server.url();
    let add =
        ["account", "add", "fake", "--url", &url, "--from", "anna@example.org", "--password-stdin"];
    home.run_with_input(&add, "s3cret-pass\n")
        .ends_with(1)
        .is_a_clear_error()
        .says("UNFORGOTTEN_PASSPHRASE");
    assert_eq!(
        home.run(&["account", "list", "--json"]).json(),
        serde_json::json!([]),
        "not half added"
    );
    home.set("UNFORGOTTEN_PASSPHRASE", "correct horse");
    home.run_with_input(&add, "s3cret-pass\n").succeeds();
    home.run(&["account", "test", "fake"]).succeeds();
    home.send(&["-vv"]).succeeds();
    assert_eq!(server.letters().len(), 1, "signed in and sent");
    for entry in std::fs::read_dir(home.path()).expect("the home").flatten() {
        let bytes = std::fs::read(entry.path()).unwrap_or_default();
        let found = bytes.windows(11).any(|part| part == b"s3cret-pass");
        assert!(!found, "the password stands in {}", entry.path().display());
    }
}

#[test]
fn logs_name_nobody_even_when_asked_to_be_verbose() {
    let server = FakeSmtp::start(Script::new().auth("anna@example.org", "s3cret-pass"));
    let mut home = TestHome::with_profile();
    home.set("UNFORGOTTEN_PASSPHRASE", "correct horse");
    let url = server.url();
    let add =
        ["account", "add", "fake", "--url", &url, "--from", "anna@example.org", "--password-stdin"];
    home.run_with_input(&add, "s3cret-pass\n").succeeds();
    let ran = home.send(&["-v", "--quiet", "--own-words", "Zwetschgendatschi"]);
    ran.succeeds();
    assert!(!ran.stderr.is_empty(), "there is a log to look at:\n{ran}");
    for secret in ["s3cret", "Anna", "anna@", "office@", "Maria", "Zwetschgen", "just peace"] {
        assert!(!ran.stderr.contains(secret), "the log tells “{secret}”:\n{ran}");
    }
}

#[test]
fn a_killed_program_leaves_the_letter_in_doubt_and_sends_nothing_twice() {
    use std::time::{Duration, Instant};
    use unforgotten_tests::fake_smtp::{Act, Step};
    let server = FakeSmtp::start(Script::new().nth(Step::Dot, 1, [Act::Stall]));
    let home = TestHome::with_account(&server.url());
    let mut command = home.command();
    command.args(["send", "--person", PERSON, "--to", OFFICE, "--template", TEMPLATE]);
    command.args(["--account", "fake", "--yes", "--confirm-unchecked"]);
    let mut child = command.spawn().expect("the program");
    let begun = Instant::now();
    while server.count(Step::Dot) == 0 {
        assert!(begun.elapsed() < Duration::from_secs(20), "the body never came");
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().expect("kill -9");
    child.wait().expect("its end");
    assert_eq!(home.outbox()[0]["state"], "sending", "the fence was durable before the body");
    home.run(&["outbox", "run"]).ends_with(3);
    let letter = &home.outbox()[0];
    assert_eq!(letter["state"], "in_doubt", "nobody knows, and the program says so");
    assert!(server.letters().is_empty(), "and did not try again by itself");
    let id = letter["id"].as_str().expect("an id").to_owned();
    home.run(&["outbox", "retry", &id]).ends_with(1).is_a_clear_error();
    home.run(&["outbox", "resolve", &id, "again"]).succeeds();
    home.run(&["outbox", "run"]).succeeds();
    assert_eq!(server.letters().len(), 1, "sent again because a person said so");
    let message = String::from_utf8_lossy(&server.letters()[0].bytes).into_owned();
    let id = home.outbox()[0]["message_id"].as_str().unwrap_or("?").to_owned();
    assert!(message.contains(&id), "with the same Message-ID");
}

#[test]
fn two_terminals_on_one_home_send_each_letter_once() {
    let server = FakeSmtp::start(Script::new());
    let home = TestHome::with_account(&server.url());
    let children: Vec<_> = (0..6)
        .map(|n| {
            let office = format!("office-{n}");
            let text = std::fs::read_to_string(home.path().join("own/offices/test-office.toml"));
            let text = text.expect("the office").replace("office@", &format!("o{n}@"));
            home.write(&format!("own/offices/{office}.toml"), text);
            office
        })
        .map(|office| {
            let mut command = home.command();
            command.args(["send", "--person", PERSON, "--to", &office, "--template", TEMPLATE]);
            command.args(["--account", "fake", "--yes", "--confirm-unchecked"]);
            command.stdout(std::process::Stdio::null()).spawn().expect("the program")
        })
        .collect();
    for mut child in children {
        assert!(child.wait().expect("its end").success(), "each terminal sees its letter sent");
    }
    let mut to: Vec<_> = server.letters().into_iter().flat_map(|letter| letter.to).collect();
    to.sort();
    let want: Vec<_> = (0..6).map(|n| format!("o{n}@example.org")).collect();
    assert_eq!(to, want, "each letter exactly once");
}

#[test]
fn nobody_else_on_the_computer_can_read_the_home() {
    use std::os::unix::fs::PermissionsExt;
    let home = TestHome::with_profile();
    let open = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(home.path(), open).expect("a folder that others can enter");
    home.run(&[
        "send",
        "--person",
        PERSON,
        "--to",
        OFFICE,
        "--template",
        TEMPLATE,
        "--confirm-unchecked",
    ])
    .succeeds();
    for name in ["letters.db", "practice", "running"] {
        let data = std::fs::metadata(home.path().join(name)).expect(name);
        assert_eq!(data.permissions().mode() & 0o077, 0, "{name} is for its owner only");
    }
}

#[test]
fn one_broken_mailbox_does_not_stop_the_others() {
    let server = FakeSmtp::start(Script::new());
    let mut home = TestHome::with_account(&server.url());
    home.set("UNFORGOTTEN_PASSPHRASE", "correct horse");
    let add = [
        "account",
        "add",
        "aaa",
        "--url",
        "smtps://u@localhost:1",
        "--from",
        "a@example.org",
        "--password-stdin",
    ];
    home.run_with_input(&add, "pass\n").succeeds();
    home.set("UNFORGOTTEN_PASSPHRASE", "");
    let broken = ["--account", "aaa", "--yes", "--confirm-unchecked"];
    let letter = ["send", "--person", PERSON, "--to", OFFICE, "--template", TEMPLATE];
    home.run(&[&letter[..], &broken].concat()).ends_with(1);
    assert_eq!(home.outbox()[0]["state"], "queued", "its letter waits");
    home.send(&["--again"]).succeeds();
    assert_eq!(server.letters().len(), 1, "the other mailbox sends");
}

#[tokio::test]
async fn a_letter_that_was_damaged_on_the_disk_is_refused_and_does_not_stop_the_others() {
    let server = FakeSmtp::start(Script::new().nth(
        unforgotten_tests::fake_smtp::Step::Greeting,
        1,
        [unforgotten_tests::fake_smtp::Act::say("421 later")],
    ));
    let home = TestHome::with_account(&server.url());
    home.send(&[]).ends_with(1);
    let file = home.path().join("letters.db");
    let pool =
        sqlx::SqlitePool::connect(&format!("sqlite://{}", file.display())).await.expect("it");
    sqlx::query("UPDATE letter_content SET bytes = x'00'").execute(&pool).await.expect("damage");
    pool.close().await;
    home.run(&["outbox", "retry", "1"]).succeeds();
    home.send(&["--again"]).succeeds();
    assert_eq!(server.letters().len(), 1, "the good letter went out, the damaged one did not");
    let states: Vec<_> = home.outbox().iter().map(|l| l["state"].clone()).collect();
    assert_eq!(states, ["sent", "refused"], "newest first");
}

#[test]
fn letters_of_a_removed_mailbox_need_a_person_and_do_not_make_the_worker_wait() {
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.local_addr().expect("its address").port()
    };
    let home = TestHome::with_account(&format!("smtp+insecure://127.0.0.1:{port}"));
    home.send(&[]).ends_with(1);
    home.run(&["account", "remove", "fake"]).succeeds();
    home.run(&["outbox", "run", "--until-empty"]).ends_with(3);
    assert_eq!(home.outbox()[0]["state"], "queued", "nothing is lost");
}

#[test]
fn an_office_that_is_named_twice_is_told_before_anything_is_queued() {
    let home = TestHome::with_profile();
    let twice = format!("{OFFICE},{OFFICE}");
    home.run(&[
        "send",
        "--person",
        PERSON,
        "--to",
        &twice,
        "--template",
        TEMPLATE,
        "--confirm-unchecked",
    ])
    .ends_with(2)
    .is_a_clear_error()
    .says("named twice");
    assert!(home.outbox().is_empty(), "nothing was queued");
}

#[test]
fn an_output_file_is_written_whole_and_its_neighbours_stay() {
    let home = TestHome::with_profile();
    home.write("letter.part", "a neighbour");
    let out = home.path().join("letter.txt").display().to_string();
    let letter = ["letter", "render", "--person", PERSON, "--to", OFFICE, "--template", TEMPLATE];
    home.run(&[&letter[..], &["--out", &out]].concat()).succeeds();
    let read = |name: &str| std::fs::read_to_string(home.path().join(name)).expect(name);
    assert!(read("letter.txt").contains("Maria Probe"), "the letter is there");
    assert_eq!(read("letter.part"), "a neighbour", "and nothing else was touched");
    home.run(&[&letter[..], &["--out", "/dev/null"]].concat()).succeeds();
    let about = std::fs::metadata("/dev/null").expect("/dev/null");
    assert!(!about.is_file(), "a device stays a device");
    home.run(&[&letter[..], &["--out", "/no/such/folder/x"]].concat())
        .ends_with(2)
        .is_a_clear_error();
}

#[test]
fn completions_and_the_manual_are_generated() {
    let home = TestHome::new();
    assert!(home.run(&["completions", "bash"]).succeeds().stdout.contains("_unforgotten"));
    assert!(home.run(&["man"]).succeeds().stdout.contains(".TH unforgotten"));
}

#[tokio::test]
async fn a_sending_that_is_done_leaves_no_other_letter_in_doubt() {
    // The receipt for the older letter takes longer than a farewell would wait.
    let slow = [Act::Wait(std::time::Duration::from_secs(12)), Act::say("250 2.0.0 taken")];
    let server = FakeSmtp::start(Script::new().nth(Step::Dot, 1, slow));
    let home = TestHome::with_profile();
    let url = server.url();
    let add = ["account", "add", "fake", "--url", &url, "--from", "anna@example.org"];
    home.run(&[&add[..], &["--connections", "2"]].concat()).succeeds();
    let store = batch::store(&home).await;
    batch::queue(&store, 0..1).await;
    store.close().await;
    home.send(&[]).succeeds();
    let states: Vec<_> = home.outbox().iter().map(|letter| letter["state"].clone()).collect();
    assert_eq!(states, ["sent", "sent"], "the older one had the time that it needed");
}
