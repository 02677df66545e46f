//! Rolling windows: in any minute, hour or 24 hours, however they are laid, no more letters
//! than the limit. Providers count the same way, by recipients; each letter has one.

use jiff::{SignedDuration, Timestamp};

/// A person without limits of their own: enough for a letter evening, too little for a
/// provider to take them for a spammer.
pub const PERSON: Limits = Limits { minute: None, hour: Some(20), day: Some(100) };

/// Letters an hour to one office, over all accounts. More of them fill a mailbox rather than
/// convince its reader; campaign platforms such as Proca use the same figure.
pub const OFFICE_HOUR: u32 = 30;

/// At most so many letters in any window; `None` is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// In 60 seconds.
    pub minute: Option<u32>,
    /// In 60 minutes.
    pub hour: Option<u32>,
    /// In 24 hours.
    pub day: Option<u32>,
}

/// A window and how many letters fit into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Its length.
    pub length: SignedDuration,
    /// Letters.
    pub letters: u32,
}

/// Whether a letter may leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// So many may leave now; never 0.
    For(u32),
    /// None before this time.
    From(Timestamp),
}

impl Limits {
    /// The limits that are set, shortest window first.
    pub fn windows(self) -> impl Iterator<Item = Window> {
        let windows = [
            (SignedDuration::from_mins(1), self.minute),
            (SignedDuration::from_hours(1), self.hour),
            (SignedDuration::from_hours(24), self.day),
        ];
        windows
            .into_iter()
            .filter_map(|(length, letters)| letters.map(|letters| Window { length, letters }))
    }

    /// The stricter of both in each window.
    #[must_use]
    pub fn at_most(self, other: Self) -> Self {
        let least = |a: Option<u32>, b: Option<u32>| a.into_iter().chain(b).min();
        Self {
            minute: least(self.minute, other.minute),
            hour: least(self.hour, other.hour),
            day: least(self.day, other.day),
        }
    }
}

impl Window {
    /// The room in this window: `within` letters left in it, and the oldest that counts
    /// against one more letter left at `freed_by` (the `letters`-th newest, if there are so
    /// many). A clock that was set back may have left letters "later" than `now`; they count.
    pub fn room(self, within: u32, freed_by: Option<Timestamp>, now: Timestamp) -> Room {
        let left = self.letters.saturating_sub(within);
        match freed_by {
            _ if left > 0 => Room::For(left),
            Some(at) => Room::From((at + self.length).max(now)),
            // A limit of none at all.
            None => Room::From(now + self.length),
        }
    }
}

impl Room {
    /// The smaller room of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::For(a), Self::For(b)) => Self::For(a.min(b)),
            (Self::From(a), Self::From(b)) => Self::From(a.max(b)),
            (Self::From(at), Self::For(_)) | (Self::For(_), Self::From(at)) => Self::From(at),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The room that `spent`, newest first, leaves within the limits.
    fn room(limits: Limits, spent: &[Timestamp], now: Timestamp) -> Room {
        limits.windows().fold(Room::For(u32::MAX), |room, window| {
            let within = spent.iter().take_while(|&&at| at > now - window.length).count();
            let last = usize::try_from(window.letters).unwrap_or(usize::MAX).checked_sub(1);
            let freed_by = last.and_then(|n| spent.get(n)).copied();
            room.and(window.room(u32::try_from(within).unwrap_or(u32::MAX), freed_by, now))
        })
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn a_window_frees_when_its_oldest_letter_leaves_it() {
        let limits = Limits { hour: Some(2), ..Limits::default() };
        let spent = [at(100), at(40)];
        assert_eq!(room(limits, &spent, at(3600)), Room::From(at(40 + 3600)), "two an hour");
        assert_eq!(room(limits, &spent, at(3640)), Room::For(1), "the first is an hour old");
        assert_eq!(room(limits, &[], at(0)), Room::For(2), "nothing was sent yet");
    }

    #[test]
    fn a_clock_that_was_set_back_lets_nothing_through_twice() {
        let limits = Limits { hour: Some(1), ..Limits::default() };
        let later = room(limits, &[at(500)], at(0));
        assert_eq!(later, Room::From(at(500 + 3600)), "the letter of the future counts");
    }

    proptest! {
        #[test]
        fn no_window_ever_holds_more_than_its_limit(
            steps in prop::collection::vec(1_i64..4000, 1..200),
            minute in 1_u32..5, hour in 1_u32..20, day in 1_u32..40,
        ) {
            let limits = Limits { minute: Some(minute), hour: Some(hour), day: Some(day) };
            let (mut spent, mut now) = (Vec::<Timestamp>::new(), at(0));
            for step in steps {
                now += SignedDuration::from_secs(step);
                if let Room::For(letters) = room(limits, &spent, now) {
                    for _ in 0..letters {
                        spent.insert(0, now);
                    }
                }
            }
            for window in limits.windows() {
                for &end in &spent {
                    let within = spent.iter().filter(|&&at| at <= end && at > end - window.length);
                    prop_assert!(within.count() <= window.letters as usize, "{window:?} overflows");
                }
            }
        }
    }
}
