import type { Transaction } from '../../../platform/postgres.ts';
import { change, many } from '../../../platform/sql.ts';
import { type Bound, decideCount, type Stock } from '../domain/allocation.ts';
import { ensureStock, lockStock } from '../statements.ts';
import { type Delta, move } from './move.ts';

export type Count = { sku: string; onHand: number };
export type CountRefusal = { sku: string } & Bound;

/**
 * Sets what is on hand to what was counted, in the caller's transaction; SKUs without a row get one. A count
 * below what is allocated or set aside is refused and returned, the others are booked. Of several counts of one SKU the last
 * one holds. Equal counts book nothing, so counting twice changes nothing.
 */
export const countStock = async (
  tx: Transaction,
  counts: readonly Count[],
  context: { actor: string; reason: string },
): Promise<CountRefusal[]> => {
  const wanted = new Map(counts.map(({ sku, onHand }) => [sku, onHand]));
  const skus = [...wanted.keys()].sort();
  await change(tx, ensureStock, { skus });
  const refused: CountRefusal[] = [];
  const deltas: Delta[] = [];
  for (const stock of await many(tx, lockStock, { skus })) {
    const decision = decideCount(stock, wanted.get(stock.sku) ?? stock.onHand);
    if (!decision.ok)
      refused.push({ sku: stock.sku, allocated: decision.allocated, setAside: decision.setAside });
    else if (decision.onHandDelta !== 0)
      deltas.push({ sku: stock.sku, onHandDelta: decision.onHandDelta, allocatedDelta: 0 });
  }
  await move(tx, deltas, { kind: 'adjustment', ...context });
  return refused;
};

/** Makes sure that SKUs have a stock row (of zero), so that they can be sold once units arrive. */
export const openStock = async (tx: Transaction, skus: readonly string[]): Promise<void> => {
  await change(tx, ensureStock, { skus: [...skus] });
};

/** Adds or takes units of one SKU, in the caller's transaction. Refused where it would go below what is bound. */
export const adjustStock = async (
  tx: Transaction,
  adjustment: { sku: string; adjust: number; reason: string; actor: string },
): Promise<
  | { ok: true; stock: Stock }
  | { ok: false; code: 'not-found' }
  | ({ ok: false; code: 'below-allocated' } & Bound)
> => {
  const [stock] = await many(tx, lockStock, { skus: [adjustment.sku] });
  if (stock === undefined) return { ok: false, code: 'not-found' };
  const onHand = stock.onHand + adjustment.adjust;
  const decision = decideCount(stock, onHand);
  if (!decision.ok) return decision;
  if (adjustment.adjust !== 0)
    await move(tx, [{ sku: stock.sku, onHandDelta: adjustment.adjust, allocatedDelta: 0 }], {
      kind: adjustment.adjust > 0 ? 'receipt' : 'adjustment',
      reason: adjustment.reason,
      actor: adjustment.actor,
    });
  return { ok: true, stock: { ...stock, onHand } };
};
