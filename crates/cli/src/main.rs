//! The terminal: binary `unforgotten`. The only crate with (English) sentences of its own.

mod account;
mod args;
mod campaign;
mod check;
mod letter;
mod lists;
mod outbox;
mod output;
mod profile;
mod send;
mod stop;
mod templates;
mod worker;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use unforgotten_app::{App, Home};

use args::{Args, Command};
use output::{Failed, Output, exit};

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return output::usage(&error),
    };
    let out = Output::new(&args);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let result = match runtime {
        Ok(runtime) => runtime.block_on(run(args, &out)),
        Err(error) => Err(Failed::other(error.to_string())),
    };
    match result {
        Ok(code) => code,
        Err(failed) => out.failed(&failed),
    }
}

async fn run(args: Args, out: &Output) -> Result<ExitCode, Failed> {
    log(args.verbose);
    match args.command {
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "unforgotten", &mut script);
            out.bytes(&script)?;
            return Ok(exit::DONE);
        }
        Command::Man => {
            let mut page = Vec::new();
            let rendered = clap_mangen::Man::new(Args::command()).render(&mut page);
            rendered.map_err(|error| Failed::other(error.to_string()))?;
            out.bytes(&page)?;
            return Ok(exit::DONE);
        }
        Command::Templates { command: args::Templates::Check { paths } } => {
            return templates::check(&paths, out);
        }
        _ => {}
    }
    let app = App::open(Home::find(args.home)?)?;
    out.problems(&app);
    let result = on(&app, args.command, out).await;
    app.close().await;
    result
}

async fn on(app: &App, command: Command, out: &Output) -> Result<ExitCode, Failed> {
    match command {
        Command::People { command } => lists::people(app, command, out).await,
        Command::Offices { command } => lists::offices(app, command, out).await,
        Command::Templates { command } => templates::run(app, &command, out),
        Command::Profile { command } => profile::run(app, command, out).await,
        Command::Account { command } => account::run(app, command, out).await,
        Command::Letter { command: args::Letter::Render(render) } => {
            letter::render(app, render, out).await
        }
        Command::Letter { command: args::Letter::Check(check) } => {
            check::run(app, check, out).await
        }
        Command::Send(send) => send::run(app, send, out).await,
        Command::Outbox { command } => outbox::run(app, command, out).await,
        Command::Campaign { command } => campaign::run(app, command, out).await,
        Command::Completions { .. } | Command::Man => Ok(exit::DONE),
    }
}

/// Logs go to stderr, and hold no address, name, subject or text at `info` and above.
fn log(verbose: u8) {
    let level = match verbose {
        0 => return,
        1 => "info",
        _ => "debug",
    };
    let crates = ["unforgotten_app", "unforgotten_mail", "unforgotten_store", "unforgotten"];
    let ours = crates.map(|name| format!("{name}={level}")).join(",");
    let filter = tracing_subscriber::EnvFilter::new(format!("warn,{ours}"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
