//! Campaigns from a plain table of signers: planned, started, paused, given up, killed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a broken test may panic"
)]

use std::time::{Duration, Instant};

use mail_parser::MessageParser;
use rstest::rstest;
use serde_json::{Value, json};
use unforgotten_tests::fake_smtp::{Act, FakeSmtp, Script, Step};
use unforgotten_tests::home::{OFFICE, PERSON, TEMPLATE, TestHome};

const THREE: &str = "name,town,country,email,own_words\n\
    Berta Muster,Kiel,Germany,berta@example.org,\"I teach.\n\n.My students ask.\"\n\
    Carl Muster,Graz,Austria,,\n\
    Berta Muster,Bern,Switzerland,b.muster@example.org,Жду ответа.\n";

/// `count` signers with an e-mail each.
fn signers(count: usize) -> String {
    (1..=count).fold("name,town,country,email\n".to_owned(), |text, n| {
        text + &format!("Signer {n},Bonn,Germany,s{n}@example.org\n")
    })
}

fn codes(plan: &Value) -> Vec<(i64, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
    let problems = plan["problems"].as_array().expect("problems");
    problems
        .iter()
        .map(|p| (p["row"].as_i64().unwrap_or(0), text(&p["column"]), text(&p["code"])))
        .collect()
}

#[test]
fn each_signer_writes_to_each_office_in_their_own_name() {
    let server = FakeSmtp::start(Script::new());
    let home = TestHome::with_account(&server.url());
    home.office("second-office", "second@example.org");
    home.run(&["offices", "confirm", "second-office"]).succeeds();
    let to = format!("{OFFICE},second-office");
    home.campaign("spring", THREE, &["--to", &to]).succeeds();
    let plan = home.campaign_json(&["plan", "spring"]);
    assert_eq!((&plan["letters"], &plan["ready"]), (&json!(6), &json!(6)), "{plan:#}");
    assert_eq!(plan["list"].as_array().map(Vec::len), Some(6), "JSON lists every letter");

    let started = home.campaign_json(&["start", "spring"]);
    assert_eq!(started["counts"]["queued"], 6, "queued, not sent: {started:#}");
    assert!(server.letters().is_empty(), "nothing leaves before the outbox runs");
    home.run(&["outbox", "run", "--until-empty"]).succeeds();

    let mut seen = Vec::new();
    for letter in server.letters() {
        assert_eq!(letter.from, "anna@example.org", "MAIL FROM is the account's address");
        let message = MessageParser::default().parse(&letter.bytes).expect("a message");
        let one = |address: Option<&mail_parser::Address<'_>>| {
            let address = address.and_then(|a| a.first().cloned());
            let name = |a: &mail_parser::Addr<'_>| a.name.clone().unwrap_or_default().into_owned();
            address.map(|a| (name(&a), a.address.clone().unwrap_or_default().into_owned()))
        };
        let (name, from) = one(message.from()).expect("From");
        assert_eq!(from, "anna@example.org", "the account's own address stands in From");
        let reply = one(message.reply_to());
        assert!(reply.as_ref().is_none_or(|(named, _)| *named == name), "the same signer: {name}");
        let text = message.body_text(0).expect("a text").replace("\r\n", "\n");
        assert!(text.contains(&name), "the letter is signed by {name}: {text}");

        let id = message.message_id().expect("a Message-ID");
        let row = home.outbox().into_iter().find(|row| row["message_id"] == id).expect("its row");
        assert_eq!((&row["campaign"], &row["state"]), (&json!("spring"), &json!("sent")));
        assert_eq!(row["signer"], name.as_str(), "the outbox names who signed");
        let story = home.run(&["outbox", "show", row["id"].as_str().unwrap(), "--json"]).json();
        let planned = story["text"].as_str().unwrap();
        assert_eq!(text.trim_end_matches('\n'), planned, "what was planned is what arrived");
        seen.push((letter.to[0].clone(), reply.map(|(_, address)| address), text));
    }
    seen.sort();
    let replies: Vec<_> =
        seen.iter().map(|(to, reply, _)| (to.as_str(), reply.as_deref())).collect();
    let signers = [None, Some("b.muster@example.org"), Some("berta@example.org")];
    let both = ["office@example.org", "second@example.org"];
    let want: Vec<_> = both.iter().flat_map(|to| signers.map(|reply| (*to, reply))).collect();
    assert_eq!(replies, want, "answers go to the signer, and everyone wrote to both offices");
    assert!(seen[1].2.contains("Жду ответа.") && seen[1].2.contains("Bern"), "{}", seen[1].2);
    assert!(seen[2].2.contains("I teach.\n\n.My students ask."), "{}", seen[2].2);
    let status = home.campaign_json(&["status", "spring"]);
    assert_eq!(status["state"], "finished", "nothing waits any more: {status:#}");
    assert_eq!((&status["total"], &status["counts"]["sent"]), (&json!(6), &json!(6)));
}

#[rstest]
#[case::bom("\u{feff}name,town,country\nAnna B.,Bonn,Germany\n".as_bytes(), 1)]
#[case::semicolon("name;town;country\nAnna, B.;Bonn;Germany\n".as_bytes(), 1)]
#[case::tab("name\ttown\tcountry\r\nAnna B.\tBonn\tGermany\r\n".as_bytes(), 1)]
#[case::quoted(THREE.as_bytes(), 3)]
#[case::russian("имя;город;страна;почта;слова\nАнна;Бонн;Германия;a@example.org;Да\n".as_bytes(), 1)]
fn a_table_is_read_as_the_spreadsheet_wrote_it(#[case] table: &[u8], #[case] signers: i64) {
    let home = TestHome::with_profile();
    home.campaign("c", table, &[]).succeeds();
    let plan = home.campaign_json(&["plan", "c"]);
    assert_eq!(plan["problems"], json!([]), "nothing is wrong: {plan:#}");
    assert_eq!((&plan["signers"], &plan["ready"]), (&json!(signers), &json!(signers)));
}

#[rstest]
#[case::empty(b"", "signers.csv: the file is empty")]
#[case::titles_only(b"name,town\n", "nobody below the titles")]
#[case::no_name(b"nome,town\nA,B\n", "there is no column “name”")]
#[case::windows_1251(
    b"name,town\nA,\xcc\xee\xf1\xea\xe2\xe0\n",
    "row 2, cell 2: the text is not in UTF-8"
)]
fn a_file_that_is_no_table_is_refused_before_anything_is_stored(
    #[case] table: &[u8],
    #[case] said: &str,
) {
    let home = TestHome::with_profile();
    home.campaign("c", table, &[]).ends_with(2).is_a_clear_error().says(said);
    assert_eq!(home.campaign_json(&["list"]), json!([]), "no half campaign stays");
}

#[test]
fn every_problem_is_told_with_its_row_and_the_good_rows_can_leave() {
    let home = TestHome::with_profile();
    let table = "name,town,country,email,own_words\n\
                 Berta Muster,Kiel,Germany,berta@,\n\
                 Carl\u{7} Muster,Graz,Austria,,\n\
                 Dora Muster,Bonn,Germany,dora@example.org,You scum\n\
                 Emil Muster,,Germany,,\n\
                 Fritz Muster,Bonn,Germany,,\n";
    home.campaign("c", table, &[]).succeeds();
    let ran = home.run(&["campaign", "plan", "c"]);
    ran.ends_with(3);
    let file = home.path().join("signers.csv").display().to_string();
    assert!(ran.stdout.contains(&format!("{file}:2:email: “berta@”")), "file, row, column:\n{ran}");
    let plan = home.campaign_json(&["plan", "c"]);
    let want = [
        (2, "email", "bad_address"),
        (3, "name", "control_character"),
        (4, "own_words", "insult"),
        (5, "town", "unfilled_field"),
    ];
    let want: Vec<_> = want.map(|(r, c, code)| (r, c.to_owned(), code.to_owned())).into();
    assert_eq!(codes(&plan), want, "{plan:#}");
    assert_eq!((&plan["letters"], &plan["ready"]), (&json!(3), &json!(1)), "three could be read");

    home.run(&["campaign", "start", "c"]).ends_with(3).is_a_clear_error().says("berta@");
    assert!(home.outbox().is_empty(), "nothing is queued while there are problems");
    home.run(&["campaign", "start", "c", "--skip-problems"]).succeeds();
    let letters = home.outbox();
    assert_eq!(letters.len(), 1, "the good row went in");
    assert_eq!(letters[0]["signer"], "Fritz Muster");
}

#[test]
fn what_is_wrong_with_an_office_is_told_once_and_not_for_each_letter() {
    let home = TestHome::with_profile();
    home.office("second-office", "second@example.org");
    home.office("no-mail", "x@example.org");
    let file = home.path().join("own/offices/no-mail.toml");
    let text = std::fs::read_to_string(&file).unwrap().replace("\"email\"", "\"post\"");
    std::fs::write(&file, text).unwrap();
    let to = format!("{OFFICE},second-office,no-mail");
    home.campaign("c", THREE, &["--to", &to]).succeeds();
    let plan = home.campaign_json(&["plan", "c"]);
    let found: Vec<_> = plan["problems"].as_array().unwrap().iter().collect();
    assert_eq!(found.len(), 2, "three signers, two problems: {plan:#}");
    assert_eq!(found[0]["code"], "channel_unchecked");
    let way_out = found[0]["message"].as_str().unwrap();
    assert!(
        way_out.contains("offices confirm second-office")
            && way_out.contains("--confirm-unchecked")
    );
    assert_eq!(
        (&found[1]["code"], &found[1]["office"]),
        (&json!("channel_missing"), &json!("no-mail"))
    );
    assert_eq!((&plan["letters"], &plan["ready"]), (&json!(9), &json!(3)));

    home.run(&["campaign", "start", "c", "--skip-problems", "--confirm-unchecked"]).succeeds();
    assert_eq!(home.outbox().len(), 6, "both that take e-mail");
    let office = home.run(&["offices", "show", "second-office", "--json"]).json();
    assert_eq!(office["channels"][0]["freshness"], "checked", "the confirmation is remembered");
}

#[test]
fn an_unchecked_address_queues_nothing() {
    let home = TestHome::with_profile();
    home.office("second-office", "second@example.org");
    home.campaign("c", THREE, &["--to", "second-office"]).succeeds();
    home.run(&["campaign", "start", "c"]).ends_with(3).is_a_clear_error().says("not checked");
    home.run(&["campaign", "start", "c", "--skip-problems"]).ends_with(3).is_a_clear_error();
    assert!(home.outbox().is_empty(), "the gate stays closed");
    let rehearsal = ["campaign", "start", "c", "--confirm-unchecked", "--dry-run"];
    home.run(&rehearsal).succeeds();
    assert!(home.outbox().is_empty(), "a rehearsal writes nothing");
    home.run(&["campaign", "start", "c"]).ends_with(3).says("not checked");
    assert_eq!(home.campaign_json(&["status", "c"])["state"], "draft", "still to be started");
}

#[test]
fn a_column_that_the_letter_needs_and_the_file_lacks_is_told_once() {
    let home = TestHome::with_profile();
    home.campaign("c", "name,country\nA,Germany\nB,Germany\nC,Germany\n", &[]).succeeds();
    let plan = home.campaign_json(&["plan", "c"]);
    assert_eq!(codes(&plan), [(1, "town".to_owned(), "column_missing".to_owned())], "{plan:#}");
    home.run(&["campaign", "start", "c", "--skip-problems"])
        .ends_with(3)
        .is_a_clear_error()
        .says("no letter of the campaign");
}

#[test]
fn who_stands_twice_in_the_file_signs_once() {
    let home = TestHome::with_profile();
    let table = "name,town,country,email\n\
                 Berta M.,Kiel,Germany,berta@example.org\nB. M.,Kiel,Germany,Berta@Example.ORG\n\
                 Carl M.,Graz,Austria,\ncarl m.,Graz,Austria,\nCarl M.,Wien,Austria,\n";
    home.campaign("c", table, &[]).succeeds();
    let plan = home.campaign_json(&["plan", "c"]);
    assert_eq!((&plan["signers"], &plan["skipped"]), (&json!(3), &json!(2)), "{plan:#}");
    home.run(&["campaign", "start", "c"]).succeeds();
    assert_eq!(home.outbox().len(), 3, "one letter for each person");
}

#[test]
fn without_a_file_the_person_of_the_profile_signs() {
    let server = FakeSmtp::start(Script::new());
    let home = TestHome::with_account(&server.url());
    home.run(&["offices", "confirm", OFFICE]).succeeds();
    let new =
        ["campaign", "new", "mine", "--person", PERSON, "--to", OFFICE, "--template", TEMPLATE];
    home.run(&[&new[..], &["--closes", "2099-12-31", "--lang", "ru"]].concat()).succeeds();
    home.run(&["campaign", "start", "mine", "--foreground"]).succeeds();
    assert_eq!(server.letters().len(), 1, "sent while the command ran");
    let letter = String::from_utf8_lossy(&server.letters()[0].bytes).into_owned();
    assert!(
        letter.contains("From: \"Anna Beispiel\" <anna@example.org>")
            || letter.contains("From: Anna Beispiel <anna@example.org>"),
        "{letter}"
    );
    assert!(!letter.contains("Reply-To"), "answers come to the account itself: {letter}");
    assert_eq!(home.outbox()[0]["lang"], "ru");
}

#[test]
fn a_campaign_can_be_paused_resumed_and_given_up() {
    let server = FakeSmtp::start(Script::new());
    let home = TestHome::with_account(&server.url());
    home.campaign("c", signers(5), &[]).succeeds();
    home.run(&["campaign", "pause", "c"]).ends_with(2).is_a_clear_error().says("not started");
    home.run(&["campaign", "start", "c"]).succeeds();
    home.run(&["campaign", "start", "c"]).ends_with(2).is_a_clear_error().says("started already");
    home.run(&["campaign", "pause", "c"]).succeeds();
    home.run(&["campaign", "pause", "c"]).succeeds();
    home.run(&["outbox", "run", "--until-empty"]).ends_with(3);
    assert!(server.letters().is_empty(), "a paused campaign sends nothing");
    assert_eq!(home.campaign_json(&["status", "c"])["state"], "paused");
    let resumed = home.campaign_json(&["resume", "c"]);
    assert_eq!(resumed["state"], "running");
    let cancelled = home.campaign_json(&["cancel", "c"]);
    assert_eq!(cancelled["counts"]["cancelled"], 5, "all that waited: {cancelled:#}");
    assert_eq!(cancelled["state"], "cancelled");
    home.run(&["campaign", "cancel", "c"])
        .ends_with(2)
        .is_a_clear_error()
        .says("cancelled already");
    home.run(&["campaign", "resume", "c"]).ends_with(2).is_a_clear_error();
    home.run(&["outbox", "run", "--until-empty"]).succeeds();
    assert!(server.letters().is_empty(), "nothing of it ever leaves");
}

#[test]
fn a_finished_campaign_says_so_when_it_is_cancelled() {
    let server = FakeSmtp::start(Script::new());
    let home = TestHome::with_account(&server.url());
    home.campaign("c", signers(3), &[]).succeeds();
    let run = home.run(&["campaign", "start", "c", "--foreground", "--connections", "2", "--json"]);
    run.succeeds();
    let status = run.json();
    assert_eq!((&status["state"], &status["counts"]["sent"]), (&json!("finished"), &json!(3)));
    home.run(&["campaign", "cancel", "c"]).ends_with(2).is_a_clear_error().says("is finished");
    assert_eq!(home.campaign_json(&["status", "c"])["counts"]["sent"], 3, "nothing changed");
}

#[test]
fn the_foreground_ends_with_3_when_a_letter_is_in_doubt() {
    let server = FakeSmtp::start(Script::new().nth(Step::Dot, 2, [Act::Cut]));
    let home = TestHome::with_account(&server.url());
    home.campaign("c", signers(3), &[]).succeeds();
    let run = home.run(&["campaign", "start", "c", "--foreground", "--json"]);
    run.ends_with(3);
    let counts = &run.json()["counts"];
    assert_eq!((&counts["sent"], &counts["in_doubt"]), (&json!(2), &json!(1)), "{counts}");
}

#[test]
fn the_status_tells_the_pace_and_when_the_last_letter_leaves() {
    let home = TestHome::with_account("smtp+insecure://127.0.0.1:9");
    home.campaign("c", signers(61), &[]).succeeds();
    home.run(&["campaign", "start", "c", "--per-hour", "60", "--per-office", "0"]).succeeds();
    let status = home.campaign_json(&["status", "c"]);
    assert_eq!(status["per_hour"], 60, "{status:#}");
    let eta: jiff::Timestamp = status["eta"].as_str().expect("an eta").parse().unwrap();
    let minutes = eta.duration_since(jiff::Timestamp::now()).as_mins();
    assert!((58..=61).contains(&minutes), "sixty gaps of a minute: {minutes}");
    assert_eq!((&status["late"], &status["hold"]), (&json!(false), &Value::Null));
    home.run(&["campaign", "pause", "c"]).succeeds();
    let status = home.campaign_json(&["status", "c"]);
    assert_eq!(status["eta"], Value::Null, "nobody knows how long a pause lasts");
}

#[test]
fn the_sending_window_is_that_of_the_offices() {
    let home = TestHome::with_account("smtp+insecure://127.0.0.1:9");
    home.campaign("c", THREE, &[]).succeeds();
    home.run(&["campaign", "start", "c", "--window", "8-25"])
        .ends_with(2)
        .is_a_clear_error()
        .says("is not a window");
    home.run(&["campaign", "start", "c", "--window", "8-18", "--weekdays"]).succeeds();
    let status = home.campaign_json(&["status", "c"]);
    assert_eq!(
        (&status["window"], &status["counts"]["queued"]),
        (&json!("08:00-18:00"), &json!(3))
    );
}

#[test]
fn an_interrupted_foreground_ends_at_once_and_the_rest_waits() {
    let server = FakeSmtp::start(Script::new());
    let home = TestHome::with_account(&server.url());
    home.campaign("c", signers(5), &[]).succeeds();
    let mut command = home.command();
    command.args(["campaign", "start", "c", "--foreground", "--per-hour", "60", "--json"]);
    command.stdout(std::process::Stdio::piped());
    let child = command.spawn().expect("the program");
    let begun = Instant::now();
    while server.letters().is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(30), "the first letter leaves at once");
        std::thread::sleep(Duration::from_millis(10));
    }
    let id = child.id().to_string();
    let kill = std::process::Command::new("kill").args(["-INT", &id]).status().expect("kill");
    assert!(kill.success(), "the signal was sent");
    let ended = child.wait_with_output().expect("its end");
    assert!(begun.elapsed() < Duration::from_secs(40), "it did not wait for its pace");
    let status: Value = serde_json::from_slice(&ended.stdout).expect("the status at the end");
    let counts = &status["counts"];
    assert_eq!((&counts["sent"], &counts["queued"]), (&json!(1), &json!(4)), "{status:#}");
}

#[rstest]
#[case::past(&["--closes", "2020-01-01"], "in the past")]
#[case::no_date(&["--closes", "tomorrow"], "is not a date")]
#[case::person(&["--person", "nobody"], "there is no person")]
#[case::office(&["--to", "nowhere"], "there is no office")]
#[case::twice(&["--to", "test-office,test-office"], "named twice")]
#[case::template(&["--template", "none"], "there is no template")]
#[case::language(&["--lang", "xx"], "there is no template in the language")]
#[case::account(&["--account", "none"], "there is no account")]
#[case::file(&["--signers", "/no/such/file.csv"], "/no/such/file.csv")]
fn a_campaign_that_cannot_be_meant_is_refused(#[case] instead: &[&str], #[case] said: &str) {
    let home = TestHome::with_profile();
    let mut args = vec![("--person", PERSON), ("--to", OFFICE), ("--template", TEMPLATE)];
    args.push(("--closes", "2099-12-31"));
    args.retain(|(name, _)| *name != instead[0]);
    let args = args.iter().flat_map(|(name, value)| [*name, *value]);
    let args: Vec<_> = ["campaign", "new", "c"].into_iter().chain(args).collect();
    home.run(&[&args, instead].concat()).ends_with(2).is_a_clear_error().says(said);
    assert_eq!(home.campaign_json(&["list"]), json!([]), "nothing was stored");
}

#[test]
fn a_name_is_taken_once_and_a_draft_can_be_replaced() {
    let home = TestHome::with_profile();
    home.campaign("single", THREE, &[]).ends_with(2).is_a_clear_error().says("cannot be called");
    home.campaign("../c", THREE, &[]).ends_with(2).is_a_clear_error();
    home.campaign("c", THREE, &[]).succeeds();
    home.campaign("c", signers(5), &[]).ends_with(2).is_a_clear_error().says("already");
    assert_eq!(home.campaign_json(&["plan", "c"])["signers"], 3, "the first one stays");
    home.campaign("c", signers(5), &["--replace"]).succeeds();
    assert_eq!(home.campaign_json(&["plan", "c"])["signers"], 5, "the new one is there");
    home.run(&["campaign", "start", "c"]).succeeds();
    home.campaign("c", THREE, &["--replace"]).ends_with(2).is_a_clear_error();
    assert_eq!(home.outbox().len(), 5, "what was started stays");
    home.run(&["campaign", "status", "d"]).ends_with(2).is_a_clear_error().says("no campaign");
}

#[test]
fn with_several_mailboxes_the_one_to_send_from_has_to_be_named() {
    let home = TestHome::with_account("smtp+insecure://127.0.0.1:9");
    let other = ["--url", "smtp+insecure://127.0.0.1:10", "--from", "b@example.org"];
    home.run(&[&["account", "add", "other"], &other[..]].concat()).succeeds();
    home.campaign("c", THREE, &[]).succeeds();
    home.run(&["campaign", "plan", "c"]).succeeds();
    home.run(&["campaign", "start", "c"]).ends_with(2).is_a_clear_error().says("fake, other");
    home.run(&["campaign", "start", "c", "--account", "other"]).succeeds();
    assert!(home.outbox().iter().all(|letter| letter["account"] == "other"), "all from the other");
}

async fn number(home: &TestHome, query: &'static str) -> i64 {
    let file = home.path().join("letters.db");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file).read_only(true);
    let mut one =
        <sqlx::SqliteConnection as sqlx::Connection>::connect_with(&options).await.unwrap();
    sqlx::query_scalar(query).fetch_one(&mut one).await.unwrap()
}

#[tokio::test]
async fn a_start_that_is_killed_can_be_repeated_and_doubles_nothing() {
    const MANY: usize = 4_000;
    let home = TestHome::with_profile();
    home.campaign("c", signers(MANY), &[]).succeeds();
    for _ in 0..2 {
        let mut command = home.command();
        command.args(["campaign", "start", "c", "--quiet"]);
        let mut child = command.spawn().expect("the program");
        let begun = Instant::now();
        while number(&home, "SELECT count(*) FROM letter").await == 0 {
            assert!(begun.elapsed() < Duration::from_secs(30), "no letter was written down");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        child.kill().expect("kill -9");
        let ended = child.wait().expect("its end");
        assert!(!ended.success(), "killed in the middle, not after the end");
        let status = home.campaign_json(&["status", "c"]);
        assert_eq!((&status["state"], &status["counts"]["total"]), (&json!("draft"), &json!(0)));
        assert!(home.outbox().is_empty(), "half a campaign is no letter");
        home.run(&["outbox", "run"]).succeeds();
    }
    home.run(&["campaign", "start", "c"]).succeeds();
    let status = home.campaign_json(&["status", "c"]);
    assert_eq!(status["counts"]["queued"], MANY, "all, and none twice: {status:#}");
    let distinct = number(&home, "SELECT count(DISTINCT occasion) FROM letter").await;
    assert_eq!(usize::try_from(distinct).unwrap(), MANY, "each signer once");
    let contents = number(&home, "SELECT count(*) FROM letter_content").await;
    assert_eq!(usize::try_from(contents).unwrap(), MANY, "nothing is left of the killed starts");
}

#[test]
fn two_starts_at_the_same_time_queue_each_letter_once() {
    let home = TestHome::with_profile();
    home.campaign("c", signers(1_000), &[]).succeeds();
    let children: Vec<_> = (0..3)
        .map(|_| {
            let mut command = home.command();
            command.args(["campaign", "start", "c", "--quiet"]);
            command.stderr(std::process::Stdio::null()).stdout(std::process::Stdio::null());
            command.spawn().expect("the program")
        })
        .collect();
    let codes = children.into_iter().map(|mut child| child.wait().expect("its end").code());
    let done = codes.filter(|code| *code == Some(0)).count();
    assert_eq!(done, 1, "one starts it, the others hear why they cannot");
    assert_eq!(home.campaign_json(&["status", "c"])["counts"]["queued"], 1_000);
}
