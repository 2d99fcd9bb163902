import { many, maybeOne, one, type Queryable, type RowOf, statement, t } from '../../../platform/sql.ts';
import { isId } from '../../../shared/ids.ts';
import { findVariants } from '../../catalog/index.ts';
import { type ClaimRefusal, type ClaimStatus, decideClaim } from '../domain/claim.ts';
import { selectClaimOfKey, selectNextExpiry, selectTaken } from '../statements.ts';
import { selectSale } from './sales.ts';

// What carts show of claims: until when they hold, or held. Primary keys.
const selectForCart = statement({
  name: 'sale.selectClaimsForCart',
  text: `
    SELECT claim.claim_id AS "claimId", claim.quantity, claim.status, sale.price AS "unitPrice",
           coalesce(claim.ended_at, claim.expires_at) AS "heldUntil"
    FROM sale.claim JOIN sale.sale ON sale.sale_id = claim.sale_id
    WHERE claim.claim_id = ANY($1)`,
  params: { claimIds: t.uuidArray },
  row: {
    claimId: t.uuid,
    quantity: t.int4,
    status: t.words<ClaimStatus>(),
    unitPrice: t.int8,
    heldUntil: t.timestamptz,
  },
});
export type ClaimInCart = RowOf<typeof selectForCart>;

/** Claims by id, as carts show them. */
export const claimsInCart = async (
  db: Queryable,
  claimIds: readonly string[],
): Promise<Map<string, ClaimInCart>> =>
  claimIds.length === 0
    ? new Map()
    : new Map((await many(db, selectForCart, { claimIds: [...claimIds] })).map((row) => [row.claimId, row]));

/**
 * Why a claim would be refused now, found without a lock, so that the many who come too late keep nobody waiting.
 * Undefined when it may succeed, and when its key has made a claim: then `claimUnits` decides.
 */
export const refusedAlready = async (
  db: Queryable,
  wanted: { saleId: string; owner: string; key: string; quantity: number; at: Date },
): Promise<{ ok: false; code: 'not-found' | 'withdrawn' } | ClaimTold | undefined> => {
  const { saleId, quantity, at } = wanted;
  const sale = isId(saleId) ? await maybeOne(db, selectSale, { saleId, at }) : undefined;
  if (sale === undefined) return { ok: false, code: 'not-found' };
  // A product that was taken out of the shop could not be checked out either.
  const variants = await findVariants(db, [sale.sku], { currency: sale.currency, publicUrl: '' });
  const isSold = variants.get(sale.sku)?.active === true;
  if (isSold && decideClaim(sale, { quantity, taken: 0, at }).ok) return undefined;
  if ((await maybeOne(db, selectClaimOfKey, wanted)) !== undefined) return undefined;
  if (!isSold) return { ok: false, code: 'withdrawn' };
  const { taken } = await one(db, selectTaken, wanted);
  const decision = decideClaim(sale, { quantity, taken, at });
  return decision.ok ? undefined : told(db, { saleId, at }, decision);
};

/** A refusal as it is told: with the time at which units may come back, while some are only claimed. */
export type ClaimTold = ClaimRefusal & { nextExpiry?: Date | undefined };

export const told = async (
  db: Queryable,
  of: { saleId: string; at: Date },
  refusal: ClaimRefusal,
): Promise<ClaimTold> =>
  refusal.code === 'sold-out'
    ? { ...refusal, nextExpiry: (await maybeOne(db, selectNextExpiry, of))?.expiresAt }
    : refusal;
