//! The folder of one server, and the ports it listens on.

use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU16, Ordering};

use tempfile::TempDir;

use super::unpacked::Unpacked;

/// The users that the packages would make when they are installed, known only to servers
/// that are started through [`Unpacked::command`].
const PASSWD: &str = "\
root:x:0:0:root:/root:/bin/sh
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
postfix:x:62001:62001::/nonexistent:/usr/sbin/nologin
Debian-exim:x:62003:62003::/nonexistent:/usr/sbin/nologin
postgrey:x:62004:62004::/nonexistent:/usr/sbin/nologin
vmail:x:62005:62005::/nonexistent:/usr/sbin/nologin
";
const GROUP: &str = "\
root:x:0:
nogroup:x:65534:
postfix:x:62001:
postdrop:x:62002:
Debian-exim:x:62003:
postgrey:x:62004:
vmail:x:62005:
";
pub(super) const POSTFIX: u32 = 62001;
pub(super) const POSTDROP: u32 = 62002;
pub(super) const EXIM: u32 = 62003;
pub(super) const POSTGREY: u32 = 62004;
pub(super) const VMAIL: u32 = 62005;

/// A temporary folder with configuration, logs and mail, which goes with the server.
#[derive(Debug)]
pub(super) struct Place {
    folder: TempDir,
    unpacked: Unpacked,
}

impl Place {
    pub(super) fn new() -> Self {
        let unpacked = Unpacked::find_as_root();
        let folder = tempfile::tempdir().expect("a temporary folder");
        // The servers' own users have to come through.
        set_mode(folder.path(), 0o755);
        let place = Self { folder, unpacked };
        place.write("etc/passwd", PASSWD);
        place.write("etc/group", GROUP);
        place.folder("log", 0, 0, 0o755);
        place
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn unpacked(&self) -> &Unpacked {
        &self.unpacked
    }

    pub(super) fn etc(&self) -> PathBuf {
        self.path().join("etc")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.path().join("log")
    }

    pub(super) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(&path, text).expect("a file");
        path
    }

    pub(super) fn folder(&self, name: &str, user: u32, group: u32, mode: u32) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(&path).expect("a folder");
        chown(&path, Some(user), Some(group)).expect("an owner");
        set_mode(&path, mode);
        path
    }

    /// A program of the packages in the environment of this place.
    pub(super) fn command(&self, program: &str) -> std::process::Command {
        self.unpacked.command(&self.unpacked.path(program), &self.etc())
    }
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("a mode");
}

/// A loopback port on which nobody listens.
///
/// A server binds it a moment later, so it must not be one that the system hands out for
/// outgoing connections meanwhile: those begin at 32768. Each test process, and each call in
/// it, looks at another place.
pub(super) fn free_port() -> u16 {
    static CALLS: AtomicU16 = AtomicU16::new(0);
    const FIRST: u32 = 12_000;
    const COUNT: u32 = 20_000;
    let process = std::process::id().wrapping_mul(97);
    for _ in 0..COUNT {
        let call = u32::from(CALLS.fetch_add(1, Ordering::Relaxed));
        let port = FIRST + process.wrapping_add(call) % COUNT;
        let port = u16::try_from(port).expect("a port below 32768");
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
    panic!("no free port on 127.0.0.1");
}
