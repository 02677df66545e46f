//! Claims under limits, even gaps, holds and office hours: a clock of the test's own, so that
//! days take milliseconds.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a broken test may panic")]

mod support;

use jiff::civil::time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use support::{claims, finish_all, home, later, letter, now};
use unforgotten_core::hold::{Code, Kind};
use unforgotten_core::pace::eta::{Ahead, eta};
use unforgotten_core::pace::hours::Hours;
use unforgotten_core::pace::limit::Limits;
use unforgotten_core::state::Event;
use unforgotten_store::{
    CampaignRow, CampaignState, Claiming, Course, Frozen, HoldRow, Store, limits_with,
};

const NONE: Limits = Limits { minute: None, hour: None, day: None };

async fn campaign(store: &Store, course: Course, letters: &[Frozen], closes: Timestamp) {
    let row = CampaignRow {
        id: "c".to_owned(),
        state: CampaignState::Draft,
        plan: "{}".to_owned(),
        closes_at: closes,
        course: Course::default(),
        created_at: now(),
        started_at: None,
    };
    assert!(store.add_campaign(&row, &[]).await.unwrap(), "a new name");
    store.draft_letters(letters, now()).await.unwrap();
    let course = Course { account: Some("practice".to_owned()), ..course };
    assert!(store.start_campaign("c", &course, now()).await.unwrap(), "a draft can be started");
}

fn of_campaign(n: usize, office: &str, zone: &str) -> Frozen {
    Frozen {
        campaign: "c".to_owned(),
        signer: format!("Signer {n}"),
        zone: zone.to_owned(),
        recipient: format!("{office}@example.org"),
        ..letter(office, &n.to_string())
    }
}

#[tokio::test]
async fn an_hours_limit_holds_for_any_sixty_minutes() {
    let (_folder, store) = home().await;
    let letters: Vec<_> = (0..30).map(|n| letter("a", &n.to_string())).collect();
    store.enqueue(&letters, now()).await.unwrap();
    let limits = Limits { hour: Some(20), ..NONE };
    let first = claims(&store, limits, None, 64, now()).await;
    assert_eq!(first.letters.len(), 20, "a person's first letters leave at once");
    finish_all(&store, &first.letters, Event::Accepted, None, now()).await;
    let early = claims(&store, limits, None, 64, later(3599)).await;
    assert_eq!(early.letters.len(), 0, "the hour is not over");
    assert_eq!(early.next, Some(later(3600)), "and it says when it is");
    assert_eq!(claims(&store, limits, None, 64, later(3600)).await.letters.len(), 10, "the rest");
}

#[tokio::test]
async fn an_office_gets_no_more_than_its_share_and_the_others_go_on() {
    let (_folder, store) = home().await;
    let mut letters: Vec<_> = (0..5).map(|n| letter("a", &n.to_string())).collect();
    letters.extend((0..3).map(|n| letter("b", &n.to_string())));
    store.enqueue(&letters, now()).await.unwrap();
    let got = claims(&store, NONE, Some(2), 64, now()).await;
    let offices: Vec<_> = got.letters.iter().map(|claim| claim.office.as_str()).collect();
    assert_eq!(offices, ["a", "a", "b", "b"], "two for each, in the order of the queue");
}

#[tokio::test]
async fn a_claim_that_is_given_back_cost_nothing() {
    let (_folder, store) = home().await;
    store.enqueue(&[letter("a", "1"), letter("a", "2")], now()).await.unwrap();
    let limits = Limits { hour: Some(1), ..NONE };
    let first = claims(&store, limits, None, 64, now()).await;
    assert_eq!(first.letters.len(), 1, "one an hour");
    support::give_back(&store, &first.letters, now()).await;
    assert_eq!(claims(&store, limits, None, 64, later(1)).await.letters.len(), 1, "not sent");
}

#[tokio::test]
async fn a_wrong_year_on_the_clock_stops_an_account_for_a_day_at_most() {
    let (_folder, store) = home().await;
    store.enqueue(&[letter("a", "1"), letter("a", "2")], now()).await.unwrap();
    let limits = Limits { day: Some(1), ..NONE };
    let future = later(365 * 86_400);
    let first = claims(&store, limits, None, 64, future).await;
    finish_all(&store, &first.letters, Event::Accepted, None, future).await;
    assert_eq!(claims(&store, limits, None, 64, now()).await.letters.len(), 1, "it is today");
}

#[tokio::test]
async fn letters_deferred_by_a_wrong_clock_wait_as_long_as_they_should() {
    let (_folder, store) = home().await;
    store.enqueue(&[letter("a", "1")], now()).await.unwrap();
    let future = later(365 * 86_400);
    let first = claims(&store, NONE, None, 64, future).await;
    let again = future + SignedDuration::from_mins(15);
    finish_all(&store, &first.letters, Event::Deferred, Some(again), future).await;
    assert_eq!(store.mend_clock(now()).await.unwrap(), 1, "its times lie ahead");
    assert_eq!(claims(&store, NONE, None, 64, later(899)).await.letters.len(), 0, "a quarter hour");
    assert_eq!(claims(&store, NONE, None, 64, later(900)).await.letters.len(), 1, "not a year");
}

#[tokio::test]
async fn what_is_on_hold_is_not_claimed_until_its_time_or_a_person() {
    let (_folder, store) = home().await;
    store.enqueue(&[letter("a", "1"), letter("b", "1")], now()).await.unwrap();
    let hold = |kind, key: &str, until| HoldRow {
        kind,
        key: key.to_owned(),
        code: Code::Other,
        why: "450 said the server".to_owned(),
        since: now(),
        until,
    };
    store.hold(&hold(Kind::Outbox, "", None)).await.unwrap();
    assert_eq!(claims(&store, NONE, None, 64, later(1)).await.letters.len(), 0, "all is paused");
    store.lift(Kind::Outbox, "", later(1)).await.unwrap();
    store.hold(&hold(Kind::Account, "practice", Some(later(60)))).await.unwrap();
    let held = claims(&store, NONE, None, 64, later(1)).await;
    assert_eq!((held.letters.len(), held.next), (0, Some(later(60))), "it frees itself then");
    store.hold(&hold(Kind::Office, "a", Some(later(3600)))).await.unwrap();
    let free = claims(&store, NONE, None, 64, later(60)).await;
    let offices: Vec<_> = free.letters.iter().map(|claim| claim.office.as_str()).collect();
    assert_eq!(offices, ["b"], "the office that cools down is passed over");
    support::give_back(&store, &free.letters, later(60)).await;
    store.hold(&hold(Kind::Channel, "office@example.org", None)).await.unwrap();
    assert_eq!(claims(&store, NONE, None, 64, later(4000)).await.letters.len(), 0, "flagged");
    store.enqueue(&[letter("c", "1")], now()).await.unwrap();
    assert_eq!(claims(&store, NONE, None, 64, later(4000)).await.letters.len(), 0, "new ones too");
    store.lift(Kind::Channel, "office@example.org", later(4000)).await.unwrap();
    assert_eq!(claims(&store, NONE, None, 64, later(4000)).await.letters.len(), 3, "all again");
}

#[tokio::test]
async fn a_paused_campaign_stands_and_single_letters_go_on() {
    let (_folder, store) = home().await;
    let letters: Vec<_> = (0..3).map(|n| of_campaign(n, "a", "")).collect();
    campaign(&store, Course::default(), &letters, later(86_400)).await;
    store.enqueue(&[letter("b", "1")], now()).await.unwrap();
    let (running, paused) = (CampaignState::Running, CampaignState::Paused);
    assert!(store.turn_campaign("c", &[running], paused, now()).await.unwrap(), "it was running");
    let got = claims(&store, NONE, None, 64, now()).await;
    assert_eq!(got.letters.len(), 1, "only the letter outside the campaign");
    store.turn_campaign("c", &[paused], running, now()).await.unwrap();
    assert_eq!(claims(&store, NONE, None, 64, now()).await.letters.len(), 3, "and on it goes");
}

#[tokio::test]
async fn two_campaigns_share_an_account() {
    let (_folder, store) = home().await;
    for id in ["c", "d"] {
        let row = CampaignRow {
            id: id.to_owned(),
            state: CampaignState::Draft,
            plan: "{}".to_owned(),
            closes_at: later(86_400),
            course: Course::default(),
            created_at: now(),
            started_at: None,
        };
        store.add_campaign(&row, &[]).await.unwrap();
        let letters: Vec<_> = (0..20)
            .map(|n| Frozen {
                campaign: id.to_owned(),
                message_id: format!("{id}{n}@example.org"),
                ..of_campaign(n, "a", "")
            })
            .collect();
        store.draft_letters(&letters, now()).await.unwrap();
        let course = Course { account: Some("practice".to_owned()), ..Course::default() };
        store.start_campaign(id, &course, now()).await.unwrap();
    }
    let mut order = Vec::new();
    for second in 0..6 {
        let got = claims(&store, NONE, None, 2, later(second)).await;
        order.extend(got.letters.into_iter().map(|claim| claim.campaign));
    }
    let of = |id: &str| order.iter().filter(|campaign| *campaign == id).count();
    assert_eq!((of("c"), of("d")), (6, 6), "in turn: {order:?}");
}

#[tokio::test]
async fn a_closed_campaign_takes_its_letters_back() {
    let (_folder, store) = home().await;
    campaign(&store, Course::default(), &[of_campaign(0, "a", "")], later(100)).await;
    assert_eq!(store.close_campaigns(later(99)).await.unwrap(), 0, "not yet");
    assert_eq!(store.close_campaigns(later(100)).await.unwrap(), 1, "the day is over");
    assert_eq!(claims(&store, NONE, None, 64, later(101)).await.letters.len(), 0, "none leaves");
}

/// Three days of letters, one claim after another, against what was foretold at the start and
/// in the middle.
#[tokio::test]
async fn the_time_of_the_last_letter_is_foretold_within_a_tenth() {
    let (_folder, store) = home().await;
    let offices = [("a", "Europe/Moscow"), ("b", "Europe/London"), ("c", "Asia/Tbilisi")];
    let letters: Vec<_> = (0..270)
        .map(|n| {
            let (office, zone) = offices[n % 3];
            of_campaign(n, office, zone)
        })
        .collect();
    let hours = Hours { from: time(8, 0, 0, 0), until: time(20, 0, 0, 0), weekdays: false };
    let course = Course { per_hour: Some(20), hours: Some(hours), ..Course::default() };
    campaign(&store, course, &letters, later(30 * 86_400)).await;
    let account = Limits { day: Some(100), hour: Some(50), minute: None };
    let ahead = async |at: Timestamp| {
        let waiting = store.waiting_by_office(Some("c")).await.unwrap();
        let zone = |name: &str| TimeZone::get(name).unwrap();
        let ahead = Ahead {
            limits: limits_with(account, Some(20), None),
            per_hour: Some(20),
            per_office: Some(30),
            hours: Some(hours),
            waiting: waiting.iter().map(|row| (row.letters, zone(&row.zone))).collect(),
            spent: store.spent("practice", at - SignedDuration::from_hours(24), 500).await.unwrap(),
            seen: None,
        };
        eta(&ahead, at).unwrap()
    };
    let mut clock = now();
    let (mut sent, mut last) = (0, clock);
    let foretold = ahead(clock).await;
    let mut in_the_middle = None;
    for turn in 0.. {
        assert!(turn < 20_000, "three days are over: {sent} sent at {clock}");
        let wish = Claiming {
            account: "practice",
            owner: "me",
            want: 4,
            limits: account,
            caps: NONE,
            per_office: Some(30),
            lease_until: clock + SignedDuration::from_mins(30),
        };
        let got = store.claim(wish, clock).await.unwrap();
        for (n, claim) in got.letters.iter().enumerate() {
            // Every twelfth first try is asked to come back in a quarter of an hour.
            let grey = claim.attempts == 0 && (claim.id as usize + n).is_multiple_of(12);
            let later = clock + SignedDuration::from_mins(15);
            let (event, until) =
                if grey { (Event::Deferred, Some(later)) } else { (Event::Accepted, None) };
            finish_all(&store, std::slice::from_ref(claim), event, until, clock).await;
            if !grey {
                (sent, last) = (sent + 1, clock);
            }
        }
        if sent >= 135 && in_the_middle.is_none() {
            in_the_middle = Some((clock, ahead(clock).await));
        }
        if sent == 270 {
            break;
        }
        // As the runner does: on at once while there is something, else when it is told.
        let (second, soon) = (SignedDuration::from_secs(1), SignedDuration::from_mins(10));
        let next = got.next.map_or(clock + soon, |next| next.clamp(clock + second, clock + soon));
        clock = if got.letters.is_empty() { next } else { clock + second };
    }
    let error = |at: Timestamp, foretold: Timestamp| {
        let (true_time, said) = (last.duration_since(at), foretold.duration_since(at));
        (said.as_secs_f64() / true_time.as_secs_f64() - 1.0).abs()
    };
    let days = last.duration_since(now()).as_hours() / 24;
    assert!((2..4).contains(&days), "a campaign of three days: until {last}");
    assert!(error(now(), foretold) < 0.1, "foretold {foretold}, true {last}");
    let (at, foretold) = in_the_middle.unwrap();
    assert!(error(at, foretold) < 0.1, "from {at}: foretold {foretold}, true {last}");
}

#[tokio::test]
async fn what_is_only_claimed_is_taken_back_with_the_rest() {
    let (_folder, store) = home().await;
    store.enqueue(&[letter("a", "1"), letter("b", "1")], now()).await.unwrap();
    let claimed = claims(&store, NONE, None, 1, now()).await.letters;
    assert_eq!(store.cancel_waiting(None, later(1)).await.unwrap(), 2, "both have not left");
    let journal = unforgotten_store::Journal::start(store.clone(), "me".to_owned());
    let fence = unforgotten_store::Step::fence(&claimed[0], later(60));
    assert_eq!(journal.write(vec![fence], later(2)).await.unwrap(), [false], "no body leaves");
}

#[tokio::test]
async fn a_flag_is_lifted_from_a_letter_in_doubt_too() {
    let (_folder, store) = home().await;
    let ids = store.enqueue(&[letter("a", "1")], now()).await.unwrap();
    let claimed = claims(&store, NONE, None, 1, now()).await.letters;
    let hold = HoldRow {
        kind: Kind::Channel,
        key: "office@example.org".to_owned(),
        code: Code::Address,
        why: String::new(),
        since: now(),
        until: None,
    };
    store.hold(&hold).await.unwrap();
    finish_all(&store, &claimed, Event::Lost, None, now()).await;
    store.lift(Kind::Channel, "office@example.org", later(1)).await.unwrap();
    let doubt = [unforgotten_core::state::State::InDoubt];
    store.decide(ids[0], Event::SendAgain, &doubt, later(2)).await.unwrap();
    assert_eq!(claims(&store, NONE, None, 1, later(3)).await.letters.len(), 1, "it can go again");
}

#[tokio::test]
async fn a_hold_for_a_person_is_not_replaced_by_one_that_frees_itself() {
    let (_folder, store) = home().await;
    let hold = |code, until| HoldRow {
        kind: Kind::Account,
        key: "practice".to_owned(),
        code,
        why: String::new(),
        since: now(),
        until,
    };
    store.hold(&hold(Code::Sender, None)).await.unwrap();
    store.hold(&hold(Code::Busy, Some(later(60)))).await.unwrap();
    assert_eq!(store.holds(later(3600)).await.unwrap()[0].code, Code::Sender, "it still stands");
    store.lift(Kind::Account, "practice", now()).await.unwrap();
    store.hold(&hold(Code::Limit, Some(later(86_400)))).await.unwrap();
    store.hold(&hold(Code::ManyRefusals, Some(later(900)))).await.unwrap();
    assert_eq!(store.holds(later(1000)).await.unwrap()[0].code, Code::Limit, "the longer one");
}

#[tokio::test]
async fn a_receipt_that_comes_after_the_decision_still_counts() {
    let (_folder, store) = home().await;
    let ids = store.enqueue(&[letter("a", "1")], now()).await.unwrap();
    let claimed = claims(&store, NONE, None, 1, now()).await.letters;
    let journal = unforgotten_store::Journal::start(store.clone(), "me".to_owned());
    journal
        .write(vec![unforgotten_store::Step::fence(&claimed[0], later(60))], now())
        .await
        .unwrap();
    store.recover("me", true, later(61)).await.unwrap();
    let doubt = [unforgotten_core::state::State::InDoubt];
    store.decide(ids[0], Event::SendAgain, &doubt, later(62)).await.unwrap();
    let receipt = support::outcome(Event::Accepted, "250 ok").attempt.unwrap();
    assert!(store.late_receipt(&claimed[0], &receipt, later(63)).await.unwrap(), "it arrived");
    assert_eq!(claims(&store, NONE, None, 1, later(64)).await.letters.len(), 0, "not once more");
}

#[tokio::test]
async fn a_letter_is_not_claimed_after_its_closing_date() {
    let (_folder, store) = home().await;
    let closed = Frozen { closes_at: Some(later(100)), ..letter("a", "1") };
    store.enqueue(&[closed], now()).await.unwrap();
    assert_eq!(claims(&store, NONE, None, 1, later(100)).await.letters.len(), 0, "it is over");
    assert_eq!(claims(&store, NONE, None, 1, later(99)).await.letters.len(), 1, "until then");
}

#[tokio::test]
async fn a_campaign_goes_on_after_a_wrong_year() {
    let (_folder, store) = home().await;
    let letters: Vec<_> = (0..2).map(|n| of_campaign(n, "a", "")).collect();
    let course = Course { per_hour: Some(60), ..Course::default() };
    campaign(&store, course, &letters, later(800 * 86_400)).await;
    let future = later(365 * 86_400);
    assert_eq!(claims(&store, NONE, None, 4, future).await.letters.len(), 1, "one a minute");
    assert_eq!(claims(&store, NONE, None, 4, now()).await.letters.len(), 0, "the gap lies ahead");
    store.mend_clock(now()).await.unwrap();
    assert_eq!(claims(&store, NONE, None, 4, later(1)).await.letters.len(), 1, "it is today");
}
