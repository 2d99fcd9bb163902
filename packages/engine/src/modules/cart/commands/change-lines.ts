import { QUANTITY_MAX, type WantedLine } from '@cartwright/contract';
import { type Database, transactionUnlessRefused } from '../../../platform/postgres.ts';
import type { Reader } from '../../../platform/read-side/index.ts';
import { assert } from '../../../shared/assert.ts';
import { newId } from '../../../shared/ids.ts';
import type { ProductSource } from '../../catalog/index.ts';
import type { HoldLimit, Holds, Shortage } from '../../inventory/index.ts';
import { readOpenOrder } from '../../order/index.ts';
import { changeClaim } from '../../sale/index.ts';
import type { CartStore, StoredCart, StoredLine } from '../store.ts';
import type { ViewOptions } from '../view.ts';

export type CartRefusal =
  | { ok: false; code: 'not-found' }
  | { ok: false; code: 'unknown-sku'; sku: string }
  | { ok: false; code: 'insufficient-stock'; shortages: Shortage[] }
  | { ok: false; code: 'limit-exceeded' }
  | HoldLimit
  | { ok: false; code: 'checkout-in-progress'; orderId: string }
  | { ok: false; code: 'being-paid' }
  | { ok: false; code: 'claim-fixed'; claimed: number }
  | { ok: false; code: 'claim-over' };

export type CartContext = {
  db: Database;
  store: CartStore;
  holds: Holds;
  view: ViewOptions;
  products: ProductSource;
};

/** Makes a cart with all of its lines, each with its hold, or none. Equal SKUs are added up. */
export const createCart = async (
  context: CartContext,
  reader: Reader,
  wanted: { owner: string; lines: readonly WantedLine[] },
): Promise<{ ok: true; cart: StoredCart } | CartRefusal> => {
  const sums = new Map<string, number>();
  for (const { sku, quantity } of wanted.lines) sums.set(sku, (sums.get(sku) ?? 0) + quantity);
  if ([...sums.values()].some((quantity) => quantity > QUANTITY_MAX))
    return { ok: false, code: 'limit-exceeded' };
  const lines = [...sums].map(([sku, quantity]) => ({ sku, quantity }));
  const { owner } = wanted;
  const cartId = newId();
  const taken = await priceAndHold(context, reader, { cartId, owner, lines });
  if (!taken.ok) return taken;
  return { ok: true, cart: await context.store.create({ cartId, owner, lines: taken.lines }) };
};

/**
 * Sets the quantity of one line and what it holds; 0 removes it and gives its units back. Units that were claimed in a
 * sale can only be given back: into the sale at once. A refusal leaves the cart, and what it holds, as they were.
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
  if (before?.claimId !== undefined)
    return changeClaimed(context, change, { ...before, claimId: before.claimId });
  if (quantity === 0) {
    const removed = await written(context, cart, { sku, line: null });
    if (removed.ok) await context.holds.release({ ...cart, skus: [sku] });
    return removed;
  }
  const taken = await priceAndHold(context, reader, { ...cart, lines: [{ sku, quantity }] });
  if (!taken.ok) return taken;
  const [line] = taken.lines;
  assert(line !== undefined, `${sku} was priced and has no line`);
  const done = await written(context, cart, {
    sku,
    line: { ...line, addedAt: before?.addedAt ?? line.addedAt },
  });
  if (!done.ok) await taken.undo();
  return done;
};

const changeClaimed = async (
  context: CartContext,
  { cart, sku, quantity }: { cart: StoredCart; sku: string; quantity: number },
  before: StoredLine & { claimId: string },
): Promise<{ ok: true } | CartRefusal> => {
  const { claimId } = before;
  const changed = await transactionUnlessRefused(context.db, (tx) =>
    changeClaim(tx, { claimId, quantity, at: new Date() }),
  );
  if (!changed.ok) return changed;
  return written(context, cart, { sku, line: quantity === 0 ? null : { ...before, quantity } });
};

const written = async (
  { store }: CartContext,
  cart: StoredCart,
  write: { sku: string; line: StoredLine | null },
): Promise<{ ok: true } | CartRefusal> => {
  const reply = await store.write(cart, [write]);
  if (reply === 'too-many-lines') return { ok: false, code: 'limit-exceeded' };
  return reply === 'ok' ? { ok: true } : { ok: false, code: 'not-found' };
};

/** Prices lines and holds their units: all, or none. Only checkout decides: this is a fast and fair way to say no. */
const priceAndHold = async (
  { products, holds }: CartContext,
  reader: Reader,
  { cartId, owner, lines: wanted }: { cartId: string; owner: string; lines: readonly WantedLine[] },
): Promise<{ ok: true; lines: StoredLine[]; undo(): Promise<void> } | CartRefusal> => {
  const variants = await products.variants(
    reader,
    wanted.map(({ sku }) => sku),
  );
  const unknown = wanted.find(({ sku }) => variants.get(sku)?.active !== true);
  if (unknown !== undefined) return { ok: false, code: 'unknown-sku', sku: unknown.sku };
  const held = await holds.hold(reader, { cartId, owner, lines: wanted });
  if (!held.ok) return held;
  const now = Date.now();
  const lines = wanted.map(({ sku, quantity }, position): StoredLine => {
    const heldUntil = held.endsAt.get(sku)?.getTime();
    return {
      sku,
      quantity,
      unitPrice: variants.get(sku)?.unitPrice ?? 0,
      addedAt: now + position,
      ...(heldUntil === undefined ? {} : { heldUntil }),
    };
  });
  return { ok: true, lines, undo: held.undo };
};
