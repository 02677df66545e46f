//! Whom to write for first.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::person::Person;

/// An appeal is near its end in its last two weeks: the time a letter by post may take.
pub const NEAR_DAYS: i32 = 14;

/// How many days are left until an appeal closes, 0 on its last day; `None` while there is time,
/// and when it is over.
pub fn days_left(person: &Person, today: Date) -> Option<i32> {
    let left = (person.closes? - today).get_days();
    (!person.is_free(today) && (0..=NEAR_DAYS).contains(&left)).then_some(left)
}

/// Where somebody stands in the list: smaller is more urgent. First whose appeal closes soonest,
/// then for whom nobody here has written yet, then whose last letter is the oldest; whose
/// appeal is over comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// The appeal closes in so many days.
    Closing(i32),
    /// Not written for yet.
    Unwritten,
    /// Written for, last at this time.
    Written(Timestamp),
    /// Free, or the appeal has closed.
    Over,
}

/// How urgent a letter for somebody is on `today`, when the last one was written at `written`.
pub fn of(person: &Person, today: Date, written: Option<Timestamp>) -> Urgency {
    if person.appeal_is_over(today) {
        return Urgency::Over;
    }
    match (days_left(person, today), written) {
        (Some(left), _) => Urgency::Closing(left),
        (None, None) => Urgency::Unwritten,
        (None, Some(at)) => Urgency::Written(at),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn closing(closes: Option<Date>) -> Person {
        let person = crate::starter::catalogue().person("boris-kagarlitsky").unwrap();
        Person { closes, ..person.clone() }
    }

    #[test]
    fn an_appeal_is_near_its_end_in_its_last_two_weeks() {
        let today = date(2026, 11, 23);
        let left = |closes| days_left(&closing(closes), today);
        assert_eq!(left(None), None, "it never closes");
        assert_eq!(left(Some(today)), Some(0), "the last day counts");
        assert_eq!(left(Some(date(2026, 12, 7))), Some(14));
        assert_eq!(left(Some(date(2026, 12, 8))), None, "there is time");
        assert_eq!(left(Some(date(2026, 11, 22))), None, "it is over");
    }

    #[test]
    fn who_is_most_urgent_comes_first() {
        let today = date(2026, 11, 23);
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let (never, soon, later, over) = (
            closing(None),
            closing(Some(date(2026, 11, 25))),
            closing(Some(date(2026, 12, 1))),
            closing(Some(date(2026, 11, 1))),
        );
        let (long, lately) = (at("2026-01-01T00:00:00Z"), at("2026-11-01T00:00:00Z"));
        let order = [
            of(&soon, today, Some(lately)),
            of(&later, today, None),
            of(&never, today, None),
            of(&never, today, Some(long)),
            of(&never, today, Some(lately)),
            of(&over, today, None),
        ];
        assert!(order.is_sorted(), "{order:?}");
    }
}
