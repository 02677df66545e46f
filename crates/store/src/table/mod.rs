//! One file a table: rows and queries. Every query names its columns.

/// Takes letters back of which nothing has left: `?1` is what `$which` says, `?2` the new state,
/// `?3` the time. A claim whose fence is not written yet is given back and taken back in one: the
/// connection that holds it finds its fence refused.
macro_rules! taking_back {
    ($which:literal) => {
        concat!(
            "UPDATE letter SET state = ?2, updated_at = ?3, counts = doubted, owner = NULL,
                lease_until = NULL
             WHERE state IN ('queued', 'deferred', 'leased') AND ",
            $which
        )
    };
}

/// A list for `json_each`.
pub(crate) fn json(list: &(impl serde::Serialize + ?Sized)) -> String {
    serde_json::to_string(list).unwrap_or_else(|_| "[]".to_owned())
}

pub(crate) mod account;
pub(crate) mod attempt;
pub(crate) mod campaign;
pub(crate) mod change;
pub(crate) mod desk;
pub(crate) mod hold;
pub(crate) mod named;
