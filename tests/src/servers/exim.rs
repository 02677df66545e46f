//! Exim as a second opinion on the protocol: other code, other TLS library (GnuTLS), other
//! words than Postfix.

use std::path::Path;

use super::certificates::Certificates;
use super::daemon::{Daemon, listens};
use super::maildir;
use super::place::{EXIM, Place, free_port};
use super::{PASSWORD, USER};

/// An Exim of the test's own, with the mailboxes `office@example.org` and
/// `embassy@example.org`.
#[derive(Debug)]
pub struct Exim {
    _daemon: Daemon,
    starttls: u16,
    tls: u16,
    certificates: Certificates,
    place: Place,
}

impl Exim {
    /// Starts it and waits until it listens.
    pub fn start() -> Self {
        let place = Place::new();
        let certificates = Certificates::make(&place);
        let (starttls, tls) = (free_port(), free_port());
        for name in ["spool", "mail", "log"] {
            place.folder(name, EXIM, EXIM, 0o755);
        }
        let config = place.write("etc/exim.conf", config(&place, &certificates, starttls, tls));
        let mut command = place.command("usr/sbin/exim4");
        command.arg("-C").arg(config).arg("-bdf");
        let mut daemon = Daemon::start("exim", command, &place.log());
        daemon.wait_until("listening", || listens(starttls) && listens(tls));
        Self { _daemon: daemon, starttls, tls, certificates, place }
    }

    /// The URL of an account that must encrypt with STARTTLS.
    pub fn starttls_url(&self) -> String {
        format!("smtp://{}@localhost:{}", USER.replace('@', "%40"), self.starttls)
    }

    /// The URL of an account that encrypts from the first byte.
    pub fn tls_url(&self) -> String {
        format!("smtps://{}@localhost:{}", USER.replace('@', "%40"), self.tls)
    }

    /// The authority behind the server's certificate.
    pub fn ca(&self) -> &Path {
        &self.certificates.authority
    }

    /// The letters delivered to `<name>@example.org`, once the queue is empty.
    pub fn letters(&self, name: &str) -> Vec<Vec<u8>> {
        let spool = self.place.path().join("spool/input");
        maildir::settle(&[spool], |_| true);
        maildir::letters(&self.place.path().join("mail").join(name))
    }
}

fn config(place: &Place, certificates: &Certificates, starttls: u16, tls: u16) -> String {
    format!(
        "exim_path = {exim}
exim_user = {EXIM}
exim_group = {EXIM}
# The unpacked program has no setuid bit, so that a delivery stays with this user.
deliver_drop_privilege = true
never_users = root
primary_hostname = mail.example.org
spool_directory = {place}/spool
log_file_path = {place}/log/exim_%slog
pid_file_path = {place}/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = {starttls} : {tls}
tls_on_connect_ports = {tls}
tls_advertise_hosts = *
tls_certificate = {certificate}
tls_privatekey = {key}
auth_advertise_hosts = ${{if def:tls_in_cipher {{*}}}}
host_lookup =
acl_smtp_mail = mail
acl_smtp_rcpt = rcpt
begin acl
mail:
  require message = sign in first
          authenticated = *
  accept
rcpt:
  require message = relay not permitted
          domains = example.org
  require verify = recipient
  accept
begin routers
mailbox:
  driver = accept
  domains = example.org
  local_parts = office : embassy
  transport = maildir
begin transports
maildir:
  driver = appendfile
  directory = {place}/mail/$local_part_data
  maildir_format
  envelope_to_add
  return_path_add
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and{{{{eq{{$auth2}}{{{USER}}}}}{{eq{{$auth3}}{{{PASSWORD}}}}}}}}}
  server_set_id = $auth2
",
        exim = place.unpacked().path("usr/sbin/exim4").display(),
        place = place.path().display(),
        certificate = certificates.certificate.display(),
        key = certificates.key.display(),
    )
}
