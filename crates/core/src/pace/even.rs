//! The even pace of a campaign: a letter, a gap, a letter. The gap varies by a quarter, so
//! that the letters do not look like the ticking of a machine.

use jiff::{SignedDuration, Timestamp};

use super::limit::Room;

/// What was not sent while the computer slept is not caught up in a heap.
const CATCH_UP: SignedDuration = SignedDuration::from_secs(1);

/// The room of a campaign that sends `per_hour` letters an hour, the next one at `next_at`.
pub fn room(per_hour: u32, next_at: Timestamp, now: Timestamp) -> Room {
    if next_at > now {
        return Room::From(next_at);
    }
    let since = now.duration_since(next_at).min(CATCH_UP);
    let letters = 1.0 + since.as_secs_f64() / gap(per_hour).as_secs_f64().max(f64::EPSILON);
    // A saturating cast: at most u32::MAX letters.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
    Room::For(letters as u32)
}

/// When the next letter may leave after `letters` left at `now`. `chance` from 0 to 1.
pub fn next_at(
    per_hour: u32,
    next_at: Timestamp,
    letters: u32,
    now: Timestamp,
    chance: f64,
) -> Timestamp {
    let vary = 0.75 + 0.5 * chance.clamp(0.0, 1.0);
    let gaps = gap(per_hour).mul_f64(f64::from(letters) * vary);
    // A clock that was set back must not stop the campaign until it has caught up.
    next_at.clamp(now - CATCH_UP, now) + gaps
}

/// The mean time between two letters.
pub fn gap(per_hour: u32) -> SignedDuration {
    SignedDuration::from_hours(1).div_f64(f64::from(per_hour.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn letters_leave_one_by_one_with_a_gap_that_varies_by_a_quarter() {
        assert_eq!(room(60, at(0), at(0)), Room::For(1), "the first leaves at once");
        let next = |chance| next_at(60, at(0), 1, at(0), chance).duration_since(at(0)).as_secs();
        assert_eq!((next(0.0), next(0.5), next(1.0)), (45, 60, 75), "a minute, more or less");
        assert_eq!(room(60, at(60), at(59)), Room::From(at(60)), "not before its time");
    }

    #[test]
    fn a_night_of_sleep_is_not_caught_up_in_a_heap() {
        assert_eq!(room(60, at(0), at(8 * 3600)), Room::For(1), "one, and then the gap");
        let next = next_at(60, at(0), 1, at(8 * 3600), 0.5);
        assert!(next > at(8 * 3600 + 50), "the gap counts from now: {next}");
    }

    #[test]
    fn a_fast_pace_hands_out_several_letters_at_once() {
        let Room::For(letters) = room(360_000, at(0), at(1)) else { panic!("it is time") };
        assert_eq!(letters, 101, "a hundred a second, and the first");
    }

    #[test]
    fn a_clock_set_back_by_a_year_stops_nothing() {
        let year = 365 * 86_400;
        let next = next_at(60, at(year), 1, at(0), 0.5);
        assert!(next <= at(60), "counted from the new now: {next}");
    }
}
