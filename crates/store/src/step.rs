//! The one way to change a letter's state: through [`unforgotten_core::state::apply`].

use jiff::Timestamp;
use sqlx::{Sqlite, Transaction};
use unforgotten_core::state::{Event, State, apply};

use crate::error::{Doing, Kind, StoreError};
use crate::table::change::note;

pub(crate) fn step(state: State, event: Event) -> Result<State, StoreError> {
    Ok(apply(state, event).map_err(Kind::Illegal)?)
}

pub(crate) fn state_named(name: &str) -> Result<State, StoreError> {
    let unreadable = || Kind::Unreadable { column: "state", value: name.to_owned() };
    Ok(State::from_name(name).ok_or_else(unreadable)?)
}

/// Whether a letter in this state stands in the way of the same letter once more. One that was
/// ever in doubt always does: it may have arrived.
pub(crate) const fn counts(state: State) -> bool {
    !matches!(state, State::Refused | State::Bounced | State::Cancelled)
}

/// Writes a state; a state that nobody holds has no owner.
pub(crate) async fn put(
    transaction: &mut Transaction<'static, Sqlite>,
    id: i64,
    state: State,
    not_before: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE letter SET state = ?2, owner = NULL, lease_until = NULL, updated_at = ?3,
            not_before = coalesce(?4, not_before), doubted = doubted OR ?2 = 'in_doubt',
            counts = ?5 OR doubted
         WHERE id = ?1",
    )
    .bind(id)
    .bind(state.name())
    .bind(now.as_millisecond())
    .bind(not_before.map(Timestamp::as_millisecond))
    .bind(counts(state))
    .execute(&mut **transaction)
    .await
    .doing("writing a state")?;
    note(transaction, now, "letter", &id.to_string()).await
}
