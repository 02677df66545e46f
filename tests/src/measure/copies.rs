//! Rows by the hundred thousand, as copies of one that the program wrote itself.

use std::path::Path;

use sqlx::{AssertSqlSafe, SqlitePool};

/// Copies letter 1 of a database `copies` times, in this state. Names, Message-IDs and ids
/// differ; every other column is that of letter 1, whichever columns there are.
///
/// # Panics
/// When the database has no letter 1.
pub async fn multiply(file: &Path, state: &str, copies: usize) {
    if copies == 0 {
        return;
    }
    let pool = connect(file).await;
    let columns: Vec<String> =
        sqlx::query_scalar("SELECT name FROM pragma_table_info('letter') WHERE name <> 'id'")
            .fetch_all(&pool)
            .await
            .expect("the columns");
    let copied: Vec<String> = columns
        .iter()
        .map(|column| match column.as_str() {
            "state" => format!("'{state}'"),
            "signer" | "message_id" => format!("'copy ' || {column} || ' ' || (first.id + n)"),
            // What was sent was sent before today, one letter a second.
            "spent_at" if state == "sent" => "queued_at - 200000000 - 1000 * n".to_owned(),
            other => other.to_owned(),
        })
        .collect();
    let (columns, copied) = (columns.join(", "), copied.join(", "));
    let numbers = format!(
        "WITH RECURSIVE count (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < {copies}),
             first (id) AS (SELECT max(id) FROM letter)"
    );
    let mut all = pool.begin().await.expect("a transaction");
    let rows = format!(
        "{numbers} INSERT INTO letter (id, {columns})
         SELECT first.id + n, {copied} FROM count, first, letter WHERE letter.id = 1"
    );
    let contents =
        "INSERT INTO letter_content (letter, bytes, sha256, from_header, to_header, text)
         SELECT letter.id, bytes, sha256, from_header, to_header, text
         FROM letter, letter_content AS one WHERE one.letter = 1
           AND letter.id > (SELECT max(letter) FROM letter_content)";
    for statement in [rows.as_str(), contents] {
        let inserted = sqlx::query(AssertSqlSafe(statement)).execute(&mut *all).await;
        let inserted = inserted.expect("copies of letter 1").rows_affected();
        assert_eq!(inserted, copies as u64, "as many rows as wished");
    }
    all.commit().await.expect("a commit");
    pool.close().await;
}

/// Runs one statement on a database that nobody else has open.
pub async fn change(file: &Path, statement: &str) {
    let pool = connect(file).await;
    sqlx::query(AssertSqlSafe(statement)).execute(&pool).await.expect("a statement");
    pool.close().await;
}

async fn connect(file: &Path) -> SqlitePool {
    SqlitePool::connect(&format!("sqlite://{}", file.display())).await.expect("the database")
}
