//! postgrey: the first try of each pair of sender and recipient is answered "later".

use super::daemon::{Daemon, listens};
use super::place::{POSTGREY, Place, free_port};

/// A policy server for [`super::Settings::policy`].
#[derive(Debug)]
pub struct Postgrey {
    /// Its loopback port.
    pub port: u16,
    _daemon: Daemon,
    _place: Place,
}

impl Postgrey {
    /// Starts it; a letter is let in `delay` seconds after its first try.
    pub fn start(delay: u32) -> Self {
        let place = Place::new();
        let port = free_port();
        let folder = place.folder("db", POSTGREY, POSTGREY, 0o700);
        // Debian's own list lets in addresses that this test has nothing to do with.
        let nobody = place.write("etc/whitelist", "");
        let perl = place.unpacked().perl("usr/sbin/postgrey");
        let mut command = place.unpacked().command(perl[0].as_ref(), &place.etc());
        command.args(&perl[1..]).arg(format!("--inet=127.0.0.1:{port}"));
        command.arg(format!("--delay={delay}")).arg(format!("--dbdir={}", folder.display()));
        command.args(["--user=postgrey", "--group=postgrey", "--hostname=mail.example.org"]);
        for list in ["clients", "recipients"] {
            command.arg(format!("--whitelist-{list}={}", nobody.display()));
        }
        let mut daemon = Daemon::start("postgrey", command, &place.log());
        daemon.wait_until("listening", || listens(port));
        Self { port, _daemon: daemon, _place: place }
    }
}
