//! The table of delivery: phase and reply on one side, what happens next on the other.
//!
//! The order of the rules matters more than the rules: a full mailbox says "quota exceeded"
//! just as an exhausted account does, and only one of them must stop every other letter.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Phase, text};
use crate::reply::{Enhanced, Reply};

/// What happens next, and to whom: the letter, the office, the account or the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Letter: accepted by the server; its responsibility now (RFC 5321 6.1).
    Sent,
    /// Letter: nobody knows. Never sent again without a person's decision.
    InDoubt,
    /// Letter: certainly not sent, tried again on the recipient's schedule.
    Deferred,
    /// Letter: the recipient's mailbox is full; once a day, three times.
    MailboxFull,
    /// Letter: refused for good.
    Refused,
    /// Letter and channel: the address does not exist; other letters to it are held.
    BadRecipient,
    /// Letter and template: the content was refused; three in a row pause the campaign.
    ContentRefused,
    /// Office: refuses mail from everybody for now; all accounts wait an hour or more.
    CoolOffice,
    /// Account and host: the connection failed; the letter loses no attempt.
    RetryConnection,
    /// Account: a limit is used up; no letter goes out until the window frees.
    HoldAccount,
    /// Account: one connection only, one to five minutes between tries.
    SlowAccount,
    /// Account: signing in failed for now; wait a quarter of an hour, three times at most.
    RetrySignIn,
    /// Account: stopped until a person looks at it; never retried by itself.
    StopAccount,
    /// Program or server: the two do not understand each other; paused, transcript shown.
    PauseAndShow,
}

impl Class {
    /// Whether the letter was accepted.
    pub const fn is_sent(self) -> bool {
        matches!(self, Self::Sent)
    }

    /// Whether the letter may or may not have been accepted.
    pub const fn is_in_doubt(self) -> bool {
        matches!(self, Self::InDoubt)
    }

    /// Whether this letter will not be sent in this form.
    pub const fn is_refused(self) -> bool {
        matches!(self, Self::Refused | Self::BadRecipient | Self::ContentRefused)
    }

    /// Whether the letter goes back to the queue without having lost an attempt, because
    /// the account, the host or the program is at fault.
    pub const fn keeps_attempt(self) -> bool {
        matches!(
            self,
            Self::RetryConnection
                | Self::HoldAccount
                | Self::SlowAccount
                | Self::RetrySignIn
                | Self::StopAccount
                | Self::PauseAndShow
        )
    }

    /// Whether the account sends nothing more until a person did something.
    pub const fn needs_person(self) -> bool {
        matches!(self, Self::StopAccount | Self::PauseAndShow | Self::InDoubt)
    }
}

/// How long an account is left alone whose greeting was a 5yz: long enough not to be seen as
/// knocking, short enough that a list entry or a restart is noticed the same day.
const TURNED_AWAY: Duration = Duration::from_secs(3600);

/// Says what a reply means in its phase; `None` stands for no reply that could be used: a
/// timeout, an end of file, a reset, garbage. `server` is the host that said it, with or
/// without a port: providers have words of their own.
///
/// Only a 2yz in [`Phase::Dot`] is [`Class::Sent`]; a 2yz or 3yz anywhere else reaches this
/// function only when it was unexpected, and is treated as no usable reply.
pub fn classify(phase: Phase, reply: Option<&Reply>, server: &str) -> Class {
    judge(phase, reply, server).0
}

/// The class, and for [`Class::HoldAccount`] how long to hold: `None` is until a person looks.
pub(super) fn judge(
    phase: Phase,
    reply: Option<&Reply>,
    server: &str,
) -> (Class, Option<Duration>) {
    let Some(reply) = reply.filter(|reply| reply.is_refusal() || phase == Phase::Dot) else {
        return (without_reply(phase), None);
    };
    match (phase, reply.code) {
        (Phase::Dot, 200..=299) => return (Class::Sent, None),
        (Phase::Dot, 0..=399) => return (Class::InDoubt, None),
        _ => {}
    }
    if let Some(meaning) = text::meaning(phase, reply, server) {
        return (meaning.class, meaning.hold);
    }
    let class = by_code(phase, reply);
    (class, (class == Class::HoldAccount).then_some(TURNED_AWAY))
}

/// The enhanced code, then the basic code.
fn by_code(phase: Phase, reply: &Reply) -> Class {
    match phase {
        Phase::Prepare => Class::Refused,
        Phase::Tls if reply.is_transient() => Class::RetryConnection,
        Phase::Connect | Phase::Tls => without_reply(phase),
        Phase::Greeting | Phase::Ehlo => greeting(reply),
        Phase::Auth => sign_in(reply),
        _ if matches!(reply.code, 500..=504 | 555) => Class::PauseAndShow,
        _ if reply.code == 421 => Class::Deferred,
        Phase::Mail => sender(reply),
        Phase::Rcpt => recipient(reply),
        Phase::Data | Phase::Body if reply.is_transient() => Class::Deferred,
        Phase::Data | Phase::Body => Class::Refused,
        Phase::Dot if reply.is_transient() => Class::Deferred,
        Phase::Dot if reply.enhanced.is_some_and(|code| code.subject == 7) => Class::ContentRefused,
        Phase::Dot => Class::Refused,
    }
}

fn without_reply(phase: Phase) -> Class {
    match phase {
        Phase::Prepare => Class::Refused,
        Phase::Connect | Phase::Greeting | Phase::Ehlo => Class::RetryConnection,
        Phase::Tls | Phase::Auth => Class::StopAccount,
        Phase::Mail | Phase::Rcpt | Phase::Data | Phase::Body => Class::Deferred,
        Phase::Dot => Class::InDoubt,
    }
}

fn greeting(reply: &Reply) -> Class {
    if reply.is_transient() { Class::RetryConnection } else { Class::HoldAccount }
}

/// Anything that is not plainly "later" stops the account: guessing on would lock it.
fn sign_in(reply: &Reply) -> Class {
    match (reply.code, reply.enhanced.map(parts)) {
        (421, _) | (454, None | Some((4, 7, 0))) => Class::RetrySignIn,
        _ => Class::StopAccount,
    }
}

fn sender(reply: &Reply) -> Class {
    match (reply.code, reply.enhanced.map(parts)) {
        (432, _) => Class::SlowAccount,
        (530 | 535 | 538, _) | (550 | 553, Some((5, 7, 1 | 60))) => Class::StopAccount,
        _ if reply.is_transient() => Class::Deferred,
        _ => Class::Refused,
    }
}

fn recipient(reply: &Reply) -> Class {
    match (reply.code, reply.enhanced.map(parts)) {
        (450, Some((4, 2, 1))) => Class::CoolOffice,
        (_, Some((_, 2, 2))) => Class::MailboxFull,
        (551, _)
        | (550, Some((5, 1, 1 | 2 | 10) | (5, 2, 1) | (5, 4, 1)))
        | (553, Some((5, 1, 3))) => Class::BadRecipient,
        _ if reply.is_transient() => Class::Deferred,
        _ => Class::Refused,
    }
}

const fn parts(code: Enhanced) -> (u8, u16, u16) {
    (code.class, code.subject, code.detail)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::greeting_busy(Phase::Greeting, "421 4.3.2 busy", Class::RetryConnection)]
    #[case::greeting_no(Phase::Greeting, "554 5.7.1 you are listed", Class::HoldAccount)]
    #[case::ehlo_later(Phase::Ehlo, "451 4.3.0 later", Class::RetryConnection)]
    #[case::tls_later(Phase::Tls, "454 4.7.0 TLS not available", Class::RetryConnection)]
    #[case::tls_no(Phase::Tls, "502 5.5.1 no STARTTLS", Class::StopAccount)]
    #[case::auth_bad(Phase::Auth, "535 5.7.8 no", Class::StopAccount)]
    #[case::auth_need(Phase::Auth, "530 5.7.0 first", Class::StopAccount)]
    #[case::auth_later(Phase::Auth, "454 4.7.0 later", Class::RetrySignIn)]
    #[case::auth_busy(Phase::Auth, "421 4.7.0 busy", Class::RetrySignIn)]
    #[case::auth_odd(Phase::Auth, "451 4.3.0 odd", Class::StopAccount)]
    #[case::auth_unknown(Phase::Auth, "504 5.5.4 unknown", Class::StopAccount)]
    #[case::mail_slow(Phase::Mail, "432 4.3.2 concurrency", Class::SlowAccount)]
    #[case::mail_not_owned(Phase::Mail, "553 5.7.1 not yours", Class::StopAccount)]
    #[case::mail_not_owned_ms(Phase::Mail, "550 5.7.60 no permission", Class::StopAccount)]
    #[case::mail_too_big(Phase::Mail, "552 5.3.4 too big", Class::Refused)]
    #[case::day_limit(Phase::Mail, "550 5.4.5 Daily sending limit", Class::HoldAccount)]
    #[case::day_limit_ms(Phase::Rcpt, "550 5.7.233 external limit", Class::HoldAccount)]
    #[case::limit_452(Phase::Rcpt, "452 4.4.5 too many", Class::HoldAccount)]
    #[case::limit_text(Phase::Rcpt, "450 4.7.1 Limit exceeded", Class::HoldAccount)]
    #[case::limit_dot(Phase::Dot, "554 Message quota reached today", Class::HoldAccount)]
    #[case::limit_dot_550(Phase::Dot, "550 5.7.1 hourly limit reached", Class::HoldAccount)]
    #[case::full_is_not_limit(Phase::Rcpt, "452 4.2.2 quota exceeded", Class::MailboxFull)]
    #[case::full_552(Phase::Rcpt, "552 5.2.2 full", Class::MailboxFull)]
    #[case::full_by_words(Phase::Rcpt, "452 mailbox quota exceeded", Class::MailboxFull)]
    #[case::grey(Phase::Rcpt, "450 4.7.1 greylisted", Class::Deferred)]
    #[case::rcpt_450(Phase::Rcpt, "450 4.2.0 later", Class::Deferred)]
    #[case::office_rate(Phase::Rcpt, "450 4.2.1 too much mail", Class::CoolOffice)]
    #[case::unknown(Phase::Rcpt, "550 5.1.1 unknown", Class::BadRecipient)]
    #[case::no_host(Phase::Rcpt, "550 5.1.2 no such host", Class::BadRecipient)]
    #[case::null_mx(Phase::Rcpt, "550 5.1.10 null MX", Class::BadRecipient)]
    #[case::disabled(Phase::Rcpt, "550 5.2.1 disabled", Class::BadRecipient)]
    #[case::denied_ms(Phase::Rcpt, "550 5.4.1 denied", Class::BadRecipient)]
    #[case::moved(Phase::Rcpt, "551 gone away", Class::BadRecipient)]
    #[case::bad_syntax(Phase::Rcpt, "553 5.1.3 syntax", Class::BadRecipient)]
    #[case::relay(Phase::Rcpt, "554 5.7.1 Relay access denied", Class::StopAccount)]
    #[case::policy(Phase::Rcpt, "550 5.7.1 blocked", Class::Refused)]
    #[case::bare_550(Phase::Rcpt, "550 no", Class::Refused)]
    #[case::rcpt_closing(Phase::Rcpt, "421 4.3.2 closing", Class::Deferred)]
    #[case::syntax(Phase::Rcpt, "501 5.5.2 syntax", Class::PauseAndShow)]
    #[case::parameter(Phase::Mail, "555 unknown parameter", Class::PauseAndShow)]
    #[case::data_later(Phase::Data, "451 later", Class::Deferred)]
    #[case::data_no(Phase::Data, "554 no", Class::Refused)]
    #[case::data_odd(Phase::Data, "250 what", Class::Deferred)]
    #[case::sent(Phase::Dot, "250 2.0.0 queued", Class::Sent)]
    #[case::sent_252(Phase::Dot, "252 taken", Class::Sent)]
    #[case::odd_dot(Phase::Dot, "354 go on", Class::InDoubt)]
    #[case::dot_later(Phase::Dot, "451 4.3.0 later", Class::Deferred)]
    #[case::dot_closing(Phase::Dot, "421 closing", Class::Deferred)]
    #[case::spam(Phase::Dot, "554 5.7.1 spam", Class::ContentRefused)]
    #[case::dot_no(Phase::Dot, "554 5.6.0 no", Class::Refused)]
    fn a_reply_means_what_its_phase_makes_of_it(
        #[case] phase: Phase,
        #[case] line: &str,
        #[case] want: Class,
    ) {
        let reply = Reply::parse(line).unwrap();
        assert_eq!(classify(phase, Some(&reply), ""), want, "{phase}: {line}");
    }

    #[rstest]
    #[case(Phase::Connect, Class::RetryConnection)]
    #[case(Phase::Tls, Class::StopAccount)]
    #[case(Phase::Greeting, Class::RetryConnection)]
    #[case(Phase::Ehlo, Class::RetryConnection)]
    #[case(Phase::Auth, Class::StopAccount)]
    #[case(Phase::Mail, Class::Deferred)]
    #[case(Phase::Rcpt, Class::Deferred)]
    #[case(Phase::Data, Class::Deferred)]
    #[case(Phase::Body, Class::Deferred)]
    #[case(Phase::Dot, Class::InDoubt)]
    fn silence_is_a_certain_no_before_the_dot_and_doubt_after_it(
        #[case] phase: Phase,
        #[case] want: Class,
    ) {
        assert_eq!(classify(phase, None, ""), want, "{phase} without a reply");
    }

    #[rstest]
    #[case("smtp.gmail.com:465", Phase::Mail, "550 5.4.5 Daily user sending limit", Some(24))]
    #[case("x", Phase::Rcpt, "550 5.7.233 tenant limit", Some(24))]
    #[case("x", Phase::Rcpt, "550 5.7.1 You have exceeded your daily sending limit", Some(24))]
    #[case("x", Phase::Dot, "550 5.7.1 hourly limit reached", Some(1))]
    #[case("x", Phase::Dot, "450 4.7.1 limit of 100 in 24 hours exceeded", Some(24))]
    #[case("x", Phase::Rcpt, "450 4.7.1 Limit exceeded", Some(24))]
    #[case("x", Phase::Rcpt, "554 5.7.1 Reached address outgoing limits", None)]
    #[case("x", Phase::Rcpt, "550 5.7.1 Your mail limit has been reached", None)]
    #[case("x", Phase::Greeting, "554 5.7.1 you are listed", Some(1))]
    #[case("x", Phase::Ehlo, "550 go away", Some(1))]
    #[case(
        "mail.gmx.net:465",
        Phase::Rcpt,
        "550-Requested action not taken: mailbox unavailable\n550 Failure sending mail. Try again later",
        Some(1)
    )]
    #[case("smtp.yandex.com:465", Phase::Dot, "554 5.7.1 Spam limit exceeded", Some(24))]
    fn a_used_up_limit_holds_the_account_as_long_as_its_window(
        #[case] server: &str,
        #[case] phase: Phase,
        #[case] line: &str,
        #[case] hours: Option<u64>,
    ) {
        let reply = Reply::parse(line).unwrap();
        let want = (Class::HoldAccount, hours.map(|hours| Duration::from_secs(hours * 3600)));
        assert_eq!(judge(phase, Some(&reply), server), want, "{server}: {line}");
    }

    const GMX: &str = "550-Requested action not taken: mailbox unavailable\n\
        550 Failure sending mail. Try again later";
    const FULL: &str =
        "554 5.2.2 mailbox full; STOREDRV.Submission.Exception:QuotaExceededException";
    const THREADS: &str = "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded";

    #[rstest]
    #[case::gmx_elsewhere("x", Phase::Rcpt, GMX, Class::Refused)]
    #[case::own_mailbox_full("smtp.office365.com:587", Phase::Dot, FULL, Class::StopAccount)]
    #[case::own_mailbox_elsewhere("x", Phase::Dot, FULL, Class::Refused)]
    #[case::threads("smtp.office365.com:587", Phase::Dot, THREADS, Class::SlowAccount)]
    #[case::threads_elsewhere("x", Phase::Dot, THREADS, Class::Deferred)]
    #[case::not_signed_in(
        "smtp.zoho.com",
        Phase::Dot,
        "550 5.4.6 Unusual sending activity detected",
        Class::StopAccount
    )]
    #[case::stolen(
        "smtp.mail.ru",
        Phase::Mail,
        "550 message sending for this account is disabled",
        Class::StopAccount
    )]
    #[case::send_as(
        "smtp.office365.com",
        Phase::Dot,
        "554 5.2.252 SendAsDenied; a not allowed to send as b",
        Class::StopAccount
    )]
    #[case::never_sent(
        "smtp.office365.com",
        Phase::Auth,
        "550 5.7.1 limit exceeded",
        Class::StopAccount
    )]
    fn a_provider_is_believed_in_its_own_words_only(
        #[case] server: &str,
        #[case] phase: Phase,
        #[case] line: &str,
        #[case] want: Class,
    ) {
        let reply = Reply::parse(line).unwrap();
        assert_eq!(classify(phase, Some(&reply), server), want, "{server}: {line}");
    }

    #[test]
    fn no_words_make_a_yes_a_no_or_a_no_a_yes() {
        for provider in crate::Provider::all() {
            let server = crate::Server::parse(&provider.server).unwrap().authority();
            let yes = Reply::parse("250 2.0.0 daily limit exceeded, relay, mailbox").unwrap();
            assert_eq!(classify(Phase::Dot, Some(&yes), &server), Class::Sent, "{server}");
            let no = Reply::parse("550 5.7.1 ok, sent, queued").unwrap();
            assert!(!classify(Phase::Dot, Some(&no), &server).is_sent(), "{server}");
        }
    }
}
