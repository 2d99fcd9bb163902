/** One intent, one effect: keys of callers, kept in the transaction of what they made. */
import { change, many, type Queryable, type RowOf, statement, t } from '../../platform/sql.ts';

/** Who wants what once: keys are scoped to their owner and operation. */
export type Intent = { owner: string; operation: string; key: string; bodySha256: Buffer };

// Waits for a transaction that inserts the same key now; then it conflicts, or takes its place if that rolled back.
// Sorted, so that transactions with the same keys queue up instead of deadlocking.
const insertIntents = statement({
  name: 'idempotency.insertIntents',
  text: `
    INSERT INTO idempotency.intent (owner, operation, key, body_sha256, order_id, attempt_id)
    SELECT owner, operation, key, body_sha256, order_id, attempt_id
    FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::uuid[], $6::uuid[])
      AS wanted (owner, operation, key, body_sha256, order_id, attempt_id)
    ORDER BY owner, operation, key
    ON CONFLICT (owner, operation, key) DO NOTHING
    RETURNING owner, operation, key`,
  params: {
    owners: t.textArray,
    operations: t.textArray,
    keys: t.textArray,
    bodySha256s: t.byteaArray,
    orderIds: t.uuidArray,
    attemptIds: t.nullableUuidArray,
  },
  row: { owner: t.text, operation: t.text, key: t.text },
});

// Primary key.
const deleteIntents = statement({
  name: 'idempotency.deleteIntents',
  text: `
    DELETE FROM idempotency.intent AS mine
    USING unnest($1::text[], $2::text[], $3::text[]) AS refused (owner, operation, key)
    WHERE mine.owner = refused.owner AND mine.operation = refused.operation AND mine.key = refused.key`,
  params: { owners: t.textArray, operations: t.textArray, keys: t.textArray },
  row: {},
});

// Primary key, one probe a key.
const selectIntents = statement({
  name: 'idempotency.selectIntents',
  text: `
    SELECT owner, operation, key, body_sha256 AS "bodySha256", order_id AS "orderId", attempt_id AS "attemptId"
    FROM unnest($1::text[], $2::text[], $3::text[]) AS asked (owner, operation, key)
    JOIN idempotency.intent USING (owner, operation, key)`,
  params: { owners: t.textArray, operations: t.textArray, keys: t.textArray },
  row: {
    owner: t.text,
    operation: t.text,
    key: t.text,
    bodySha256: t.bytea,
    orderId: t.uuid,
    attemptId: t.nullable(t.uuid),
  },
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

export type Effect = RowOf<typeof selectIntents>;

export type Claim = Intent & { orderId: string; attemptId: string | null };

/**
 * Takes keys for effects of the caller's transaction, and says of each whether it was free: the others have made an
 * effect already. No key may be named twice.
 */
export const claimKeys = async (tx: Queryable, claims: readonly Claim[]): Promise<boolean[]> => {
  const rows = await many(tx, insertIntents, {
    ...columnsOf(claims),
    bodySha256s: claims.map(({ bodySha256 }) => bodySha256),
    orderIds: claims.map(({ orderId }) => orderId),
    attemptIds: claims.map(({ attemptId }) => attemptId),
  });
  const taken = new Set(rows.map(idOf));
  return claims.map((wanted) => taken.has(idOf(wanted)));
};

/** Takes one key likewise. */
export const claim = async (
  tx: Queryable,
  intent: Intent,
  effect: { orderId: string; attemptId: string | null },
): Promise<boolean> => (await claimKeys(tx, [{ ...intent, ...effect }]))[0] === true;

/** Gives keys back that the same transaction has taken for what came to nothing. */
export const giveKeysBack = async (tx: Queryable, intents: readonly Intent[]): Promise<void> => {
  if (intents.length > 0) await change(tx, deleteIntents, columnsOf(intents));
};

type Key = Pick<Intent, 'owner' | 'operation' | 'key'>;

/** One text for a key; no part of it has a line break. */
export const idOf = ({ owner, operation, key }: Key): string => `${owner}\n${operation}\n${key}`;

const columnsOf = (intents: readonly Key[]) => ({
  owners: intents.map(({ owner }) => owner),
  operations: intents.map(({ operation }) => operation),
  keys: intents.map(({ key }) => key),
});

/** What keys have made or changed, by `idOf`; those that made nothing are missing. */
export const findEffects = async (db: Queryable, intents: readonly Key[]): Promise<Map<string, Effect>> => {
  const effects = await many(db, selectIntents, columnsOf(intents));
  return new Map(effects.map((effect) => [idOf(effect), effect]));
};

/** Whether an effect is of this very wish, and not of another under the same key. */
export const isOf = (effect: Effect, intent: Intent): boolean => effect.bodySha256.equals(intent.bodySha256);

/** Forgets at most `limit` keys older than that; returns how many. */
export const forget = (db: Queryable, bounds: { olderThanSeconds: number; limit: number }): Promise<number> =>
  change(db, deleteOldIntents, bounds);

/** A guest who signs in takes her keys along, so that a repeated request stays one. In the caller's transaction. */
export const handOverIntents = (tx: Queryable, owners: { from: string; to: string }): Promise<number> =>
  change(tx, handOver, owners);
