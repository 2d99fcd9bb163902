import { QUANTITY_MAX } from '@cartwright/contract';
import type { Queryable } from '../../../platform/sql.ts';
import { openOrderOfCart } from '../../order/index.ts';
import type { CartStore, LineWrite, StoredCart } from '../store.ts';

/**
 * At sign-in: the guest's cart becomes the customer's and takes in what her older cart held, so that the cart
 * id that her browser knows stays good. Quantities of one SKU are added up, at most 999. Nothing is lost: the
 * older cart goes only after its lines are written; where they do not fit, it stays and remains her cart.
 */
export const mergeCarts = async (
  context: { db: Queryable; store: CartStore },
  owners: { guest: string; customer: string },
): Promise<void> => {
  const { store } = context;
  const guest = await openCart(context, owners.guest);
  if (guest === undefined) return;
  const older = await openCart(context, owners.customer);
  const lines: LineWrite[] = (older?.lines ?? []).map(({ sku, ...line }) => {
    const same = guest.lines.find((other) => other.sku === sku);
    const quantity = Math.min(line.quantity + (same?.quantity ?? 0), QUANTITY_MAX);
    return { sku, line: same === undefined ? line : { ...same, quantity } };
  });
  const cart = { cartId: guest.cartId, owner: owners.guest, newOwner: owners.customer };
  const written = await store.write(cart, lines);
  if (written === 'too-many-lines') {
    await store.write(cart, []);
    return;
  }
  if (written === 'not-found') return;
  await store.setCurrent(owners.customer, guest.cartId);
  if (older !== undefined) await store.remove(older.cartId);
};

/** The owner's present cart, if it can still be changed. */
const openCart = async (
  { db, store }: { db: Queryable; store: CartStore },
  owner: string,
): Promise<StoredCart | undefined> => {
  const cartId = await store.current(owner);
  if (cartId === undefined || (await openOrderOfCart(db, cartId)) !== undefined) return undefined;
  const cart = await store.load(cartId);
  return cart?.owner === owner ? cart : undefined;
};
