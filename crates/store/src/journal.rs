//! W2 and W3 of all connections of a process, committed together.
//!
//! One task writes. While it waits for the disk, the steps of other connections gather, and
//! the next commit takes them all: the more connections, the fewer commits a letter. A lone
//! connection never waits for company. A connection goes on when its own steps are durable.
//!
//! All of a commit is one call into the database: a call costs more than the work it does.

use jiff::Timestamp;
use serde_json::{Value, json};
use sqlx::{Row, Sqlite, pool::PoolConnection};
use tokio::sync::{mpsc, oneshot};
use unforgotten_core::state::{Event, State};

use crate::Store;
use crate::error::{Doing, StoreError};
use crate::frozen::{Claimed, Outcome};
use crate::step::{counts, step};

/// A durable step of a letter.
#[derive(Debug, Clone)]
pub struct Step {
    letter: i64,
    epoch: i64,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    Fence { lease_until: Timestamp },
    Finish { from: State, to: State, outcome: Outcome },
}

impl Step {
    /// W2: durable before the first byte of the body.
    pub fn fence(claim: &Claimed, lease_until: Timestamp) -> Self {
        Self { letter: claim.id, epoch: claim.epoch, kind: Kind::Fence { lease_until } }
    }

    /// W3: what became of a letter that stood in `from`, [`State::Leased`] or
    /// [`State::Sending`]. An outcome that cannot follow is refused by the state machine.
    pub fn finish(claim: &Claimed, from: State, outcome: Outcome) -> Result<Self, StoreError> {
        let to = step(from, outcome.event)?;
        let kind = Kind::Finish { from, to, outcome };
        Ok(Self { letter: claim.id, epoch: claim.epoch, kind })
    }
}

struct Entry {
    steps: Vec<Step>,
    at: Timestamp,
    reply: oneshot::Sender<Result<Vec<bool>, StoreError>>,
}

/// The one writer of a process that sends. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Journal {
    entries: mpsc::UnboundedSender<Entry>,
}

impl Journal {
    /// Starts the writer for the claims of `owner`. It ends with the last clone. Needs a
    /// running Tokio runtime.
    pub fn start(store: Store, owner: String) -> Self {
        let (entries, waiting) = mpsc::unbounded_channel();
        tokio::spawn(write(store, owner, waiting));
        Self { entries }
    }

    /// Makes these steps durable, all together. For each: whether the letter was still ours
    /// and the step was taken. After an error nothing was written.
    pub async fn write(&self, steps: Vec<Step>, at: Timestamp) -> Result<Vec<bool>, StoreError> {
        let (reply, answer) = oneshot::channel();
        let closed = || StoreError::closed();
        self.entries.send(Entry { steps, at, reply }).map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }
}

async fn write(store: Store, owner: String, mut waiting: mpsc::UnboundedReceiver<Entry>) {
    let mut connection = None::<PoolConnection<Sqlite>>;
    while let Some(first) = waiting.recv().await {
        let mut entries = vec![first];
        while let Ok(entry) = waiting.try_recv() {
            entries.push(entry);
        }
        let result = commit(&store, &mut connection, &owner, &entries).await;
        match result {
            Ok(mut taken) => {
                for entry in entries {
                    let rest = taken.split_off(entry.steps.len().min(taken.len()));
                    let own = std::mem::replace(&mut taken, rest);
                    // A connection that is gone will be recovered from its durable state.
                    let _ = entry.reply.send(Ok(own));
                }
            }
            Err(error) => {
                for entry in entries {
                    let _ = entry.reply.send(Err(error.again()));
                }
            }
        }
    }
}

/// Parameters have names (`$1`), since the numbers of `?1` are counted anew in each statement.
/// W3 comes first, so that a letter's outcome and the next one's fence share a commit. An
/// attempt is kept where its outcome was: the states show that it took effect.
const COMMIT: &str = "
BEGIN IMMEDIATE;
UPDATE letter SET state = f.value ->> 'to', owner = NULL, lease_until = NULL,
    updated_at = f.value ->> 'at',
    not_before = coalesce(f.value ->> 'not_before', not_before),
    attempts = attempts + (f.value ->> 'tried'),
    counts = (f.value ->> 'counts') OR doubted,
    spent_at = CASE WHEN f.value ->> 'unspent' THEN NULL ELSE spent_at END,
    doubted = doubted OR f.value ->> 'to' = 'in_doubt'
FROM json_each($1) AS f
WHERE letter.id = f.value ->> 'id' AND epoch = f.value ->> 'epoch' AND owner = $4
    AND state = f.value ->> 'from'
RETURNING id, 0 AS fenced;
INSERT INTO attempt (letter, number, at, phase, server, code, enhanced, text, transcript)
SELECT f.value ->> 'id', 1 + (SELECT count(*) FROM attempt WHERE letter = f.value ->> 'id'),
    f.value ->> 'at', f.value ->> '$.attempt[0]', f.value ->> '$.attempt[1]',
    f.value ->> '$.attempt[2]', f.value ->> '$.attempt[3]', f.value ->> '$.attempt[4]',
    f.value ->> '$.attempt[5]'
FROM json_each($1) AS f
WHERE f.value ->> '$.attempt[0]' IS NOT NULL AND EXISTS (SELECT 1 FROM letter
    WHERE id = f.value ->> 'id' AND epoch = f.value ->> 'epoch' AND owner IS NULL
      AND state = f.value ->> 'to');
UPDATE letter SET state = 'sending', attempts = attempts + 1, lease_until = f.value ->> 'lease',
    updated_at = f.value ->> 'at'
FROM json_each($2) AS f
WHERE letter.id = f.value ->> 'id' AND epoch = f.value ->> 'epoch' AND owner = $4
    AND state = 'leased'
RETURNING id, 1 AS fenced;
INSERT INTO change (at, what, ref) VALUES ($3, 'letter', $5);
COMMIT;";

async fn commit(
    store: &Store,
    kept: &mut Option<PoolConnection<Sqlite>>,
    owner: &str,
    entries: &[Entry],
) -> Result<Vec<bool>, StoreError> {
    debug_assert_eq!(step(State::Leased, Event::Fence).ok(), Some(State::Sending));
    let steps = || entries.iter().flat_map(|entry| entry.steps.iter().map(|step| (step, entry.at)));
    let (mut finishes, mut fences) = (Vec::new(), Vec::new());
    for (step, at) in steps() {
        let list = if step.is_fence() { &mut fences } else { &mut finishes };
        list.push(step.json(at));
    }
    let newest = entries.iter().map(|entry| entry.at.as_millisecond()).max().unwrap_or(0);
    let reference = steps().last().map(|(step, _)| step.letter.to_string()).unwrap_or_default();
    let mut connection = match kept.take() {
        Some(connection) => connection,
        None => store.pool.acquire().await.doing("beginning to write")?,
    };
    let result = sqlx::query(COMMIT)
        .bind(Value::Array(finishes).to_string())
        .bind(Value::Array(fences).to_string())
        .bind(newest)
        .bind(owner)
        .bind(reference)
        .fetch_all(&mut *connection)
        .await
        .doing("making letters durable");
    let rows = match result {
        Ok(rows) => {
            *kept = Some(connection);
            rows
        }
        Err(error) => {
            // Whatever stands open is taken back; a connection that cannot do that is closed.
            if sqlx::query("ROLLBACK").execute(&mut *connection).await.is_err() {
                let _ = connection.close().await;
            }
            return Err(error);
        }
    };
    let mut taken = std::collections::HashSet::with_capacity(rows.len());
    for row in rows {
        let pair: (i64, bool) = (
            row.try_get("id").doing("reading what became durable")?,
            row.try_get("fenced").doing("reading what became durable")?,
        );
        taken.insert(pair);
    }
    Ok(steps().map(|(step, _)| taken.contains(&(step.letter, step.is_fence()))).collect())
}

impl Step {
    const fn is_fence(&self) -> bool {
        matches!(self.kind, Kind::Fence { .. })
    }

    fn json(&self, at: Timestamp) -> Value {
        let at = at.as_millisecond();
        match &self.kind {
            Kind::Fence { lease_until } => json!({
                "id": self.letter, "epoch": self.epoch, "at": at,
                "lease": lease_until.as_millisecond(),
            }),
            Kind::Finish { from, to, outcome } => {
                let attempt = outcome.attempt.as_ref().map(|attempt| {
                    json!([
                        attempt.phase,
                        attempt.server,
                        attempt.code,
                        attempt.enhanced,
                        attempt.text,
                        attempt.transcript,
                    ])
                });
                let released = outcome.event == Event::Release;
                json!({
                    "id": self.letter, "epoch": self.epoch, "at": at,
                    "from": from.name(), "to": to.name(),
                    "not_before": outcome.not_before.map(Timestamp::as_millisecond),
                    // An answer at MAIL, RCPT or DATA is an attempt too, though no body travelled.
                    "tried": i64::from(*from == State::Leased && !released),
                    "counts": counts(*to),
                    "unspent": released,
                    "attempt": attempt,
                })
            }
        }
    }
}
