//! The command line. Its shape is a contract: scripts rely on it.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Write letters for people in prison, and get them to the officials who can act.
#[derive(Debug, Parser)]
#[command(name = "unforgotten", version, arg_required_else_help = true)]
pub(crate) struct Args {
    /// The folder with your letters (default: the platform's data folder).
    #[arg(long, global = true, env = "UNFORGOTTEN_HOME", value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    /// Print JSON.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Print only results and errors.
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Tell what is being done; twice for more.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// The people in prison.
    People {
        #[command(subcommand)]
        command: People,
    },
    /// The offices that can act, and how they are reached.
    Offices {
        #[command(subcommand)]
        command: Offices,
    },
    /// The letters to choose from.
    Templates {
        #[command(subcommand)]
        command: Templates,
    },
    /// Who writes.
    Profile {
        #[command(subcommand)]
        command: Profile,
    },
    /// The mailboxes that letters leave from.
    Account {
        #[command(subcommand)]
        command: Account,
    },
    /// One letter, without sending it.
    Letter {
        #[command(subcommand)]
        command: Letter,
    },
    /// Write letters for a person and send them.
    Send(Send),
    /// The letters that were written.
    Outbox {
        #[command(subcommand)]
        command: Outbox,
    },
    /// Letters that many people sign.
    Campaign {
        #[command(subcommand)]
        command: Campaign,
    },
    /// Print shell completions.
    Completions {
        /// bash, zsh, fish, elvish or powershell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
}

#[derive(Debug, Subcommand)]
pub(crate) enum People {
    /// All of them, a line each.
    List,
    /// One of them, with sources.
    Show {
        /// As `list` shows it.
        id: String,
    },
    /// You looked at the source: the facts about this person are right.
    Confirm { id: String },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Offices {
    /// All of them, a line each.
    List,
    /// One of them, with its channels and sources.
    Show {
        /// As `list` shows it.
        id: String,
    },
    /// Say: I looked at the source, the address is right.
    Confirm {
        /// As `list` shows it.
        id: String,
        /// The number of the channel, as `show` prints it (default: the e-mail address).
        #[arg(long, value_name = "N")]
        channel: Option<usize>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Templates {
    /// All of them, a line each.
    List,
    /// One of them, in each of its languages.
    Show {
        /// As `list` shows it.
        id: String,
    },
    /// Look for mistakes in template files or folders.
    Check {
        /// Files and folders.
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Profile {
    /// Say who writes; what is not given stays as it was.
    Set(ProfileSet),
    /// Who writes.
    Show,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ProfileSet {
    /// Your name, or initials where a full name would be dangerous for you.
    #[arg(long)]
    pub(crate) name: Option<String>,
    #[arg(long)]
    pub(crate) town: Option<String>,
    #[arg(long)]
    pub(crate) country: Option<String>,
    #[arg(long)]
    pub(crate) email: Option<String>,
    #[arg(long)]
    pub(crate) street: Option<String>,
    #[arg(long)]
    pub(crate) occupation: Option<String>,
    /// Countries you have ties to (RU,BY, or none): letters to their officials carry initials.
    #[arg(long, value_name = "COUNTRIES")]
    pub(crate) ties: Option<String>,
    /// Take back the letters that wait and would tell your full name to officials there.
    #[arg(long)]
    pub(crate) take_back: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Account {
    /// Add a mailbox.
    Add {
        /// What you call it.
        name: String,
        /// `smtps://user@host:465`, `smtp://user@host:587` (STARTTLS required) or, on this computer only, `smtp+insecure://127.0.0.1:2525` (default: the server of a known provider).
        #[arg(long)]
        url: Option<String>,
        /// The sender: 'Name <a@b.org>'.
        #[arg(long)]
        from: String,
        /// Read the password from standard input.
        #[arg(long)]
        password_stdin: bool,
        /// A PEM file with the certificate of your own authority.
        #[arg(long, value_name = "FILE")]
        ca: Option<PathBuf>,
        /// A SOCKS5 proxy such as <socks5h://127.0.0.1:9050>.
        #[arg(long, value_name = "URL")]
        proxy: Option<String>,
        /// Letters in any hour (default: 20, on this computer no limit; 0: no limit).
        #[arg(long, value_name = "N")]
        per_hour: Option<u32>,
        /// Letters in any 24 hours (default: 100, on this computer no limit; 0: no limit).
        #[arg(long, value_name = "N")]
        per_day: Option<u32>,
        /// Connections at the same time (default: 1).
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=64))]
        connections: Option<u32>,
    },
    /// Connect, encrypt and sign in, and send nothing.
    Test {
        /// As `list` shows it.
        name: String,
    },
    /// All of them, a line each.
    List,
    /// Forget a mailbox and its password.
    Remove {
        /// As `list` shows it.
        name: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Letter {
    /// Print a letter as it will read.
    Render(Render),
    /// Ask the coach about a finished letter, or list what it looks at.
    Check(Check),
}

#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("what").required(true).args(["file", "rules"])))]
pub(crate) struct Check {
    /// The letter as plain text; a first line “Subject: …” is its subject. “-” reads standard
    /// input.
    #[arg(requires_all = ["person", "to"])]
    pub(crate) file: Option<PathBuf>,
    /// List all rules with their sources.
    #[arg(long)]
    pub(crate) rules: bool,
    /// For whom.
    #[arg(long, value_name = "ID")]
    pub(crate) person: Option<String>,
    /// To which office, or to the person.
    #[arg(long, value_name = "OFFICE")]
    pub(crate) to: Option<String>,
    /// The template it was made from, to compare with.
    #[arg(long, value_name = "ID")]
    pub(crate) template: Option<String>,
    /// The language of the letter (default: the first that the office reads).
    #[arg(long, value_name = "LL")]
    pub(crate) lang: Option<String>,
    /// The subject line.
    #[arg(long)]
    pub(crate) subject: Option<String>,
    /// Compare with the letters of this campaign.
    #[arg(long, value_name = "ID")]
    pub(crate) campaign: Option<String>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum Format {
    /// Subject, empty line, text.
    Text,
    /// The message as it goes over the wire.
    Eml,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Render {
    /// For whom.
    #[arg(long, value_name = "ID")]
    pub(crate) person: String,
    /// To which office.
    #[arg(long, value_name = "OFFICE")]
    pub(crate) to: String,
    #[arg(long, value_name = "ID")]
    pub(crate) template: String,
    /// The language of the letter (default: the first that the office reads).
    #[arg(long, value_name = "LL")]
    pub(crate) lang: Option<String>,
    /// Your own words, or @FILE.
    #[arg(long, value_name = "TEXT|@FILE")]
    pub(crate) own_words: Option<String>,
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// Write to a file instead of standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Send {
    /// For whom.
    #[arg(long, value_name = "ID")]
    pub(crate) person: String,
    /// To which offices.
    #[arg(long, value_name = "OFFICE,…", value_delimiter = ',', required = true)]
    pub(crate) to: Vec<String>,
    #[arg(long, value_name = "ID")]
    pub(crate) template: String,
    /// The language of the letters (default: for each the first that its office reads).
    #[arg(long, value_name = "LL")]
    pub(crate) lang: Option<String>,
    /// Your own words, or @FILE.
    #[arg(long, value_name = "TEXT|@FILE")]
    pub(crate) own_words: Option<String>,
    /// The mailbox, or `practice` (default: your mailbox if there is exactly one, else practice).
    #[arg(long, value_name = "NAME")]
    pub(crate) account: Option<String>,
    /// Do not ask before sending.
    #[arg(long)]
    pub(crate) yes: bool,
    /// You have looked at the addresses, and they are right; this is remembered.
    #[arg(long)]
    pub(crate) confirm_unchecked: bool,
    /// Write again to an office that got a letter for this person today.
    #[arg(long)]
    pub(crate) again: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Outbox {
    /// The letters, newest first.
    List {
        /// Only in this state: queued, sending, sent, deferred, refused, in_doubt, cancelled …
        #[arg(long)]
        state: Option<String>,
        /// Only of this campaign.
        #[arg(long)]
        campaign: Option<String>,
    },
    /// One letter with everything that happened to it.
    Show {
        /// As `list` shows it.
        letter: String,
    },
    /// Try a letter that waits again now.
    Retry {
        /// As `list` shows it.
        letter: String,
    },
    /// Decide about a letter that may or may not have arrived, or give up one that waits.
    Resolve {
        /// As `list` shows it.
        letter: String,
        /// What is true, or what is to happen.
        decision: Decision,
    },
    /// Send what is due.
    Run {
        /// Stay until no letter waits.
        #[arg(long)]
        until_empty: bool,
        /// Connections at the same time for each mailbox (default: what the mailbox says, or 1).
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=64))]
        connections: Option<u32>,
    },
    /// How many letters are where, how fast they leave, and what holds them back.
    Status {
        /// Only of this campaign.
        #[arg(long)]
        campaign: Option<String>,
    },
    /// Let no letter leave until `resume`.
    Pause {
        /// Only those of this campaign.
        #[arg(long)]
        campaign: Option<String>,
    },
    /// Go on after `pause`.
    Resume {
        /// Only those of this campaign.
        #[arg(long)]
        campaign: Option<String>,
    },
    /// Take back every letter that still waits.
    Stop {
        /// Only those of this campaign.
        #[arg(long)]
        campaign: Option<String>,
        /// You mean it.
        #[arg(long)]
        yes: bool,
    },
    /// What holds letters back, and why.
    Holds,
    /// Let go on what is on hold.
    Lift {
        /// account, office, channel, campaign or outbox.
        kind: String,
        /// As `holds` shows it.
        #[arg(default_value = "")]
        key: String,
    },
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum Decision {
    /// It arrived.
    Sent,
    /// Send the same letter once more.
    Again,
    /// Do not send it.
    Drop,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Campaign {
    /// Make a campaign; nothing is queued yet.
    New(CampaignNew),
    /// All of them, a line each.
    List,
    /// What would leave, and every problem.
    Plan {
        /// As `list` shows it.
        id: String,
        /// The mailbox, or `practice` (default: the campaign's).
        #[arg(long, value_name = "NAME")]
        account: Option<String>,
    },
    /// Queue all its letters.
    Start(CampaignStart),
    /// How it goes.
    Status {
        /// As `list` shows it.
        id: String,
    },
    /// Let nothing more of it leave until `resume`.
    Pause {
        /// As `list` shows it.
        id: String,
    },
    /// Go on after a pause, or after what held it.
    Resume {
        /// As `list` shows it.
        id: String,
    },
    /// Take back all its letters that wait.
    Cancel {
        /// As `list` shows it.
        id: String,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct CampaignNew {
    /// What you call it: letters a to z, digits, `-` and `_`.
    pub(crate) id: String,
    /// For whom.
    #[arg(long, value_name = "ID,…", value_delimiter = ',', required = true)]
    pub(crate) person: Vec<String>,
    /// To which offices.
    #[arg(long, value_name = "OFFICE,…", value_delimiter = ',', required = true)]
    pub(crate) to: Vec<String>,
    #[arg(long, value_name = "ID")]
    pub(crate) template: String,
    /// The language of the letters (default: for each the first that its office reads).
    #[arg(long, value_name = "LL")]
    pub(crate) lang: Option<String>,
    /// A CSV file with the columns name, town, country, email, own_words (default: you sign).
    #[arg(long, value_name = "FILE")]
    pub(crate) signers: Option<PathBuf>,
    /// The last day on which letters leave, such as 2026-12-31.
    #[arg(long, value_name = "DATE")]
    pub(crate) closes: String,
    /// The mailbox, or `practice`.
    #[arg(long, value_name = "NAME")]
    pub(crate) account: Option<String>,
    /// The campaign wants many letters, not different ones: do not count how alike they are.
    #[arg(long)]
    pub(crate) numbers: bool,
    /// Take the place of a campaign of this name that was not started.
    #[arg(long)]
    pub(crate) replace: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct CampaignStart {
    /// As `list` shows it.
    pub(crate) id: String,
    /// The mailbox, or `practice` (default: the campaign's; else the only one; else practice).
    #[arg(long, value_name = "NAME")]
    pub(crate) account: Option<String>,
    /// Letters an hour, evenly spread; 0 for no limit (default: as the mailbox says).
    #[arg(long, value_name = "N")]
    pub(crate) per_hour: Option<u32>,
    /// Letters in any 24 hours; 0 for no limit (default: as the mailbox says).
    #[arg(long, value_name = "N")]
    pub(crate) per_day: Option<u32>,
    /// Letters an hour to one office; 0 for no limit (default: as the mailbox says).
    #[arg(long, value_name = "N")]
    pub(crate) per_office: Option<u32>,
    /// Connections at the same time (default: what the mailbox says, or 1).
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=64))]
    pub(crate) connections: Option<u32>,
    /// The hours in which letters leave, in the time of each office.
    #[arg(long, value_name = "08:00-18:00")]
    pub(crate) window: Option<String>,
    /// Nothing leaves on Saturdays and Sundays.
    #[arg(long)]
    pub(crate) weekdays: bool,
    /// Do everything but write.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Send them, and stay until all are sent.
    #[arg(long)]
    pub(crate) foreground: bool,
    /// Leave out the letters that have problems.
    #[arg(long)]
    pub(crate) skip_problems: bool,
    /// You have looked at the addresses, and they are right; this is remembered.
    #[arg(long)]
    pub(crate) confirm_unchecked: bool,
}
