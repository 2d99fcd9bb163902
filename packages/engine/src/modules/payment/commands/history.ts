import type { Transaction } from '../../../platform/postgres.ts';
import { change, many, statement, t } from '../../../platform/sql.ts';
import { assert } from '../../../shared/assert.ts';

/** The provider that historic payments name: no adapter has this name, so nobody ever asks it for anything. */
const HISTORIC_PROVIDER = 'imported';

export type HistoricPayment = {
  attemptId: string;
  orderId: string;
  status: 'captured' | 'voided';
  /** Minor units. */
  amount: number;
  currency: string;
  at: Date;
};

export type HistoricRefund = {
  reversalId: string;
  orderId: string;
  /** Minor units, above zero. */
  amount: number;
  currency: string;
  reason: string;
  at: Date;
};

// Final states only: neither a lease nor the sweeper's indexes ever look at these rows again.
const insertPayments = statement({
  name: 'payment.insertHistoricPayments',
  text: `
    INSERT INTO payment.attempt
      (attempt_id, order_id, status, provider, token, amount, currency, leased_until, created_at, updated_at)
    SELECT attempt_id, order_id, status, $1, '', amount, currency, at, at, at
    FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::int8[], $6::text[], $7::timestamptz[])
      AS paid (attempt_id, order_id, status, amount, currency, at)`,
  params: {
    provider: t.text,
    attemptIds: t.uuidArray,
    orderIds: t.uuidArray,
    statuses: t.textArray,
    amounts: t.int8Array,
    currencies: t.textArray,
    ats: t.timestamptzArray,
  },
  row: {},
});

// Each of the attempt that was captured (attempt_one_live: there is one at most).
const insertRefunds = statement({
  name: 'payment.insertHistoricRefunds',
  text: `
    INSERT INTO payment.reversal
      (reversal_id, attempt_id, order_id, kind, amount, currency, status, reason, leased_until, created_at, updated_at)
    SELECT refund.reversal_id, attempt.attempt_id, refund.order_id, 'refund', refund.amount, refund.currency, 'done',
           refund.reason, refund.at, refund.at, refund.at
    FROM unnest($1::uuid[], $2::uuid[], $3::int8[], $4::text[], $5::text[], $6::timestamptz[])
      AS refund (reversal_id, order_id, amount, currency, reason, at)
    JOIN payment.attempt ON attempt.order_id = refund.order_id AND attempt.status = 'captured'`,
  params: {
    reversalIds: t.uuidArray,
    orderIds: t.uuidArray,
    amounts: t.int8Array,
    currencies: t.textArray,
    reasons: t.textArray,
    ats: t.timestamptzArray,
  },
  row: {},
});

// Index reversal_order.
const selectRefunded = statement({
  name: 'payment.selectRefunded',
  text: `
    SELECT order_id AS "orderId", sum(amount)::int8 AS amount FROM payment.reversal
    WHERE order_id = ANY($1) AND kind = 'refund' GROUP BY order_id`,
  params: { orderIds: t.uuidArray },
  row: { orderId: t.uuid, amount: t.int8 },
});

/** Writes down payments that were taken before or elsewhere; nobody is asked for money. */
export const recordPayments = async (
  tx: Transaction,
  payments: readonly HistoricPayment[],
): Promise<void> => {
  await change(tx, insertPayments, {
    provider: HISTORIC_PROVIDER,
    attemptIds: payments.map(({ attemptId }) => attemptId),
    orderIds: payments.map(({ orderId }) => orderId),
    statuses: payments.map(({ status }) => status),
    amounts: payments.map(({ amount }) => amount),
    currencies: payments.map(({ currency }) => currency),
    ats: payments.map(({ at }) => at),
  });
};

/**
 * Writes down refunds that were given before or elsewhere, of payments that `recordPayments` wrote down. Returns what
 * was paid back of each of the orders in all, in minor units.
 */
export const recordRefunds = async (
  tx: Transaction,
  refunds: readonly HistoricRefund[],
): Promise<Map<string, number>> => {
  const written = await change(tx, insertRefunds, {
    reversalIds: refunds.map(({ reversalId }) => reversalId),
    orderIds: refunds.map(({ orderId }) => orderId),
    amounts: refunds.map(({ amount }) => amount),
    currencies: refunds.map(({ currency }) => currency),
    reasons: refunds.map(({ reason }) => reason),
    ats: refunds.map(({ at }) => at),
  });
  assert(written === refunds.length, `${written} of ${refunds.length} refunds found their payment`);
  const sums = await many(tx, selectRefunded, { orderIds: refunds.map(({ orderId }) => orderId) });
  return new Map(sums.map(({ orderId, amount }) => [orderId, amount]));
};
