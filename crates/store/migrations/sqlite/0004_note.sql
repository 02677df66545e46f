-- Private words about a person. They are in no letter.
CREATE TABLE note (
    person   TEXT    NOT NULL PRIMARY KEY,
    text     TEXT    NOT NULL,
    saved_at INTEGER NOT NULL
) STRICT;
