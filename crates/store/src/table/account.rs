//! Mailboxes that letters leave from. Passwords live in the keyring, never here.

use jiff::Timestamp;

use super::change::note;
use crate::Store;
use crate::error::{Doing, Kind, StoreError};

/// One account.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AccountRow {
    /// The name that the person gave it.
    pub name: String,
    /// Its server, without a password: `smtps://user@host:465`.
    pub url: String,
    /// The display name of the sender; empty for none.
    pub from_name: String,
    /// The sender's address.
    pub from_address: String,
    /// A PEM file with an own certificate authority.
    pub ca_file: Option<String>,
    /// `socks5h://host:port`.
    pub proxy: Option<String>,
    /// Why nothing is sent from it until a person resolves it; `None` when it may send.
    pub hold: Option<String>,
}

impl Store {
    /// Adds an account; `false` if the name is taken, and nothing is changed then.
    pub async fn add_account(&self, row: &AccountRow, now: Timestamp) -> Result<bool, StoreError> {
        let mut transaction = self.write().await?;
        let added = sqlx::query(
            "INSERT INTO account
                (name, url, from_name, from_address, ca_file, proxy, created_at, hold)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL) ON CONFLICT (name) DO NOTHING",
        )
        .bind(&row.name)
        .bind(&row.url)
        .bind(&row.from_name)
        .bind(&row.from_address)
        .bind(&row.ca_file)
        .bind(&row.proxy)
        .bind(now.as_millisecond())
        .execute(&mut *transaction)
        .await
        .doing("storing an account")?
        .rows_affected();
        note(&mut transaction, now, "account", &row.name).await?;
        transaction.commit().await.doing("storing an account")?;
        Ok(added == 1)
    }

    /// All accounts, oldest first.
    pub async fn accounts(&self) -> Result<Vec<AccountRow>, StoreError> {
        sqlx::query_as(
            "SELECT name, url, from_name, from_address, ca_file, proxy, hold FROM account ORDER BY id",
        )
        .fetch_all(&self.pool)
        .await
        .doing("reading the accounts")
    }

    /// The account with this name.
    pub async fn account(&self, name: &str) -> Result<AccountRow, StoreError> {
        let accounts = self.accounts().await?;
        let row = accounts.into_iter().find(|account| account.name == name);
        Ok(row.ok_or_else(|| Kind::NotFound(format!("account “{name}”")))?)
    }

    /// Removes an account; its letters keep its name.
    pub async fn remove_account(&self, name: &str, now: Timestamp) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        let removed = sqlx::query("DELETE FROM account WHERE name = ?1")
            .bind(name)
            .execute(&mut *transaction)
            .await
            .doing("removing an account")?
            .rows_affected();
        if removed == 0 {
            return Err(Kind::NotFound(format!("account “{name}”")).into());
        }
        note(&mut transaction, now, "account", name).await?;
        transaction.commit().await.doing("removing an account")
    }

    /// Holds the account for `why`, or with `None` lets it send again.
    pub async fn hold_account(
        &self,
        name: &str,
        why: Option<&str>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        sqlx::query("UPDATE account SET hold = ?2 WHERE name = ?1")
            .bind(name)
            .bind(why)
            .execute(&mut *transaction)
            .await
            .doing("holding an account")?;
        note(&mut transaction, now, "account", name).await?;
        transaction.commit().await.doing("holding an account")
    }
}
