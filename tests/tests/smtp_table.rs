//! Every fault at every step: what it means for the letter, whether the letter's dot can have
//! reached the server, and whether the conversation goes on. One row is one fault, its columns
//! are the steps; what a step says otherwise is ordinary.
//!
//! `doubt` stands where, and only where, the dot had gone out and no plain yes or no came back.

#![allow(clippy::unwrap_used, clippy::panic, reason = "the helpers of tests fail like tests")]

use rstest::rstest;
use tokio::task::JoinSet;
use unforgotten_mail::{
    Class, Deadlines, Delivery, Failure, Frozen, Options, Password, Phase, Session,
};
use unforgotten_tests::fake_smtp::client::{letter, letter_of, options, run, server};
use unforgotten_tests::fake_smtp::{Act, Encryption, FakeSmtp, Script, Step};

/// The columns: the step, how it is named in failures, and what the server ordinarily says.
const COLUMNS: [(Step, Phase, &str); 9] = [
    (Step::Greeting, Phase::Greeting, "220 fake ESMTP"),
    (Step::Ehlo, Phase::Ehlo, "250-fake\n250-PIPELINING\n250 8BITMIME"),
    (Step::StartTls, Phase::Tls, "220 2.0.0 go"),
    (Step::Auth, Phase::Auth, "235 2.7.0 welcome"),
    (Step::Mail, Phase::Mail, "250 2.1.0 ok"),
    (Step::Rcpt, Phase::Rcpt, "250 2.1.5 ok"),
    (Step::Data, Phase::Data, "354 end with a dot"),
    (Step::Body, Phase::Body, ""),
    (Step::Dot, Phase::Dot, "250 2.0.0 kept"),
];

/// In the body a server that only falls silent takes the rest and the dot; to stall in the
/// middle it must stop reading.
fn stall(step: Step) -> Act {
    if step == Step::Body { Act::Freeze } else { Act::Stall }
}

fn says(reply: &'static str) -> impl Fn(Step, &str) -> Vec<Act> {
    move |step, _| {
        let mut acts = vec![Act::say(reply)];
        // Who refuses in the middle of a body does not read the rest as commands.
        acts.extend((step == Step::Body).then_some(Act::Freeze));
        acts
    }
}

fn then_cut(bytes: &'static [u8]) -> impl Fn(Step, &str) -> Vec<Act> {
    move |_, _| vec![Act::Bytes(bytes.to_vec()), Act::Cut]
}

fn then_stall(bytes: &'static [u8]) -> impl Fn(Step, &str) -> Vec<Act> {
    move |step, _| vec![Act::Bytes(bytes.to_vec()), stall(step)]
}

fn over_long(step: Step, _: &str) -> Vec<Act> {
    vec![Act::Bytes([b"250 ".as_slice(), &[b'x'; 5000]].concat()), stall(step)]
}

fn drip(_: Step, ordinary: &str) -> Vec<Act> {
    if ordinary.is_empty() { Vec::new() } else { vec![Act::drip(ordinary)] }
}

/// The reply to the next command comes in the same packet, before it was asked for.
fn early(step: Step, ordinary: &str) -> Vec<Act> {
    if step == Step::Body {
        return vec![Act::say("250 2.0.0 kept"), Act::Freeze];
    }
    vec![Act::say(&format!("{ordinary}\n250 ok"))]
}

/// `+`: the session serves the next letter.
#[rstest]
//                        greeting ehlo  starttls auth  mail  rcpt  data  body  dot
#[case::cut("             retry    retry retry    stop  later later later later doubt", |_: Step, _: &str| vec![Act::Cut])]
#[case::stall("           retry    retry retry    stop  later later later later doubt", |step: Step, _: &str| vec![stall(step)])]
#[case::not_now(
    "         retry    retry retry    stop  later+ later+ later+ later later+",
    says("451 4.3.0 later")
)]
#[case::no(
    "              hold     hold  stop     stop  refused+ refused+ refused+ refused refused+",
    says("554 5.3.0 no")
)]
#[case::goodbye(
    "         retry    retry retry    signin later later later later later",
    says("421 4.3.2 closing")
)]
#[case::unknown_command(
    " hold     hold  stop     stop  show+ show+ show+ show show+",
    says("500 5.5.1 what")
)]
#[case::garbage(
    "         retry    retry stop     stop  later later later later doubt",
    says("HTTP/1.1 200 OK")
)]
#[case::two_codes(
    "       retry    retry stop     stop  later later later later doubt",
    says("250-ok\n550 no")
)]
#[case::intermediate(
    "    retry    retry stop     stop  later later later later doubt",
    says("334 more")
)]
#[case::over_long("       retry    retry stop     stop  later later later later doubt", over_long)]
#[case::half_a_reply(
    "    retry    retry retry    stop  later later later later doubt",
    then_cut(b"250-and")
)]
#[case::half_a_line(
    "     retry    retry retry    stop  later later later later doubt",
    then_cut(b"250 2.0.0 ok")
)]
#[case::unfinished(
    "      retry    retry retry    stop  later later later later doubt",
    then_stall(b"250-and\r\n")
)]
#[case::single_bytes("    sent+    sent+ sent+    sent+ sent+ sent+ sent+ sent+ sent+", drip)]
#[case::early("           retry    later stop     later later later later later sent", early)]
fn a_fault_means_at_each_step(
    #[case] row: &str,
    #[case] fault: impl Fn(Step, &str) -> Vec<Act>,
    #[values(true, false)] pipelining: bool,
) {
    let wants: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(wants.len(), COLUMNS.len(), "one for each step");
    run(async {
        let mut cells = JoinSet::new();
        for ((step, phase, ordinary), want) in COLUMNS.into_iter().zip(wants) {
            let acts = fault(step, ordinary);
            let cell = Cell {
                step,
                phase,
                want: want.to_owned(),
                shows_later: ordinary_follows(&acts, ordinary),
                large: step == Step::Body && !acts.is_empty(),
                stalls: acts.iter().any(|act| matches!(act, Act::Stall | Act::Freeze)),
            };
            cells.spawn(cell.check(script(step, pipelining).nth(step, 1, acts)));
        }
        while let Some(cell) = cells.join_next().await {
            cell.unwrap();
        }
    });
}

/// Whether the acts begin with the ordinary reply, so that the trouble shows one step later.
fn ordinary_follows(acts: &[Act], ordinary: &str) -> bool {
    let first = ordinary.lines().next().unwrap_or_default();
    let begins = |bytes: &[u8]| !first.is_empty() && bytes.starts_with(first.as_bytes());
    acts.iter().any(|act| matches!(act, Act::Bytes(bytes) if begins(bytes)))
}

/// A server whose every other step is ordinary.
fn script(step: Step, pipelining: bool) -> Script {
    let script = match step {
        Step::StartTls => Script::new().encryption(Encryption::StartTls),
        Step::Auth => Script::new().auth("anna", "secret").extensions(&["AUTH PLAIN"]),
        _ if pipelining => Script::new(),
        _ => Script::new().extensions(&["SIZE 26214400"]),
    };
    script.body_after(50_000)
}

struct Cell {
    step: Step,
    phase: Phase,
    want: String,
    /// The trouble follows an ordinary reply and is seen one step later.
    shows_later: bool,
    /// So large that its dot is not on the way yet when the server acts in its middle.
    large: bool,
    stalls: bool,
}

impl Cell {
    async fn check(self, script: Script) {
        let fake = FakeSmtp::start(script);
        let letter = match self.large {
            true => Frozen { bytes: b"Dear Sir or Madam\r\n".repeat(400_000), ..letter() },
            false => letter(),
        };
        let (outcome, session) = self.attempt(&fake, &letter).await;
        let (want, goes_on) = match self.want.strip_suffix('+') {
            Some(want) => (want, true),
            None => (self.want.as_str(), false),
        };
        let class = match &outcome {
            Ok(delivery) => delivery.class(),
            Err(failure) => failure.class(),
        };
        let shown = format!("{}: {outcome:?}", self.phase);
        assert_eq!(name(class), want, "{shown}");

        let failure = outcome.as_ref().map_or_else(Some, Delivery::failure);
        if let Some(failure) = failure.filter(|_| !self.shows_later) {
            assert_eq!(failure.phase, self.phase, "it is told where it happened: {shown}");
        }
        let in_doubt = matches!(outcome, Ok(Delivery::InDoubt(_)));
        assert_eq!(in_doubt, class == Class::InDoubt, "doubt is a class of its own: {shown}");
        let sent = matches!(outcome, Ok(Delivery::Sent(_)));
        assert_eq!(sent, class == Class::Sent, "so is sent: {shown}");
        self.check_bodies(&fake, in_doubt, sent, &shown);

        let usable = session.as_ref().is_some_and(Session::is_usable);
        assert_eq!(usable, goes_on, "whether the session goes on: {shown}");
        if let Some(session) = session {
            check_next(&fake, session, &shown).await;
        }
    }

    async fn attempt(
        &self,
        fake: &FakeSmtp,
        letter: &Frozen,
    ) -> (Result<Delivery, Failure>, Option<Session>) {
        let deadlines = if self.stalls { options().deadlines } else { Deadlines::default() };
        let ca = (self.step == Step::StartTls).then(|| fake.ca_file());
        let options = Options { ca, deadlines, ..options() };
        let password = Password::new("secret".to_owned());
        let mut session = match Session::open(&server(fake), &options, Some(&password)).await {
            Ok(session) => session,
            Err(failure) => return (Err(failure), None),
        };
        let outcome = match session.offer(letter).await {
            Ok(ready) => Ok(ready.deliver().await),
            Err(failure) => Err(failure),
        };
        (outcome, Some(session))
    }

    /// Whether the letter's dot reached the server, and that it did wherever there is doubt.
    fn check_bodies(&self, fake: &FakeSmtp, in_doubt: bool, sent: bool, shown: &str) {
        let bodies = fake.bodies();
        let whole = bodies.iter().any(|body| body.len() > 5 && body.ends_with(b"\r\n.\r\n"));
        assert_eq!(whole, self.step == Step::Dot || sent, "whether its dot arrived: {shown}");
        if whole {
            return;
        }
        assert!(!in_doubt, "what cannot have been taken is certainly unsent: {shown}");
        assert!(fake.letters().is_empty(), "nothing was delivered: {shown}");
        if self.step != Step::Body {
            let heard = bodies.concat();
            assert!(heard.is_empty() || heard == b".\r\n", "nothing of it went out: {shown}");
        }
    }
}

async fn check_next(fake: &FakeSmtp, mut session: Session, shown: &str) {
    let (usable, next) = (session.is_usable(), letter_of("the next letter\n"));
    match session.offer(&next).await {
        Ok(ready) => {
            assert!(usable, "a spent session takes no letter: {shown}");
            let delivery = ready.deliver().await;
            assert_eq!(delivery.class(), Class::Sent, "after {shown}");
            assert_eq!(fake.letters().last().unwrap().bytes, next.bytes, "the right letter");
        }
        Err(failure) => {
            assert!(!usable, "a usable session takes the next letter: {failure} after {shown}");
            assert_eq!(failure.class(), Class::RetryConnection, "it loses nothing: {failure}");
        }
    }
}

fn name(class: Class) -> &'static str {
    match class {
        Class::Sent => "sent",
        Class::InDoubt => "doubt",
        Class::Deferred => "later",
        Class::Refused => "refused",
        Class::RetryConnection => "retry",
        Class::HoldAccount => "hold",
        Class::RetrySignIn => "signin",
        Class::StopAccount => "stop",
        Class::PauseAndShow => "show",
        other => panic!("no cell holds {other:?}"),
    }
}
