-- Letters, their attempts and the change log. States are those of unforgotten_core::state.

CREATE TABLE letter (
    id           INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    state        TEXT    NOT NULL,
    -- Who writes for whom to whom, and when: see letter_once below.
    campaign     TEXT    NOT NULL,      -- 'single' for a letter outside a campaign
    signer       TEXT    NOT NULL,
    person       TEXT    NOT NULL,
    office       TEXT    NOT NULL,
    occasion     TEXT    NOT NULL,
    template     TEXT    NOT NULL,
    language     TEXT    NOT NULL,
    account      TEXT    NOT NULL,      -- an account's name, or 'practice'
    subject      TEXT    NOT NULL,
    sender       TEXT    NOT NULL,      -- envelope: MAIL FROM
    recipient    TEXT    NOT NULL,      -- envelope: RCPT TO
    message_id   TEXT    NOT NULL UNIQUE,
    queued_at    INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    not_before   INTEGER NOT NULL,
    -- The claim: who holds it, for how long, and how often it has been claimed.
    owner        TEXT,
    lease_until  INTEGER,
    epoch        INTEGER NOT NULL DEFAULT 0,
    attempts     INTEGER NOT NULL DEFAULT 0,
    -- 1 once it was in doubt: it may have arrived, whatever a person decided later.
    doubted      INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Nobody gets the same letter from the same person on the same occasion twice, unless the
-- first is known not to have arrived.
CREATE UNIQUE INDEX letter_once ON letter (campaign, signer, office, person, occasion)
    WHERE state NOT IN ('cancelled', 'refused', 'bounced') OR (state = 'cancelled' AND doubted = 1);

-- What can be claimed, in the order of claiming; letters already sent cost nothing here.
CREATE INDEX letter_due ON letter (account, not_before, id) WHERE state IN ('queued', 'deferred');
CREATE INDEX letter_held ON letter (owner) WHERE state IN ('leased', 'sending');
CREATE INDEX letter_state ON letter (state, id);
CREATE INDEX letter_person ON letter (person, queued_at);

-- The frozen message, apart from the row so that lists stay small.
CREATE TABLE letter_content (
    letter  INTEGER NOT NULL PRIMARY KEY REFERENCES letter (id),
    bytes   BLOB    NOT NULL,           -- exactly what goes over the wire, undotted
    sha256  TEXT    NOT NULL,           -- of bytes, hex
    from_header TEXT NOT NULL,          -- as a person reads it
    to_header   TEXT NOT NULL,
    text    TEXT    NOT NULL            -- as a person reads it
) STRICT;

-- What a server said, or what was heard instead. Rows stay.
CREATE TABLE attempt (
    id       INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    letter   INTEGER NOT NULL REFERENCES letter (id),
    number   INTEGER NOT NULL,          -- from 1 for each letter
    at       INTEGER NOT NULL,
    phase    TEXT    NOT NULL,
    server   TEXT    NOT NULL,
    code     INTEGER,
    enhanced TEXT,
    text     TEXT    NOT NULL
) STRICT;
CREATE INDEX attempt_letter ON attempt (letter, id);

-- Append-only: whoever shows letters reads from here what to read again.
CREATE TABLE change (
    seq    INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at     INTEGER NOT NULL,
    what   TEXT    NOT NULL,            -- letter, account, setting, confirmation
    ref    TEXT    NOT NULL
) STRICT;
