//! The hours in which an office is written to, in its own time zone. A letter that arrives at
//! three in the night looks like a machine's.

use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// From `from` until before `until`, on working days only or on all days. A window whose end
/// is not after its start goes past midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// The first minute.
    pub from: Time,
    /// The first minute that is outside again.
    pub until: Time,
    /// Saturdays and Sundays are quiet.
    #[serde(default)]
    pub weekdays: bool,
}

impl Hours {
    /// When the window is open next: `now`, if it is open.
    pub fn next_open(self, now: Timestamp, zone: &TimeZone) -> Timestamp {
        let local = now.to_zoned(zone.clone());
        // Yesterday's window may still be open; eight days hold each weekday twice at most.
        for days in -1..=8_i64 {
            let Ok(date) = local.date().checked_add(days.days()) else { break };
            if self.weekdays && matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) {
                continue;
            }
            let end = if self.until > self.from { Ok(date) } else { date.tomorrow() };
            let opens = date.to_datetime(self.from).to_zoned(zone.clone());
            let closes = end.and_then(|end| end.to_datetime(self.until).to_zoned(zone.clone()));
            if let (Ok(opens), Ok(closes)) = (opens, closes)
                && now < closes.timestamp()
            {
                return now.max(opens.timestamp());
            }
        }
        now
    }
}

impl std::fmt::Display for Hours {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (from, until) = (self.from.strftime("%H:%M"), self.until.strftime("%H:%M"));
        write!(f, "{from}-{until}")
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;
    use rstest::rstest;

    use super::*;

    fn moscow() -> TimeZone {
        TimeZone::fixed(jiff::tz::offset(3))
    }

    #[rstest]
    #[case::open("2026-11-23T09:00:00Z", "2026-11-23T09:00:00Z")]
    #[case::before("2026-11-23T04:00:00Z", "2026-11-23T05:00:00Z")]
    #[case::the_end_is_outside("2026-11-23T15:00:00Z", "2026-11-24T05:00:00Z")]
    #[case::friday_evening("2026-11-27T16:00:00Z", "2026-11-30T05:00:00Z")]
    #[case::sunday("2026-11-29T09:00:00Z", "2026-11-30T05:00:00Z")]
    fn a_letter_waits_for_the_offices_morning(#[case] now: &str, #[case] opens: &str) {
        let hours = Hours { from: time(8, 0, 0, 0), until: time(18, 0, 0, 0), weekdays: true };
        let found = hours.next_open(now.parse().unwrap(), &moscow());
        assert_eq!(found.to_string(), opens, "office hours in Moscow, Monday to Friday");
    }

    #[rstest]
    #[case::late("2026-11-23T20:00:00Z", "2026-11-23T20:00:00Z")]
    #[case::after_midnight("2026-11-23T22:30:00Z", "2026-11-23T22:30:00Z")]
    #[case::noon("2026-11-23T09:00:00Z", "2026-11-23T19:00:00Z")]
    fn a_window_may_go_past_midnight(#[case] now: &str, #[case] opens: &str) {
        let hours = Hours { from: time(22, 0, 0, 0), until: time(2, 0, 0, 0), weekdays: false };
        let found = hours.next_open(now.parse().unwrap(), &moscow());
        assert_eq!(found.to_string(), opens, "from ten in the evening to two in the night");
    }

    #[test]
    fn a_day_on_which_the_clock_jumps_still_opens() {
        let zone = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
        let hours = Hours { from: time(2, 30, 0, 0), until: time(4, 0, 0, 0), weekdays: false };
        let night: Timestamp = "2027-03-28T00:00:00Z".parse().unwrap();
        let opens = hours.next_open(night, &zone);
        assert_eq!(opens.to_string(), "2027-03-28T01:30:00Z", "02:30 does not exist that night");
    }
}
