//! When the last letter of a campaign will have left: the same rules, run ahead on a clock of
//! our own.

use std::collections::VecDeque;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::even;
use super::hours::Hours;
use super::limit::{Limits, Room, Window};

/// Letters are followed one by one up to here; beyond, the rest is reckoned from their pace.
const FOLLOWED: u64 = 5_000;

/// What is known of a campaign.
#[derive(Debug, Clone)]
pub struct Ahead {
    /// The limits that count for its letters.
    pub limits: Limits,
    /// Letters an hour, evenly spread.
    pub per_hour: Option<u32>,
    /// Letters an hour to one office.
    pub per_office: Option<u32>,
    /// The sending window, if there is one.
    pub hours: Option<Hours>,
    /// Letters that still wait, for each office, and the office's time zone.
    pub waiting: Vec<(u64, TimeZone)>,
    /// When the account sent letters, newest first; those of the last 24 hours.
    pub spent: Vec<Timestamp>,
    /// Letters an hour that were seen where nothing limits them.
    pub seen: Option<f64>,
}

/// When the last waiting letter will leave; `None` if nobody can know.
pub fn eta(ahead: &Ahead, now: Timestamp) -> Option<Timestamp> {
    let total: u64 = ahead.waiting.iter().map(|(letters, _)| letters).sum();
    if total == 0 {
        return Some(now);
    }
    let free = ahead.per_hour.is_none() && ahead.limits == Limits::default();
    if free && ahead.per_office.is_none() && ahead.hours.is_none() {
        let rate = ahead.seen.filter(|&rate| rate > 0.0)?;
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let hours = total as f64 / rate;
        return now.checked_add(SignedDuration::try_from_secs_f64(hours * 3600.0).ok()?).ok();
    }
    follow(ahead, total, now)
}

fn follow(ahead: &Ahead, total: u64, now: Timestamp) -> Option<Timestamp> {
    let mut spent: VecDeque<Timestamp> = ahead.spent.iter().copied().collect();
    let mut offices: Vec<Office> = ahead
        .waiting
        .iter()
        .map(|(waiting, zone)| Office { waiting: *waiting, zone, spent: VecDeque::new() })
        .collect();
    let keep = ahead.limits.windows().map(|window| window.letters as usize).max().unwrap_or(0);
    // A pace can be told from two rounds of the longest window at the earliest.
    let followed = FOLLOWED.max(2 * keep as u64);
    let (mut clock, mut last) = (now, now);
    for sent in 0..total {
        loop {
            if let Room::From(at) = rolling(ahead.limits, &spent, clock) {
                clock = at;
                continue;
            }
            let open = offices.iter_mut().filter(|office| office.waiting > 0).map(|office| {
                let at = office.opens(ahead, clock);
                (at, office)
            });
            let (at, office) = open.min_by_key(|(at, _)| *at)?;
            if at > clock {
                clock = at;
                continue;
            }
            office.waiting -= 1;
            office.spent.push_front(clock);
            office.spent.truncate(ahead.per_office.unwrap_or(0) as usize);
            break;
        }
        last = clock;
        if sent == followed {
            // The rest at the pace so far.
            #[expect(clippy::cast_precision_loss, reason = "an estimate")]
            let rest = (total - sent) as f64 / followed as f64;
            return last.checked_add(last.duration_since(now).mul_f64(rest)).ok();
        }
        spent.push_front(clock);
        spent.truncate(keep);
        if let Some(per_hour) = ahead.per_hour {
            clock += even::gap(per_hour);
        }
    }
    Some(last)
}

struct Office<'a> {
    waiting: u64,
    zone: &'a TimeZone,
    spent: VecDeque<Timestamp>,
}

impl Office<'_> {
    fn opens(&self, ahead: &Ahead, clock: Timestamp) -> Timestamp {
        let hour = SignedDuration::from_hours(1);
        let freed = ahead.per_office.map_or(clock, |letters| {
            match rolling_one(Window { length: hour, letters }, &self.spent, clock) {
                Room::For(_) => clock,
                Room::From(at) => at,
            }
        });
        let Some(hours) = ahead.hours else { return freed };
        hours.next_open(freed, self.zone)
    }
}

fn rolling(limits: Limits, spent: &VecDeque<Timestamp>, now: Timestamp) -> Room {
    limits
        .windows()
        .fold(Room::For(u32::MAX), |room, window| room.and(rolling_one(window, spent, now)))
}

/// The room in a window, from the one letter that decides it.
fn rolling_one(window: Window, spent: &VecDeque<Timestamp>, now: Timestamp) -> Room {
    let decides = (window.letters as usize).checked_sub(1).and_then(|n| spent.get(n)).copied();
    let full = window.letters == 0 || decides.is_some_and(|at| at > now - window.length);
    window.room(if full { window.letters } else { 0 }, decides, now)
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;

    fn start() -> Timestamp {
        "2026-11-23T09:00:00Z".parse().unwrap()
    }

    fn ahead(limits: Limits, waiting: u64) -> Ahead {
        Ahead {
            limits,
            per_hour: None,
            per_office: None,
            hours: None,
            waiting: vec![(waiting, TimeZone::UTC)],
            spent: Vec::new(),
            seen: None,
        }
    }

    #[test]
    fn a_day_limit_spreads_letters_over_days() {
        let limits = Limits { day: Some(100), ..Limits::default() };
        let done = eta(&ahead(limits, 250), start()).unwrap();
        assert_eq!(done, start() + SignedDuration::from_hours(48), "100 now, 100, and 50");
    }

    #[test]
    fn an_even_pace_takes_its_time() {
        let done = eta(&Ahead { per_hour: Some(60), ..ahead(Limits::default(), 121) }, start());
        assert_eq!(done, Some(start() + SignedDuration::from_hours(2)), "two hours of minutes");
    }

    #[test]
    fn the_slowest_office_decides() {
        let mut slow = ahead(Limits::default(), 10);
        slow.waiting.push((90, TimeZone::UTC));
        slow.per_office = Some(30);
        let done = eta(&slow, start());
        assert_eq!(done, Some(start() + SignedDuration::from_hours(2)), "30, 30 and 30");
    }

    #[test]
    fn nights_do_not_count() {
        let hours = Hours { from: time(8, 0, 0, 0), until: time(18, 0, 0, 0), weekdays: false };
        let slow =
            Ahead { per_hour: Some(10), hours: Some(hours), ..ahead(Limits::default(), 151) };
        let done = eta(&slow, start()).unwrap();
        // Nine hours of the first day, and six of the next.
        assert_eq!(done.to_string(), "2026-11-24T14:00:00Z", "nothing leaves at night");
    }

    #[test]
    fn without_any_limit_only_what_was_seen_tells() {
        assert_eq!(eta(&ahead(Limits::default(), 100), start()), None, "nothing was seen yet");
        let seen = Ahead { seen: Some(3600.0), ..ahead(Limits::default(), 100) };
        let want = start() + SignedDuration::from_secs(100);
        assert_eq!(eta(&seen, start()), Some(want), "a letter a second");
    }

    #[test]
    fn a_hundred_thousand_letters_are_reckoned_and_not_followed() {
        let limits = Limits { hour: Some(1000), ..Limits::default() };
        let done = eta(&ahead(limits, 100_000), start()).unwrap();
        let hours = done.duration_since(start()).as_hours();
        assert!((94..=104).contains(&hours), "about a hundred hours: {hours}");
    }
}
