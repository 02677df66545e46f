//! Requests and responses. An empty text is a fact that was not given; `null` is a fact that
//! does not exist.

macro_rules! wire {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
        #[ts(export_to = "./")]
        #[allow(missing_docs, reason = "the names of the fields say what they are")]
        pub struct $name { $($(#[$field_meta])* pub $field: $type,)* }
    )*};
}

macro_rules! mirror {
    ($($(#[$meta:meta])* $name:ident { $($variant:ident),* })*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
        #[serde(rename_all = "snake_case")]
        #[ts(export_to = "./")]
        #[allow(missing_docs, reason = "see the type of core that it mirrors")]
        pub enum $name { $($variant),* }
    )*};
}

mod facts;
mod frame;
mod letters;
mod names;
mod outbox;
mod people;
mod templates;

pub use facts::*;
pub use frame::*;
pub use letters::*;
pub use names::*;
pub use outbox::*;
pub use people::*;
pub use templates::*;
