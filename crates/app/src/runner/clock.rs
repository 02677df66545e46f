//! Computers sleep, and clocks are set. After a clock that went back, letters would wait for a
//! time that was reckoned from the wrong one; after one that jumped ahead, nothing final is
//! done for a while, since it may be wrong.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

use crate::now;

/// Smaller steps are the ordinary work of NTP.
const JUMP: SignedDuration = SignedDuration::from_mins(1);

/// How long a clock that jumped ahead is not believed in what cannot be undone.
const DOUBT: Duration = Duration::from_mins(5);

/// The wall clock beside one that never goes back.
#[derive(Debug)]
pub(super) struct Clock {
    wall: Timestamp,
    steady: Instant,
    jumped: Option<Instant>,
}

impl Clock {
    pub(super) fn start() -> Self {
        Self { wall: now(), steady: Instant::now(), jumped: None }
    }

    /// Whether the wall clock went back since the last look.
    pub(super) fn was_set_back(&mut self) -> bool {
        self.look(now(), Instant::now())
    }

    fn look(&mut self, wall: Timestamp, steady: Instant) -> bool {
        let passed = SignedDuration::try_from(steady - self.steady).unwrap_or_default();
        let back = wall + JUMP < self.wall + passed;
        if wall > self.wall + passed + JUMP {
            self.jumped = Some(steady);
        }
        (self.wall, self.steady) = (wall, steady);
        back
    }

    /// Whether the date can be believed.
    pub(super) fn is_believed(&self) -> bool {
        self.jumped.is_none_or(|jumped| jumped.elapsed() > DOUBT)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn only_a_clock_that_went_back_is_noticed() {
        let (wall, steady) = (now(), Instant::now());
        let mut clock = Clock { wall, steady, jumped: None };
        let minute = Duration::from_mins(1);
        assert!(!clock.look(wall + minute, steady + minute), "an ordinary minute");
        let night = SignedDuration::from_hours(8);
        assert!(!clock.look(wall + night, steady + 2 * minute), "a night of sleep");
        assert!(!clock.is_believed(), "or a wrong date: nothing final yet");
        assert!(clock.look(wall, steady + 3 * minute), "back to yesterday");
        assert!(!clock.look(wall + minute, steady + 4 * minute), "and from there on");
    }
}
