//! Dovecot as the one who knows passwords: its auth service on a socket of Postfix, and none
//! of its mail protocols.

use std::os::unix::net::UnixStream;
use std::path::Path;

use base64::Engine;

use super::daemon::Daemon;
use super::place::{Place, VMAIL};
use super::{PASSWORD, USER};

/// Starts the auth service at `socket` and waits for it.
pub(super) fn start(place: &Place, socket: &Path) -> Daemon {
    let unpacked = place.unpacked();
    // It is checked before the environment of nss_wrapper is restored, so these two are users
    // that every Debian has.
    let users = "default_internal_user = mail\ndefault_internal_group = mail\n\
                 default_login_user = nobody\n";
    // A colon would end the password in this file.
    let password = base64::engine::general_purpose::STANDARD.encode(PASSWORD);
    place.write("etc/users", format!("{USER}:{{PLAIN.b64}}{password}\n"));
    let environment: Vec<_> =
        unpacked.environment(&place.etc()).iter().map(|(name, _)| *name).collect();
    let config = format!(
        "{users}protocols =
base_dir = {place}/dovecot
state_dir = {place}/dovecot
libexec_dir = {libexec}
log_path = {place}/log/dovecot.log
import_environment = {environment}
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {place}/etc/users
}}
userdb {{
  driver = static
  args = uid={VMAIL} gid={VMAIL} home=/nonexistent
}}
service auth {{
  unix_listener {socket} {{
    mode = 0666
  }}
}}
",
        place = place.path().display(),
        libexec = unpacked.path("usr/lib/dovecot").display(),
        environment = environment.join(" "),
        socket = socket.display(),
    );
    let config = place.write("etc/dovecot.conf", config);
    // Dovecot reads its configuration by starting /usr/bin/doveconf, which starts it again.
    // Beginning with the unpacked one leaves out the first step.
    let mut command = place.command("usr/bin/doveconf");
    command.args(["-f", "service=master", "-m", "master", "-c"]).arg(&config).arg("-e");
    command.arg(unpacked.path("usr/sbin/dovecot")).arg("-F").arg("-c").arg(&config);
    let mut daemon = Daemon::start("dovecot", command, &place.log());
    daemon.wait_until("listening", || UnixStream::connect(socket).is_ok());
    daemon
}
