//! Where practice letters stand: one file a letter, `<UTC time>-<message id>.eml`.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Longer Message-IDs are cut in the file's name; file systems allow 255 octets.
const NAME_MAX: usize = 150;

#[derive(Debug)]
pub(super) struct Shelf {
    pub(super) folder: PathBuf,
    /// The time in the latest file's name: names stay unique and in order.
    latest: Mutex<Timestamp>,
}

impl Shelf {
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self { folder: folder.to_owned(), latest: Mutex::new(Timestamp::UNIX_EPOCH) })
    }

    /// Stores a message. When this returns, the file and its name are on the disk; a crash
    /// before leaves at most a temporary file, never half a letter.
    pub(super) fn put(&self, message: &[u8]) -> io::Result<PathBuf> {
        let name = format!("{}-{}.eml", self.stamp(), sanitise(&message_id(message)));
        let path = self.folder.join(&name);
        let temporary = self.folder.join(format!(".{name}.part"));
        let written = write_through(&temporary, message)
            .and_then(|()| fs::rename(&temporary, &path))
            .and_then(|()| sync_folder(&self.folder));
        if let Err(error) = written {
            let _ = fs::remove_file(&temporary);
            return Err(error);
        }
        Ok(path)
    }

    /// `20261123T093015.123456Z`, later than every one before it.
    fn stamp(&self) -> String {
        let micros = Timestamp::now().as_microsecond();
        let mut latest = self.latest.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let next = micros.max(latest.as_microsecond() + 1);
        *latest = Timestamp::from_microsecond(next).unwrap_or(Timestamp::UNIX_EPOCH);
        latest.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%S.%6fZ").to_string()
    }
}

/// The newest letter with this Message-ID in `folder`.
pub(super) fn find(folder: &Path, message_id: &str) -> Option<PathBuf> {
    let end = format!("-{}.eml", sanitise(message_id));
    let names = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.file_name());
    let ours = |name: &String| {
        name.split_once('-').is_some_and(|(stamp, _)| *name == format!("{stamp}{end}"))
    };
    let newest = names.filter_map(|name| name.into_string().ok()).filter(ours).max()?;
    Some(folder.join(newest))
}

fn write_through(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::options().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A name is on the disk when its folder is; Windows does that by itself.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// The Message-ID in a message's header block, without brackets; empty if there is none.
fn message_id(message: &[u8]) -> String {
    const FIELD: &[u8] = b"message-id:";
    let mut lines = message.split(|&byte| byte == b'\n').map(|line| line.trim_ascii());
    let value = lines.by_ref().take_while(|line| !line.is_empty()).find_map(|line| {
        let (name, value) = line.split_at_checked(FIELD.len())?;
        name.eq_ignore_ascii_case(FIELD).then_some(value)
    });
    let value = String::from_utf8_lossy(value.unwrap_or_default());
    value.trim().trim_start_matches('<').trim_end_matches('>').to_owned()
}

/// Letters, digits and a few signs; never a path, never hidden, never empty.
fn sanitise(message_id: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || "-_.@+=".contains(c) { c } else { '_' };
    let name: String = message_id.chars().take(NAME_MAX).map(safe).collect();
    if name.is_empty() { "no-id".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn a_letter_is_found_by_its_message_id_and_holds_the_same_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::open(folder.path()).unwrap();
        let bytes = b"Subject: x\r\nMESSAGE-ID: <a-1@example.org>\r\n\r\nMessage-ID: <no@no>\r\n";
        let path = shelf.put(bytes).unwrap();
        assert_eq!(
            find(&shelf.folder, "a-1@example.org"),
            Some(path.clone()),
            "the header names it"
        );
        assert_eq!(find(&shelf.folder, "1@example.org"), None, "a part of an id is another id");
        assert_eq!(find(&shelf.folder, "no@no"), None, "the body is no header");
        assert_eq!(fs::read(path).unwrap(), bytes, "nothing is added or lost");
        let names = fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(names, 1, "no temporary file stays behind");
    }

    #[test]
    fn the_same_letter_twice_makes_two_files_and_the_newer_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::open(folder.path()).unwrap();
        let first = shelf.put(b"Message-ID: <a@b>\r\n\r\n1\r\n").unwrap();
        let second = shelf.put(b"Message-ID: <a@b>\r\n\r\n2\r\n").unwrap();
        assert!(first.exists() && second.exists(), "nothing is overwritten");
        assert_eq!(find(&shelf.folder, "a@b"), Some(second), "the newest one is meant");
    }

    #[rstest]
    #[case("../../etc/passwd", ".._.._etc_passwd")]
    #[case("a/b\\c:d", "a_b_c_d")]
    #[case("", "no-id")]
    #[case("юля@x", "___@x")]
    fn a_message_id_can_never_name_another_folder(#[case] id: &str, #[case] want: &str) {
        assert_eq!(sanitise(id), want, "{id}");
        assert!(sanitise(&"x".repeat(1000)).len() <= NAME_MAX, "file systems have limits");
    }

    #[test]
    fn a_folder_that_vanished_is_an_error_and_not_a_receipt() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::open(folder.path()).unwrap();
        fs::remove_dir_all(folder.path()).unwrap();
        assert!(shelf.put(b"x\r\n").is_err(), "the letter is nowhere");
    }
}
