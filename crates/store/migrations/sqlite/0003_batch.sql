-- Campaigns, pace and holds. Times are milliseconds since 1970 UTC.

ALTER TABLE letter ADD COLUMN zone TEXT NOT NULL DEFAULT '';        -- IANA time zone of the office
ALTER TABLE letter ADD COLUMN closes_at INTEGER;                    -- not tried again after this
ALTER TABLE letter ADD COLUMN spent_at INTEGER;                     -- when it last cost a recipient
-- 1: its address is flagged (table hold, kind 'channel'); it waits for a person.
ALTER TABLE letter ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
-- 0: known not to have arrived, so the same letter may be written again. A column of its own,
-- because an index over `state` is written at each of a letter's steps.
ALTER TABLE letter ADD COLUMN counts INTEGER NOT NULL DEFAULT 1;
UPDATE letter SET counts = doubted WHERE state IN ('refused', 'bounced', 'cancelled');
UPDATE letter SET spent_at = updated_at WHERE state IN ('sent', 'in_doubt');

DROP INDEX letter_once;
CREATE UNIQUE INDEX letter_once ON letter (campaign, signer, office, person, occasion)
    WHERE counts = 1;

-- The same attempts under the letter's own key, and the change log without a counter of its
-- own: three pages less to make durable at each step.
CREATE TABLE attempt_of_letter (
    letter     INTEGER NOT NULL REFERENCES letter (id),
    number     INTEGER NOT NULL,        -- from 1 for each letter
    at         INTEGER NOT NULL,
    phase      TEXT    NOT NULL,
    server     TEXT    NOT NULL,
    code       INTEGER,
    enhanced   TEXT,
    text       TEXT    NOT NULL,
    transcript TEXT,                    -- where a person has to find out why
    PRIMARY KEY (letter, number)
) STRICT, WITHOUT ROWID;
INSERT INTO attempt_of_letter (letter, number, at, phase, server, code, enhanced, text)
    SELECT letter, row_number() OVER (PARTITION BY letter ORDER BY id), at, phase, server, code,
        enhanced, text
    FROM attempt;
DROP TABLE attempt;
ALTER TABLE attempt_of_letter RENAME TO attempt;

CREATE TABLE change_log (
    seq    INTEGER NOT NULL PRIMARY KEY, -- rows are only added, so it only grows
    at     INTEGER NOT NULL,
    what   TEXT    NOT NULL,            -- letter, account, setting, confirmation, hold, campaign
    ref    TEXT    NOT NULL
) STRICT;
INSERT INTO change_log (seq, at, what, ref) SELECT seq, at, what, ref FROM change;
DROP TABLE change;
ALTER TABLE change_log RENAME TO change;

-- What can be claimed, in the order of claiming; letters already sent cost nothing here.
DROP INDEX letter_due;
CREATE INDEX letter_due ON letter (account, campaign, held, not_before, id)
    WHERE state IN ('queued', 'deferred');

-- A letter is in these while nobody works on it, else in letter_held: each index that a step
-- need not touch is a page less to make durable.
DROP INDEX letter_state;
CREATE INDEX letter_state ON letter (state, id) WHERE state NOT IN ('leased', 'sending');
CREATE INDEX letter_campaign ON letter (campaign, state)
    WHERE campaign <> 'single' AND state NOT IN ('leased', 'sending');

-- The rolling windows of pace.
CREATE INDEX letter_spent ON letter (account, spent_at) WHERE spent_at IS NOT NULL;
CREATE INDEX letter_office ON letter (office, spent_at) WHERE spent_at IS NOT NULL;

-- Why something sends nothing more, and until when; without `until` a person decides.
CREATE TABLE hold (
    kind  TEXT    NOT NULL,             -- account, office, channel, campaign, outbox
    key   TEXT    NOT NULL,             -- its name; an address for a channel; '' for the outbox
    code  TEXT    NOT NULL,             -- what kind of reason it is: see unforgotten_core::hold
    why   TEXT    NOT NULL,             -- the server's own words, or ours
    since INTEGER NOT NULL,
    until INTEGER,
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
INSERT INTO hold (kind, key, code, why, since)
    SELECT 'account', name, 'other', hold, created_at FROM account WHERE hold IS NOT NULL;

-- The same accounts, with limits: NULL stands for the default, 0 for none.
CREATE TABLE account_with_limits (
    id           INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name         TEXT    NOT NULL UNIQUE,
    url          TEXT    NOT NULL,
    from_name    TEXT    NOT NULL,      -- empty: a bare address
    from_address TEXT    NOT NULL,
    ca_file      TEXT,                  -- an own CA, PEM
    proxy        TEXT,                  -- socks5h://host:port
    created_at   INTEGER NOT NULL,
    per_minute   INTEGER,
    per_hour     INTEGER,
    per_day      INTEGER,
    connections  INTEGER
) STRICT;
INSERT INTO account_with_limits
    (id, name, url, from_name, from_address, ca_file, proxy, created_at)
    SELECT id, name, url, from_name, from_address, ca_file, proxy, created_at FROM account;
DROP TABLE account;
ALTER TABLE account_with_limits RENAME TO account;

CREATE TABLE campaign (
    id          TEXT    NOT NULL PRIMARY KEY,
    state       TEXT    NOT NULL,       -- draft, running, paused, finished, cancelled
    plan        TEXT    NOT NULL,       -- JSON: who is written for, to whom, what
    account     TEXT,                   -- NULL until it is known
    closes_at   INTEGER NOT NULL,       -- letters are not tried after it
    per_hour    INTEGER,                -- NULL: the account's limits; 0: none
    per_day     INTEGER,
    per_office  INTEGER,                -- an hour, over all accounts
    connections INTEGER,
    hours       TEXT,                   -- JSON: the sending window in the offices' time
    next_at     INTEGER NOT NULL DEFAULT 0, -- when the next letter keeps the even pace
    created_at  INTEGER NOT NULL,
    started_at  INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE signer (
    campaign  TEXT    NOT NULL REFERENCES campaign (id),
    position  INTEGER NOT NULL,         -- the row of the file, from 2: row 1 has the titles
    name      TEXT    NOT NULL,
    town      TEXT    NOT NULL,
    country   TEXT    NOT NULL,
    email     TEXT    NOT NULL,         -- empty where it was not given
    own_words TEXT    NOT NULL,
    PRIMARY KEY (campaign, position)
) STRICT, WITHOUT ROWID;
