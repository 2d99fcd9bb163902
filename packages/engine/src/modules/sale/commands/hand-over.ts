import { many, type Queryable, statement, t } from '../../../platform/sql.ts';

// A key that the new owner has used herself stays hers, and the guest's claim goes without. Index claim_owner.
const handOver = statement({
  name: 'sale.handOverClaims',
  text: `
    WITH moved AS (
      UPDATE sale.claim AS mine SET owner = $2, idempotency_key = CASE
        WHEN EXISTS (SELECT FROM sale.claim AS hers
          WHERE hers.sale_id = mine.sale_id AND hers.owner = $2 AND hers.idempotency_key = mine.idempotency_key)
        THEN NULL
        ELSE mine.idempotency_key END
      WHERE mine.owner = $1
      RETURNING cart_id, status, created_at)
    SELECT cart_id AS "cartId" FROM moved WHERE status = 'live' ORDER BY created_at DESC LIMIT $3`,
  params: { from: t.text, to: t.text, limit: t.int8 },
  row: { cartId: t.uuid },
});
/** A guest has 20 carts at most; one that she lost and was given back may be of an older claim. */
const CARTS_MAX = 100;

/**
 * A guest who signs in takes her claims along, so that they count against the customer's limit. In the caller's
 * transaction. Returns the carts of those that are live, the last 100, which have to become hers too.
 */
export const handOverClaims = async (
  tx: Queryable,
  owners: { from: string; to: string },
): Promise<string[]> =>
  (await many(tx, handOver, { ...owners, limit: CARTS_MAX })).map(({ cartId }) => cartId);
