//! Why something sends nothing more, and who has to do something about it.

use serde::{Deserialize, Serialize};

/// What is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A mailbox; its name is the key.
    Account,
    /// An office, for all accounts; its id is the key.
    Office,
    /// An address that a server says does not exist; the address is the key.
    Channel,
    /// A campaign; its id is the key.
    Campaign,
    /// Everything; the key is empty.
    Outbox,
}

/// What kind of reason it is: the window has words for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The provider's limit is used up.
    Limit,
    /// Signing in failed.
    SignIn,
    /// The sender's address is not the account's own.
    Sender,
    /// The server cannot be trusted: its certificate, or no encryption.
    Certificate,
    /// The server and the program do not understand each other.
    Protocol,
    /// The server does not take letters to other places from this account.
    Relay,
    /// The same "not now" from one recipient after another.
    ManyRefusals,
    /// The text was refused, again and again.
    Content,
    /// The address does not exist.
    Address,
    /// The office takes no more for now.
    Busy,
    /// A person paused it.
    Person,
    /// Anything else.
    Other,
}

macro_rules! names {
    ($type:ident { $($variant:ident = $name:literal),* $(,)? }) => {
        impl $type {
            /// Every one of them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The stored name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// The one with this stored name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

names!(Kind {
    Account = "account",
    Office = "office",
    Channel = "channel",
    Campaign = "campaign",
    Outbox = "outbox",
});
names!(Code {
    Limit = "limit",
    SignIn = "sign_in",
    Sender = "sender",
    Certificate = "certificate",
    Protocol = "protocol",
    Relay = "relay",
    ManyRefusals = "many_refusals",
    Content = "content",
    Address = "address",
    Busy = "busy",
    Person = "person",
    Other = "other",
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_names_are_the_names_of_serde() {
        for &kind in Kind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name(), "{kind:?}");
            assert_eq!(Kind::from_name(kind.name()), Some(kind), "it reads back");
        }
        for &code in Code::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.name(), "{code:?}");
            assert_eq!(Code::from_name(code.name()), Some(code), "it reads back");
        }
    }
}
