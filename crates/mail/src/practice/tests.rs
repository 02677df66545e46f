//! The practice server, spoken to with the session that also speaks to real ones.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use unforgotten_core::address::Mailbox;

use super::*;
use crate::session::{Options, Session};
use crate::{Delivery, Draft, Frozen, compose};

fn letter(text: &str) -> Frozen {
    let from = Mailbox::parse("Anna <anna@example.org>", false).unwrap();
    let to = Mailbox::parse("office@example.org", false).unwrap();
    compose(&Draft {
        from: &from,
        to: &to,
        reply_to: None,
        subject: "About a prisoner",
        text,
        date: jiff::Timestamp::UNIX_EPOCH,
        message_id: "1@example.org",
    })
    .unwrap()
}

/// Says raw lines and reads until the server closes or the time is over.
fn talk(practice: &Practice, say: &[u8]) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", practice.port())).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    stream.write_all(say).unwrap();
    let mut heard = Vec::new();
    let _ = stream.read_to_end(&mut heard);
    String::from_utf8_lossy(&heard).into_owned()
}

#[tokio::test]
async fn a_practised_letter_lies_in_the_folder_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let practice = Practice::start(&folder.path().join("new")).unwrap();
    let letter = letter(".\n..dots\nFrom here\n");
    let mut session = Session::open(&practice.server(), &Options::default(), None).await.unwrap();
    for _ in 0..3 {
        let delivery = session.offer(&letter).await.unwrap().deliver().await;
        assert!(matches!(delivery, Delivery::Sent(_)), "{delivery:?}");
    }
    assert_eq!(session.letters(), 3, "each one went over this connection");
    session.quit().await;
    let path = practice.path_of("1@example.org").unwrap();
    assert_eq!(std::fs::read(path).unwrap(), letter.bytes, "dots are unstuffed, nothing else");
    practice.stop();
}

#[test]
fn a_letter_without_its_dot_is_not_stored() {
    let folder = tempfile::tempdir().unwrap();
    let practice = Practice::start(folder.path()).unwrap();
    let mut stream = TcpStream::connect(("127.0.0.1", practice.port())).unwrap();
    stream
        .write_all(b"EHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nhalf a letter\r\n")
        .unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let _ = stream.read_to_end(&mut Vec::new());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nobody finished it");
}

#[test]
fn a_dot_between_bare_line_feeds_does_not_end_a_letter() {
    let folder = tempfile::tempdir().unwrap();
    let practice = Practice::start(folder.path()).unwrap();
    let heard = talk(
        &practice,
        b"EHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nx\n.\nMAIL FROM:<e@f>\r\n.\r\nQUIT\r\n",
    );
    assert_eq!(heard.matches("kept").count(), 1, "a second letter was smuggled in: {heard}");
    let file = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    let want = b"x\n\nMAIL FROM:<e@f>\r\n"; // a leading dot is stuffing, whatever follows it
    assert_eq!(std::fs::read(file).unwrap(), want, "what looks like a command is text here");
}

#[test]
fn commands_out_of_order_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let practice = Practice::start(folder.path()).unwrap();
    let heard = talk(&practice, b"DATA\r\nRCPT TO:<a@b>\r\nMAIL a@b\r\nWHAT\r\nQUIT\r\n");
    let codes: Vec<&str> = heard.lines().filter_map(|line| line.get(..3)).collect();
    assert_eq!(codes, ["220", "503", "503", "501", "500", "221"], "{heard}");
}

#[test]
fn limits_are_told_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let limits = Limits { connections: 1, message: 200, idle: Duration::from_millis(200) };
    let practice = Practice::start_with(folder.path(), limits).unwrap();
    let start = "EHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n";
    let large = format!("{start}{}.\r\nQUIT\r\n", "0123456789\r\n".repeat(100));
    assert!(talk(&practice, large.as_bytes()).contains("552 5.3.4"), "too large a letter");
    let long = format!("{start}{}\r\n.\r\nQUIT\r\n", "x".repeat(5000));
    assert!(talk(&practice, long.as_bytes()).contains("500 5.6.0"), "too long a line");
    let endless = format!("NOOP {}\r\nQUIT\r\n", "x".repeat(5000));
    assert!(talk(&practice, endless.as_bytes()).contains("500 5.5.2"), "too long a command");
    let declared = b"EHLO x\r\nMAIL FROM:<a@b> SIZE=201\r\nQUIT\r\n";
    assert!(talk(&practice, declared).contains("552 5.3.4"), "refused before it travels");
    let idle = TcpStream::connect(("127.0.0.1", practice.port())).unwrap();
    idle.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    std::thread::sleep(Duration::from_millis(50));
    assert!(talk(&practice, b"QUIT\r\n").contains("421 4.3.2"), "one connection at a time");
    let mut heard = String::new();
    let _ = (&idle).read_to_string(&mut heard);
    assert!(heard.contains("421 4.4.2"), "silence ends: {heard}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was stored");
}

#[test]
fn a_full_disk_is_said_to_be_full() {
    let full = io::Error::from(io::ErrorKind::StorageFull);
    assert!(conversation::complaint_about(&full).starts_with("452 "), "try again later");
    let other = io::Error::from(io::ErrorKind::PermissionDenied);
    assert!(conversation::complaint_about(&other).starts_with("451 "), "try again later");
}

#[tokio::test]
async fn a_letter_that_cannot_be_stored_gets_no_receipt() {
    let folder = tempfile::tempdir().unwrap();
    let practice = Practice::start(folder.path()).unwrap();
    let mut session = Session::open(&practice.server(), &Options::default(), None).await.unwrap();
    std::fs::remove_dir_all(folder.path()).unwrap();
    let delivery = session.offer(&letter("text")).await.unwrap().deliver().await;
    assert_eq!(delivery.class(), crate::Class::Deferred, "it is stored nowhere: {delivery:?}");
}

#[test]
fn a_stopped_server_answers_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let practice = Practice::start(folder.path()).unwrap();
    let port = practice.port();
    let open = TcpStream::connect(("127.0.0.1", port)).unwrap();
    drop(practice);
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err(), "the port is closed");
    drop(open);
}
