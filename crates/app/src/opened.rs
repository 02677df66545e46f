//! Files that somebody opened with the program: by a double click, from a terminal, or with the
//! window already open.

use std::path::{Path, PathBuf};

use crate::api::{Empty, FileFault, OpenedFile, OpenedKind};
use crate::{App, AppError};

/// In bytes. A letter has one page.
const LARGEST: u64 = 64 * 1024;

impl App {
    /// A file to show as soon as the window asks.
    pub fn open_file(&self, path: PathBuf) {
        if let Ok(mut waiting) = self.waiting_files().lock() {
            waiting.push(path);
        }
    }

    /// The files that wait to be shown; each is told once.
    pub async fn files_opened(&self, _: Empty) -> Result<Vec<OpenedFile>, AppError> {
        let waiting = self.waiting_files().lock().map(|mut files| std::mem::take(&mut *files));
        Ok(waiting.unwrap_or_default().iter().map(|path| opened(path)).collect())
    }
}

fn opened(path: &Path) -> OpenedFile {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let kind = match ending.as_deref() {
        Some("hbs") => OpenedKind::Template,
        Some("unforgotten") => OpenedKind::Pack,
        _ => OpenedKind::Other,
    };
    let read = match kind {
        OpenedKind::Template => read(path).map(Some),
        _ => Ok(None),
    };
    match read {
        Ok(text) => OpenedFile { name, kind, text, problem: None },
        Err(problem) => OpenedFile { name, kind, text: None, problem: Some(problem) },
    }
}

/// The same limits as for a file that is dropped on the window.
fn read(path: &Path) -> Result<String, FileFault> {
    let about = std::fs::metadata(path).map_err(|_| FileFault::Gone)?;
    if !about.is_file() {
        return Err(FileFault::NotText);
    }
    if about.len() > LARGEST {
        return Err(FileFault::TooLarge);
    }
    let bytes = std::fs::read(path).map_err(|_| FileFault::Gone)?;
    match String::from_utf8(bytes) {
        Err(_) => Err(FileFault::Encoding),
        Ok(text) if text.contains('\0') => Err(FileFault::NotText),
        Ok(text) if text.trim().is_empty() => Err(FileFault::Empty),
        Ok(text) => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_read_a_pack_and_anything_else_only_named() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            opened(&path)
        };
        let template = write("letter.HBS", b"+++\n+++\nDear");
        assert_eq!((template.kind, template.problem), (OpenedKind::Template, None));
        assert_eq!(template.text.as_deref(), Some("+++\n+++\nDear"));
        let broken = write("broken.hbs", b"\xff\xfe\x00");
        assert_eq!((broken.text, broken.problem), (None, Some(FileFault::Encoding)));
        let long = write("long.hbs", &[b'a'; 64 * 1024 + 1]);
        assert_eq!(long.problem, Some(FileFault::TooLarge));
        assert_eq!(write("empty.hbs", b" \n").problem, Some(FileFault::Empty));
        assert_eq!(write("november.unforgotten", b"PK").kind, OpenedKind::Pack);
        assert_eq!(write("notes.txt", b"hello").text, None, "nobody asked for its words");
        let gone = opened(&folder.path().join("gone.hbs"));
        assert_eq!(gone.problem, Some(FileFault::Gone), "a file that is gone is told");
    }
}
