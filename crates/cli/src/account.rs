//! `account`.

use std::io::{IsTerminal, Read};
use std::process::ExitCode;

use serde_json::json;
use unforgotten_app::{App, NewAccount, Password};

use crate::args::Account;
use crate::output::{Failed, Output, exit, table};

pub(crate) async fn run(app: &App, command: Account, out: &Output) -> Result<ExitCode, Failed> {
    match command {
        Account::Add {
            name,
            url,
            from,
            password_stdin,
            ca,
            proxy,
            per_hour,
            per_day,
            connections,
        } => {
            let password = if password_stdin { Some(read_password()?) } else { None };
            let url = url.unwrap_or_default();
            let account = NewAccount { name, url, from, ca, proxy, per_hour, per_day, connections };
            let row = app.account_add(account, password).await?;
            out.result(&row, || format!("{}: {} through {}", row.name, row.from, row.server))?;
            out.note(&format!("unforgotten account test {} tries it", row.name));
        }
        Account::Test { name } => {
            let report = app.account_try(&name).await?;
            let value = json!({"account": name, "server": report.server, "ok": true});
            out.result(&value, || format!("{name}: connected and signed in, nothing was sent"))?;
        }
        Account::List => {
            let accounts = app.account_list().await?;
            out.result(&accounts, || {
                if accounts.is_empty() {
                    return "no mailbox yet: letters stay in practice mode".to_owned();
                }
                table(
                    &accounts
                        .iter()
                        .map(|row| {
                            let hold = row.hold.as_ref().map(|why| {
                                let until = row.hold_until.as_ref();
                                let until = until.map(|at| format!(" until {at}"));
                                format!("on hold{}: {why}", until.unwrap_or_default())
                            });
                            vec![
                                row.name.clone(),
                                row.from.clone(),
                                row.server.clone(),
                                hold.unwrap_or_default(),
                            ]
                        })
                        .collect::<Vec<_>>(),
                )
            })?;
        }
        Account::Remove { name } => {
            app.account_forget(&name).await?;
            out.result(&json!({"removed": name}), || format!("{name} and its password are gone"))?;
        }
    }
    Ok(exit::DONE)
}

/// One line, so that `echo` and password managers both work.
fn read_password() -> Result<Password, Failed> {
    if std::io::stdin().is_terminal() {
        return Err(Failed::usage(
            "what is typed here would stay on the screen",
            "pipe the password: pass show mail | unforgotten account add … --password-stdin",
        ));
    }
    let mut text = String::new();
    let read = std::io::stdin().take(64 * 1024).read_to_string(&mut text);
    read.map_err(|error| Failed::usage(format!("no password could be read: {error}"), ""))?;
    let line = text.lines().next().unwrap_or("").to_owned();
    if line.is_empty() {
        return Err(Failed::usage(
            "there is no password on standard input",
            "pipe it: pass show mail | unforgotten account add … --password-stdin",
        ));
    }
    Ok(Password::new(line))
}
