/** Payments as they are kept, many orders at once, for whoever checks that they add up. */
import { many, one, type Queryable, type RowOf, statement, t } from '../../platform/sql.ts';
import type { ReversalKind } from './commands/reversal.ts';
import type { AttemptStatus } from './domain.ts';

// Index attempt_order.
const selectAttempts = statement({
  name: 'payment.selectTallyAttempts',
  text: `SELECT order_id AS "orderId", attempt_id AS "attemptId", status, amount
    FROM payment.attempt WHERE order_id = ANY($1)`,
  params: { orderIds: t.uuidArray },
  row: { orderId: t.uuid, attemptId: t.uuid, status: t.words<AttemptStatus>(), amount: t.int8 },
});
export type TalliedAttempt = RowOf<typeof selectAttempts>;

// Index reversal_order.
const selectReversals = statement({
  name: 'payment.selectTallyReversals',
  text: `SELECT order_id AS "orderId", attempt_id AS "attemptId", kind, amount, status
    FROM payment.reversal WHERE order_id = ANY($1)`,
  params: { orderIds: t.uuidArray },
  row: {
    orderId: t.uuid,
    attemptId: t.uuid,
    kind: t.words<ReversalKind>(),
    amount: t.int8,
    status: t.words<'pending' | 'done'>(),
  },
});
export type TalliedReversal = RowOf<typeof selectReversals>;

// What the sweeper has still to do for some orders; indexes attempt_order and reversal_order.
const countUnsettled = statement({
  name: 'payment.countUnsettled',
  text: `
    SELECT (SELECT count(*) FROM payment.attempt
            WHERE order_id = ANY($1) AND status IN ('pending', 'authorised'))
         + (SELECT count(*) FROM payment.reversal WHERE order_id = ANY($1) AND status = 'pending') AS unsettled`,
  params: { orderIds: t.uuidArray },
  row: { unsettled: t.int8 },
});

/** Every payment attempt of the orders. */
export const attemptsOf = (db: Queryable, orderIds: readonly string[]): Promise<TalliedAttempt[]> =>
  many(db, selectAttempts, { orderIds: [...orderIds] });

/** All money of the orders that went back or is to. */
export const reversalsOf = (db: Queryable, orderIds: readonly string[]): Promise<TalliedReversal[]> =>
  many(db, selectReversals, { orderIds: [...orderIds] });

/** How many attempts and reversals of the orders still wait for the provider. */
export const unsettledPayments = async (db: Queryable, orderIds: readonly string[]): Promise<number> =>
  (await one(db, countUnsettled, { orderIds: [...orderIds] })).unsettled;
