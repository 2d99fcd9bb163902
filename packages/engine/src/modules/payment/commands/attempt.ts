import { change, many, one, type Queryable, type RowOf, statement, t } from '../../../platform/sql.ts';
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
const insertAttempts = statement({
  name: 'payment.insertAttempts',
  text: `
    INSERT INTO payment.attempt
      (attempt_id, order_id, status, provider, token, amount, currency, leased_until, created_at, updated_at)
    SELECT attempt_id, order_id, 'pending', provider, token, amount, currency, leased_until, at, at
    FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::int8[], $6::text[], $7::timestamptz[],
                $8::timestamptz[])
      AS opened (attempt_id, order_id, provider, token, amount, currency, leased_until, at)
    ON CONFLICT (order_id) WHERE status IN ('pending', 'review', 'authorised', 'captured') DO NOTHING`,
  params: {
    attemptIds: t.uuidArray,
    orderIds: t.uuidArray,
    providers: t.textArray,
    tokens: t.textArray,
    amounts: t.int8Array,
    currencies: t.textArray,
    leasedUntils: t.timestamptzArray,
    ats: t.timestamptzArray,
  },
  row: {},
});

const selectAttempts = statement({
  name: 'payment.selectAttempts',
  text: `SELECT ${ATTEMPT_COLUMNS} FROM payment.attempt WHERE attempt_id = ANY($1)`,
  params: { attemptIds: t.uuidArray },
  row: attemptRow,
});
export type Attempt = RowOf<typeof selectAttempts>;

// The one that is on its way to money or holds it (attempt_one_live: there is one at most), else the newest. Ids are
// made by several clocks, so their order alone would not do. Index attempt_order.
const selectLatest = statement({
  name: 'payment.selectLatestAttempts',
  text: `
    SELECT DISTINCT ON (order_id) ${ATTEMPT_COLUMNS} FROM payment.attempt WHERE order_id = ANY($1)
    ORDER BY order_id, (status IN ('pending', 'review', 'authorised', 'captured')) DESC, attempt_id DESC`,
  params: { orderIds: t.uuidArray },
  row: attemptRow,
});

// Primary key, one probe an attempt.
const updateAttempts = statement({
  name: 'payment.updateAttempts',
  text: `
    UPDATE payment.attempt AS attempt
    SET status = moved.to_status, authorisation_id = coalesce(moved.authorisation_id, attempt.authorisation_id),
        decline_code = moved.decline_code, updated_at = moved.at
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
      AS moved (attempt_id, from_status, to_status, authorisation_id, decline_code, at)
    WHERE attempt.attempt_id = moved.attempt_id AND attempt.status = moved.from_status
    RETURNING attempt.attempt_id AS "attemptId"`,
  params: {
    attemptIds: t.uuidArray,
    froms: t.textArray,
    tos: t.textArray,
    authorisationIds: t.nullableTextArray,
    declineCodes: t.nullableTextArray,
    ats: t.timestamptzArray,
  },
  row: { attemptId: t.uuid },
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

/**
 * Opens payment attempts in the caller's transaction, of different orders. Returns how many: an order has none opened
 * while another attempt of it runs or holds the money.
 */
export const openAttempts = (tx: Queryable, attempts: readonly NewAttempt[]): Promise<number> =>
  change(tx, insertAttempts, {
    attemptIds: attempts.map(({ attemptId }) => attemptId),
    orderIds: attempts.map(({ orderId }) => orderId),
    providers: attempts.map(({ provider }) => provider),
    tokens: attempts.map(({ token }) => token),
    amounts: attempts.map(({ amount }) => amount),
    currencies: attempts.map(({ currency }) => currency),
    leasedUntils: attempts.map(({ leasedUntil }) => leasedUntil),
    ats: attempts.map(({ at }) => at),
  });

/** Attempts by id; unknown ones are missing. */
export const loadAttempts = async (
  db: Queryable,
  attemptIds: readonly string[],
): Promise<Map<string, Attempt>> => {
  const rows = await many(db, selectAttempts, { attemptIds: [...attemptIds] });
  return new Map(rows.map((row) => [row.attemptId, row]));
};

/** One attempt. Throws when there is none. */
export const loadAttempt = (db: Queryable, attemptId: string): Promise<Attempt> =>
  one(db, selectAttempts, { attemptIds: [attemptId] });

/** The attempts that tell how some orders' payments stand, by order. */
export const latestAttempts = async (
  db: Queryable,
  orderIds: readonly string[],
): Promise<Map<string, Attempt>> => {
  const rows = await many(db, selectLatest, { orderIds: [...orderIds] });
  return new Map(rows.map((row) => [row.orderId, row]));
};

/** The one of an order. */
export const latestAttempt = async (db: Queryable, orderId: string): Promise<Attempt | undefined> =>
  (await latestAttempts(db, [orderId])).get(orderId);

export type AttemptMove = {
  attemptId: string;
  from: AttemptStatus;
  to: AttemptStatus;
  authorisationId?: string;
  declineCode?: string;
  at: Date;
};

/** Moves attempts on that still stand where the caller saw them; returns those, for somebody else was first with the others. */
export const moveAttempts = async (tx: Queryable, moves: readonly AttemptMove[]): Promise<Set<string>> => {
  if (moves.length === 0) return new Set();
  const moved = await many(tx, updateAttempts, {
    attemptIds: moves.map(({ attemptId }) => attemptId),
    froms: moves.map(({ from }) => from),
    tos: moves.map(({ to }) => to),
    authorisationIds: moves.map(({ authorisationId = null }) => authorisationId),
    declineCodes: moves.map(({ declineCode = null }) => declineCode),
    ats: moves.map(({ at }) => at),
  });
  return new Set(moved.map(({ attemptId }) => attemptId));
};

/** Moves one attempt likewise; false when somebody else was first. */
export const moveAttempt = async (tx: Queryable, move: AttemptMove): Promise<boolean> =>
  (await moveAttempts(tx, [move])).has(move.attemptId);

/** Says until when the caller may drive an attempt alone. */
export const leaseAttempt = (db: Queryable, attemptId: string, until: Date): Promise<number> =>
  change(db, extendLease, { attemptId, until });
