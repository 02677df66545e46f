//! Connecting a mailbox in the window: the provider is found by the address, and nothing is
//! kept until the server let us in.

use unforgotten_core::address::Address;
use unforgotten_mail::{Password, Provider as Known, Server, SignIn as KnownSignIn};

use crate::accounts::{open, row_of};
use crate::api::{
    AccountName, AccountPace, AccountRow, Empty, MailAddress, NewMailbox, Provider, ProviderFound,
    SignIn,
};
use crate::{App, AppError, NewAccount, now};

impl App {
    /// What is known here about the provider of an address. Nobody is asked.
    pub async fn provider_find(&self, request: MailAddress) -> Result<ProviderFound, AppError> {
        Ok(ProviderFound { provider: Known::of_address(request.address.trim()).map(shown) })
    }

    /// Adds a mailbox, connects and signs in, and sends nothing. When that fails nothing is
    /// kept, and the error says which step it was.
    pub async fn account_connect(&self, mailbox: NewMailbox) -> Result<AccountRow, AppError> {
        let password = Password::new(mailbox.password.0);
        let address = Address::parse(mailbox.address.trim())?;
        let mut server = Server::parse(&mailbox.server)?;
        if server.user.is_none() {
            server.user = Some(user_of(mailbox.user.trim(), &server, &address)?);
        }
        let from_name = mailbox.from_name.trim().replace('"', "");
        let name = self.free_name(&address.to_string()).await?;
        let account = NewAccount {
            name: name.clone(),
            url: server.to_string(),
            from: format!("\"{from_name}\" <{address}>"),
            ca: mailbox.ca_file.map(Into::into),
            ..NewAccount::default()
        };
        // First it has to work: an account that stands in the list may already send.
        let session = open(row_of(&account)?, &server, Some(&password)).await?;
        session.quit().await;
        self.account_add(account, Some(password)).await?;
        self.account_row(&name).await
    }

    /// Connects and signs in once more; lifts what holds the account.
    pub async fn account_test(&self, account: AccountName) -> Result<AccountRow, AppError> {
        self.account_try(&account.name).await?;
        self.account_row(&account.name).await
    }

    /// Sets how fast a mailbox sends.
    pub async fn account_pace(&self, pace: AccountPace) -> Result<AccountRow, AppError> {
        let (row, _) = self.account(&pace.name).await?;
        let limits = (pace.per_hour, pace.per_day);
        self.store().await?.set_pace(&row.name, limits, now()).await?;
        self.account_row(&row.name).await
    }

    /// Forgets a mailbox and its password; its letters stay.
    pub async fn account_remove(&self, account: AccountName) -> Result<Empty, AppError> {
        self.account_forget(&account.name).await?;
        Ok(Empty {})
    }

    /// The address is a good name for its mailbox, if no other has it.
    async fn free_name(&self, address: &str) -> Result<String, AppError> {
        let taken: Vec<_> = self.account_list().await?.into_iter().map(|row| row.name).collect();
        let numbered = (2..).map(|n| format!("{address} {n}"));
        let mut names = std::iter::once(address.to_owned()).chain(numbered);
        Ok(names.find(|name| !taken.contains(name)).unwrap_or_default())
    }
}

/// The user that was typed, else the one that the provider wants, else the whole address.
fn user_of(typed: &str, server: &Server, address: &Address) -> Result<String, AppError> {
    if !typed.is_empty() {
        return Ok(typed.to_owned());
    }
    let known = Known::of_host(&server.host).map(|known| known.server_for(address)).transpose()?;
    Ok(known.and_then(|known| known.user).unwrap_or_else(|| address.to_string()))
}

fn shown(provider: &Known) -> Provider {
    Provider {
        id: provider.id.clone(),
        name: provider.name.clone(),
        server: provider.server.clone(),
        sign_in: match provider.sign_in {
            KnownSignIn::Password => SignIn::Password,
            KnownSignIn::AppPassword => SignIn::AppPassword,
            KnownSignIn::Oauth => SignIn::Oauth,
            KnownSignIn::Bridge => SignIn::Bridge,
        },
        help: Some(provider.help.clone()).filter(|page| !page.is_empty()),
        per_day: provider.limits.per_day,
    }
}
