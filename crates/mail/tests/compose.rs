//! What a composed letter says when somebody else's parser reads it.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail like tests")]

use jiff::Timestamp;
use mail_parser::{Message, MessageParser, MimeHeaders as _};
use proptest::prelude::*;
use rstest::rstest;
use unforgotten_core::address::{Address, Mailbox};
use unforgotten_mail::compose::normalise;
use unforgotten_mail::{ComposeError, Draft, Frozen, compose};

fn named(name: &str, address: &str) -> Mailbox {
    Mailbox { name: Some(name.to_owned()), address: Address::parse(address).unwrap() }
}

fn letter(subject: &str, name: &str, text: &str) -> Result<Frozen, ComposeError> {
    let (from, to) = (named(name, "anna@example.org"), named("Office", "office@пример.рф"));
    compose(&Draft {
        from: &from,
        to: &to,
        reply_to: None,
        subject,
        text,
        date: "2026-11-23T09:30:15Z".parse().unwrap(),
        message_id: "0b1c@example.org",
    })
}

fn parse(frozen: &Frozen) -> Message<'_> {
    MessageParser::default().parse(&frozen.bytes).unwrap()
}

/// The text as a reader gets it; parsers keep the wire's CRLF.
fn text_of(message: &Message<'_>) -> String {
    message.body_text(0).unwrap().replace("\r\n", "\n")
}

/// What every relay expects of a message, whatever stands in it.
fn assert_plain_wire(frozen: &Frozen) {
    let bytes = &frozen.bytes;
    assert!(bytes.ends_with(b"\r\n"), "the last line has an end");
    assert!(bytes.iter().all(|&b| matches!(b, b'\t' | b'\r' | b'\n' | b' '..=b'~')), "seven bits");
    let text = std::str::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    for line in text.split("\r\n") {
        assert!(!line.contains(['\r', '\n']), "no bare line ends: {line:?}");
        assert!(line.len() <= 998, "RFC 5322 2.1.1: {} octets", line.len());
    }
    for line in body.split("\r\n") {
        assert!(line.len() <= 76, "RFC 2045 6.7: {line:?}");
        assert!(!line.starts_with('.') && !line.starts_with("From "), "fragile: {line:?}");
        assert!(!line.ends_with([' ', '\t']), "relays trim it: {line:?}");
    }
    assert!(head.split("\r\n").all(|line| !line.trim().is_empty()), "a blank line ends the head");
}

#[rstest]
#[case::english("Dear Sir or Madam,\n\nI write about Anna.\n\nYours,\nB.\n")]
#[case::russian("Уважаемый Иван Иванович!\n\nПишу Вам об Анне.\n")]
#[case::rtl("שלום רב,\n\nمرحبا بالعالم\u{200f}\n")]
#[case::emoji("👩🏽‍🚀🇧🇾 is one, ❤️ is another\n")]
#[case::dots(".\n..\n...\n.x\n")]
#[case::from("From here\nFrom\nFROM \n>From there\n")]
#[case::trailing_spaces("a \nb  \n\t\n \nc\t\n")]
#[case::no_end("no line end")]
#[case::empty("")]
#[case::blank_lines("\n\na\n\n\n")]
#[case::crlf("a\r\nb\r\n")]
#[case::lone_cr("a\rb\r\r\n")]
#[case::equals("a=b =3D ==\n=\n")]
#[case::separators("a\u{2028}b\u{2029}c\u{85}d\u{7f}e\u{feff}\n")]
fn the_text_arrives_as_it_was_written(#[case] text: &str) {
    let frozen = letter("About Anna", "Anna", text).unwrap();
    assert_plain_wire(&frozen);
    assert_eq!(text_of(&parse(&frozen)), normalise(text), "{text:?}");
}

#[rstest]
#[case::one_line("x", 10_000)]
#[case::cyrillic("ж", 10_000)]
#[case::words("слово ", 10_000)]
#[case::spaces(" ", 10_000)]
#[case::dots(".", 10_000)]
#[case::froms("From ", 2_000)]
#[case::lines("Dear Sir,\n", 1_000)]
fn a_very_long_text_arrives_whole(#[case] part: &str, #[case] times: usize) {
    let text = part.repeat(times);
    let frozen = letter("About Anna", "Anna", &text).unwrap();
    assert_plain_wire(&frozen);
    assert_eq!(text_of(&parse(&frozen)), normalise(&text), "{times} times {part:?}");
}

#[test]
fn lengths_around_the_soft_break_lose_nothing() {
    for length in 60..90 {
        for end in ["", " ", "\t", ".", "=", "ж", " .x", "From x", " From x"] {
            let text = format!("{}{end}{end}y", "x".repeat(length));
            for text in [text.clone(), format!("{}{end}", "x".repeat(length))] {
                let frozen = letter("s", "n", &text).unwrap();
                assert_plain_wire(&frozen);
                assert_eq!(text_of(&parse(&frozen)), normalise(&text), "{text:?}");
            }
        }
    }
}

#[rstest]
#[case::english("For the attention of the Governor: Anna B., cell 4 (urgent)")]
#[case::russian("Об Анне Б., содержащейся в СИЗО № 1: просьба о свидании и медицинской помощи")]
#[case::rtl("בעניין אנה")]
#[case::emoji("❤️ for Anna 👩🏽‍🚀")]
#[case::spaces("two  spaces   three")]
#[case::colon("Re: Fwd: =")]
#[case::encoded_look("=?utf-8?B?SGVsbG8=?=")]
#[case::encoded_inside("see =?utf-8?Q?x?= there")]
#[case::mixed("Anna Б. and Vera Г.")]
#[case::mixed_spaces("Анна  Б.  and   Vera")]
#[case::long("a word and another ".repeat(20))]
#[case::long_russian("слово ".repeat(40))]
#[case::empty("")]
fn a_subject_arrives_as_it_was_written(#[case] subject: impl AsRef<str>) {
    let subject = subject.as_ref().trim();
    let frozen = letter(subject, "Anna", "x").unwrap();
    assert_plain_wire(&frozen);
    assert_eq!(parse(&frozen).subject().unwrap_or_default(), subject);
}

#[rstest]
#[case::plain("Anna Berg")]
#[case::comma("Berg, Anna")]
#[case::quotes("Anna \"Anja\" Berg")]
#[case::backslash("Anna \\ Berg")]
#[case::brackets("Anna <x@y.org> (B)")]
#[case::russian("Анна Берг")]
#[case::mixed("Анна \"Аня\" Berg, Dr.")]
#[case::emoji("Anna ❤️")]
#[case::encoded_look("=?utf-8?B?SGVsbG8=?=")]
#[case::long("Анна ".repeat(39))]
#[case::one_word("a".repeat(200))]
fn a_name_arrives_as_it_was_written(#[case] name: impl AsRef<str>) {
    let name = name.as_ref().trim();
    let frozen = letter("About Anna", name, "x").unwrap();
    assert_plain_wire(&frozen);
    let message = parse(&frozen);
    let from = message.from().unwrap();
    assert_eq!(from.iter().count(), 1, "one name is one mailbox");
    assert_eq!(from.first().unwrap().name(), Some(name));
    assert_eq!(from.first().unwrap().address(), Some("anna@example.org"));
}

#[test]
fn a_letter_tells_nothing_but_what_was_asked() {
    let frozen = letter("About Anna", "Anna", "x\n").unwrap();
    let want = "Date: Mon, 23 Nov 2026 09:30:15 +0000\r\n\
                Message-ID: <0b1c@example.org>\r\n\
                From: Anna <anna@example.org>\r\n\
                To: Office <office@xn--e1afmkfd.xn--p1ai>\r\n\
                Subject: About Anna\r\n\
                MIME-Version: 1.0\r\n\
                Content-Type: text/plain; charset=utf-8\r\n\
                Content-Transfer-Encoding: quoted-printable\r\n\
                \r\n\
                x\r\n";
    assert_eq!(String::from_utf8(frozen.bytes).unwrap(), want, "no program, machine or zone");
}

#[test]
fn a_parser_finds_one_text_part_in_utf8() {
    let frozen = letter("Об Анне", "Анна", "Текст\n").unwrap();
    let message = parse(&frozen);
    assert_eq!(message.parts.len(), 1, "nothing is attached");
    let kind = message.content_type().unwrap();
    assert_eq!((kind.ctype(), kind.subtype()), ("text", Some("plain")));
    assert_eq!(kind.attribute("charset"), Some("utf-8"));
    assert_eq!(message.content_transfer_encoding(), Some("quoted-printable"));
    assert_eq!(message.message_id(), Some("0b1c@example.org"));
    assert_eq!(message.date().unwrap().to_rfc3339(), "2026-11-23T09:30:15Z");
}

#[test]
fn answers_go_where_the_draft_says() {
    let (from, to) = (named("Anna", "anna@example.org"), named("Office", "o@example.org"));
    let reply_to = named("Группа", "group@example.org");
    let frozen = compose(&Draft {
        from: &from,
        to: &to,
        reply_to: Some(&reply_to),
        subject: "x",
        text: "x",
        date: Timestamp::UNIX_EPOCH,
        message_id: "1@example.org",
    })
    .unwrap();
    let message = parse(&frozen);
    let found = message.reply_to().unwrap().first().unwrap();
    assert_eq!((found.name(), found.address()), (Some("Группа"), Some("group@example.org")));
    assert_eq!(frozen.from, from.address, "the envelope's sender stays the writer");
}

#[rstest]
#[case::line_break("About\r\nBcc: x@y.org")]
#[case::line_feed("About\nAnna")]
#[case::nul("About\0Anna")]
#[case::tab("About\tAnna")]
#[case::one_word(&"x".repeat(5_000))]
#[case::just_too_long_a_word(&"x".repeat(997))]
#[case::very_long(&"слово ".repeat(500))]
fn a_subject_that_cannot_stand_in_a_header_is_refused(#[case] subject: &str) {
    let refused = letter(subject, "Anna", "x").unwrap_err();
    assert!(refused.is_subject(), "the person can change the subject: {refused}");
}

#[rstest]
#[case::line_break("Anna\r\nBcc: x@y.org")]
#[case::nul("An\0na")]
#[case::long(&"x".repeat(201))]
fn a_name_that_cannot_stand_in_a_header_is_refused(#[case] name: &str) {
    let refused = letter("About", name, "x").unwrap_err();
    assert!(refused.is_mailbox(), "even where nobody checked it before: {refused}");
}

#[rstest]
#[case::nul("a\nb\0c", "line 2 of the letter holds the control character U+0000: remove it")]
#[case::escape("\u{1b}[2J", "line 1 of the letter holds the control character U+001B: remove it")]
#[case::form_feed(
    "a\n\n\u{c}",
    "line 3 of the letter holds the control character U+000C: remove it"
)]
fn a_control_character_in_the_text_is_named_with_its_line(#[case] text: &str, #[case] want: &str) {
    let refused = letter("About", "Anna", text).unwrap_err();
    assert!(refused.is_text(), "the text is at fault");
    assert_eq!(refused.to_string(), want);
}

#[rstest]
#[case::brackets("<1@example.org>")]
#[case::no_at("1")]
#[case::two_at("1@2@3")]
#[case::space("1 2@example.org")]
#[case::line_break("1@example.org>\r\nBcc: <x@y.org")]
#[case::empty("")]
#[case::long(&format!("{}@example.org", "x".repeat(300)))]
fn a_message_id_that_is_none_is_refused(#[case] message_id: &str) {
    let mailbox = named("Anna", "anna@example.org");
    let draft = Draft {
        from: &mailbox,
        to: &mailbox,
        reply_to: None,
        subject: "x",
        text: "x",
        date: Timestamp::UNIX_EPOCH,
        message_id,
    };
    assert!(compose(&draft).is_err(), "{message_id:?} would break the header");
}

#[rstest]
#[case(Timestamp::MIN)]
#[case("1969-12-31T23:59:59Z".parse().unwrap())]
fn a_date_without_a_year_that_mail_knows_is_refused(#[case] date: Timestamp) {
    let mailbox = named("Anna", "anna@example.org");
    let draft = Draft {
        from: &mailbox,
        to: &mailbox,
        reply_to: None,
        subject: "x",
        text: "x",
        date,
        message_id: "1@example.org",
    };
    assert!(compose(&draft).is_err(), "{date} is a mistake");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_arrives_or_is_refused(text in "[ -~\\t\\n\\rа-яא-ת=. ]{0,400}") {
        let frozen = letter("s", "n", &text).unwrap();
        assert_plain_wire(&frozen);
        prop_assert_eq!(text_of(&parse(&frozen)), normalise(&text));
    }

    #[test]
    fn any_subject_arrives_or_is_refused(subject in "\\PC{0,120}|[ -~]{0,300}|[=?а-я _]{0,100}") {
        if let Ok(frozen) = letter(&subject, "n", "x") {
            assert_plain_wire(&frozen);
            let message = parse(&frozen);
            prop_assert_eq!(message.subject().unwrap_or_default(), subject.trim());
        }
    }

    #[test]
    fn any_name_arrives_or_is_refused(name in "\\PC{1,60}|[ -~]{1,120}|[=?а-я _\"\\\\]{1,60}") {
        if name.trim().is_empty() { return Ok(()); }
        if let Ok(frozen) = letter("s", &name, "x") {
            assert_plain_wire(&frozen);
            let message = parse(&frozen);
            let from = message.from().unwrap();
            prop_assert_eq!(from.iter().count(), 1);
            prop_assert_eq!(from.first().unwrap().name().unwrap_or_default(), name.trim());
        }
    }
}
