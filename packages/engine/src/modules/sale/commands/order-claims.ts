import type { Transaction } from '../../../platform/postgres.ts';
import { change, many, one, statement, t } from '../../../platform/sql.ts';
import { assert } from '../../../shared/assert.ts';
import { buyersOf } from '../domain/buyer.ts';
import { isLive } from '../domain/claim.ts';
import { isRunning } from '../domain/sale.ts';
import { type ClaimRow, moveUnits, selectClaims, selectClaimsOfOrders } from '../statements.ts';

// Lock the sales of some claims, or of an order's, in the order of their ids, so that orders of several sales queue up
// instead of deadlocking (LockRows runs above the Sort). Primary keys; index claim_order.
const LOCK = `
  SELECT sale_id AS "saleId", sku, starts_at AS "startsAt", ends_at AS "endsAt", stopped_at AS "stoppedAt",
         closed_at AS "closedAt"
  FROM sale.sale`;
const LOCKED = {
  saleId: t.uuid,
  sku: t.text,
  startsAt: t.timestamptz,
  endsAt: t.timestamptz,
  stoppedAt: t.nullable(t.timestamptz),
  closedAt: t.nullable(t.timestamptz),
};
const lockSalesOfClaims = statement({
  name: 'sale.lockSalesOfClaims',
  text: `${LOCK} WHERE sale_id IN (SELECT sale_id FROM sale.claim WHERE claim_id = ANY($1))
    ORDER BY sale_id FOR NO KEY UPDATE`,
  params: { claimIds: t.uuidArray },
  row: LOCKED,
});
const lockSalesOfOrders = statement({
  name: 'sale.lockSalesOfOrders',
  text: `${LOCK} WHERE sale_id IN (SELECT sale_id FROM sale.claim WHERE order_id = ANY($1) AND status = 'ordered')
    ORDER BY sale_id FOR NO KEY UPDATE`,
  params: { orderIds: t.uuidArray },
  row: LOCKED,
});

// One statement while everybody waits for the sale's row: the claim becomes sold units of an order, counted for each of
// its buyers. Says how many of them are within their limit; the CHECK of sale.buyer would refuse the others too.
// Primary keys.
const sellClaim = statement({
  name: 'sale.sellClaim',
  text: `
    WITH claim AS (
      UPDATE sale.claim SET status = 'ordered', order_id = $2, buyers = $3 WHERE claim_id = $1
      RETURNING sale_id, quantity
    ), sold AS (
      UPDATE sale.sale AS sale SET sold = sale.sold + claim.quantity, claimed = sale.claimed - claim.quantity
      FROM claim WHERE sale.sale_id = claim.sale_id
      RETURNING sale.sale_id, sale.per_buyer_limit
    ), counted AS (
      INSERT INTO sale.buyer AS known (sale_id, buyer, quantity, per_buyer_limit)
      SELECT sold.sale_id, buyer, claim.quantity, sold.per_buyer_limit
      FROM sold CROSS JOIN claim CROSS JOIN unnest($3::text[]) AS buyer
      ON CONFLICT (sale_id, buyer) DO UPDATE SET quantity = known.quantity + excluded.quantity
      WHERE known.quantity + excluded.quantity <= known.per_buyer_limit
      RETURNING buyer
    )
    SELECT count(*)::int4 AS counted FROM counted`,
  params: { claimId: t.uuid, orderId: t.uuid, buyers: t.textArray },
  row: { counted: t.int4 },
});
const returnClaim = statement({
  name: 'sale.returnClaim',
  text: `UPDATE sale.claim SET status = 'returned', ended_at = $2 WHERE claim_id = $1`,
  params: { claimId: t.uuid, at: t.timestamptz },
  row: {},
});

// Primary key.
const discountBuyers = statement({
  name: 'sale.discountBuyers',
  text: `UPDATE sale.buyer SET quantity = quantity - $3 WHERE sale_id = $1 AND buyer = ANY($2)`,
  params: { saleId: t.uuid, buyers: t.textArray, quantity: t.int4 },
  row: {},
});

export type ClaimLine = { claimId: string; sku: string; quantity: number };
export type ClaimsOrdered =
  | { ok: true }
  | { ok: false; code: 'claim-over'; skus: string[] }
  | { ok: false; code: 'buyer-limit-exceeded' };

/** Locks the sales of some claims, in the order of their ids, until the caller's transaction ends. */
export const lockSales = async (tx: Transaction, claimIds: readonly string[]): Promise<void> => {
  if (claimIds.length > 0) await many(tx, lockSalesOfClaims, { claimIds: [...claimIds] });
};

/**
 * Turns claims into an order's units, in the caller's transaction: sold and counted for their buyers. The sales stay
 * locked until it ends; stock is locked after them, by the caller. A claim that is not live any more, or not what the
 * line says, is refused; after a refusal the caller must roll back.
 */
export const orderClaims = async (
  tx: Transaction,
  order: {
    orderId: string;
    lines: readonly ClaimLine[];
    customerId: string | null;
    email: string;
    at: Date;
  },
): Promise<ClaimsOrdered> => {
  const { orderId, at } = order;
  const claimIds = order.lines.map(({ claimId }) => claimId);
  const sales = new Map((await many(tx, lockSalesOfClaims, { claimIds })).map((row) => [row.saleId, row]));
  const claims = new Map((await many(tx, selectClaims, { claimIds })).map((row) => [row.claimId, row]));
  const bound: ClaimRow[] = [];
  const over: string[] = [];
  for (const { claimId, sku, quantity } of order.lines) {
    const claim = claims.get(claimId);
    const meant = claim?.quantity === quantity && sales.get(claim.saleId)?.sku === sku;
    if (claim !== undefined && meant && isLive(claim, at)) bound.push(claim);
    else over.push(sku);
  }
  if (over.length > 0) return { ok: false, code: 'claim-over', skus: over };
  const buyers = buyersOf(order);
  for (const { claimId } of bound) {
    const { counted } = await one(tx, sellClaim, { claimId, orderId, buyers });
    if (counted < buyers.length) return { ok: false, code: 'buyer-limit-exceeded' };
  }
  return { ok: true };
};

/**
 * Takes ended orders' units out of their sales, in the caller's transaction, and discounts them for their buyers. The
 * caller's state change keeps this from happening twice. Returns, by order, those that stay set aside, because their
 * sale goes on; the others belong to the shelf.
 */
export const returnClaims = async (
  tx: Transaction,
  ended: readonly { orderId: string; at: Date }[],
): Promise<Map<string, Units[]>> => {
  const kept = new Map<string, Units[]>();
  const orderIds = ended.map(({ orderId }) => orderId);
  const sales = new Map((await many(tx, lockSalesOfOrders, { orderIds })).map((sale) => [sale.saleId, sale]));
  if (sales.size === 0) return kept;
  const times = new Map(ended.map(({ orderId, at }) => [orderId, at]));
  for (const claim of await many(tx, selectClaimsOfOrders, { orderIds })) {
    const { claimId, saleId, orderId, quantity, buyers } = claim;
    const sale = sales.get(saleId);
    const at = orderId === null ? undefined : times.get(orderId);
    assert(
      sale !== undefined && buyers !== null && orderId !== null && at !== undefined,
      `the claim ${claimId} was ordered without sale, order or buyer`,
    );
    const runs = isRunning(sale, at);
    if (runs) kept.set(orderId, [...(kept.get(orderId) ?? []), { sku: sale.sku, quantity }]);
    await change(tx, returnClaim, { claimId, at });
    await change(tx, moveUnits, { saleId, sold: -quantity, claimed: 0, givenBack: runs ? 0 : quantity });
    await change(tx, discountBuyers, { saleId, buyers, quantity });
  }
  return kept;
};

type Units = { sku: string; quantity: number };
