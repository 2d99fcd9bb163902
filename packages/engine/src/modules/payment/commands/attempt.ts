import { change, maybeOne, one, type Queryable, type RowOf, statement, t } from '../../../platform/sql.ts';
import type { AttemptStatus } from '../domain.ts';

const status = t.words<AttemptStatus>();

const attemptRow = {
  attemptId: t.uuid,
  orderId: t.uuid,
  status,
  token: t.text,
  amount: t.int8,
  currency: t.text,
  authorisationId: t.nullable(t.text),
  declineCode: t.nullable(t.text),
  createdAt: t.timestamptz,
};
const ATTEMPT_COLUMNS = `attempt_id AS "attemptId", order_id AS "orderId", status, token, amount, currency,
  authorisation_id AS "authorisationId", decline_code AS "declineCode", created_at AS "createdAt"`;

// The partial unique index attempt_one_live refuses a second attempt while one is on its way or holds money.
const insertAttempt = statement({
  name: 'payment.insertAttempt',
  text: `
    INSERT INTO payment.attempt
      (attempt_id, order_id, status, provider, token, amount, currency, leased_until, created_at, updated_at)
    VALUES ($1, $2, 'pending', $3, $4, $5, $6, $7, $8, $8)
    ON CONFLICT (order_id) WHERE status IN ('pending', 'review', 'authorised', 'captured') DO NOTHING`,
  params: {
    attemptId: t.uuid,
    orderId: t.uuid,
    provider: t.text,
    token: t.text,
    amount: t.int8,
    currency: t.text,
    leasedUntil: t.timestamptz,
    at: t.timestamptz,
  },
  row: {},
});

const selectAttempt = statement({
  name: 'payment.selectAttempt',
  text: `SELECT ${ATTEMPT_COLUMNS} FROM payment.attempt WHERE attempt_id = $1`,
  params: { attemptId: t.uuid },
  row: attemptRow,
});
export type Attempt = RowOf<typeof selectAttempt>;

// The one that is on its way to money or holds it (attempt_one_live: there is one at most), else the newest. Ids are
// made by several clocks, so their order alone would not do. Index attempt_order.
const selectLatest = statement({
  name: 'payment.selectLatestAttempt',
  text: `SELECT ${ATTEMPT_COLUMNS} FROM payment.attempt WHERE order_id = $1
    ORDER BY (status IN ('pending', 'review', 'authorised', 'captured')) DESC, attempt_id DESC LIMIT 1`,
  params: { orderId: t.uuid },
  row: attemptRow,
});

const updateAttempt = statement({
  name: 'payment.updateAttempt',
  text: `
    UPDATE payment.attempt
    SET status = $3, authorisation_id = coalesce($4, authorisation_id), decline_code = $5, updated_at = $6
    WHERE attempt_id = $1 AND status = $2`,
  params: {
    attemptId: t.uuid,
    from: t.text,
    to: t.text,
    authorisationId: t.nullable(t.text),
    declineCode: t.nullable(t.text),
    at: t.timestamptz,
  },
  row: {},
});

const extendLease = statement({
  name: 'payment.leaseAttempt',
  text: `UPDATE payment.attempt SET leased_until = $2 WHERE attempt_id = $1`,
  params: { attemptId: t.uuid, until: t.timestamptz },
  row: {},
});

export type NewAttempt = {
  attemptId: string;
  orderId: string;
  provider: string;
  token: string;
  amount: number;
  currency: string;
  leasedUntil: Date;
  at: Date;
};

/** Opens a payment attempt in the caller's transaction. False while another one runs or holds the money. */
export const openAttempt = async (tx: Queryable, attempt: NewAttempt): Promise<boolean> =>
  (await change(tx, insertAttempt, attempt)) === 1;

export const loadAttempt = (db: Queryable, attemptId: string): Promise<Attempt> =>
  one(db, selectAttempt, { attemptId });

export const latestAttempt = (db: Queryable, orderId: string): Promise<Attempt | undefined> =>
  maybeOne(db, selectLatest, { orderId });

/** Moves an attempt on, if it still stands where the caller saw it; false when somebody else was first. */
export const moveAttempt = async (
  tx: Queryable,
  move: {
    attemptId: string;
    from: AttemptStatus;
    to: AttemptStatus;
    authorisationId?: string;
    declineCode?: string;
    at: Date;
  },
): Promise<boolean> =>
  (await change(tx, updateAttempt, {
    ...move,
    authorisationId: move.authorisationId ?? null,
    declineCode: move.declineCode ?? null,
  })) === 1;

/** Says until when the caller may drive an attempt alone. */
export const leaseAttempt = (db: Queryable, attemptId: string, until: Date): Promise<number> =>
  change(db, extendLease, { attemptId, until });
