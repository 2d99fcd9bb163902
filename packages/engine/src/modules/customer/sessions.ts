import { change, many, one, type Queryable, statement, t } from '../../platform/sql.ts';

const insertSignIn = statement({
  name: 'customer.insertSignIn',
  text: `INSERT INTO customer.sign_in (session_id, customer_id) VALUES ($1, $2)`,
  params: { sessionId: t.uuid, customerId: t.uuid },
  row: {},
});

const insertRevocation = statement({
  name: 'customer.insertRevocation',
  text: `
    INSERT INTO customer.revocation (session_id, expires_at) VALUES ($1, $2)
    ON CONFLICT (session_id) DO NOTHING`,
  params: { sessionId: t.uuid, expiresAt: t.timestamptz },
  row: {},
});

// Those since some moment; index revocation_newest.
const selectRevocations = statement({
  name: 'customer.selectRevocations',
  text: `
    SELECT session_id AS "sessionId", expires_at AS "expiresAt", revoked_at AS "revokedAt"
    FROM customer.revocation WHERE revoked_at >= $1 AND expires_at > now() ORDER BY revoked_at`,
  params: { since: t.timestamptz },
  row: { sessionId: t.uuid, expiresAt: t.timestamptz, revokedAt: t.timestamptz },
});

// Index revocation_expiry.
const deleteEnded = statement({
  name: 'customer.deleteEndedRevocations',
  text: `DELETE FROM customer.revocation WHERE expires_at < now()`,
  params: {},
  row: {},
});

/** Writes down that a session belongs to a customer from now on, in the caller's transaction. */
export const recordSignIn = async (
  tx: Queryable,
  signIn: { sessionId: string; customerId: string },
): Promise<void> => {
  await change(tx, insertSignIn, signIn);
};

/** Ends a session before its token ends, in the caller's transaction. */
export const revokeSession = async (
  tx: Queryable,
  session: { sessionId: string; expiresAt: Date },
): Promise<void> => {
  await change(tx, insertRevocation, session);
};

/** Other processes' revocations are seen at the latest after this. */
const REFRESH_INTERVAL_MS = 1_000;
/** Clocks of committing transactions overlap: look this much back, seeing one twice is harmless. */
const OVERLAP_MS = 30_000;

// Orders of a guest's session share this lock; her sign-in takes it alone. Whoever comes second sees what the first
// has committed: the sign-in adopts the order, or the order finds its session ended.
const lockShared = statement({
  name: 'customer.lockSessionsShared',
  text: `
    SELECT pg_advisory_xact_lock_shared(hashtextextended(session_id, 0))::text AS locked
    FROM (SELECT DISTINCT session_id FROM unnest($1::text[]) AS wanted (session_id) ORDER BY session_id) AS wanted`,
  params: { sessionIds: t.textArray },
  row: { locked: t.text },
});
const lockAlone = statement({
  name: 'customer.lockSessionAlone',
  text: `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text AS locked`,
  params: { sessionId: t.text },
  row: { locked: t.text },
});
// Primary key.
const selectRevoked = statement({
  name: 'customer.selectRevoked',
  text: `SELECT session_id AS "sessionId" FROM customer.revocation WHERE session_id = ANY($1)`,
  params: { sessionIds: t.uuidArray },
  row: { sessionId: t.uuid },
});

/** Keeps guests' sessions from signing in until the transaction ends. Returns those that have ended already. */
export const holdSessions = async (tx: Queryable, sessionIds: readonly string[]): Promise<Set<string>> => {
  if (sessionIds.length === 0) return new Set();
  await many(tx, lockShared, { sessionIds: [...sessionIds] });
  const ended = await many(tx, selectRevoked, { sessionIds: [...sessionIds] });
  return new Set(ended.map(({ sessionId }) => sessionId));
};

/** The same for one session. False when it has ended already. */
export const holdSession = async (tx: Queryable, sessionId: string): Promise<boolean> =>
  !(await holdSessions(tx, [sessionId])).has(sessionId);

/** Waits until no order of the session is being placed, and lets none be until the transaction ends. */
export const lockSession = async (tx: Queryable, sessionId: string): Promise<void> => {
  await one(tx, lockAlone, { sessionId });
};

/** Forgets revocations whose tokens have ended by themselves. */
export const forgetRevocations = (db: Queryable): Promise<number> => change(db, deleteEnded, {});

export type Revocations = {
  has(sessionId: string): boolean;
  add(session: { sessionId: string; expiresAt: Date }): void;
  stop(): Promise<void>;
};

/**
 * The sessions that ended early, kept in memory so that a request is checked without a store, and while
 * PostgreSQL is away. Bounded by themselves: a revocation is forgotten when its token ends.
 */
export const followRevocations = async (db: Queryable): Promise<Revocations> => {
  const ended = new Map<string, number>();
  let since = new Date(0);
  const refresh = async (): Promise<void> => {
    const rows = await many(db, selectRevocations, { since });
    for (const row of rows) ended.set(row.sessionId, row.expiresAt.getTime());
    const last = rows.at(-1);
    if (last !== undefined) since = new Date(last.revokedAt.getTime() - OVERLAP_MS);
    const now = Date.now();
    for (const [sessionId, expiresAtMs] of ended) if (expiresAtMs < now) ended.delete(sessionId);
  };
  await refresh();
  let running = Promise.resolve();
  const timer = setInterval(() => {
    // While PostgreSQL is away nothing can be revoked either.
    running = running.then(() => refresh().catch(() => {}));
  }, REFRESH_INTERVAL_MS);
  return {
    has: (sessionId) => ended.has(sessionId),
    add: ({ sessionId, expiresAt }) => ended.set(sessionId, expiresAt.getTime()),
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
};
