import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { LedgerRecord, ReferenceSums } from '../../modules/payment/provider/test-provider-api.ts';

export type LedgerQueries = {
  find(key: string): LedgerRecord | null;
  /** The record together with what tells its request from another one of the same key. */
  findWithFingerprint(key: string): { record: LedgerRecord; fingerprint: string } | null;
  findAuthorisation(authorisationId: string): Authorisation | null;
  /** Records in the order they were made, after `afterSequence`. */
  list(page: { afterSequence: number; limit: number }): { sequence: number; record: LedgerRecord }[];
  /** Sums per reference and currency, in their order, after a given one; or those of one reference. */
  sums(page: { after: ReferenceKey; limit: number } | { reference: string }): ReferenceSums[];
};

export type ReferenceKey = { reference: string; currency: string };

export type Authorisation = ReferenceKey & {
  authorised: number;
  captured: number;
  refunded: number;
  voided: number;
};

const RECORD_COLUMNS =
  'sequence, key, fingerprint, outcome, operation_id, authorisation_id, reference, amount, currency, decline_code, at';
const SUMS = `SELECT reference, currency, count(*) AS authorisations, sum(authorised) AS authorised,
    sum(captured) AS captured, sum(voided) AS voided, sum(refunded) AS refunded
  FROM authorisation`;

export const createLedgerQueries = (database: DatabaseSync): LedgerQueries => {
  const byKey = database.prepare(`SELECT ${RECORD_COLUMNS} FROM operation WHERE key = ?`);
  const bySequence = database.prepare(
    `SELECT ${RECORD_COLUMNS} FROM operation WHERE sequence > ? ORDER BY sequence LIMIT ?`,
  );
  const authorisationById = database.prepare(
    `SELECT reference, currency, authorised, captured, refunded, voided
     FROM authorisation WHERE authorisation_id = ?`,
  );
  const sumsAfter = database.prepare(
    `${SUMS} WHERE (reference, currency) > (?, ?)
     GROUP BY reference, currency ORDER BY reference, currency LIMIT ?`,
  );
  const sumsOfReference = database.prepare(
    `${SUMS} WHERE reference = ? GROUP BY reference, currency ORDER BY reference, currency`,
  );

  const findWithFingerprint: LedgerQueries['findWithFingerprint'] = (key) => {
    const row = byKey.get(key);
    return row ? { record: toRecord(row), fingerprint: text(row, 'fingerprint') } : null;
  };

  return {
    findWithFingerprint,
    find: (key) => findWithFingerprint(key)?.record ?? null,
    findAuthorisation(authorisationId) {
      const row = authorisationById.get(authorisationId);
      return row ? toAuthorisation(row) : null;
    },
    list: ({ afterSequence, limit }) =>
      bySequence.all(afterSequence, limit).map((row) => ({
        sequence: integer(row, 'sequence'),
        record: toRecord(row),
      })),
    sums(page) {
      const rows =
        'reference' in page
          ? sumsOfReference.all(page.reference)
          : sumsAfter.all(page.after.reference, page.after.currency, page.limit);
      return rows.map((row) => ({
        ...toAuthorisation(row),
        authorisations: integer(row, 'authorisations'),
      }));
    },
  };
};

type Row = Record<string, SQLOutputValue>;

const toAuthorisation = (row: Row): Authorisation => ({
  reference: text(row, 'reference'),
  currency: text(row, 'currency'),
  authorised: integer(row, 'authorised'),
  captured: integer(row, 'captured'),
  refunded: integer(row, 'refunded'),
  voided: integer(row, 'voided'),
});

const toRecord = (row: Row): LedgerRecord => {
  const common = {
    key: text(row, 'key'),
    reference: text(row, 'reference'),
    amount: { amount: integer(row, 'amount'), currency: text(row, 'currency') },
    at: text(row, 'at'),
  };
  const outcome = text(row, 'outcome');
  if (outcome === 'declined') return { ...common, outcome, declineCode: text(row, 'decline_code') };
  const authorisationId = text(row, 'authorisation_id');
  const operationId = text(row, 'operation_id');
  switch (outcome) {
    case 'authorised':
    case 'review':
      return { ...common, outcome, authorisationId };
    case 'captured':
      return { ...common, outcome, authorisationId, captureId: operationId };
    case 'voided':
      return { ...common, outcome, authorisationId, voidId: operationId };
    case 'refunded':
      return { ...common, outcome, authorisationId, refundId: operationId };
    default:
      throw new Error(`ledger: unknown outcome ${outcome}`);
  }
};

const text = (row: Row, column: string): string => {
  const value = row[column];
  if (typeof value !== 'string') throw new Error(`ledger: column ${column} is not text`);
  return value;
};

/** An integer column; throws when it is anything else. */
export const integer = (row: Row, column: string): number => {
  const value = row[column];
  if (typeof value !== 'number') throw new Error(`ledger: column ${column} is not an integer`);
  return value;
};
