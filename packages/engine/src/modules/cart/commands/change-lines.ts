import { QUANTITY_MAX, type WantedLine } from '@cartwright/contract';
import { type Database, transactionUnlessRefused } from '../../../platform/postgres.ts';
import type { Reader } from '../../../platform/read-side/index.ts';
import type { ProductSource } from '../../catalog/index.ts';
import { availableOf, type Shortage } from '../../inventory/index.ts';
import { readOpenOrder } from '../../order/index.ts';
import { changeClaim } from '../../sale/index.ts';
import type { CartStore, StoredCart, StoredLine } from '../store.ts';
import type { ViewOptions } from '../view.ts';

export type CartRefusal =
  | { ok: false; code: 'not-found' }
  | { ok: false; code: 'unknown-sku'; sku: string }
  | { ok: false; code: 'insufficient-stock'; shortages: Shortage[] }
  | { ok: false; code: 'limit-exceeded' }
  | { ok: false; code: 'checkout-in-progress'; orderId: string }
  | { ok: false; code: 'claim-fixed'; claimed: number }
  | { ok: false; code: 'claim-over' };

export type CartContext = { db: Database; store: CartStore; view: ViewOptions; products: ProductSource };

/** Makes a cart with all of its lines, or none. Equal SKUs are added up. */
export const createCart = async (
  context: CartContext,
  reader: Reader,
  wanted: { owner: string; lines: readonly WantedLine[] },
): Promise<{ ok: true; cart: StoredCart } | CartRefusal> => {
  const sums = new Map<string, number>();
  for (const { sku, quantity } of wanted.lines) sums.set(sku, (sums.get(sku) ?? 0) + quantity);
  if ([...sums.values()].some((quantity) => quantity > QUANTITY_MAX))
    return { ok: false, code: 'limit-exceeded' };
  const priced = await price(
    context,
    reader,
    [...sums].map(([sku, quantity]) => ({ sku, quantity })),
  );
  if (!priced.ok) return priced;
  return { ok: true, cart: await context.store.create({ owner: wanted.owner, lines: priced.lines }) };
};

/**
 * Sets the quantity of one line; 0 removes it. Units that were claimed in a sale can only be given back: into the sale
 * at once. A refusal leaves the cart as it was.
 */
export const setLine = async (
  context: CartContext,
  reader: Reader,
  change: { cart: StoredCart; sku: string; quantity: number },
): Promise<{ ok: true } | CartRefusal> => {
  const { cart, sku, quantity } = change;
  const orderId = await readOpenOrder(reader, cart.cartId);
  if (orderId !== undefined) return { ok: false, code: 'checkout-in-progress', orderId };
  const before = cart.lines.find((line) => line.sku === sku);
  let line: StoredLine | null = null;
  if (before?.claimId !== undefined) {
    const { claimId } = before;
    const changed = await transactionUnlessRefused(context.db, (tx) =>
      changeClaim(tx, { claimId, quantity, at: new Date() }),
    );
    if (!changed.ok) return changed;
    line = quantity === 0 ? null : { ...before, quantity };
  } else if (quantity > 0) {
    const priced = await price(context, reader, [{ sku, quantity }]);
    if (!priced.ok) return priced;
    const [first] = priced.lines;
    line = first === undefined ? null : { ...first, addedAt: before?.addedAt ?? first.addedAt };
  }
  const written = await context.store.write(cart, [{ sku, line }]);
  if (written === 'too-many-lines') return { ok: false, code: 'limit-exceeded' };
  return written === 'ok' ? { ok: true } : { ok: false, code: 'not-found' };
};

/** Prices lines and checks that they can be had now. Only checkout decides: this is a fast and fair way to say no. */
const price = async (
  { products }: CartContext,
  reader: Reader,
  wanted: readonly WantedLine[],
): Promise<{ ok: true; lines: StoredLine[] } | CartRefusal> => {
  const skus = wanted.map(({ sku }) => sku);
  const [variants, units] = await Promise.all([products.variants(reader, skus), availableOf(reader, skus)]);
  const lines: StoredLine[] = [];
  const shortages: Shortage[] = [];
  const now = Date.now();
  for (const [position, { sku, quantity }] of wanted.entries()) {
    const variant = variants.get(sku);
    if (variant?.active !== true) return { ok: false, code: 'unknown-sku', sku };
    const available = units.get(sku) ?? 0;
    if (available < quantity) shortages.push({ sku, available });
    lines.push({ sku, quantity, unitPrice: variant.unitPrice, addedAt: now + position });
  }
  return shortages.length > 0 ? { ok: false, code: 'insufficient-stock', shortages } : { ok: true, lines };
};
