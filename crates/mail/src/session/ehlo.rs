//! What a server says that it can do (RFC 5321 4.1.1.1). Keywords are compared without case,
//! and all lines are looked at: some servers list AUTH twice, one of them in the old form
//! `AUTH=LOGIN`.

use crate::reply::Reply;

/// The extensions this program acts on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Extensions {
    /// RFC 2920: commands may go out together.
    pub(crate) pipelining: bool,
    /// RFC 3207.
    pub(crate) starttls: bool,
    /// RFC 1870: whether `SIZE=` may stand in MAIL.
    pub(crate) declares_size: bool,
    /// RFC 1870: the largest message in octets; `None` when there is no fixed limit.
    pub(crate) size: Option<u64>,
    /// RFC 4616 is among the AUTH mechanisms.
    pub(crate) auth_plain: bool,
    /// The undocumented but common LOGIN is among them.
    pub(crate) auth_login: bool,
}

impl Extensions {
    /// Reads the lines after the first, which only greets.
    pub(crate) fn read(reply: &Reply) -> Self {
        let mut found = Self::default();
        for line in reply.lines.iter().skip(1) {
            let line = line.to_ascii_uppercase();
            let mut words = line.split([' ', '=']).filter(|word| !word.is_empty());
            match words.next() {
                Some("PIPELINING") => found.pipelining = true,
                Some("STARTTLS") => found.starttls = true,
                Some("SIZE") => {
                    found.declares_size = true;
                    let limit = words.next().and_then(|limit| limit.parse().ok());
                    found.size = limit.filter(|&limit| limit > 0);
                }
                Some("AUTH") => {
                    for mechanism in words {
                        found.auth_plain |= mechanism == "PLAIN";
                        found.auth_login |= mechanism == "LOGIN";
                    }
                }
                _ => {}
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn read(text: &str) -> Extensions {
        Extensions::read(&Reply::parse(text).unwrap())
    }

    #[test]
    fn keywords_are_read_in_any_case() {
        let found =
            read("250-x\n250-pipelining\n250-Size 1000\n250-StartTLS\n250 auth plain Login");
        let want = Extensions {
            pipelining: true,
            starttls: true,
            declares_size: true,
            size: Some(1000),
            auth_plain: true,
            auth_login: true,
        };
        assert_eq!(found, want, "RFC 5321 2.4: keywords have no case");
    }

    #[test]
    fn the_greeting_line_is_no_extension() {
        assert_eq!(read("250-PIPELINING\n250 HELP"), Extensions::default(), "it is a host name");
    }

    #[rstest]
    #[case("250-x\n250 AUTH=PLAIN", true, false)]
    #[case("250-x\n250-AUTH LOGIN\n250 AUTH=PLAIN", true, true)]
    #[case("250-x\n250 AUTH XOAUTH2 PLAIN-CLIENTTOKEN", false, false)]
    #[case("250-x\n250 AUTHX PLAIN", false, false)]
    fn all_forms_of_auth_are_read(#[case] text: &str, #[case] plain: bool, #[case] login: bool) {
        let found = read(text);
        assert_eq!((found.auth_plain, found.auth_login), (plain, login), "{text}");
    }

    #[rstest]
    #[case("250-x\n250 SIZE", None)]
    #[case("250-x\n250 SIZE 0", None)]
    #[case("250-x\n250 SIZE 99999999999999999999999", None)]
    #[case("250-x\n250 SIZE 35882577", Some(35_882_577))]
    fn a_size_without_a_number_sets_no_limit(#[case] text: &str, #[case] want: Option<u64>) {
        let found = read(text);
        assert!(found.declares_size, "the keyword alone allows SIZE= in MAIL");
        assert_eq!(found.size, want, "{text}");
    }
}
