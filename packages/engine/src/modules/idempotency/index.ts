/** One intent, one effect: keys of callers, kept in the transaction of what they made. */
import { change, many, maybeOne, type Queryable, type RowOf, statement, t } from '../../platform/sql.ts';

/** Who wants what once: keys are scoped to their owner and operation. */
export type Intent = { owner: string; operation: string; key: string; bodySha256: Buffer };

// Waits for a transaction that inserts the same key now; then it conflicts, or takes its place if that rolled back.
const insertIntent = statement({
  name: 'idempotency.insertIntent',
  text: `
    INSERT INTO idempotency.intent (owner, operation, key, body_sha256, order_id, attempt_id)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (owner, operation, key) DO NOTHING`,
  params: {
    owner: t.text,
    operation: t.text,
    key: t.text,
    bodySha256: t.bytea,
    orderId: t.uuid,
    attemptId: t.nullable(t.uuid),
  },
  row: {},
});

const selectIntent = statement({
  name: 'idempotency.selectIntent',
  text: `
    SELECT body_sha256 AS "bodySha256", order_id AS "orderId", attempt_id AS "attemptId"
    FROM idempotency.intent WHERE owner = $1 AND operation = $2 AND key = $3`,
  params: { owner: t.text, operation: t.text, key: t.text },
  row: { bodySha256: t.bytea, orderId: t.uuid, attemptId: t.nullable(t.uuid) },
});

// Primary key, one probe a key.
const selectEffects = statement({
  name: 'idempotency.selectEffects',
  text: `
    SELECT intent.key, intent.order_id AS "orderId"
    FROM unnest($1::text[], $2::text[], $3::text[]) AS asked (owner, operation, key)
    JOIN idempotency.intent USING (owner, operation, key)`,
  params: { owners: t.textArray, operations: t.textArray, keys: t.textArray },
  row: { key: t.text, orderId: t.uuid },
});

// Index intent_age; bounded, so that one sweep never holds a long transaction.
const deleteOldIntents = statement({
  name: 'idempotency.deleteOldIntents',
  text: `
    DELETE FROM idempotency.intent
    WHERE (owner, operation, key) IN (
      SELECT owner, operation, key FROM idempotency.intent
      WHERE created_at < now() - make_interval(secs => $1) ORDER BY created_at LIMIT $2)`,
  params: { olderThanSeconds: t.float8, limit: t.int8 },
  row: {},
});

// Keys that the new owner has used herself stay hers. Primary key.
const handOver = statement({
  name: 'idempotency.handOver',
  text: `
    UPDATE idempotency.intent AS mine SET owner = $2
    WHERE mine.owner = $1 AND NOT EXISTS (
      SELECT FROM idempotency.intent AS hers
      WHERE hers.owner = $2 AND hers.operation = mine.operation AND hers.key = mine.key)`,
  params: { from: t.text, to: t.text },
  row: {},
});

export type Effect = RowOf<typeof selectIntent>;

/** Takes a key for an effect of the caller's transaction. False when the key has made an effect already. */
export const claim = async (
  tx: Queryable,
  intent: Intent,
  effect: { orderId: string; attemptId: string | null },
): Promise<boolean> => (await change(tx, insertIntent, { ...intent, ...effect })) === 1;

/** What a key has made, or undefined; `mismatch` when it was used with another body. */
export const findEffect = async (db: Queryable, intent: Intent): Promise<Effect | 'mismatch' | undefined> => {
  const effect = await maybeOne(db, selectIntent, intent);
  return effect === undefined || effect.bodySha256.equals(intent.bodySha256) ? effect : 'mismatch';
};

/** The orders that keys have made or changed; those that made nothing are missing. */
export const effectsOf = (
  db: Queryable,
  intents: readonly Pick<Intent, 'owner' | 'operation' | 'key'>[],
): Promise<RowOf<typeof selectEffects>[]> =>
  many(db, selectEffects, {
    owners: intents.map(({ owner }) => owner),
    operations: intents.map(({ operation }) => operation),
    keys: intents.map(({ key }) => key),
  });

/** Forgets at most `limit` keys older than that; returns how many. */
export const forget = (db: Queryable, bounds: { olderThanSeconds: number; limit: number }): Promise<number> =>
  change(db, deleteOldIntents, bounds);

/** A guest who signs in takes her keys along, so that a repeated request stays one. In the caller's transaction. */
export const handOverIntents = (tx: Queryable, owners: { from: string; to: string }): Promise<number> =>
  change(tx, handOver, owners);
