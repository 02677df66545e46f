//! What somebody typed, or what the desktop passes for a double click.

use std::ffi::OsString;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

use unforgotten_app::Home;

/// `[--home DIR] [FILE]…`
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Arguments {
    pub(crate) home: Option<PathBuf>,
    pub(crate) files: Vec<PathBuf>,
}

impl Arguments {
    /// From the words after the program's name. Other options are for the toolkit.
    pub(crate) fn of(words: impl Iterator<Item = OsString>) -> Self {
        let mut given = Self::default();
        let mut words = words;
        while let Some(word) = words.next() {
            if word == "--home" {
                given.home = Some(words.next().unwrap_or_default().into());
            } else if let Some(home) = word.to_str().and_then(|it| it.strip_prefix("--home=")) {
                given.home = Some(home.into());
            } else if !word.to_string_lossy().starts_with('-') {
                given.files.push(PathBuf::from(word));
            }
        }
        given
    }
}

/// Under which name on the session bus one window a home is kept: two homes are two desks.
pub(crate) fn instance(home: &Home) -> String {
    let mut hasher = DefaultHasher::new();
    // A home that is reached through a link is the same one.
    let folder = home.folder().canonicalize();
    folder.as_deref().unwrap_or(home.folder()).hash(&mut hasher);
    format!("org.unforgotten.desktop.home{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(words: &[&str]) -> Arguments {
        Arguments::of(words.iter().map(OsString::from))
    }

    #[test]
    fn a_home_and_files_are_told_apart_in_any_order() {
        let expected = Arguments {
            home: Some("desk".into()),
            files: vec!["november.unforgotten".into(), "letter.hbs".into()],
        };
        assert_eq!(given(&["--home", "desk", "november.unforgotten", "letter.hbs"]), expected);
        assert_eq!(given(&["november.unforgotten", "--home", "desk", "letter.hbs"]), expected);
    }

    #[test]
    fn options_of_the_toolkit_are_no_files() {
        assert_eq!(given(&["--display=:9"]), Arguments::default());
        let unnamed = Arguments { home: Some("".into()), files: Vec::new() };
        assert_eq!(given(&["--home"]), unnamed, "not the usual home: that would be another one");
        assert_eq!(given(&["--home=desk"]).home, Some("desk".into()), "as in the terminal");
    }

    #[test]
    fn each_home_has_a_name_of_its_own() {
        let name = |folder: &str| instance(&Home::find(Some(folder.into())).unwrap());
        assert_eq!(name("/tmp/a"), name("/tmp/a"));
        assert_ne!(name("/tmp/a"), name("/tmp/b"));
    }
}
