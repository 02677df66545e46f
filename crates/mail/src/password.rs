//! A password that cannot be printed by accident.
//!
//! There is no `Display` and no `Serialize`; `Debug` shows nothing of it; the memory is
//! overwritten when it is dropped. [`Password::expose`] is the one door, so that a search
//! for that word finds every place where the secret is read.

use std::fmt;

use zeroize::Zeroizing;

/// A secret for AUTH, overwritten in memory on drop.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// Takes the secret as it is; nothing is trimmed.
    pub fn new(secret: String) -> Self {
        Self(Zeroizing::new(secret))
    }

    /// The secret itself, for a keyring or the wire.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_password_shows_nothing_of_itself() {
        let printed = format!("{:?}", Some(Password::new("hunter2".to_owned())));
        assert!(!printed.contains("hunter2"), "structures that hold it are printed in logs");
    }
}
