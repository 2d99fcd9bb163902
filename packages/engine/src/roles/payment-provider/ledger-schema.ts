import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** How long another process may hold the file before opening or writing fails. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * `operation` is append-only, one row per key. `authorisation` is what remains to be done with the money of one;
 * its CHECKs hold whatever the code above them believes. `call` counts the calls of a key that were cut off on
 * purpose, so that a restart does not begin to count anew.
 */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS operation (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  fingerprint TEXT NOT NULL,
  outcome TEXT NOT NULL
    CHECK (outcome IN ('authorised', 'review', 'declined', 'captured', 'voided', 'refunded')),
  operation_id TEXT NOT NULL UNIQUE,
  authorisation_id TEXT,
  reference TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount > 0),
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  decline_code TEXT CHECK ((decline_code IS NOT NULL) = (outcome = 'declined')),
  at TEXT NOT NULL,
  CHECK ((authorisation_id IS NULL) = (outcome = 'declined'))
) STRICT;

CREATE TABLE IF NOT EXISTS authorisation (
  authorisation_id TEXT PRIMARY KEY,
  reference TEXT NOT NULL,
  currency TEXT NOT NULL,
  authorised INTEGER NOT NULL CHECK (authorised > 0),
  captured INTEGER NOT NULL DEFAULT 0 CHECK (captured BETWEEN 0 AND authorised),
  refunded INTEGER NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND captured),
  voided INTEGER NOT NULL DEFAULT 0 CHECK (voided IN (0, authorised)),
  CHECK (voided = 0 OR captured = 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS authorisation_reference ON authorisation (reference, currency);

CREATE TABLE IF NOT EXISTS call (
  key TEXT PRIMARY KEY,
  count INTEGER NOT NULL CHECK (count > 0)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER IF NOT EXISTS operation_is_never_changed BEFORE UPDATE ON operation
  BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER IF NOT EXISTS operation_is_never_deleted BEFORE DELETE ON operation
  BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
`;

/** Opens the ledger's file, making it and its folder if need be. A commit has reached the disk when it returns. */
export const openLedgerFile = (dataFile: string): DatabaseSync => {
  mkdirSync(dirname(dataFile), { recursive: true });
  const database = new DatabaseSync(dataFile, { timeout: BUSY_TIMEOUT_MS });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  database.exec(SCHEMA);
  return database;
};
