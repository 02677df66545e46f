-- What stands on the desk: settings, confirmations, drafts. Times are milliseconds since 1970 UTC.

CREATE TABLE setting (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL                 -- JSON
) STRICT;

-- "I looked at the source, the address is right." A changed address has a key of its own and
-- so has to be confirmed again.
CREATE TABLE confirmation (
    office       TEXT    NOT NULL,
    kind         TEXT    NOT NULL,      -- email, post, web_form, fax
    value        TEXT    NOT NULL,
    confirmed_at INTEGER NOT NULL,
    PRIMARY KEY (office, kind, value)
) STRICT;

CREATE TABLE draft (
    person   TEXT    NOT NULL PRIMARY KEY,
    content  TEXT    NOT NULL,          -- JSON
    saved_at INTEGER NOT NULL
) STRICT;

-- Mailboxes that letters leave from. Passwords are never here.
CREATE TABLE account (
    id           INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name         TEXT    NOT NULL UNIQUE,
    url          TEXT    NOT NULL,
    from_name    TEXT    NOT NULL,      -- empty: a bare address
    from_address TEXT    NOT NULL,
    ca_file      TEXT,                  -- an own CA, PEM
    proxy        TEXT,                  -- socks5h://host:port
    created_at   INTEGER NOT NULL,
    -- While this is set, nothing is sent from the account until a person resolves it.
    hold         TEXT
) STRICT;
