import type { PaymentStatus } from '@cartwright/contract';
import { many, type Queryable, statement, t } from '../../platform/sql.ts';
import { type AttemptFact, type AttemptStatus, paymentStatusOf } from './domain.ts';

// The latest attempt of each order with what was paid back; indexes attempt_order, reversal_order.
const selectPayments = statement({
  name: 'payment.selectPayments',
  text: `
    SELECT DISTINCT ON (attempt.order_id)
      attempt.order_id AS "orderId", attempt.status, attempt.decline_code AS "declineCode", attempt.amount,
      (SELECT coalesce(sum(reversal.amount), 0)::int8 FROM payment.reversal
       WHERE reversal.order_id = attempt.order_id AND reversal.attempt_id = attempt.attempt_id
         AND reversal.kind = 'refund' AND reversal.status = 'done') AS refunded
    FROM payment.attempt
    WHERE attempt.order_id = ANY($1)
    ORDER BY attempt.order_id, (attempt.status IN ('pending', 'review', 'authorised', 'captured')) DESC,
      attempt.attempt_id DESC`,
  params: { orderIds: t.uuidArray },
  row: {
    orderId: t.uuid,
    status: t.words<AttemptStatus>(),
    declineCode: t.nullable(t.text),
    amount: t.int8,
    refunded: t.int8,
  },
});

type Attempt = { attemptId: string; status: AttemptStatus; declineCode: string | null; amount: number };
type Reversal = {
  attemptId: string;
  kind: 'void' | 'refund';
  status: 'pending' | 'done';
  amount: number;
};

/** How a payment stands, from all attempts and reversals of an order: as `paymentsOf` reads it from their tables. */
export const paymentViewOf = (
  attempts: readonly Attempt[],
  reversals: readonly Reversal[],
): PaymentView | undefined => {
  const [latest] = attempts.toSorted(
    (a, b) => Number(isLive(b)) - Number(isLive(a)) || (a.attemptId < b.attemptId ? 1 : -1),
  );
  if (latest === undefined) return undefined;
  const refunded = reversals
    .filter(
      ({ attemptId, kind, status }) =>
        attemptId === latest.attemptId && kind === 'refund' && status === 'done',
    )
    .reduce((sum, { amount }) => sum + amount, 0);
  return viewOf({ ...latest, refunded });
};

const isLive = ({ status }: Attempt): boolean =>
  status === 'pending' || status === 'review' || status === 'authorised' || status === 'captured';

const viewOf = (row: AttemptFact & { declineCode: string | null }): PaymentView => ({
  status: paymentStatusOf(row),
  ...(row.status === 'declined' && row.declineCode !== null ? { declineCode: row.declineCode } : {}),
});

export type PaymentView = { status: PaymentStatus; declineCode?: string };

/** How each order's payment stands; orders without an attempt are missing. */
export const paymentsOf = async (
  db: Queryable,
  orderIds: readonly string[],
): Promise<Map<string, PaymentView>> => {
  const rows = await many(db, selectPayments, { orderIds: [...orderIds] });
  return new Map(rows.map((row) => [row.orderId, viewOf(row)]));
};
