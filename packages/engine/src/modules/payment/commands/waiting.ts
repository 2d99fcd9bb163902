import { many, type Queryable, statement, t } from '../../../platform/sql.ts';

// What waits for the provider and is driven by nobody; taken for `leaseSeconds`, so that two sweepers never
// take the same. SKIP LOCKED on the partial index attempt_waiting.
const takeAttempts = statement({
  name: 'payment.takeWaitingAttempts',
  text: `
    UPDATE payment.attempt SET leased_until = now() + make_interval(secs => $1)
    WHERE attempt_id IN (
      SELECT attempt_id FROM payment.attempt
      WHERE status IN ('pending', 'authorised') AND leased_until < now()
      ORDER BY leased_until LIMIT $2 FOR UPDATE SKIP LOCKED)
    RETURNING attempt_id AS id`,
  params: { leaseSeconds: t.float8, limit: t.int8 },
  row: { id: t.uuid },
});

// The same for money that must go back; index reversal_waiting.
const takeReversals = statement({
  name: 'payment.takeWaitingReversals',
  text: `
    UPDATE payment.reversal SET leased_until = now() + make_interval(secs => $1)
    WHERE reversal_id IN (
      SELECT reversal_id FROM payment.reversal
      WHERE status = 'pending' AND leased_until < now()
      ORDER BY leased_until LIMIT $2 FOR UPDATE SKIP LOCKED)
    RETURNING reversal_id AS id`,
  params: { leaseSeconds: t.float8, limit: t.int8 },
  row: { id: t.uuid },
});

type Bounds = { leaseSeconds: number; limit: number };

/** Ids of attempts that nobody drives, leased to the caller. */
export const takeWaitingAttempts = async (db: Queryable, bounds: Bounds): Promise<string[]> =>
  (await many(db, takeAttempts, bounds)).map(({ id }) => id);

/** Ids of reversals that nobody drives, leased to the caller. */
export const takeWaitingReversals = async (db: Queryable, bounds: Bounds): Promise<string[]> =>
  (await many(db, takeReversals, bounds)).map(({ id }) => id);
