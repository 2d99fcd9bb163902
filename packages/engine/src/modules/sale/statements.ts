import { type RowOf, statement, t } from '../../platform/sql.ts';
import type { ClaimStatus } from './domain/claim.ts';

// Locks one sale until the transaction ends: claims, orders and endings of a sale take turns here. Primary key.
export const lockSale = statement({
  name: 'sale.lockSale',
  text: `
    SELECT sale_id AS "saleId", sku, price, currency, allocation, sold, claimed, set_aside AS "setAside",
           starts_at AS "startsAt", ends_at AS "endsAt", per_buyer_limit AS "perBuyerLimit",
           hold_seconds AS "holdSeconds", stopped_at AS "stoppedAt", closed_at AS "closedAt"
    FROM sale.sale WHERE sale_id = $1
    FOR NO KEY UPDATE`,
  params: { saleId: t.uuid },
  row: {
    saleId: t.uuid,
    sku: t.text,
    price: t.int8,
    currency: t.text,
    allocation: t.int4,
    sold: t.int4,
    claimed: t.int4,
    setAside: t.int4,
    startsAt: t.timestamptz,
    endsAt: t.timestamptz,
    perBuyerLimit: t.int4,
    holdSeconds: t.int4,
    stoppedAt: t.nullable(t.timestamptz),
    closedAt: t.nullable(t.timestamptz),
  },
});
export type LockedSale = RowOf<typeof lockSale>;

// Applies deltas to a sale that the caller has locked. The CHECKs refuse what its decision should never let through.
export const moveUnits = statement({
  name: 'sale.moveUnits',
  text: `
    UPDATE sale.sale SET sold = sold + $2, claimed = claimed + $3, given_back = given_back + $4
    WHERE sale_id = $1`,
  params: { saleId: t.uuid, sold: t.int4, claimed: t.int4, givenBack: t.int4 },
  row: {},
});

// Ends claims of a sale that the caller has locked; index claim_live. Says how many units they had.
export const endExpiredClaims = statement({
  name: 'sale.endExpiredClaims',
  text: `
    WITH ended AS (
      UPDATE sale.claim SET status = 'expired', ended_at = expires_at
      WHERE claim_id IN (
        SELECT claim_id FROM sale.claim
        WHERE sale_id = $1 AND status = 'live' AND expires_at <= $2
        ORDER BY expires_at LIMIT $3)
      RETURNING quantity
    )
    SELECT coalesce(sum(quantity), 0)::int4 AS units FROM ended`,
  params: { saleId: t.uuid, at: t.timestamptz, limit: t.int8 },
  row: { units: t.int4 },
});

const CLAIM = {
  claimId: t.uuid,
  saleId: t.uuid,
  quantity: t.int4,
  cartId: t.uuid,
  status: t.words<ClaimStatus>(),
  expiresAt: t.timestamptz,
  orderId: t.nullable(t.uuid),
  buyers: t.nullable(t.textArray),
  bodySha256: t.bytea,
};
const CLAIM_COLUMNS = `
  claim_id AS "claimId", sale_id AS "saleId", quantity, cart_id AS "cartId", status, expires_at AS "expiresAt",
  order_id AS "orderId", buyers, body_sha256 AS "bodySha256"`;

// Primary key.
export const selectClaims = statement({
  name: 'sale.selectClaims',
  text: `SELECT ${CLAIM_COLUMNS} FROM sale.claim WHERE claim_id = ANY($1) ORDER BY claim_id`,
  params: { claimIds: t.uuidArray },
  row: CLAIM,
});
export type ClaimRow = RowOf<typeof selectClaims>;

// Index claim_order.
export const selectClaimsOfOrders = statement({
  name: 'sale.selectClaimsOfOrders',
  text: `
    SELECT ${CLAIM_COLUMNS} FROM sale.claim WHERE order_id = ANY($1) AND status = 'ordered' ORDER BY claim_id`,
  params: { orderIds: t.uuidArray },
  row: CLAIM,
});

// Index claim_key.
export const selectClaimOfKey = statement({
  name: 'sale.selectClaimOfKey',
  text: `
    SELECT ${CLAIM_COLUMNS} FROM sale.claim WHERE sale_id = $1 AND owner = $2 AND idempotency_key = $3`,
  params: { saleId: t.uuid, owner: t.text, key: t.text },
  row: CLAIM,
});

// What counts against a shopper's limit: what she has ordered, and what she has claimed and may still order. Index
// claim_owner.
export const selectTaken = statement({
  name: 'sale.selectTaken',
  text: `
    SELECT coalesce(sum(quantity), 0)::int4 AS taken FROM sale.claim
    WHERE owner = $2 AND sale_id = $1 AND (status = 'ordered' OR (status = 'live' AND expires_at > $3))`,
  params: { saleId: t.uuid, owner: t.text, at: t.timestamptz },
  row: { taken: t.int4 },
});

// When the next live claim ends by itself; index claim_live.
export const selectNextExpiry = statement({
  name: 'sale.selectNextExpiry',
  text: `
    SELECT expires_at AS "expiresAt" FROM sale.claim
    WHERE sale_id = $1 AND status = 'live' AND expires_at > $2 ORDER BY expires_at LIMIT 1`,
  params: { saleId: t.uuid, at: t.timestamptz },
  row: { expiresAt: t.timestamptz },
});
