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
    /// Letters in any minute; `None` for the default, 0 for no limit.
    pub per_minute: Option<u32>,
    /// Letters in any hour.
    pub per_hour: Option<u32>,
    /// Letters in any 24 hours.
    pub per_day: Option<u32>,
    /// Connections at the same time.
    pub connections: Option<u32>,
}

impl Store {
    /// Adds an account; `false` if the name is taken, and nothing is changed then.
    pub async fn add_account(&self, row: &AccountRow, now: Timestamp) -> Result<bool, StoreError> {
        let mut transaction = self.write().await?;
        let added = sqlx::query(
            "INSERT INTO account
                (name, url, from_name, from_address, ca_file, proxy, created_at, per_minute,
                 per_hour, per_day, connections)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT (name) DO NOTHING",
        )
        .bind(&row.name)
        .bind(&row.url)
        .bind(&row.from_name)
        .bind(&row.from_address)
        .bind(&row.ca_file)
        .bind(&row.proxy)
        .bind(now.as_millisecond())
        .bind(row.per_minute)
        .bind(row.per_hour)
        .bind(row.per_day)
        .bind(row.connections)
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
            "SELECT name, url, from_name, from_address, ca_file, proxy, per_minute, per_hour,
                per_day, connections
             FROM account ORDER BY id",
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

    /// Sets how many letters an account sends in any hour and in any 24 hours; `None` for the
    /// default, 0 for no limit.
    pub async fn set_pace(
        &self,
        name: &str,
        (per_hour, per_day): (Option<u32>, Option<u32>),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        let changed = sqlx::query("UPDATE account SET per_hour = ?2, per_day = ?3 WHERE name = ?1")
            .bind(name)
            .bind(per_hour)
            .bind(per_day)
            .execute(&mut *transaction)
            .await
            .doing("storing the pace of an account")?
            .rows_affected();
        if changed == 0 {
            return Err(Kind::NotFound(format!("account “{name}”")).into());
        }
        note(&mut transaction, now, "account", name).await?;
        transaction.commit().await.doing("storing the pace of an account")
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
        sqlx::query("DELETE FROM hold WHERE kind = 'account' AND key = ?1")
            .bind(name)
            .execute(&mut *transaction)
            .await
            .doing("removing an account")?;
        note(&mut transaction, now, "account", name).await?;
        transaction.commit().await.doing("removing an account")
    }
}
