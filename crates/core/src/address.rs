//! E-mail addresses as this program accepts them: stricter than RFC 5321, because a
//! mistyped address loses a letter in silence.
//!
//! The rule: `local@domain`, the local part ASCII and unquoted, the domain converted to
//! ASCII (IDNA 2008, UTS #46) and dotted. A domain without a dot is accepted only through
//! [`Address::parse_local`], for accounts on the loopback interface.

use std::fmt;

use serde::{Deserialize, Serialize};

/// RFC 5321 4.5.3.1.1: a local part has at most 64 octets.
const LOCAL_MAX: usize = 64;
/// RFC 5321 4.5.3.1.3 as corrected by erratum 1690: an address has at most 254 octets.
const ADDRESS_MAX: usize = 254;
/// Display names beyond this length are a mistake or an attack; no header needs more.
pub const NAME_MAX: usize = 200;

/// Why a text is no address that mail can be sent to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// There is no `@`, or nothing on one side of it.
    #[error("“{0}” is not an e-mail address: write it as name@example.org")]
    NoAt(String),
    /// The part before the `@` has a character that is not allowed there.
    #[error("“{0}” has a character before the @ that an e-mail address cannot have")]
    BadLocal(String),
    /// The part after the `@` is no domain name, or has no dot.
    #[error("“{0}” has no usable domain after the @: it needs one like example.org")]
    BadDomain(String),
    /// Longer than RFC 5321 allows.
    #[error("the e-mail address is longer than {ADDRESS_MAX} characters")]
    TooLong,
    /// The display name holds a line break, a NUL or is longer than [`NAME_MAX`] characters.
    #[error("the name {0}")]
    BadName(NameError),
}

/// Why a text cannot stand as a name in a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// CR, LF, NUL or another control character (C0, DEL, C1).
    #[error("holds a line break or another control character: write it on one line")]
    Control,
    /// More than [`NAME_MAX`] characters.
    #[error("is longer than {NAME_MAX} characters: shorten it")]
    TooLong,
}

/// Checks a text that will stand on one line of a header: a name, a town, a subject.
///
/// Returns the text trimmed.
pub fn one_line(text: &str, max_chars: usize) -> Result<&str, NameError> {
    let text = text.trim();
    if text.chars().any(|c| c.is_control() || turns_the_line(c)) {
        return Err(NameError::Control);
    }
    if text.chars().count() > max_chars {
        return Err(NameError::TooLong);
    }
    Ok(text)
}

/// Line and paragraph separators, and the characters that turn the direction of what
/// follows: in a name they could make a From line read backwards (UAX #9).
fn turns_the_line(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// One mailbox address, its domain in ASCII and lower case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address {
    local: String,
    domain: String,
}

impl Address {
    /// Parses an address whose domain has a dot.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let address = Self::parse_local(text)?;
        if address.domain.contains('.') {
            Ok(address)
        } else {
            Err(AddressError::BadDomain(text.trim().to_owned()))
        }
    }

    /// Parses an address that may also stand in a domain without a dot (`me@localhost`).
    /// Only for accounts whose server is on the loopback interface.
    pub fn parse_local(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        if text.len() > ADDRESS_MAX {
            return Err(AddressError::TooLong);
        }
        let (local, domain) =
            text.rsplit_once('@').ok_or_else(|| AddressError::NoAt(text.to_owned()))?;
        if local.is_empty() || domain.is_empty() {
            return Err(AddressError::NoAt(text.to_owned()));
        }
        if !is_dot_atom(local) || local.len() > LOCAL_MAX {
            return Err(AddressError::BadLocal(text.to_owned()));
        }
        let domain =
            ascii_domain(domain).ok_or_else(|| AddressError::BadDomain(text.to_owned()))?;
        if local.len() + 1 + domain.len() > ADDRESS_MAX {
            return Err(AddressError::TooLong);
        }
        Ok(Self { local: local.to_owned(), domain })
    }

    /// The part before the `@`, as it was written.
    pub fn local(&self) -> &str {
        &self.local
    }

    /// The part after the `@`: ASCII, lower case, no trailing dot.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// Whether both name the same mailbox for all practical purposes: servers may tell
    /// `A@` from `a@` (RFC 5321 2.4), people never do.
    pub fn same_mailbox(&self, other: &Self) -> bool {
        self.domain == other.domain && self.local.eq_ignore_ascii_case(&other.local)
    }
}

/// RFC 5322 3.2.3: letters, digits and ``!#$%&'*+-/=?^_`{|}~`` in runs parted by single dots.
fn is_dot_atom(local: &str) -> bool {
    local.split('.').all(|atom| {
        !atom.is_empty()
            && atom
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    })
}

/// UTS #46 with the rules of host names (STD 3): `пример.рф` becomes `xn--e1afmkfd.xn--p1ai`.
fn ascii_domain(domain: &str) -> Option<String> {
    use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
    Uts46::new()
        .to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::Check, DnsLength::Verify)
        .ok()
        .map(std::borrow::Cow::into_owned)
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

impl TryFrom<String> for Address {
    type Error = AddressError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse_local(&text)
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.to_string()
    }
}

/// A name and an address, as in a From or To header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    /// The display name: one line, no control characters; `None` for a bare address.
    pub name: Option<String>,
    /// Where mail goes.
    pub address: Address,
}

impl Mailbox {
    /// Puts a checked name in front of an address; an empty name becomes `None`.
    pub fn new(name: &str, address: Address) -> Result<Self, AddressError> {
        let name = one_line(name, NAME_MAX).map_err(AddressError::BadName)?;
        Ok(Self { name: (!name.is_empty()).then(|| name.to_owned()), address })
    }

    /// Parses `Name <a@b.org>`, `"Name" <a@b.org>` or `a@b.org`.
    /// `local` allows a domain without a dot, see [`Address::parse_local`].
    pub fn parse(text: &str, local: bool) -> Result<Self, AddressError> {
        let address = if local { Address::parse_local } else { Address::parse };
        let text = text.trim_matches(' ');
        match text.strip_suffix('>').and_then(|head| head.rsplit_once('<')) {
            Some((name, inner)) => {
                let name = name.trim();
                let bare = name.strip_prefix('"').and_then(|n| n.strip_suffix('"')).unwrap_or(name);
                Self::new(bare, address(inner)?)
            }
            None => Self::new("", address(text)?),
        }
    }
}

impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{name} <{}>", self.address),
            None => write!(f, "{}", self.address),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::plain("anna@example.org", "anna@example.org")]
    #[case::upper_domain("Anna.B@EXAMPLE.org", "Anna.B@example.org")]
    #[case::idn("anna@пример.рф", "anna@xn--e1afmkfd.xn--p1ai")]
    #[case::plus("a+b@example.org", "a+b@example.org")]
    #[case::spaces("  anna@example.org ", "anna@example.org")]
    fn a_good_address_is_kept_with_its_domain_in_ascii(#[case] text: &str, #[case] want: &str) {
        let got = Address::parse(text).map(|a| a.to_string());
        assert_eq!(got.as_deref(), Ok(want), "{text} is a usable address");
    }

    #[rstest]
    #[case::no_at("anna")]
    #[case::no_local("@example.org")]
    #[case::no_domain("anna@")]
    #[case::no_dot("anna@localhost")]
    #[case::space_inside("an na@example.org")]
    #[case::two_dots("a..b@example.org")]
    #[case::newline("anna@example.org\r\nRCPT TO:<x@example.org>")]
    #[case::newline_local("an\nna@example.org")]
    #[case::nul("anna\0@example.org")]
    #[case::angle("<anna@example.org>")]
    #[case::underscore_domain("anna@exa_mple.org")]
    #[case::empty_label("anna@example..org")]
    #[case::quoted("\"a b\"@example.org")]
    #[case::cyrillic_local("анна@example.org")]
    fn what_is_no_address_is_refused(#[case] text: &str) {
        assert!(Address::parse(text).is_err(), "{text:?} must not reach an envelope");
    }

    #[test]
    fn an_address_of_ten_thousand_characters_is_refused() {
        let long = format!("{}@example.org", "a".repeat(10_000));
        assert_eq!(Address::parse(&long), Err(AddressError::TooLong), "RFC 5321 allows 254");
    }

    #[test]
    fn a_mailbox_reads_back_what_it_prints() {
        let mailbox = Mailbox::parse("Анна Б. <anna@example.org>", false);
        let printed = mailbox.as_ref().map(ToString::to_string);
        assert_eq!(printed.as_deref(), Ok("Анна Б. <anna@example.org>"), "the name is kept");
        let quoted = Mailbox::parse("\"Anna, B.\" <anna@example.org>", false);
        assert_eq!(quoted.map(|m| m.name), Ok(Some("Anna, B.".to_owned())), "quotes are syntax");
    }

    #[rstest]
    #[case::cr("An\rna", NameError::Control)]
    #[case::lf("Anna\nBcc: x@example.org", NameError::Control)]
    #[case::nul("An\0na", NameError::Control)]
    #[case::c1("An\u{85}na", NameError::Control)]
    #[case::override_of_direction("An\u{202e}na", NameError::Control)]
    fn a_name_with_a_control_character_is_refused(#[case] name: &str, #[case] why: NameError) {
        assert_eq!(one_line(name, NAME_MAX), Err(why), "it would start a new header");
    }

    #[test]
    fn a_name_of_ten_thousand_characters_is_refused() {
        let long = "x".repeat(10_000);
        assert_eq!(one_line(&long, NAME_MAX), Err(NameError::TooLong), "no header needs it");
    }

    #[test]
    fn case_does_not_hide_that_two_addresses_are_one_mailbox() {
        let (a, b) = (Address::parse("Anna@Example.org"), Address::parse("anna@example.ORG"));
        assert!(
            matches!((a, b), (Ok(a), Ok(b)) if a.same_mailbox(&b)),
            "people write their address in any case"
        );
    }
}
