-- Times are seconds since 1970. A file of another version is rejected (PRAGMA user_version).

CREATE TABLE people (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,  -- to sign in with
    full_name TEXT NOT NULL,                   -- as the author of commits and in lists
    roles TEXT NOT NULL,                       -- separated by spaces, e.g. `writer approver`
    password TEXT NOT NULL DEFAULT '',         -- argon2id, '' if there is none
    totp TEXT NOT NULL DEFAULT '',             -- secret of one-time codes in base32, '' if they are not set up
    totp_step INTEGER NOT NULL DEFAULT 0,      -- of the last code that was accepted, so that none is accepted twice
    active INTEGER NOT NULL DEFAULT 1,         -- 0 for staff who have left
    must_change INTEGER NOT NULL DEFAULT 0,    -- the password is one that the administrator has set
    is_demo INTEGER NOT NULL DEFAULT 0,        -- signs in without a second factor, on this machine only
    handle BLOB NOT NULL UNIQUE                -- random; what authenticators know the person by
) STRICT;

CREATE TABLE passkeys (
    id BLOB PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
    public_key BLOB NOT NULL,
    sign_count INTEGER NOT NULL,
    host TEXT NOT NULL,                        -- a passkey works at no other host
    label TEXT NOT NULL,
    created REAL NOT NULL
) STRICT;

CREATE TABLE recovery_codes (
    digest BLOB PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES people ON DELETE CASCADE
) STRICT;

CREATE TABLE sessions (
    digest BLOB PRIMARY KEY,                   -- SHA-256 of the token in the cookie
    person INTEGER REFERENCES people ON DELETE CASCADE, -- NULL before anybody has signed in
    is_complete INTEGER NOT NULL,              -- 0 while the second factor is missing
    form_token TEXT NOT NULL,                  -- which every form has to send back
    pending BLOB,                              -- what has to come back: the challenge of a passkey, or the secret of codes
    created REAL NOT NULL,
    seen REAL NOT NULL
) STRICT;

-- Attempts to sign in that failed, by who was named and from where; deleted after a day.
CREATE TABLE failures (moment REAL NOT NULL, name TEXT NOT NULL COLLATE NOCASE, origin TEXT NOT NULL) STRICT;
CREATE INDEX failures_by_name ON failures (name, moment);
CREATE INDEX failures_by_both ON failures (origin, name, moment);
CREATE INDEX failures_by_origin ON failures (origin, moment);
CREATE INDEX failures_by_moment ON failures (moment);

-- Browsers from which somebody has signed in before: failures elsewhere do not lock them out.
CREATE TABLE browsers (
    digest BLOB PRIMARY KEY,                   -- SHA-256 of the token in the cookie
    person INTEGER NOT NULL REFERENCES people ON DELETE CASCADE,
    until REAL NOT NULL
) STRICT;

CREATE TABLE journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    moment REAL NOT NULL,
    person INTEGER REFERENCES people,          -- NULL for the desk itself, and for failed sign-ins
    act TEXT NOT NULL,
    subject TEXT NOT NULL,                     -- e.g. the path of a text
    details TEXT NOT NULL                      -- JSON
) STRICT;
CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER journal_is_not_deleted BEFORE DELETE ON journal BEGIN SELECT raise(ABORT, 'append-only'); END;

-- Texts that the desk has had to do with. Others are in the content folder alone.
CREATE TABLE texts (
    id INTEGER PRIMARY KEY,
    path TEXT UNIQUE,                          -- in the content folder; NULL until it is submitted for the first time
    kind TEXT NOT NULL,                        -- name of the content type
    holder INTEGER REFERENCES people,          -- who is writing; others are asked before they take over
    held REAL NOT NULL DEFAULT 0               -- when the holder's browser was last heard of
) STRICT;

-- What people have typed and not submitted. Each has an own one: nobody overwrites anybody.
CREATE TABLE drafts (
    text INTEGER NOT NULL REFERENCES texts,
    person INTEGER NOT NULL REFERENCES people,
    content BLOB NOT NULL,                     -- the file as it would be submitted
    base TEXT,                                 -- id of the Git blob that it was begun from, NULL for a new text
    saved REAL NOT NULL,
    page TEXT NOT NULL DEFAULT '',             -- the opened page that saved it last, '' for none
    sent INTEGER NOT NULL DEFAULT 0,           -- when that page sent it, in its own milliseconds; 0 if it did not say
    notes TEXT NOT NULL DEFAULT '{}',          -- what goes with its submission, as JSON
    title TEXT NOT NULL DEFAULT '',            -- for lists, which must not read each front matter
    PRIMARY KEY (text, person)
) STRICT;

-- What people have typed beside their drafts: on a page that was opened before the draft was saved elsewhere, and drafts that an
-- earlier version has taken the place of. Deleted after 30 days.
CREATE TABLE kept_drafts (
    id INTEGER PRIMARY KEY,
    text INTEGER NOT NULL REFERENCES texts,
    person INTEGER NOT NULL REFERENCES people,
    page TEXT NOT NULL,                        -- the opened page on which it was typed, '' for a draft
    content BLOB NOT NULL,
    base TEXT,
    saved REAL NOT NULL,
    notes TEXT NOT NULL DEFAULT '{}',
    title TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX kept_drafts_of_person ON kept_drafts (person, text);

-- Pictures and documents that people have sent for texts, until they are published with them. Nobody sees another's.
CREATE TABLE uploads (
    text INTEGER NOT NULL REFERENCES texts,
    name TEXT NOT NULL,
    words TEXT NOT NULL,                       -- text alternative of a picture, or title of a document
    person INTEGER NOT NULL REFERENCES people,
    added REAL NOT NULL,
    thumbnail BLOB NOT NULL,                   -- of a picture, as JPEG
    content BLOB NOT NULL,                     -- last, so that the other columns are read without it
    PRIMARY KEY (text, person, name)
) STRICT;

-- What was decided about versions of texts; never changed or deleted.
CREATE TABLE steps (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    text INTEGER NOT NULL REFERENCES texts,
    moment REAL NOT NULL,
    person INTEGER NOT NULL REFERENCES people,
    kind TEXT NOT NULL,                        -- name of a `StepKind`
    digest TEXT NOT NULL,                      -- SHA-256 of the version: text and files
    version TEXT NOT NULL,                     -- its commit, and the blobs of its files by their paths, as JSON
    remark TEXT NOT NULL
) STRICT;
CREATE INDEX steps_of_text ON steps (text);
CREATE TRIGGER steps_are_not_changed BEFORE UPDATE ON steps BEGIN SELECT raise(ABORT, 'append-only'); END;
CREATE TRIGGER steps_are_not_deleted BEFORE DELETE ON steps BEGIN SELECT raise(ABORT, 'append-only'); END;

-- The texts of the content folder, for lists and search: read again where the blob has changed.
CREATE TABLE catalogue (
    path TEXT PRIMARY KEY,
    blob TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    folded TEXT NOT NULL,                      -- the title without marks, for search
    status TEXT NOT NULL,                      -- value of a `Status`
    appears REAL,                              -- the date of publication, NULL without one
    expires REAL                               -- NULL if it does not
) STRICT;
CREATE INDEX catalogue_by_date ON catalogue (appears);
CREATE INDEX catalogue_by_end ON catalogue (expires) WHERE expires IS NOT NULL;

-- Releases of what is published, newest last. One that is not finished when the desk starts was interrupted.
CREATE TABLE releases (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    published TEXT NOT NULL,                   -- the commit of the branch `published`
    started REAL NOT NULL,
    finished REAL,
    succeeded INTEGER,
    message TEXT NOT NULL DEFAULT ''           -- what it says now, or has said at the end
) STRICT;

-- Links by which somebody without an account can look at one version for a while. Only a digest of the token is stored.
CREATE TABLE preview_links (
    digest BLOB PRIMARY KEY,
    text INTEGER NOT NULL REFERENCES texts,
    person INTEGER NOT NULL REFERENCES people,
    title TEXT NOT NULL,
    html BLOB NOT NULL,                        -- the page as it was when the link was made
    created REAL NOT NULL,
    until REAL NOT NULL,
    revoked INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE preview_files (
    link BLOB NOT NULL REFERENCES preview_links ON DELETE CASCADE,
    name TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (link, name)
) STRICT;

-- Alerts that one person has written and another has to confirm.
CREATE TABLE alerts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    level TEXT NOT NULL,
    text TEXT NOT NULL,
    until TEXT NOT NULL,                       -- as it was written
    link TEXT NOT NULL,
    person INTEGER NOT NULL REFERENCES people,
    written REAL NOT NULL,
    confirmed_by INTEGER REFERENCES people,
    ended REAL                                 -- confirmed, or thrown away
) STRICT;
