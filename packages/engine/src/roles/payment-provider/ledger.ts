import { createHash } from 'node:crypto';
import type { StatementSync } from 'node:sqlite';
import type { RefusalCode } from '../../modules/payment/index.ts';
import {
  type AuthoriseBody,
  type LedgerRecord,
  type PartBody,
  tokenBehaviour,
  type VoidBody,
} from '../../modules/payment/provider/test-provider-api.ts';
import { assert } from '../../shared/assert.ts';
import { newId } from '../../shared/ids.ts';
import { createGroupCommit } from './group-commit.ts';
import { createLedgerQueries, integer, type LedgerQueries } from './ledger-queries.ts';
import { openLedgerFile } from './ledger-schema.ts';

export type LedgerAnswer =
  | { ok: true; record: LedgerRecord; replayed: boolean }
  | { ok: false; code: RefusalCode | 'unknown-token' | 'idempotency-mismatch' };

/** Every command is durable when it resolves, and has one effect per key however often it is repeated. */
export type Ledger = LedgerQueries & {
  authorise(key: string, request: AuthoriseBody): Promise<LedgerAnswer>;
  capture(key: string, request: PartBody): Promise<LedgerAnswer>;
  void_(key: string, request: VoidBody): Promise<LedgerAnswer>;
  refund(key: string, request: PartBody): Promise<LedgerAnswer>;
  /** Counts a call of this key; resolves with how many there have been, this one included. */
  countCall(key: string): Promise<number>;
  /** Commits what waits and closes the file. */
  close(): void;
};

/** What a decision adds to the ledger: everything of a row except what every row gets. */
type Effect = {
  outcome: LedgerRecord['outcome'];
  operationId: string;
  authorisationId: string | null;
  reference: string;
  amount: number;
  currency: string;
  declineCode: string | null;
};
type Decision = { ok: true; effect: Effect } | { ok: false; code: RefusalCode | 'unknown-token' };

export const openLedger = (dataFile: string): Ledger => {
  const database = openLedgerFile(dataFile);
  const { durably, flush } = createGroupCommit(database);
  const queries = createLedgerQueries(database);

  const insertOperation = database.prepare(
    `INSERT INTO operation (key, fingerprint, outcome, operation_id, authorisation_id, reference, amount,
       currency, decline_code, at)
     VALUES (:key, :fingerprint, :outcome, :operationId, :authorisationId, :reference, :amount,
       :currency, :declineCode, :at)`,
  );
  const insertAuthorisation = database.prepare(
    'INSERT INTO authorisation (authorisation_id, reference, currency, authorised) VALUES (?, ?, ?, ?)',
  );
  const addCaptured = database.prepare(
    'UPDATE authorisation SET captured = captured + ? WHERE authorisation_id = ?',
  );
  const addRefunded = database.prepare(
    'UPDATE authorisation SET refunded = refunded + ? WHERE authorisation_id = ?',
  );
  const addVoided = database.prepare(
    'UPDATE authorisation SET voided = voided + ? WHERE authorisation_id = ?',
  );
  const incrementCalls = database.prepare(
    'INSERT INTO call (key, count) VALUES (?, 1) ON CONFLICT DO UPDATE SET count = count + 1 RETURNING count',
  );

  /** Answers a known key from its row; else decides and records, in one transaction. */
  const once = (key: string, kind: string, request: object, decide: () => Decision): Promise<LedgerAnswer> =>
    durably(() => {
      const fingerprint = fingerprintOf(kind, request);
      const known = queries.findWithFingerprint(key);
      if (known) {
        if (known.fingerprint !== fingerprint) return { ok: false, code: 'idempotency-mismatch' };
        return { ok: true, record: known.record, replayed: true };
      }
      const decision = decide();
      if (!decision.ok) return decision;
      insertOperation.run({ key, fingerprint, at: new Date().toISOString(), ...decision.effect });
      const recorded = queries.findWithFingerprint(key);
      assert(recorded, `the ledger has what it just recorded for ${key}`);
      return { ok: true, record: recorded.record, replayed: false };
    });

  const authorise = ({ amount, token, reference }: AuthoriseBody): Decision => {
    const behaviour = tokenBehaviour(token);
    if (!behaviour) return { ok: false, code: 'unknown-token' };
    const operationId = `auth_${newId()}`;
    const effect = { operationId, reference, amount: amount.amount, currency: amount.currency };
    const { answer } = behaviour;
    if (answer.outcome === 'declined') {
      return { ok: true, effect: { ...effect, ...answer, authorisationId: null } };
    }
    insertAuthorisation.run(operationId, reference, amount.currency, amount.amount);
    return { ok: true, effect: { ...effect, ...answer, authorisationId: operationId, declineCode: null } };
  };

  /** A capture, void or refund: moves `amount` (what is left, if not given) unless a rule forbids it. */
  const move = (move: {
    authorisationId: string;
    amount?: { amount: number; currency: string };
    outcome: 'captured' | 'voided' | 'refunded';
    prefix: string;
    update: StatementSync;
    forbids: (state: Movable) => RefusalCode | null;
  }): Decision => {
    const { authorisationId } = move;
    const found = queries.findAuthorisation(authorisationId);
    if (!found) return { ok: false, code: 'unknown-authorisation' };
    const { reference, currency } = found;
    const amount = move.amount?.amount ?? found.authorised;
    if (move.amount && move.amount.currency !== currency) return { ok: false, code: 'currency-mismatch' };
    const code = move.forbids({ ...found, amount });
    if (code) return { ok: false, code };
    move.update.run(amount, authorisationId);
    const operationId = `${move.prefix}_${newId()}`;
    const { outcome } = move;
    return {
      ok: true,
      effect: { outcome, operationId, authorisationId, reference, amount, currency, declineCode: null },
    };
  };

  return {
    ...queries,
    authorise: (key, request) => once(key, 'authorisation', request, () => authorise(request)),
    capture: (key, request) =>
      once(key, 'capture', request, () =>
        move({
          ...request,
          outcome: 'captured',
          prefix: 'cap',
          update: addCaptured,
          forbids: forbidsCapture,
        }),
      ),
    void_: (key, request) =>
      once(key, 'void', request, () =>
        move({ ...request, outcome: 'voided', prefix: 'void', update: addVoided, forbids: forbidsVoid }),
      ),
    refund: (key, request) =>
      once(key, 'refund', request, () =>
        move({ ...request, outcome: 'refunded', prefix: 'ref', update: addRefunded, forbids: forbidsRefund }),
      ),
    countCall: (key) => durably(() => integer(incrementCalls.get(key) ?? {}, 'count')),
    close() {
      flush();
      database.close();
    },
  };
};

type Movable = { authorised: number; captured: number; refunded: number; voided: number; amount: number };

const forbidsCapture = ({ authorised, captured, voided, amount }: Movable): RefusalCode | null => {
  if (voided > 0) return 'already-voided';
  return captured + amount > authorised ? 'exceeds-authorised' : null;
};

const forbidsVoid = ({ captured, voided }: Movable): RefusalCode | null => {
  if (voided > 0) return 'already-voided';
  return captured > 0 ? 'already-captured' : null;
};

const forbidsRefund = ({ captured, refunded, amount }: Movable): RefusalCode | null =>
  refunded + amount > captured ? 'exceeds-captured' : null;

/** Tells requests apart without keeping their tokens; blind to the order of fields. */
const fingerprintOf = (kind: string, request: object): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted({ kind, ...request })))
    .digest('base64url');

const sorted = (value: object): [string, unknown][] =>
  Object.entries(value)
    .map(([name, field]): [string, unknown] => [name, isObject(field) ? sorted(field) : field])
    .sort(([left], [right]) => (left < right ? -1 : 1));

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
