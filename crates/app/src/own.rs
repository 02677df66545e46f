//! The home's own people, offices and letters: files of the same form as a pack's, in `own/`.
//! A file is written whole or not at all; what the program came with is never touched, so
//! removing an own file brings it back.

use std::io::Write;
use std::path::{Path, PathBuf};

use unforgotten_core::starter;

use crate::{App, AppError, Code, now};

/// Names of files have at most this many characters.
const SLUG_MAX: usize = 60;

impl App {
    /// The text of a file of the pack as it counts now: the own one, else the built-in one.
    pub(crate) fn pack_file(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(self.own_path(path)).ok().or_else(|| built_in(path))
    }

    /// Whether the home has a file of its own at this path of the pack.
    pub(crate) fn is_own(&self, path: &str) -> bool {
        self.own_path(path).is_file()
    }

    fn own_path(&self, path: &str) -> PathBuf {
        path.split('/').fold(self.home().own_pack(), |folder, name| folder.join(name))
    }

    /// Writes an own file, and removes it where it would say what the built-in one says.
    pub(crate) async fn write_own(&self, path: &str, text: &str) -> Result<(), AppError> {
        if built_in(path).is_some_and(|there| there == text) {
            return self.remove_own(path).await;
        }
        let file = self.own_path(path);
        let folder = file.parent().map_or_else(|| self.home().own_pack(), PathBuf::from);
        let wrong = |error: std::io::Error| AppError::io(&file, &error);
        std::fs::create_dir_all(&folder).map_err(wrong)?;
        self.set_aside(&file, text).map_err(wrong)?;
        let part = folder.join(format!(".{}.part", uuid::Uuid::new_v4().simple()));
        let written = std::fs::File::create_new(&part)
            .and_then(|mut new| new.write_all(text.as_bytes()).and_then(|()| new.sync_all()))
            .and_then(|()| std::fs::rename(&part, &file));
        if let Err(error) = written {
            let _ = std::fs::remove_file(&part);
            return Err(wrong(error));
        }
        Ok(self.store().await?.note_facts(path, now()).await?)
    }

    /// What stood in a file before stays beside it, with the ending `.bak` that nobody reads: it
    /// may be what a person wrote by hand and the program could not understand.
    fn set_aside(&self, file: &Path, text: &str) -> std::io::Result<()> {
        match std::fs::read(file) {
            Ok(before) if before != text.as_bytes() => {
                let mut name = file.as_os_str().to_owned();
                name.push(".bak");
                std::fs::copy(file, name).map(drop)
            }
            Ok(_) => Ok(()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Removes an own file; a file that is not there is removed already.
    pub(crate) async fn remove_own(&self, path: &str) -> Result<(), AppError> {
        let file = self.own_path(path);
        self.set_aside(&file, "").map_err(|error| AppError::io(&file, &error))?;
        match std::fs::remove_file(&file) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(AppError::io(&file, &error)),
        }
        // An empty folder says nothing; one that is not empty stays.
        if let Some(folder) = file.parent() {
            let _ = std::fs::remove_dir(folder);
        }
        Ok(self.store().await?.note_facts(path, now()).await?)
    }
}

/// The text of a file that came with the program.
pub(crate) fn built_in(path: &str) -> Option<String> {
    let files = starter::files();
    let found = files.into_iter().find(|(there, _)| *there == path);
    found.map(|(_, text)| text.to_owned())
}

/// Refuses an id that cannot be the name of a file: what comes from outside never leaves its
/// folder.
pub(crate) fn check_id(id: &str) -> Result<(), AppError> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !id.is_empty() && id.len() <= SLUG_MAX && id.chars().all(allowed) {
        return Ok(());
    }
    let message = format!("“{id}” is no name for a file");
    Err(AppError::new(Code::BadRequest, message)
        .advise("use small Latin letters, digits and hyphens")
        .with("field", "id"))
}

/// A name for files from a name for people, that nothing has yet: “Мария Пробе” is
/// `mariia-probe`, then `mariia-probe-2`.
pub(crate) fn free_id(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let slug: String = slug::slugify(name).chars().take(SLUG_MAX - 4).collect();
    let slug = slug.trim_matches('-');
    let slug = if slug.is_empty() { "untitled" } else { slug };
    let more = (2..).map(|number| format!("{slug}-{number}"));
    std::iter::once(slug.to_owned()).chain(more).find(|id| !taken(id)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_any_script_becomes_a_name_of_a_file_that_is_free() {
        assert_eq!(free_id("Please, a doctor!", |_| false), "please-a-doctor", "plain Latin");
        let free = free_id("Мария Пробе", |_| false);
        assert!(check_id(&free).is_ok(), "Cyrillic is written in Latin letters: {free}");
        assert_eq!(free_id("!!!", |_| false), "untitled", "nothing to spell");
        assert_eq!(free_id("A b", |id| id == "a-b"), "a-b-2", "nothing is overwritten");
        assert!(check_id(&free_id(&"x".repeat(500), |_| false)).is_ok(), "never too long");
    }

    #[test]
    fn an_id_never_leaves_its_folder() {
        for id in ["", "..", "../etc", "a/b", "a\\b", "A", "ä", "a\0b", &"x".repeat(61)] {
            assert!(check_id(id).is_err(), "{id:?} is no id");
        }
        assert!(check_id("member-of-parliament-2").is_ok(), "a plain one is");
    }
}
