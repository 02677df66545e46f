//! Before anything is timed: each sender sends a few letters to a sink that keeps them, and
//! what arrived is read.

use std::collections::HashMap;
use std::path::Path;

use unforgotten_tests::measure::home;
use unforgotten_tests::measure::peer::{Load, Peer};
use unforgotten_tests::measure::server::Server;
use unforgotten_tests::measure::sink::Sink;
use unforgotten_tests::measure::tools::Tools;

/// Letters of each sender.
const LETTERS: usize = 120;

/// Fails unless every letter of every sender arrives once, each with another name in it.
pub fn every_letter_arrives(tools: &Tools, folder: &Path) {
    let signers = folder.join("check.csv");
    home::write_signers(&signers, LETTERS);
    let (full, _) = home::fill(LETTERS, folder);
    for (peer, connections) in [
        (Peer::Unforgotten, 4),
        (Peer::Nodemailer, 4),
        (Peer::MailSend, 4),
        (Peer::Mailmerge, 1),
        (Peer::SmtpSource, 4),
    ] {
        let dump = folder.join(format!("letters of {peer}"));
        let sink = Sink::start(tools, folder, Some(&dump));
        let server = Server::open(sink.address());
        let copied = home::copy(full.path(), &server, folder);
        let load = Load { server: &server, letters: LETTERS, connections, signers: &signers };
        peer.send(tools, load, &copied, folder);
        drop(sink);
        let text = std::fs::read(&dump).expect("the letters that arrived");
        arrived(peer, &String::from_utf8_lossy(&text));
    }
}

fn arrived(peer: Peer, dump: &str) {
    // smtp-sink writes each envelope before its letter.
    let letters = dump.matches("X-Mail-Args:").count();
    assert_eq!(letters, LETTERS, "{peer}: as many letters as were sent");
    eprintln!("{peer:<12}{:6} bytes a letter", dump.len() / LETTERS);
    if peer == Peer::SmtpSource {
        return; // all its letters are the same
    }
    let mut names: HashMap<&str, usize> = HashMap::new();
    for (at, _) in dump.match_indices("a letter from Signer ") {
        *names.entry(dump.get(at..at + 27).unwrap_or("")).or_default() += 1;
    }
    assert_eq!(names.len(), LETTERS, "{peer}: a letter from each signer");
    assert!(names.values().all(|n| *n == 1), "{peer}: one letter from each signer");
}
