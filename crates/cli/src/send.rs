//! `send`.

use std::collections::BTreeSet;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use unforgotten_app::api::{ConfirmedChannel, Finding, LetterRef, SendRequest};
use unforgotten_app::{Again, App, PRACTICE, Runner, Timing, Until, words_key};

use crate::args::Send;
use crate::letter::own_words;
use crate::outbox;
use crate::output::{Failed, Output};
use crate::stop;

pub(crate) async fn run(app: &App, args: Send, out: &Output) -> Result<ExitCode, Failed> {
    let account = account(app, args.account).await?;
    let words = own_words(args.own_words.as_deref())?;
    let mut request = SendRequest {
        account,
        letters: Vec::new(),
        own_words: Default::default(),
        seals: Vec::new(),
    };
    for office in &args.to {
        let language = match &args.lang {
            Some(language) => language.clone(),
            None => app.letter_language(office, &args.template)?,
        };
        if args.confirm_unchecked
            && let Some(channel) = app.office_page(office, "en").await?.email_channel
        {
            app.office_confirm(ConfirmedChannel { office: office.clone(), channel }).await?;
        }
        let letter = LetterRef {
            person: args.person.clone(),
            office: office.clone(),
            template: args.template.clone(),
            language,
        };
        request.own_words.insert(words_key(&letter), words.clone());
        request.letters.push(letter);
    }
    let looked = app.letters_look(&request).await?;
    if !args.yes && request.account != PRACTICE && !agreed(&request)? {
        return Err(Failed::usage("nothing was sent", "add --yes to send without being asked"));
    }
    let practice = request.account == PRACTICE;
    let again = if args.again { Again::Yes } else { Again::No };
    let sent = app.letters_queue(request, Timing::Now, again).await?;
    let ids: BTreeSet<String> = sent.letters.into_iter().collect();
    let runner = Runner::start(app.clone()).await?;
    runner.work(&Until::Settled(ids.clone()), stop::listen(out)).await?;
    let settled = runner.settled(&ids).await?;
    let records = app.records(&ids).await?;
    out.result(&records, || records.iter().map(outbox::told).collect::<Vec<_>>().join("\n"))?;
    if practice {
        out.note("practice mode: nothing left this computer");
    }
    let ended = outbox::how_it_ended(app, &settled).await?;
    let guards = looked.iter().filter_map(|letter| letter.guard.as_ref());
    if let Some(guard) = guards.clone().find(|guard| !guard.full_name) {
        let tells = match guard.address_tells {
            true => "; the address it left from tells your name all the same",
            false => "",
        };
        out.note(&format!("note: signed “{}”, because of your ties{tells}", guard.name));
    }
    // Beside an error there is one thing to read.
    if ended == ExitCode::SUCCESS {
        let of_case = |f: &&Finding| f.code == "person_unchecked";
        if let Some(finding) = looked.iter().flat_map(|letter| &letter.findings).find(of_case) {
            let name = &args.person;
            let way = format!("unforgotten people confirm {name}");
            out.note(&format!("note: {} ({way})", finding.message));
        }
    }
    Ok(ended)
}

/// The account that was named; else the only one; else practice.
async fn account(app: &App, named: Option<String>) -> Result<String, Failed> {
    if let Some(name) = named {
        return Ok(name);
    }
    let accounts = app.account_list().await?;
    match accounts.as_slice() {
        [] => Ok(PRACTICE.to_owned()),
        [only] => Ok(only.name.clone()),
        several => {
            let names: Vec<_> = several.iter().map(|row| row.name.as_str()).collect();
            Err(Failed::usage(
                "there is more than one mailbox",
                format!("choose with --account: {}, {PRACTICE}", names.join(", ")),
            ))
        }
    }
}

fn agreed(request: &SendRequest) -> Result<bool, Failed> {
    if !std::io::stdin().is_terminal() {
        return Ok(false);
    }
    let ask = format!("Send {} letters from {}? [y/N] ", request.letters.len(), request.account);
    let io = |error: std::io::Error| Failed::other(error.to_string());
    std::io::stderr().write_all(ask.as_bytes()).map_err(io)?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).map_err(io)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
