//! Checking files that a person writes, before they are used.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use unforgotten_core::catalogue::Catalogue;
use unforgotten_core::problem::Problem;

use crate::{App, AppError, Code, data};

impl App {
    /// Checks templates and data files; folders with all that is below them. Returns how many
    /// files were read, and their problems by file and place.
    pub fn check_files(paths: &[PathBuf]) -> Result<(usize, Vec<Problem>), AppError> {
        let (mut files, mut problems) = (Vec::new(), Vec::new());
        for path in paths {
            if path.is_dir() {
                let (texts, unreadable) = data::read_folder(path)?;
                problems.extend(unreadable.into_iter().map(|problem| Problem {
                    file: path.join(&problem.file).display().to_string(),
                    ..problem
                }));
                files.extend(texts.into_iter().map(|(name, text)| (path.join(name), text)));
            } else if path.is_file() {
                match data::read_text(path, &path.display().to_string()) {
                    Ok(text) => files.push((path.clone(), text)),
                    Err(problem) => problems.push(problem),
                }
            } else {
                let message = format!("there is no file or folder {}", path.display());
                return Err(AppError::new(Code::BadRequest, message)
                    .advise("name a template such as letters/my-letter/en.hbs, or a folder"));
            }
        }
        let count = files.len() + problems.len();
        problems.extend(check(&files));
        problems.sort_by(|a, b| (&a.file, a.span).cmp(&(&b.file, b.span)));
        Ok((count, problems))
    }
}

/// Reads the files as a pack, whatever folders they lie in.
fn check(files: &[(PathBuf, String)]) -> Vec<Problem> {
    let named: Vec<(String, &Path, &str)> =
        files.iter().map(|(path, text)| (in_pack(path), path.as_path(), text.as_str())).collect();
    let real: HashMap<&str, &Path> =
        named.iter().map(|(name, path, _)| (name.as_str(), *path)).collect();
    let starter = unforgotten_core::starter::files().into_iter();
    // People name offices of the starter pack, templates its languages; its own files have no
    // problems.
    let known = starter.filter(|(path, _)| {
        ["offices/", "languages/"].iter().any(|folder| path.starts_with(folder))
    });
    let own = named.iter().map(|(name, _, text)| (name.as_str(), *text));
    let mut catalogue = Catalogue::read(known.chain(own));
    let early = catalogue.too_early(crate::today());
    catalogue.problems.extend(early);
    catalogue.problems.extend(catalogue.word_problems());
    let problems = catalogue.problems;
    let back = |problem: Problem| match real.get(problem.file.as_str()) {
        Some(path) => Problem { file: path.display().to_string(), ..problem },
        None => problem,
    };
    problems.into_iter().map(back).collect()
}

/// Where a pack would hold this file: its kind by the names of its folder and itself.
fn in_pack(path: &Path) -> String {
    let name = |path: Option<&std::ffi::OsStr>| {
        path.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    };
    let file = name(path.file_name());
    let folder = name(path.parent().and_then(Path::file_name));
    if file.ends_with(".hbs") {
        let folder = if folder.is_empty() { "template".to_owned() } else { folder };
        return format!("letters/{folder}/{file}");
    }
    format!("{folder}/{file}")
}
