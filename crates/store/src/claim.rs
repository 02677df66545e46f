//! W1: which letters may leave now, and claiming them in the same transaction that counts
//! them against every limit.

use std::collections::{HashMap, HashSet};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sqlx::{Sqlite, Transaction};
use unforgotten_core::hold::Kind as Held;
use unforgotten_core::pace::even;
use unforgotten_core::pace::hours::Hours;
use unforgotten_core::pace::limit::{Limits, Room, Window};
use unforgotten_core::state::{Event, State};

use crate::Store;
use crate::error::{Doing, StoreError};
use crate::frozen::{Claimed, SINGLE};
use crate::step::step;
use crate::table::desk::timestamp;
use crate::table::hold::{self, HoldRow};
use crate::table::json;

/// A campaign that had its turn stands behind those that wait.
const TURN: SignedDuration = SignedDuration::from_millis(1);
const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// Who wants letters of which account, and at what pace.
#[derive(Debug, Clone, Copy)]
pub struct Claiming<'a> {
    /// The account.
    pub account: &'a str,
    /// Who will hold the claims.
    pub owner: &'a str,
    /// At most so many letters.
    pub want: u32,
    /// The account's limits; a campaign may have others.
    pub limits: Limits,
    /// What the provider takes at most, whatever a campaign says.
    pub caps: Limits,
    /// Letters an hour to one office, over all accounts; a campaign may have another figure.
    pub per_office: Option<u32>,
    /// How long the claims last.
    pub lease_until: Timestamp,
}

/// What could be claimed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Claims {
    /// The letters, in the order in which they should leave.
    pub letters: Vec<Claimed>,
    /// When something that is due but has to wait for its pace may leave.
    pub next: Option<Timestamp>,
}

impl Claims {
    fn later(&mut self, at: Timestamp) {
        self.next = Some(self.next.map_or(at, |next| next.min(at)));
    }
}

/// One source of letters: a campaign, or the letters outside campaigns.
struct Source {
    id: String,
    limits: Limits,
    per_hour: Option<u32>,
    per_office: Option<u32>,
    hours: Option<Hours>,
    next_at: Timestamp,
}

impl Store {
    /// W1: claims up to `want` letters that are due, as far as holds and pace allow it.
    pub async fn claim(&self, wish: Claiming<'_>, now: Timestamp) -> Result<Claims, StoreError> {
        let mut transaction = self.write().await?;
        let mut claims = Claims::default();
        let holds = hold::all(&mut transaction, now).await?;
        if let Some(until) = hold::stops(&holds, wish.account) {
            until.into_iter().for_each(|at| claims.later(at));
            return Ok(claims);
        }
        let mut offices = Offices::of(&holds);
        let mut left = wish.want;
        let mut ids = Vec::new();
        for source in sources(&mut transaction, &wish, now).await? {
            if left == 0 {
                break;
            }
            // Each source has its own figure; what was found before is counted in the database.
            offices.rooms.clear();
            let mut room = rolling(&mut transaction, wish.account, source.limits, now).await?;
            if let Some(per_hour) = source.per_hour {
                room = room.and(even::room(per_hour, source.next_at, now));
            }
            match room {
                Room::From(at) => claims.later(at),
                Room::For(letters) => {
                    let want = left.min(letters);
                    let (found, next) =
                        due(&mut transaction, &wish, &source, want, &mut offices, now).await?;
                    next.into_iter().for_each(|at| claims.later(at));
                    left -= u32::try_from(found.len()).unwrap_or(left);
                    count(&mut transaction, &source, found.len(), now).await?;
                    spend(&mut transaction, &found, now).await?;
                    ids.extend(found);
                }
            }
        }
        if !ids.is_empty() {
            claims.letters = take(transaction, &wish, &ids, now).await?;
        }
        Ok(claims)
    }
}

/// The letters outside campaigns first: somebody sits before them. Then the campaigns, the one
/// that waited longest first, so that they share the account.
async fn sources(
    transaction: &mut Transaction<'static, Sqlite>,
    wish: &Claiming<'_>,
    now: Timestamp,
) -> Result<Vec<Source>, StoreError> {
    type Columns = (String, i64, Option<u32>, Option<u32>, Option<u32>, Option<String>);
    let rows: Vec<Columns> = sqlx::query_as(
        "SELECT id, next_at, per_hour, per_day, per_office, hours FROM campaign
         WHERE state = 'running' AND account = ?2
           AND EXISTS (SELECT 1 FROM letter WHERE letter.account = ?2
             AND letter.campaign = campaign.id AND held = 0 AND state IN ('queued', 'deferred'))
           AND NOT EXISTS (SELECT 1 FROM hold WHERE kind = 'campaign'
             AND key = campaign.id AND (until IS NULL OR until > ?1))
         ORDER BY next_at, id",
    )
    .bind(now.as_millisecond())
    .bind(wish.account)
    .fetch_all(&mut **transaction)
    .await
    .doing("reading the campaigns")?;
    let single = Source {
        id: SINGLE.to_owned(),
        limits: wish.limits.at_most(wish.caps),
        per_hour: None,
        per_office: wish.per_office,
        hours: None,
        next_at: now,
    };
    let mut sources = vec![single];
    for (id, next_at, per_hour, per_day, per_office, hours) in rows {
        let limits = with(wish.limits, per_hour, per_day).at_most(wish.caps);
        sources.push(Source {
            id,
            limits,
            per_hour: limits.hour,
            per_office: override_of(per_office, wish.per_office),
            hours: hours.map(|json| crate::table::campaign::hours(&json)).transpose()?,
            next_at: timestamp("next_at", next_at)?,
        });
    }
    Ok(sources)
}

/// The limits that count for a campaign: 0 stands for none.
pub fn with(account: Limits, per_hour: Option<u32>, per_day: Option<u32>) -> Limits {
    Limits {
        minute: if per_hour.is_some() { None } else { account.minute },
        hour: override_of(per_hour, account.hour),
        day: override_of(per_day, account.day),
    }
}

fn override_of(own: Option<u32>, general: Option<u32>) -> Option<u32> {
    own.map_or(general, |n| (n > 0).then_some(n))
}

/// The room that the rolling windows of an account leave.
async fn rolling(
    transaction: &mut Transaction<'static, Sqlite>,
    account: &str,
    limits: Limits,
    now: Timestamp,
) -> Result<Room, StoreError> {
    let mut room = Room::For(u32::MAX);
    for window in limits.windows() {
        room = room.and(in_window(transaction, Column::Account, account, window, now).await?);
    }
    Ok(room)
}

#[derive(Clone, Copy)]
enum Column {
    Account,
    Office,
}

/// Letters that a clock which was set back left further ahead than the window is long do not
/// count: else a wrong year would stop an account for a year.
async fn in_window(
    transaction: &mut Transaction<'static, Sqlite>,
    column: Column,
    key: &str,
    window: Window,
    now: Timestamp,
) -> Result<Room, StoreError> {
    let within = match column {
        Column::Account => {
            "SELECT spent_at FROM letter WHERE account = ?1 AND spent_at > ?2 AND spent_at < ?3
             ORDER BY spent_at DESC LIMIT ?4"
        }
        Column::Office => {
            "SELECT spent_at FROM letter WHERE office = ?1 AND spent_at > ?2 AND spent_at < ?3
               AND account <> 'practice'
             ORDER BY spent_at DESC LIMIT ?4"
        }
    };
    let within = format!("SELECT count(*), min(spent_at) FROM ({within})");
    let (letters, oldest): (u32, Option<i64>) = sqlx::query_as(sqlx::AssertSqlSafe(within))
        .bind(key)
        .bind((now - window.length).as_millisecond())
        .bind((now + window.length).as_millisecond())
        .bind(window.letters)
        .fetch_one(&mut **transaction)
        .await
        .doing("counting what was sent")?;
    let oldest = oldest.map(|at| timestamp("spent_at", at)).transpose()?;
    Ok(window.room(letters, oldest, now))
}

/// Which offices may be written to now.
struct Offices {
    cooling: HashMap<String, Timestamp>,
    rooms: HashMap<String, Room>,
    zones: HashMap<String, TimeZone>,
}

impl Offices {
    fn of(holds: &[HoldRow]) -> Self {
        let cooling = holds.iter().filter(|hold| hold.kind == Held::Office);
        let cooling =
            cooling.map(|hold| (hold.key.clone(), hold.until.unwrap_or(Timestamp::MAX))).collect();
        Self { cooling, rooms: HashMap::new(), zones: HashMap::new() }
    }

    /// Takes one letter's room at an office; or says from when on there is some.
    async fn take(
        &mut self,
        transaction: &mut Transaction<'static, Sqlite>,
        source: &Source,
        (office, zone): (&str, &str),
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        if let Some(&until) = self.cooling.get(office) {
            return Ok(Some(until));
        }
        if let Some(hours) = source.hours {
            // An office whose zone nobody knows is written to in the hours of Greenwich.
            let zone = self
                .zones
                .entry(zone.to_owned())
                .or_insert_with(|| TimeZone::get(zone).unwrap_or(TimeZone::UTC));
            let opens = hours.next_open(now, zone);
            if opens > now {
                return Ok(Some(opens));
            }
        }
        let Some(letters) = source.per_office else { return Ok(None) };
        if !self.rooms.contains_key(office) {
            let window = Window { length: HOUR, letters };
            let room = in_window(transaction, Column::Office, office, window, now).await?;
            self.rooms.insert(office.to_owned(), room);
        }
        match self.rooms.get_mut(office) {
            Some(Room::For(0)) => Ok(Some(now + SignedDuration::from_secs(1))),
            Some(Room::For(letters)) => {
                *letters -= 1;
                Ok(None)
            }
            Some(Room::From(at)) => Ok(Some(*at)),
            None => Ok(None),
        }
    }
}

/// Up to `want` letters of a source that are due, passing over offices that have to wait.
async fn due(
    transaction: &mut Transaction<'static, Sqlite>,
    wish: &Claiming<'_>,
    source: &Source,
    want: u32,
    offices: &mut Offices,
    now: Timestamp,
) -> Result<(Vec<i64>, Option<Timestamp>), StoreError> {
    let (mut found, mut next) = (Vec::new(), None::<Timestamp>);
    let mut closed = HashSet::<String>::new();
    loop {
        let missing = want.saturating_sub(u32::try_from(found.len()).unwrap_or(u32::MAX));
        if missing == 0 {
            break;
        }
        let rows: Vec<(i64, String, String)> = sqlx::query_as(
            "SELECT id, office, zone FROM letter INDEXED BY letter_due
             WHERE account = ?1 AND campaign = ?2 AND state IN ('queued', 'deferred')
               AND held = 0 AND not_before <= ?3 AND (closes_at IS NULL OR closes_at > ?3)
               AND office NOT IN (SELECT value FROM json_each(?4))
               AND id NOT IN (SELECT value FROM json_each(?5))
             ORDER BY not_before, id LIMIT ?6",
        )
        .bind(wish.account)
        .bind(&source.id)
        .bind(now.as_millisecond())
        .bind(json(&closed))
        .bind(json(&found))
        .bind(missing)
        .fetch_all(&mut **transaction)
        .await
        .doing("looking for letters to send")?;
        let (all, before) = (rows.len(), closed.len());
        for (id, office, zone) in rows {
            if closed.contains(&office) {
                continue;
            }
            match offices.take(transaction, source, (&office, &zone), now).await? {
                None => found.push(id),
                Some(at) => {
                    next = Some(next.map_or(at, |next| next.min(at)));
                    closed.insert(office);
                }
            }
        }
        // Only an office that turned out to be closed makes a second look worth while.
        if all == 0 || closed.len() == before {
            break;
        }
    }
    Ok((found, next))
}

/// The campaign's even pace goes on from here.
async fn count(
    transaction: &mut Transaction<'static, Sqlite>,
    source: &Source,
    letters: usize,
    now: Timestamp,
) -> Result<(), StoreError> {
    if letters == 0 || source.id == SINGLE {
        return Ok(());
    }
    let letters = u32::try_from(letters).unwrap_or(u32::MAX);
    let next_at = source.per_hour.map_or(now + TURN, |per_hour| {
        even::next_at(per_hour, source.next_at, letters, now, chance(now))
    });
    sqlx::query("UPDATE campaign SET next_at = ?2 WHERE id = ?1")
        .bind(&source.id)
        .bind(next_at.as_millisecond())
        .execute(&mut **transaction)
        .await
        .doing("keeping the pace")?;
    Ok(())
}

/// From 0 to 1. The gap need not be unguessable, only uneven: the moment itself is enough
/// (the finaliser of SplitMix64, Steele, Lea and Flood 2014).
fn chance(now: Timestamp) -> f64 {
    #[expect(clippy::cast_sign_loss, reason = "any bits will do")]
    let mut z = (now.as_millisecond() as u64).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    f64::from((z ^ (z >> 31)) as u32) / f64::from(u32::MAX)
}

/// What was found counts against the limits of the sources that are asked next.
async fn spend(
    transaction: &mut Transaction<'static, Sqlite>,
    ids: &[i64],
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE letter SET spent_at = ?2 WHERE id IN (SELECT value FROM json_each(?1))")
        .bind(json(ids))
        .bind(now.as_millisecond())
        .execute(&mut **transaction)
        .await
        .doing("claiming letters")?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Columns {
    id: i64,
    epoch: i64,
    campaign: String,
    office: String,
    sender: String,
    recipient: String,
    message_id: String,
    attempts: i64,
    closes_at: Option<i64>,
    bytes: Vec<u8>,
    sha256: String,
    tried_at: Option<i64>,
    full: i64,
}

/// Claims these letters, which nobody else can have taken since the transaction began, and
/// reads them: one call for all of it, since a call costs more than the work it does.
const TAKE: &str = "
UPDATE letter SET state = $2, owner = $3, lease_until = $4, updated_at = $5, epoch = epoch + 1
WHERE id IN (SELECT value FROM json_each($1));
INSERT INTO change (at, what, ref) VALUES ($5, 'letter', $6);
SELECT l.id, l.epoch, l.campaign, l.office, l.sender, l.recipient, l.message_id, l.attempts,
    l.closes_at, c.bytes, c.sha256,
    (SELECT min(at) FROM attempt WHERE letter = l.id
       AND phase IN ('mail', 'rcpt', 'data', 'body', 'dot')) AS tried_at,
    (SELECT count(*) FROM attempt WHERE letter = l.id AND enhanced LIKE '_.2.2') AS full
FROM json_each($1) AS wanted
CROSS JOIN letter l ON l.id = wanted.value
CROSS JOIN letter_content c ON c.letter = l.id
ORDER BY wanted.key;";

async fn take(
    mut transaction: Transaction<'static, Sqlite>,
    wish: &Claiming<'_>,
    ids: &[i64],
    now: Timestamp,
) -> Result<Vec<Claimed>, StoreError> {
    // A letter that was told to wait is due now, and claimed in the same breath.
    let leased = step(step(State::Deferred, Event::Due)?, Event::Claim)?;
    debug_assert_eq!(step(State::Queued, Event::Claim).ok(), Some(leased));
    let rows: Vec<Columns> = sqlx::query_as(TAKE)
        .bind(json(ids))
        .bind(leased.name())
        .bind(wish.owner)
        .bind(wish.lease_until.as_millisecond())
        .bind(now.as_millisecond())
        .bind(ids.last().map(ToString::to_string).unwrap_or_default())
        .fetch_all(&mut *transaction)
        .await
        .doing("claiming letters")?;
    transaction.commit().await.doing("claiming letters")?;
    rows.into_iter()
        .map(|row| {
            Ok(Claimed {
                id: row.id,
                epoch: row.epoch,
                account: wish.account.to_owned(),
                campaign: row.campaign,
                office: row.office,
                sender: row.sender,
                recipient: row.recipient,
                message_id: row.message_id,
                bytes: row.bytes,
                sha256: row.sha256,
                attempts: row.attempts,
                full: row.full,
                tried_at: row.tried_at.map(|at| timestamp("tried_at", at)).transpose()?,
                closes_at: row.closes_at.map(|at| timestamp("closes_at", at)).transpose()?,
            })
        })
        .collect()
}
