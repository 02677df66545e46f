//! Campaigns that were not started yet.

use jiff::Timestamp;

use crate::Store;
use crate::error::{Doing, StoreError};
use crate::table::change::note;

impl Store {
    /// Forgets a campaign that was not started, with its signers and whatever an interrupted
    /// start had written down; `false`, and nothing is changed, if there is none.
    pub async fn forget_draft(&self, campaign: &str, now: Timestamp) -> Result<bool, StoreError> {
        let mut transaction = self.write().await?;
        let draft: Option<i64> =
            sqlx::query_scalar("SELECT 1 FROM campaign WHERE id = ?1 AND state = 'draft'")
                .bind(campaign)
                .fetch_optional(&mut *transaction)
                .await
                .doing("reading a campaign")?;
        if draft.is_none() {
            return Ok(false);
        }
        for forget in [
            "DELETE FROM letter_content WHERE letter IN
               (SELECT id FROM letter WHERE campaign = ?1 AND campaign <> 'single'
                 AND state NOT IN ('leased', 'sending') AND state = 'draft')",
            "DELETE FROM letter WHERE campaign = ?1 AND campaign <> 'single'
                 AND state NOT IN ('leased', 'sending') AND state = 'draft'",
            "DELETE FROM signer WHERE campaign = ?1",
            "DELETE FROM campaign WHERE id = ?1",
        ] {
            sqlx::query(forget)
                .bind(campaign)
                .execute(&mut *transaction)
                .await
                .doing("forgetting a campaign")?;
        }
        note(&mut transaction, now, "campaign", campaign).await?;
        transaction.commit().await.doing("forgetting a campaign")?;
        Ok(true)
    }
}
