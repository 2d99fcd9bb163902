import { change, maybeOne, one, type Queryable, type RowOf, statement, t } from '../../../platform/sql.ts';
import type { AttemptStatus } from '../domain.ts';

export type ReversalKind = 'void' | 'refund';
const kind = t.words<ReversalKind>();

const insertReversal = statement({
  name: 'payment.insertReversal',
  text: `
    INSERT INTO payment.reversal
      (reversal_id, attempt_id, order_id, kind, amount, currency, status, reason, leased_until, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, 'pending', $7, $8, $9, $9)`,
  params: {
    reversalId: t.uuid,
    attemptId: t.uuid,
    orderId: t.uuid,
    kind,
    amount: t.int8,
    currency: t.text,
    reason: t.text,
    leasedUntil: t.timestamptz,
    at: t.timestamptz,
  },
  row: {},
});

const selectReversal = statement({
  name: 'payment.selectReversal',
  text: `
    SELECT reversal.reversal_id AS "reversalId", reversal.kind, reversal.amount, reversal.currency,
           reversal.status, attempt.attempt_id AS "attemptId", attempt.order_id AS "orderId",
           attempt.status AS "attemptStatus", attempt.authorisation_id AS "authorisationId"
    FROM payment.reversal JOIN payment.attempt USING (attempt_id)
    WHERE reversal.reversal_id = $1`,
  params: { reversalId: t.uuid },
  row: {
    reversalId: t.uuid,
    kind,
    amount: t.int8,
    currency: t.text,
    status: t.text,
    attemptId: t.uuid,
    orderId: t.uuid,
    attemptStatus: t.words<AttemptStatus>(),
    authorisationId: t.nullable(t.text),
  },
});
export type Reversal = RowOf<typeof selectReversal>;

// Index reversal_order; the order is the attempt's.
const selectAny = statement({
  name: 'payment.selectAnyReversal',
  text: `
    SELECT EXISTS (
      SELECT FROM payment.reversal JOIN payment.attempt USING (order_id)
      WHERE attempt.attempt_id = $1 AND reversal.attempt_id = $1) AS found`,
  params: { attemptId: t.uuid },
  row: { found: t.bool },
});

const finish = statement({
  name: 'payment.finishReversal',
  text: `
    UPDATE payment.reversal SET status = 'done', kind = $2, updated_at = $3
    WHERE reversal_id = $1 AND status = 'pending'`,
  params: { reversalId: t.uuid, kind, at: t.timestamptz },
  row: {},
});

export type NewReversal = {
  reversalId: string;
  attemptId: string;
  orderId: string;
  kind: ReversalKind;
  amount: number;
  currency: string;
  reason: string;
  leasedUntil: Date;
  at: Date;
};

/** Decides in the caller's transaction that money goes back; the provider is asked afterwards. */
export const openReversal = async (tx: Queryable, reversal: NewReversal): Promise<void> => {
  await change(tx, insertReversal, reversal);
};

export const loadReversal = (db: Queryable, reversalId: string): Promise<Reversal | undefined> =>
  maybeOne(db, selectReversal, { reversalId });

/** Records that the money went back, and in which way; false when that was recorded before. */
export const finishReversal = async (
  tx: Queryable,
  done: { reversalId: string; kind: ReversalKind; at: Date },
): Promise<boolean> => (await change(tx, finish, done)) === 1;

/** Whether it was decided already that an attempt's money goes back. */
export const hasReversal = async (tx: Queryable, attemptId: string): Promise<boolean> =>
  (await one(tx, selectAny, { attemptId })).found;
