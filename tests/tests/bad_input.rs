//! Bad input: each kind gets one clear line with what to do, the right exit code, and nothing
//! is lost or half written.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a broken test may panic"
)]

use std::process::Command;

use rstest::rstest;
use unforgotten_tests::fake_smtp::{Act, Certificate, Encryption, FakeSmtp, Script, Step};
use unforgotten_tests::home::{OFFICE, PERSON, Ran, TEMPLATE, TestHome, finish};

const FRONT: &str = "+++\nkind='official'\ntitle='T'\nsubjects=['S']\n+++\n";

fn render(home: &TestHome, template: &str) -> Ran {
    home.run(&[
        "letter",
        "render",
        "--person",
        PERSON,
        "--to",
        OFFICE,
        "--template",
        template,
        "--lang",
        "en",
    ])
}

#[rstest]
#[case::syntax("Dear {{person.name", ":6:", "this is not complete")]
#[case::unknown_field("{{person.nam}}", ":6:1:", "Did you mean “person.name”?")]
#[case::recursive_partial("{{> t}}", ":6:1:", "other files cannot be included")]
#[case::inline_partial("{{#*inline \"t\"}}{{> t}}{{/inline}}", ":6:1:", "not part of letters")]
#[case::unknown_helper("{{shout person.name}}", ":6:1:", "there is no helper “shout”")]
#[case::nesting(&"{{#if person.name}}".repeat(3000), ":6:", "nested more than 16 deep")]
#[case::too_large(&"x".repeat(64 * 1024 + 1), ":1:1:", "at most 65536 are allowed")]
fn a_faulty_template_is_told_with_file_line_and_column(
    #[case] body: &str,
    #[case] place: &str,
    #[case] message: &str,
) {
    let home = TestHome::with_profile();
    home.write("own/letters/mine/en.hbs", format!("{FRONT}{body}"));
    let file = home.path().join("own/letters/mine/en.hbs").display().to_string();
    let ran = home.run(&["templates", "check", &file]);
    ran.ends_with(1);
    let line = ran.stdout.lines().next().unwrap_or("");
    assert!(line.starts_with(&format!("{file}{place}")), "file and place first:\n{ran}");
    assert!(line.contains(message), "then what it is:\n{ran}");
    render(&home, "mine").ends_with(2).says("there is no template “mine”");
    render(&home, TEMPLATE).succeeds().says("own/letters/mine/en.hbs");
}

#[test]
fn a_folder_is_checked_whole_and_variants_against_each_other() {
    let home = TestHome::new();
    let ask = |what: &str| {
        FRONT.replace("subjects", &format!("asks=['{what}']\nsubjects"))
            + &format!("{{{{#ask \"{what}\"}}}}x{{{{/ask}}}}")
    };
    home.write("own/letters/mine/en.hbs", ask("release"));
    home.write("own/letters/mine/ru.hbs", ask("hospital"));
    home.write("own/letters/bad/en.hbs", [0xff, 0xfe, 0x00]);
    let folder = home.path().join("own").display().to_string();
    let ran = home.run(&["templates", "check", &folder]);
    ran.ends_with(1);
    assert!(ran.stdout.contains("every language asks for the same"), "{ran}");
    assert!(ran.stdout.contains("not UTF-8"), "{ran}");
    home.run(&["templates", "check", "/no/such/file"]).ends_with(2).is_a_clear_error();
}

#[test]
fn the_templates_of_the_starter_pack_pass_the_check() {
    let templates = concat!(env!("CARGO_MANIFEST_DIR"), "/../templates");
    TestHome::new().run(&["templates", "check", templates]).succeeds();
}

#[test]
fn a_person_without_the_case_a_template_needs_gets_the_nominative_and_a_note() {
    let home = TestHome::with_profile();
    let letter = ["--person", PERSON, "--to", OFFICE, "--template", TEMPLATE, "--lang", "ru"];
    let ran = home.run(&[&["letter", "render"], &letter[..]].concat());
    ran.succeeds().says("the genitive of person.name is not known");
    assert!(ran.stdout.contains("в защиту Мария Пробе"), "never a blank:\n{ran}");
}

#[test]
fn a_missing_fact_stops_the_letter_instead_of_leaving_a_hole() {
    let home = TestHome::with_profile();
    home.write("own/letters/mine/en.hbs", format!("{FRONT}In {{{{person.facility}}}}."));
    render(&home, "mine").ends_with(3).is_a_clear_error().says("person.facility");
}

#[rstest]
#[case::carriage_return("Anna\rBcc: x@example.org", "holds a line break")]
#[case::line_feed("Anna\nBcc: x@example.org", "holds a line break")]
#[case::tab("Anna\tB", "holds a line break or another control character")]
#[case::long(&"x".repeat(10_000), "is longer than 200 characters")]
#[case::empty("  ", "the name is empty")]
fn a_name_that_cannot_stand_in_a_header_is_refused(#[case] name: &str, #[case] why: &str) {
    let home = TestHome::with_profile();
    home.run(&["profile", "set", "--name", name]).ends_with(2).is_a_clear_error().says(why);
    let profile = home.run(&["profile", "show", "--json"]).json();
    assert_eq!(profile["name"], "Anna Beispiel", "the old name stays");
}

#[rstest]
#[case::nul("Ma\\u0000ria", "holds a line break or another control character")]
#[case::line_feed("Maria\\nBcc: x@example.org", "holds a line break")]
#[case::long(&"x".repeat(10_000), "is longer than 200 characters")]
fn a_name_in_a_file_is_refused_with_the_file(#[case] name: &str, #[case] why: &str) {
    let home = TestHome::new();
    let text = format!("country='XX'\nlanguage='en'\nname.en=\"{name}\"\n[[source]]\ntitle='t'");
    home.write("own/people/bad.toml", text);
    home.run(&["people", "list"]).succeeds().says("own/people/bad.toml:1:1: name.en").says(why);
}

#[rstest]
#[case::carriage_return("a\\rb", "one line of text")]
#[case::nul("a\\u0000b", "one line of text")]
#[case::empty(" ", "one line of text")]
fn a_subject_that_is_no_line_is_refused(#[case] subject: &str, #[case] why: &str) {
    let home = TestHome::new();
    let text = FRONT.replace("'S'", &format!("\"{subject}\"")) + "x";
    home.write("own/letters/mine/en.hbs", text);
    let file = home.path().join("own/letters/mine/en.hbs").display().to_string();
    let ran = home.run(&["templates", "check", &file]);
    assert!(ran.ends_with(1).stdout.contains(why), "{ran}");
}

#[test]
fn a_subject_of_ten_thousand_characters_is_refused() {
    let home = TestHome::with_profile();
    home.write(
        "own/letters/mine/en.hbs",
        FRONT.replace("'S'", &format!("'{}'", "s".repeat(10_000))) + "x",
    );
    render(&home, "mine").ends_with(3).is_a_clear_error().says("longer than 250 characters");
}

#[test]
fn own_words_with_a_control_character_or_without_end_are_refused() {
    let home = TestHome::with_profile();
    home.write("bell.txt", "a\u{7}b");
    home.write("nul.txt", "a\0b");
    home.write("long.txt", "я".repeat(10_001));
    for (file, why) in [
        ("bell.txt", "control character"),
        ("nul.txt", "control character"),
        ("long.txt", "longer"),
    ] {
        let words = format!("@{}", home.path().join(file).display());
        let letter = ["--person", PERSON, "--to", OFFICE, "--template", TEMPLATE];
        let ran = home.run(&[&["letter", "render", "--own-words", &words], &letter[..]].concat());
        ran.ends_with(1).is_a_clear_error().says(why);
    }
}

#[rstest]
#[case::none("Anna")]
#[case::no_domain("Anna <anna@>")]
#[case::no_dot("Anna <anna@example>")]
#[case::injection("Anna <anna@example.org>\r\nBcc: <x@example.org>")]
#[case::two_at("Anna <a@b@example.org>")]
fn an_address_that_is_none_is_refused(#[case] from: &str) {
    let home = TestHome::with_profile();
    let ran =
        home.run(&["account", "add", "a", "--url", "smtps://u@mail.example.org", "--from", from]);
    ran.ends_with(2).is_a_clear_error();
    assert_eq!(home.run(&["account", "list", "--json"]).json(), serde_json::json!([]), "not added");
}

#[rstest]
#[case::insecure("smtp+insecure://mail.example.org:25", "this computer")]
#[case::password("smtps://anna:secret@mail.example.org", "--password-stdin")]
#[case::scheme("http://mail.example.org", "smtps://")]
#[case::garbage("mail.example.org", "smtps://")]
fn a_server_address_that_cannot_be_safe_is_refused(#[case] url: &str, #[case] why: &str) {
    let home = TestHome::with_profile();
    let ran = home.run(&["account", "add", "a", "--url", url, "--from", "anna@example.org"]);
    ran.ends_with(2).is_a_clear_error().says(why);
    assert!(!ran.stderr.contains("secret"), "a password is not repeated:\n{ran}");
}

#[test]
fn an_idn_domain_goes_over_the_wire_in_ascii() {
    let server = FakeSmtp::start(Script::new());
    let home = TestHome::with_account(&server.url());
    let office = home.path().join("own/offices/test-office.toml");
    let text = std::fs::read_to_string(&office).unwrap();
    std::fs::write(office, text.replace("office@example.org", "office@ведомство.рф")).unwrap();
    home.send(&[]).succeeds();
    assert_eq!(server.letters()[0].to, ["office@xn--b1aafd0blcwj.xn--p1ai"], "IDNA");
}

fn sends_badly(script: Script, exit: i32, says: &str) -> (FakeSmtp, TestHome, Ran) {
    let server = FakeSmtp::start(script);
    let mut home = TestHome::with_account(&server.url());
    home.set("UNFORGOTTEN_TIMEOUT", "0.5");
    let ran = home.send(&[]);
    ran.ends_with(exit);
    let told = format!("{}{}", ran.stdout, ran.stderr);
    assert!(told.contains(says), "it should say “{says}”:\n{ran}");
    (server, home, ran)
}

#[rstest]
#[case::garbage(Act::say("HTTP/1.1 400 Bad Request"), "makes no sense")]
#[case::cut(Act::Cut, "closed the connection")]
#[case::stall(Act::Stall, "did not answer in time")]
#[case::busy(Act::say("421 4.3.2 too busy"), "too busy")]
#[case::long_line(Act::Bytes(vec![b'2'; 100_000]), "makes no sense")]
fn a_server_that_greets_badly_costs_the_letter_nothing(#[case] act: Act, #[case] says: &str) {
    let (_server, home, _) = sends_badly(Script::new().on(Step::Greeting, [act]), 1, says);
    let letter = &home.outbox()[0];
    assert_eq!(letter["state"], "queued", "it waits: {letter}");
    assert_eq!(letter["attempts"][0]["phase"], "greeting", "and knows why: {letter}");
}

#[rstest]
#[case::refused("550 5.1.1 no such user", "refused", 1)]
#[case::greylisted("450 4.7.1 greylisted, come back", "deferred", 1)]
fn a_server_that_refuses_the_recipient_is_believed(
    #[case] reply: &str,
    #[case] state: &str,
    #[case] exit: i32,
) {
    let script = Script::new().on(Step::Rcpt, [Act::say(reply)]);
    let words = reply.split_once(' ').map_or("", |(_, words)| words);
    let (server, home, _) = sends_badly(script, exit, words);
    assert_eq!(home.outbox()[0]["state"], state, "4yz waits, 5yz does not");
    assert!(server.letters().is_empty(), "no body went out");
}

#[rstest]
#[case::cut(Act::Cut)]
#[case::stall(Act::Stall)]
#[case::garbage(Act::say("what?"))]
#[case::odd(Act::say("354 go on"))]
fn silence_after_the_dot_is_doubt_and_needs_a_person(#[case] act: Act) {
    let (_server, home, _) = sends_badly(Script::new().on(Step::Dot, [act]), 3, "not certain");
    assert_eq!(home.outbox()[0]["state"], "in_doubt", "the letter may be there");
}

#[test]
fn a_port_where_nobody_listens_is_told() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let home = TestHome::with_account(&format!("smtp+insecure://127.0.0.1:{port}"));
    let ran = home.run(&["account", "test", "fake"]);
    ran.ends_with(1).is_a_clear_error().says(&format!("127.0.0.1:{port}"));
    home.send(&[]).ends_with(1);
    assert_eq!(home.outbox()[0]["state"], "queued", "the letter waits");
}

#[test]
fn a_server_without_starttls_gets_no_letter_and_no_password() {
    let script = Script::new().auth("anna", "pass");
    let server = FakeSmtp::start(script);
    let mut home = TestHome::with_profile();
    home.set("UNFORGOTTEN_PASSPHRASE", "correct horse");
    let url = format!("smtp://anna@localhost:{}", server.port());
    let add =
        ["account", "add", "fake", "--url", &url, "--from", "anna@example.org", "--password-stdin"];
    home.run_with_input(&add, "pass\n").succeeds();
    home.run(&["account", "test", "fake"]).ends_with(1).is_a_clear_error().says("STARTTLS");
    home.send(&[]).ends_with(3).is_a_clear_error().says("on hold");
    assert_eq!(server.count(Step::Auth), 0, "nothing secret in the clear");
    assert_eq!(server.count(Step::Mail), 0, "nothing of the letter either");
    assert_eq!(home.outbox()[0]["state"], "queued", "the letter waits for the person");
}

#[rstest]
#[case::unknown_authority(Encryption::Implicit, Certificate::Good, false, "authority unknown")]
#[case::wrong_name(Encryption::Implicit, Certificate::WrongName, true, "for another name")]
#[case::expired(Encryption::StartTls, Certificate::Expired, true, "not valid today")]
#[case::unknown_starttls(Encryption::StartTls, Certificate::Good, false, "authority unknown")]
fn a_wrong_certificate_ends_the_talk(
    #[case] encryption: Encryption,
    #[case] certificate: Certificate,
    #[case] with_ca: bool,
    #[case] says: &str,
) {
    let server = FakeSmtp::start(Script::new().encryption(encryption).certificate(certificate));
    let home = TestHome::with_profile();
    let (url, ca) = (server.url(), server.ca_file().display().to_string());
    let mut add = vec!["account", "add", "fake", "--url", &url, "--from", "anna@example.org"];
    if with_ca {
        add.extend(["--ca", &ca]);
    }
    home.run(&add).succeeds();
    home.run(&["account", "test", "fake"]).ends_with(1).is_a_clear_error().says(says);
    home.send(&[]).ends_with(3).is_a_clear_error();
    assert_eq!(server.count(Step::Mail), 0, "nothing of the letter left");
}

#[test]
fn a_right_certificate_of_an_own_authority_is_accepted_with_ca() {
    for encryption in [Encryption::Implicit, Encryption::StartTls] {
        let server = FakeSmtp::start(Script::new().encryption(encryption));
        let home = TestHome::with_profile();
        let (url, ca) = (server.url(), server.ca_file().display().to_string());
        let add =
            ["account", "add", "fake", "--url", &url, "--from", "anna@example.org", "--ca", &ca];
        home.run(&add).succeeds();
        home.send(&[]).succeeds();
        assert_eq!(server.letters().len(), 1, "through {encryption:?}");
    }
}

#[test]
fn a_wrong_password_stops_the_account_and_keeps_the_letter() {
    let server = FakeSmtp::start(Script::new().auth("anna", "right"));
    let mut home = TestHome::with_profile();
    home.set("UNFORGOTTEN_PASSPHRASE", "correct horse");
    let url = server.url();
    let add =
        ["account", "add", "fake", "--url", &url, "--from", "anna@example.org", "--password-stdin"];
    home.run_with_input(&add, "wrong\n").succeeds();
    home.run(&["account", "test", "fake"]).ends_with(1).is_a_clear_error();
    home.send(&[]).ends_with(3).is_a_clear_error().says("on hold");
    let tried = server.count(Step::Auth);
    home.run(&["outbox", "run"]).ends_with(3);
    assert_eq!(server.count(Step::Auth), tried, "trying again would lock the account");
    assert_eq!(home.outbox()[0]["state"], "queued", "the letter waits");
}

/// Runs a script with its own mounts; `$1` is the program, `$2` a folder.
fn with_mounts(home: &TestHome, script: &str) -> Ran {
    let mut command = Command::new("unshare");
    // An ordinary user needs a user namespace to mount anything.
    let root = std::fs::read_to_string("/proc/self/status").unwrap().contains("\nUid:\t0\t");
    command.args(if root { &["--mount"][..] } else { &["--map-root-user", "--mount"] });
    let program = unforgotten_tests::home::program("unforgotten");
    let folder = home.path().join("mounted");
    std::fs::create_dir_all(&folder).unwrap();
    command.args(["bash", "-euc", script, "bash"]).arg(program).arg(folder);
    command.env("DBUS_SESSION_BUS_ADDRESS", "disabled:");
    finish(command, "")
}

const WRITE: &str = "write() { \"$1\" --home \"$2/home\" send --person boris-kagarlitsky --to ru-embassy-london \
    --template release-agreement-embassy --account practice --yes --confirm-unchecked; }
    profile() { \"$1\" --home \"$2/home\" profile set --name Anna --town Rostock --country Germany; }\n";

#[test]
fn a_home_that_cannot_be_written_is_told() {
    let home = TestHome::new();
    let script = format!("{WRITE} mount -t tmpfs -o ro tmpfs \"$2\"; profile \"$@\"");
    with_mounts(&home, &script).ends_with(1).is_a_clear_error().says("--home");
    let script = format!(
        "{WRITE} mount -t tmpfs tmpfs \"$2\"; profile \"$@\" >/dev/null
         mount -o remount,ro \"$2\"; write \"$@\""
    );
    with_mounts(&home, &script).ends_with(1).is_a_clear_error().says("cannot be");
}

#[test]
fn a_full_disk_is_told_and_nothing_is_lost_or_half_written() {
    let home = TestHome::new();
    let script = format!(
        "{WRITE} mount -t tmpfs -o size=2m tmpfs \"$2\"
         profile \"$@\" >/dev/null; write \"$@\" >/dev/null
         cat /dev/zero >\"$2/filler\" 2>/dev/null || true
         code=0; write \"$@\" || code=$?
         [ \"$code\" = 1 ] || exit 90
         rm \"$2/filler\"
         \"$1\" --home \"$2/home\" outbox list --json
         write \"$@\" >/dev/null"
    );
    let ran = with_mounts(&home, &script);
    ran.succeeds().says("disk is full");
    let letters = ran.json();
    let letters = letters.as_array().expect("a list");
    assert!(!letters.is_empty(), "the first letter is still there:\n{ran}");
    let states: Vec<_> = letters.iter().map(|letter| letter["state"].as_str().unwrap()).collect();
    assert_eq!(*states.last().unwrap(), "sent", "and still sent: {states:?}");
    assert!(!states.contains(&"sending"), "none is stuck: {states:?}");
}

#[tokio::test]
async fn a_home_of_a_newer_version_is_refused_and_left_alone() {
    let home = TestHome::with_profile();
    let file = home.path().join("letters.db");
    let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'later', 1, x'00', 0)",
    )
    .execute(&pool)
    .await
    .unwrap();
    pool.close().await;
    let before = std::fs::read(&file).unwrap();
    let ran = home.run(&["outbox", "list"]);
    ran.ends_with(1).is_a_clear_error().says("newer version").says("update this program");
    assert_eq!(std::fs::read(&file).unwrap(), before, "not a byte has changed");
}
