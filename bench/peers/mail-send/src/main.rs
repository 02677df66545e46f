//! Sends personalised letters with the crate mail-send, for the comparison of `make bench`.
//!
//! `HOST PORT COUNT CONNECTIONS SIGNERS.csv LETTER.txt` prints `letters seconds`. The library
//! has no pool and no templates: each connection is a client of its own, the fields are
//! replaced in the text, and the message is built with its companion mail-builder.

use std::cell::Cell;
use std::error::Error;
use std::rc::Rc;
use std::time::Instant;

use mail_send::mail_builder::MessageBuilder;
use mail_send::{SmtpClient, SmtpClientBuilder};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::LocalSet;

type Failed = Box<dyn Error>;

/// What all connections share.
struct Work {
    letter: String,
    signers: Vec<Vec<String>>,
    next: Cell<usize>,
}

impl Work {
    fn message(&self, signer: &[String]) -> MessageBuilder<'static> {
        let field = |n: usize| signer.get(n).map_or("", String::as_str);
        let text = self
            .letter
            .replace("{{name}}", field(0))
            .replace("{{town}}", field(1))
            .replace("{{country}}", field(2));
        MessageBuilder::new()
            .from(("Anna Beispiel", "anna@example.org"))
            .to(("Office of Tests", "office@example.org"))
            .subject(format!("Maria Probe: a letter from {}", field(0)))
            .text_body(text)
    }

    async fn send<T: AsyncRead + AsyncWrite + Unpin>(
        &self,
        mut client: SmtpClient<T>,
    ) -> Result<(), Failed> {
        while let Some(signer) = self.signers.get(self.next.get()) {
            self.next.set(self.next.get() + 1);
            client.send(self.message(signer)).await?;
        }
        client.quit().await?;
        Ok(())
    }
}

async fn connection(work: Rc<Work>, host: String, port: u16) -> Result<(), Failed> {
    let client = SmtpClientBuilder::new(host, port)?.helo_host("[127.0.0.1]");
    if let (Ok(user), Ok(password)) = (std::env::var("BENCH_USER"), std::env::var("BENCH_PASSWORD"))
    {
        // The server of the measurement has a certificate of its own making; the library can
        // only trust all or those of the public authorities.
        let client = client.allow_invalid_certs().credentials((user, password));
        let client = client.connect().await?;
        client.stream.get_ref().0.set_nodelay(true)?;
        return work.send(client).await;
    }
    let client = client.connect_plain().await?;
    // Without it each letter waits 40 ms for a delayed acknowledgement. The library leaves it
    // to its user; BENCH_NAGLE=1 measures it as it comes.
    if std::env::var_os("BENCH_NAGLE").is_none() {
        client.stream.set_nodelay(true)?;
    }
    work.send(client).await
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failed> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [host, port, count, connections, signers, letter] = arguments.as_slice() else {
        return Err("HOST PORT COUNT CONNECTIONS SIGNERS.csv LETTER.txt".into());
    };
    let (port, count, connections): (u16, usize, usize) =
        (port.parse()?, count.parse()?, connections.parse()?);
    let signers: Vec<Vec<String>> = std::fs::read_to_string(signers)?
        .lines()
        .skip(1)
        .take(count)
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect();
    let letters = signers.len();
    let work =
        Rc::new(Work { letter: std::fs::read_to_string(letter)?, signers, next: Cell::new(0) });
    let begun = Instant::now();
    let here = LocalSet::new();
    let tasks: Vec<_> = (0..connections)
        .map(|_| here.spawn_local(connection(Rc::clone(&work), host.clone(), port)))
        .collect();
    here.run_until(async {
        for task in tasks {
            task.await??;
        }
        Ok::<_, Failed>(())
    })
    .await?;
    println!("{letters} {}", begun.elapsed().as_secs_f64());
    Ok(())
}
