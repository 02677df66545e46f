//! What is sent, how often, and what should come out.

use unforgotten_tests::measure::peer::Peer;

/// The way to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// On this computer.
    Near,
    /// 50 ms for a question and its answer.
    Far,
    /// A real Postfix on this computer, with TLS and a password.
    Real,
}

impl Way {
    /// As the table names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Near => "smtp-sink",
            Self::Far => "smtp-sink, 50 ms away",
            Self::Real => "Postfix, TLS and AUTH",
        }
    }
}

/// One column of measurements: the senders take turns in it.
#[derive(Debug)]
pub struct Case {
    /// The way to the server.
    pub way: Way,
    /// How many connections.
    pub connections: usize,
    /// Who sends how many letters. The numbers differ so that a run of each takes about the
    /// same time, a few seconds.
    pub senders: Vec<(Peer, usize)>,
}

/// How thorough the measurement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// Five rounds; the figures of the README.
    Full,
    /// Two short rounds on one and on sixteen connections, to see that it works.
    Quick,
}

impl Care {
    /// How often each sender has its turn.
    pub fn rounds(self) -> usize {
        match self {
            Self::Full => 5,
            Self::Quick => 2,
        }
    }

    fn letters(self, full: usize) -> usize {
        match self {
            Self::Full => full,
            Self::Quick => (full / 4).max(8),
        }
    }

    /// All cases, in their order.
    pub fn cases(self) -> Vec<Case> {
        let connections: &[usize] = match self {
            Self::Full => &[1, 4, 16],
            Self::Quick => &[1, 16],
        };
        let ways = [Way::Near, Way::Far, Way::Real];
        let both = ways.into_iter().flat_map(|way| connections.iter().map(move |n| (way, *n)));
        both.map(|(way, connections)| self.case(way, connections)).collect()
    }

    fn case(self, way: Way, connections: usize) -> Case {
        let mut senders = match way {
            Way::Near => vec![
                (Peer::Unforgotten, 8_000),
                (Peer::SmtpSource, 20_000),
                (Peer::MailSend, 10_000),
                (Peer::Nodemailer, 2_000),
            ],
            Way::Far => vec![
                (Peer::Unforgotten, 75 * connections),
                (Peer::SmtpSource, 20 * connections),
                (Peer::MailSend, 20 * connections),
                (Peer::Nodemailer, 35 * connections),
            ],
            // smtp-source speaks no TLS; mailmerge cannot sign in with a password that has
            // letters beyond ASCII.
            Way::Real => {
                vec![(Peer::Unforgotten, 2_000), (Peer::MailSend, 2_000), (Peer::Nodemailer, 1_500)]
            }
        };
        if way == Way::Near && connections == 1 {
            senders.push((Peer::Mailmerge, 1_000));
        }
        let senders = senders.into_iter().map(|(peer, n)| (peer, self.letters(n))).collect();
        Case { way, connections, senders }
    }
}

/// Keeps the cases that `words` names: ways (near, far, real) and numbers of connections;
/// where it names none of a kind, all of that kind.
pub fn keep_only(cases: &mut Vec<Case>, words: &str) {
    let (mut ways, mut numbers) = (Vec::new(), Vec::new());
    for word in words.split_whitespace() {
        match word {
            "near" => ways.push(Way::Near),
            "far" => ways.push(Way::Far),
            "real" => ways.push(Way::Real),
            number => numbers.push(number.parse().expect("near, far, real or a number")),
        }
    }
    cases.retain(|case| {
        (ways.is_empty() || ways.contains(&case.way))
            && (numbers.is_empty() || numbers.contains(&case.connections))
    });
}

/// Ours against a peer: at least so many times as fast.
#[derive(Debug)]
pub struct Goal {
    /// The way to the server.
    pub way: Way,
    /// On so many connections.
    pub connections: usize,
    /// Against whom.
    pub peer: Peer,
    /// Our letters a second by theirs.
    pub times: f64,
}

const fn goal(way: Way, connections: usize, peer: Peer, times: f64) -> Goal {
    Goal { way, connections, peer, times }
}

/// The goals: near, a durable fence a letter may cost so much and not more; far, the round
/// trips that are saved must show.
pub const GOALS: [Goal; 13] = [
    goal(Way::Near, 1, Peer::Nodemailer, 2.5),
    goal(Way::Near, 16, Peer::Nodemailer, 6.0),
    goal(Way::Near, 1, Peer::Mailmerge, 3.0),
    goal(Way::Near, 16, Peer::SmtpSource, 0.4),
    goal(Way::Far, 1, Peer::SmtpSource, 3.5),
    goal(Way::Far, 4, Peer::SmtpSource, 3.5),
    goal(Way::Far, 16, Peer::SmtpSource, 3.5),
    goal(Way::Far, 1, Peer::MailSend, 3.5),
    goal(Way::Far, 4, Peer::MailSend, 3.5),
    goal(Way::Far, 16, Peer::MailSend, 3.5),
    goal(Way::Far, 1, Peer::Nodemailer, 1.9),
    goal(Way::Far, 4, Peer::Nodemailer, 1.9),
    goal(Way::Far, 16, Peer::Nodemailer, 1.9),
];
