//! The packages that `scripts/servers` unpacked.

use std::path::{Path, PathBuf};
use std::process::Command;

/// What to do when these stories cannot run.
const OR_SKIP: &str = "UNFORGOTTEN_SKIP_SERVERS=1 leaves the real mail servers out";

/// The folder that stands for `/`.
#[derive(Debug, Clone)]
pub(super) struct Unpacked {
    root: PathBuf,
    /// `usr/lib/x86_64-linux-gnu` or its counterpart.
    libraries: PathBuf,
}

impl Unpacked {
    /// Fails the test when the servers are not there.
    pub(super) fn find() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/servers");
        assert!(
            folder.join("complete").is_file(),
            "the real mail servers are not unpacked: run scripts/servers ({OR_SKIP})"
        );
        let root = folder.join("root").canonicalize().expect("the unpacked servers");
        let libraries = std::fs::read_dir(root.join("usr/lib"))
            .expect("usr/lib")
            .filter_map(|entry| Some(entry.ok()?.path()))
            .find(|path| path.to_string_lossy().contains("-linux-gnu"))
            .expect("the folder of libraries for this processor");
        Self { root, libraries }
    }

    /// The same, and fails the test unless it runs as root.
    pub(super) fn find_as_root() -> Self {
        assert!(
            rustix::process::geteuid().is_root(),
            "real mail servers start as root only: run make test as root ({OR_SKIP})"
        );
        Self::find()
    }

    /// A path that would be `/<below>` if the packages were installed.
    pub(super) fn path(&self, below: &str) -> PathBuf {
        let path = self.root.join(below);
        assert!(path.exists(), "{} is missing: remove target/servers", path.display());
        path
    }

    /// A program that finds the unpacked libraries and nothing of this test's environment.
    ///
    /// `users` has `passwd` and `group` for nss_wrapper, through which a server finds the
    /// users that its package would have made.
    pub(super) fn command(&self, program: &Path, users: &Path) -> Command {
        // util-linux, so everywhere: the server also goes when the test is killed.
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", "--"]).arg(program);
        command.env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").env("LANG", "C.UTF-8");
        for (name, value) in self.environment(users) {
            command.env(name, value);
        }
        command
    }

    /// What every process of a server needs, their grandchildren included.
    pub(super) fn environment(&self, users: &Path) -> Vec<(&'static str, String)> {
        let dovecot = "usr/lib/dovecot";
        let name = self.libraries.file_name().map(Path::new).expect("the processor's name");
        let libraries = [
            self.root.join("usr/lib/postfix"),
            self.root.join(dovecot),
            // Debian's auth service is linked to a library of this folder.
            self.root.join(dovecot).join("modules/old-stats"),
            self.libraries.clone(),
            self.root.join("lib").join(name),
        ];
        let libraries: Vec<_> = libraries.iter().map(|path| path.display().to_string()).collect();
        let wrapper = self.libraries.join("libnss_wrapper.so");
        let file = |name: &str| users.join(name).display().to_string();
        vec![
            ("LD_LIBRARY_PATH", libraries.join(":")),
            ("LD_PRELOAD", wrapper.display().to_string()),
            ("NSS_WRAPPER_PASSWD", file("passwd")),
            ("NSS_WRAPPER_GROUP", file("group")),
        ]
    }

    /// `perl` with a program of the packages. They ask for perl's taint mode, which ignores
    /// `PERL5LIB`, so that the folders of modules stand on the command line.
    pub(super) fn perl(&self, program: &str) -> Vec<String> {
        let mut command = vec!["/usr/bin/perl".to_owned(), "-T".to_owned()];
        let versions = std::fs::read_dir(self.libraries.join("perl5")).expect("perl's modules");
        for folder in versions.filter_map(|entry| Some(entry.ok()?.path())) {
            command.push(format!("-I{}", folder.display()));
        }
        command.push(format!("-I{}", self.path("usr/share/perl5").display()));
        command.push(self.path(program).display().to_string());
        command
    }
}
