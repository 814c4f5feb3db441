-- What labels of unknown layouts mean, kept for the next file of the family; and which of these read a file.

CREATE TABLE mapping (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE CHECK (name <> ''),
  -- Label as printed to field, null for a label of no use: {"なまえ": "title", "ひとこと": null}.
  words TEXT NOT NULL CHECK (json_type(words) = 'object' AND words <> '{}'),
  version INTEGER NOT NULL DEFAULT 1
) STRICT;

-- The name at the time of the import: the mapping may be changed or forgotten since, and history tells how.
ALTER TABLE import_batch ADD COLUMN mapping TEXT;
