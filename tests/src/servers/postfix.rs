//! Postfix as a provider's submission server: STARTTLS on one port, TLS from the first byte on
//! another, passwords checked by Dovecot, letters filed in a Maildir.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::certificates::Certificates;
use super::daemon::{Daemon, listens};
use super::dovecot;
use super::maildir;
use super::place::{POSTDROP, POSTFIX, Place, VMAIL, free_port};
use super::{STRANGER, USER};

/// The domain that this server takes letters for; every other one is refused.
const DOMAIN: &str = "example.org";

/// What differs from one story to the next.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The parts before `@example.org` that have a mailbox.
    pub mailboxes: Vec<String>,
    /// The largest letter in octets (`message_size_limit`).
    pub size_limit: u32,
    /// A policy server on this loopback port, asked about each recipient where nobody signs in.
    pub policy: Option<u16>,
    /// Seconds between the end of a letter and the receipt for it.
    pub thinks: u32,
}

impl Default for Settings {
    fn default() -> Self {
        let mailboxes = ["office", "embassy"].map(str::to_owned).into();
        Self { mailboxes, size_limit: 10_240_000, policy: None, thinks: 0 }
    }
}

/// A Postfix of the test's own.
#[derive(Debug)]
pub struct Postfix {
    /// Before the folder, so that nobody writes into it any more when it goes.
    master: Option<Daemon>,
    dovecot: Daemon,
    starttls: u16,
    tls: u16,
    open: u16,
    certificates: Certificates,
    place: Place,
}

impl Postfix {
    /// Starts it and waits until it listens.
    pub fn start(settings: &Settings) -> Self {
        let place = Place::new();
        let certificates = Certificates::make(&place);
        let (starttls, tls, open) = (free_port(), free_port(), free_port());
        queue(&place);
        place.write("etc/main.cf", main_cf(&place, &certificates, settings));
        place.write("etc/master.cf", master_cf(starttls, tls, open, settings));
        let socket = place.path().join("queue/private/auth");
        let dovecot = dovecot::start(&place, &socket);
        let mut postfix = Self { master: None, dovecot, starttls, tls, open, certificates, place };
        postfix.resume();
        postfix
    }

    /// The URL of an account that must encrypt with STARTTLS.
    pub fn starttls_url(&self) -> String {
        format!("smtp://{}@localhost:{}", USER.replace('@', "%40"), self.starttls)
    }

    /// The URL of an account that encrypts from the first byte.
    pub fn tls_url(&self) -> String {
        format!("smtps://{}@localhost:{}", USER.replace('@', "%40"), self.tls)
    }

    /// The URL of an account that encrypts with STARTTLS and signs in nowhere, for stories in
    /// which a password would only cost the second that unlocking it takes.
    pub fn open_url(&self) -> String {
        format!("smtp://localhost:{}", self.open)
    }

    /// The authority behind the server's certificate.
    pub fn ca(&self) -> &Path {
        &self.certificates.authority
    }

    /// Stops it in its own order. Nobody listens until [`Postfix::resume`].
    pub fn stop(&mut self) {
        if let Some(mut master) = self.master.take() {
            master.end();
        }
    }

    /// Kills all its processes at once, as a power cut would.
    pub fn kill(&mut self) {
        if let Some(mut master) = self.master.take() {
            master.kill();
        }
    }

    /// Starts it again on the same ports and the same queue.
    pub fn resume(&mut self) {
        let mut command = self.place.command("usr/lib/postfix/sbin/master");
        // In the foreground, in the process group that the test ends.
        command.arg("-d").arg("-c").arg(self.place.etc());
        let mut master = Daemon::start("postfix", command, &self.place.log());
        let ports = [self.starttls, self.tls, self.open];
        master.wait_until("listening", || ports.into_iter().all(listens));
        self.master = Some(master);
    }

    /// The letters delivered to `<name>@example.org`, once the queue is empty.
    pub fn letters(&self, name: &str) -> Vec<Vec<u8>> {
        self.settle();
        maildir::letters(&self.mail().join(name))
    }

    /// How many letters to `<name>@example.org` it said 250 to, and has delivered. A letter that
    /// it was filing when it was killed is filed again afterwards, under the same queue id:
    /// that is one letter for its sender.
    pub fn accepted(&self, name: &str) -> usize {
        let letters = self.letters(name);
        let ids: BTreeSet<_> = letters.iter().map(|letter| queue_id(letter)).collect();
        ids.len()
    }

    /// The number of letters delivered to anybody, once the queue is empty.
    pub fn count(&self) -> usize {
        self.settle();
        self.delivered()
    }

    /// The number of letters delivered so far.
    pub fn delivered(&self) -> usize {
        let mailboxes = std::fs::read_dir(self.mail()).into_iter().flatten().flatten();
        mailboxes.map(|mailbox| maildir::letters(&mailbox.path()).len()).sum()
    }

    /// The most connections that were open at one time, as it logged them.
    pub fn most_connections(&self) -> usize {
        let (mut open, mut most) = (0_usize, 0);
        for line in self.log().lines() {
            if line.contains(": connect from ") {
                open += 1;
                most = most.max(open);
            } else if line.contains(": disconnect from ") {
                open = open.saturating_sub(1);
            }
        }
        most
    }

    /// The process groups of its own processes and of Dovecot's.
    pub fn groups(&self) -> Vec<u32> {
        self.master.iter().chain([&self.dovecot]).map(Daemon::group).collect()
    }

    /// Its folder with configuration, logs, queue and mail.
    pub fn folder(&self) -> &Path {
        self.place.path()
    }

    /// What it logged so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.place.log().join("mail.log")).unwrap_or_default()
    }

    fn settle(&self) {
        let queue = self.place.path().join("queue");
        let folders = ["incoming", "active", "deferred"].map(|name| queue.join(name));
        // cleanup(8) sets the owner's execute bit once the file is on the disk.
        maildir::settle(&folders, |data| data.mode() & 0o100 != 0);
    }

    fn mail(&self) -> PathBuf {
        self.place.path().join("mail")
    }
}

/// The id in the first `Received: … with ESMTPS id 4610EA869A5`, which Postfix wrote.
fn queue_id(letter: &[u8]) -> String {
    let text = String::from_utf8_lossy(letter);
    let (_, rest) = text.split_once(" id ").expect("Postfix's own Received line");
    rest.chars().take_while(char::is_ascii_alphanumeric).collect()
}

/// The folders that Postfix's installation makes, with their owners (postfix-files).
fn queue(place: &Place) {
    place.folder("queue", 0, 0, 0o755);
    place.folder("queue/pid", 0, 0, 0o755);
    for name in
        ["active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private"]
    {
        place.folder(&format!("queue/{name}"), POSTFIX, 0, 0o700);
    }
    place.folder("queue/saved", POSTFIX, 0, 0o700);
    place.folder("queue/trace", POSTFIX, 0, 0o700);
    place.folder("queue/maildrop", POSTFIX, POSTDROP, 0o1730);
    place.folder("queue/public", POSTFIX, POSTDROP, 0o710);
    place.folder("data", POSTFIX, 0, 0o700);
    place.folder("mail", VMAIL, VMAIL, 0o755);
}

fn main_cf(place: &Place, certificates: &Certificates, settings: &Settings) -> String {
    let unpacked = place.unpacked();
    let mut mailboxes = String::new();
    for name in &settings.mailboxes {
        let _ = write!(mailboxes, " {{ {name}@{DOMAIN} = {name}/ }}");
    }
    let environment: Vec<_> =
        unpacked.environment(&place.etc()).iter().map(|(name, _)| *name).collect();
    format!(
        "compatibility_level = 3.6
command_directory = {sbin}
daemon_directory = {daemons}
shlib_directory = {libraries}
meta_directory = {place}/etc
queue_directory = {place}/queue
data_directory = {place}/data
mail_owner = postfix
setgid_group = postdrop
maillog_file = {place}/log/mail.log
maillog_file_prefixes = {place}
import_environment = MAIL_CONFIG {environment}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.{DOMAIN}
mydestination =
mynetworks =
alias_maps =
default_transport = error:this server delivers nothing elsewhere
virtual_mailbox_domains = {DOMAIN}
virtual_mailbox_maps = inline:{{{mailboxes} }}
virtual_mailbox_base = {place}/mail
virtual_uid_maps = static:{VMAIL}
virtual_gid_maps = static:{VMAIL}
message_size_limit = {size}
smtpd_end_of_data_restrictions = {thinks}
smtpd_peername_lookup = no
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_sasl_authenticated_header = yes
smtpd_tls_auth_only = yes
smtpd_tls_chain_files = {key} {certificate}
smtpd_tls_received_header = yes
smtpd_sender_login_maps = inline:{{ {{ {USER} = {USER} }} {{ {STRANGER} = {STRANGER} }} }}
smtpd_sender_restrictions = reject_sender_login_mismatch
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions = permit_sasl_authenticated, reject
",
        place = place.path().display(),
        sbin = unpacked.path("usr/sbin").display(),
        daemons = unpacked.path("usr/lib/postfix/sbin").display(),
        libraries = unpacked.path("usr/lib/postfix").display(),
        environment = environment.join(" "),
        size = settings.size_limit,
        thinks =
            if settings.thinks > 0 { format!("sleep {}", settings.thinks) } else { String::new() },
        key = certificates.key.display(),
        certificate = certificates.certificate.display(),
    )
}

/// The services that receiving and delivering need, none of them in a chroot.
fn master_cf(starttls: u16, tls: u16, open: u16, settings: &Settings) -> String {
    let policy = settings
        .policy
        .map_or_else(String::new, |port| format!("check_policy_service inet:127.0.0.1:{port}, "));
    format!(
        "127.0.0.1:{starttls} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt
127.0.0.1:{tls} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
127.0.0.1:{open} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=no -o smtpd_sender_restrictions=
  -o {{ smtpd_recipient_restrictions = {policy}permit }}
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
proxymap unix - - n - - proxymap
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"
    )
}
