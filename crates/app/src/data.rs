//! Letters, people and offices from the disk: what a person or a group adds to the starter
//! pack, in `own/` below the home folder.

use std::path::Path;

use unforgotten_core::catalogue::Catalogue;
use unforgotten_core::problem::Problem;
use unforgotten_core::starter;

use crate::AppError;

/// A text file of at most this size is read at all; core refuses much less with better words.
const READ_MAX: u64 = 1 << 20;

/// The starter pack with the own files over it.
pub(crate) fn catalogue(own: &Path) -> Result<Catalogue, AppError> {
    let (texts, problems) = read_folder(own)?;
    // What the coach listens for comes with the program: a file must not silence it.
    let own = texts.iter().filter(|(path, _)| !path.starts_with("words/"));
    let own = own.map(|(path, text)| (path.as_str(), text.as_str()));
    let mut catalogue = Catalogue::read(starter::files().into_iter().chain(own));
    catalogue.problems.extend(problems);
    let early = catalogue.too_early(crate::today());
    catalogue.problems.extend(early);
    Ok(catalogue)
}

/// The state of all files below a folder: changes when one of them changes, comes or goes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Stamp(Vec<(std::path::PathBuf, u64, Option<std::time::SystemTime>)>);

/// The state of the files below `folder`. What cannot be read is left out; reading it tells why.
pub(crate) fn stamp(folder: &Path) -> Stamp {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(current) = folders.pop() {
        for entry in std::fs::read_dir(&current).into_iter().flatten().flatten() {
            let Ok(about) = entry.metadata() else { continue };
            if about.is_dir() {
                folders.push(entry.path());
            } else {
                files.push((entry.path(), about.len(), about.modified().ok()));
            }
        }
    }
    files.sort();
    Stamp(files)
}

/// Files as (path below the folder, text).
pub(crate) type Texts = Vec<(String, String)>;

/// All text files below `folder` with their paths relative to it, `/`-separated, sorted.
/// A missing folder is an empty one. Links are not followed.
pub(crate) fn read_folder(folder: &Path) -> Result<(Texts, Vec<Problem>), AppError> {
    let (mut texts, mut problems) = (Vec::new(), Vec::new());
    let mut folders = vec![folder.to_owned()];
    while let Some(current) = folders.pop() {
        let entries = match std::fs::read_dir(&current) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(AppError::io(&current, &error)),
        };
        for entry in entries {
            let entry = entry.map_err(|error| AppError::io(&current, &error))?;
            let kind = entry.file_type().map_err(|error| AppError::io(&current, &error))?;
            let path = entry.path();
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() && has_known_ending(&path) {
                let name = relative(folder, &path);
                match read_text(&path, &name) {
                    Ok(text) => texts.push((name, text)),
                    Err(problem) => problems.push(problem),
                }
            }
        }
    }
    texts.sort();
    Ok((texts, problems))
}

fn has_known_ending(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "toml" || ending == "hbs")
}

fn relative(folder: &Path, path: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    below.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Reads a text; what is too large or not UTF-8 is a problem of that file.
pub(crate) fn read_text(path: &Path, name: &str) -> Result<String, Problem> {
    let refuse = |message: String| Problem::whole(name, "unreadable", message);
    let about = std::fs::metadata(path).map_err(|error| refuse(error.to_string()))?;
    if !about.is_file() {
        return Err(refuse("this is not a file".to_owned()));
    }
    let size = about.len();
    if size > READ_MAX {
        return Err(refuse(format!("the file has {size} bytes: that is no letter")));
    }
    let bytes = std::fs::read(path).map_err(|error| refuse(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        refuse(format!("the file is not UTF-8 (byte {at}): save it as UTF-8"))
    })
}
