//! One file a table: rows and queries. Every query names its columns.

pub(crate) mod account;
pub(crate) mod attempt;
pub(crate) mod campaign;
pub(crate) mod change;
pub(crate) mod desk;
pub(crate) mod hold;
pub(crate) mod named;
