//! When a letter is tried again, and when no more.

use jiff::{SignedDuration, Timestamp};

/// Waits after a recipient's "not now": 15, 30, 60 minutes, 2 hours, then every 4 hours. RFC
/// 5321 4.5.4.1 asks for at least 30 minutes after the first tries; greylisting servers let a
/// letter in after 5 to 15, so the first wait is shorter.
const RECIPIENT: [i64; 5] = [15, 30, 60, 120, 240];

/// Waits after a connection that failed, in minutes: short at first, since the writer's own
/// network is the usual cause.
const CONNECTION: [i64; 5] = [1, 2, 5, 15, 30];

/// A full mailbox is emptied by a person, so it is tried once a day.
pub const MAILBOX_FULL: SignedDuration = SignedDuration::from_hours(24);

/// How often a full mailbox is tried.
pub const MAILBOX_FULL_TRIES: i64 = 3;

/// A letter that was told "not now" for so long is given up: RFC 5321 4.5.4.1 asks for at
/// least four to five days.
pub const GIVE_UP: SignedDuration = SignedDuration::from_hours(5 * 24);

/// How long an office that takes no more is left alone, by all accounts.
pub const COOL_OFFICE: SignedDuration = SignedDuration::from_hours(1);

/// The same "not now" from so many recipients in a row is not about the recipients.
pub const SAME_REFUSALS: usize = 5;

/// So many refused texts in a row are about the template.
pub const CONTENT_REFUSALS: usize = 3;

/// Waits after a sign-in that failed for now; after the last one a person has to look.
const SIGN_IN: [i64; 3] = [15, 30, 60];

/// The wait after the `tries`-th "not now" (from 1). `chance` from 0 to 1 spreads it by ±20 %,
/// so that letters refused together do not return together.
pub fn recipient_wait(tries: i64, chance: f64) -> SignedDuration {
    let minutes = nth(&RECIPIENT, tries);
    let spread = 0.8 + 0.4 * chance.clamp(0.0, 1.0);
    SignedDuration::from_mins(minutes).mul_f64(spread)
}

/// The wait after the `tries`-th failed connection in a row (from 1).
pub fn connection_wait(tries: i64) -> SignedDuration {
    SignedDuration::from_mins(nth(&CONNECTION, tries))
}

/// The wait after the `tries`-th sign-in that failed for now (from 1); `None` when it is
/// enough.
pub fn sign_in_wait(tries: i64) -> Option<SignedDuration> {
    let index = usize::try_from(tries.max(1) - 1).unwrap_or(usize::MAX);
    SIGN_IN.get(index).map(|&minutes| SignedDuration::from_mins(minutes))
}

/// One to five minutes for an account that opened too many connections.
pub fn slow_wait(chance: f64) -> SignedDuration {
    SignedDuration::from_secs(60).mul_f64(1.0 + 4.0 * chance.clamp(0.0, 1.0))
}

/// Whether a letter that was first tried at `first` and would be tried again at `next` is
/// given up: after five days, or after the closing date of its campaign. How long it waited
/// for its turn does not count.
pub fn is_over(first: Timestamp, closes: Option<Timestamp>, next: Timestamp) -> bool {
    next > first + GIVE_UP || closes.is_some_and(|closes| next > closes)
}

fn nth(waits: &[i64], tries: i64) -> i64 {
    let index = usize::try_from(tries.max(1) - 1).unwrap_or(usize::MAX);
    waits.get(index).or(waits.last()).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_then_stay() {
        let minutes: Vec<_> = (0..8).map(|n| recipient_wait(n, 0.5).as_mins()).collect();
        assert_eq!(minutes, [15, 15, 30, 60, 120, 240, 240, 240], "the last wait repeats");
        assert_eq!(connection_wait(1).as_mins(), 1, "a cable is back in a minute");
        assert_eq!(connection_wait(99).as_mins(), 30, "never longer than half an hour");
    }

    #[test]
    fn chance_spreads_by_a_fifth_and_not_more() {
        assert_eq!(recipient_wait(3, 0.0).as_mins(), 48, "minus 20 %");
        assert_eq!(recipient_wait(3, 1.0).as_mins(), 72, "plus 20 %");
        assert_eq!(recipient_wait(3, 9.0).as_mins(), 72, "bad chance does no harm");
    }
}
