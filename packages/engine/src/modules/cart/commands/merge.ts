import { QUANTITY_MAX } from '@cartwright/contract';
import type { Queryable } from '../../../platform/sql.ts';
import type { Holds } from '../../inventory/index.ts';
import { openOrderOfCart } from '../../order/index.ts';
import { claimsInCart } from '../../sale/index.ts';
import type { CartStore, LineWrite, StoredCart, StoredLine } from '../store.ts';

/**
 * At sign-in: the guest's cart becomes the customer's and takes in what her older cart held, so that the cart
 * id that her browser knows stays good. Quantities of one SKU are added up, at most 999. Nothing is lost: the
 * older cart goes only after its lines are written, and what it holds moves along; where they do not fit, it stays and remains her cart. A
 * guest's cart that waits for its payment is hers too, as it is. Units of a sale stay in the cart of their claim, and
 * what the other cart holds joins them there; two carts with claims stay apart, both hers. A claim that is over is
 * none, and its line goes with its cart.
 */
export const mergeCarts = async (
  context: { db: Queryable; store: CartStore; holds: Holds },
  owners: { guest: string; customer: string },
): Promise<void> => {
  const { store, holds } = context;
  const guest = await currentCart(context, owners.guest);
  if (guest === undefined) return;
  const current = await currentCart(context, owners.customer);
  const older = current?.ordered === true ? undefined : current;
  const cart = { cartId: guest.cartId, owner: owners.guest, newOwner: owners.customer };
  if (older !== undefined && !guest.ordered && hasClaim(guest) !== hasClaim(older)) {
    const [into, from] = hasClaim(guest) ? [guest, older] : [older, guest];
    await joinClaim({ store, holds }, { into, from, owner: owners.customer });
    return;
  }
  // A cart that is paid goes away; the older one has to be in sight then.
  if (hasClaim(guest) && !guest.ordered) {
    if ((await store.write(cart, [])) === 'ok') await store.setCurrent(owners.customer, guest.cartId);
    return;
  }
  const apart = guest.ordered || (older !== undefined && hasClaim(older));
  const merged = apart ? 'apart' : await store.write(cart, addedUp(guest, older));
  if (merged === 'not-found') return;
  if (merged !== 'ok') {
    await store.write(cart, []);
    if (older !== undefined) return;
  }
  await store.setCurrent(owners.customer, guest.cartId);
  if (merged !== 'ok' || older === undefined) return;
  await store.remove(older.cartId);
  await holds.move({
    from: older.cartId,
    to: guest.cartId,
    owner: owners.customer,
    skus: older.lines.map(({ sku }) => sku),
  });
};

/**
 * Moves what a cart holds into the cart of a claim; both are the owner's from then on. A SKU that is claimed stays where
 * it is, for its units are not of the sale, and so does all when it does not fit.
 */
const joinClaim = async (
  { store, holds }: { store: CartStore; holds: Holds },
  { into, from, owner }: { into: StoredCart; from: StoredCart; owner: string },
): Promise<void> => {
  const free = from.lines.filter(({ sku }) => !into.lines.some((line) => line.sku === sku));
  const claimed = { cartId: into.cartId, owner: into.owner, newOwner: owner };
  const joined = await store.write(
    claimed,
    free.map(({ sku, ...line }) => ({ sku, line })),
  );
  if (joined === 'not-found') return;
  if (joined === 'too-many-lines') await store.write(claimed, []);
  const gone = joined === 'ok' ? free : [];
  const other = { cartId: from.cartId, owner: from.owner, newOwner: owner };
  await store.write(
    other,
    gone.map(({ sku }) => ({ sku, line: null })),
  );
  const skus = gone.map(({ sku }) => sku);
  await holds.move({ from: from.cartId, to: into.cartId, owner, skus });
  if (gone.length === from.lines.length) await store.remove(from.cartId);
  await store.setCurrent(owner, into.cartId);
};

/** At sign-in, gives the carts of a guest's claims that were not her present one to the customer, as they are. */
export const handOverCarts = async (
  store: CartStore,
  { cartIds, guest, customer }: { cartIds: readonly string[]; guest: string; customer: string },
): Promise<void> => {
  for (const cartId of cartIds) await store.write({ cartId, owner: guest, newOwner: customer }, []);
};

const hasClaim = (cart: StoredCart): boolean => cart.lines.some(({ claimId }) => claimId !== undefined);

const addedUp = (guest: StoredCart, older: StoredCart | undefined): LineWrite[] =>
  (older?.lines ?? []).map(({ sku, ...line }) => {
    const same = guest.lines.find((other) => other.sku === sku);
    const quantity = Math.min(line.quantity + (same?.quantity ?? 0), QUANTITY_MAX);
    if (same === undefined) return { sku, line };
    const heldUntil = laterOf(line.heldUntil, same.heldUntil);
    return { sku, line: { ...same, quantity, ...(heldUntil === undefined ? {} : { heldUntil }) } };
  });

const laterOf = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);

/**
 * The owner's present cart without the lines of claims that are over, and whether it has been placed as an order, so
 * that its lines stay as they are.
 */
const currentCart = async (
  { db, store }: { db: Queryable; store: CartStore },
  owner: string,
): Promise<(StoredCart & { ordered: boolean }) | undefined> => {
  const cartId = await store.current(owner);
  const cart = cartId === undefined ? undefined : await store.load(cartId);
  if (cart === undefined || cart.owner !== owner) return undefined;
  const [orderId, claims] = await Promise.all([
    openOrderOfCart(db, cart.cartId),
    claimsInCart(
      db,
      cart.lines.flatMap(({ claimId }) => claimId ?? []),
    ),
  ]);
  const now = new Date();
  const isOver = ({ claimId }: StoredLine): boolean => {
    const claim = claimId === undefined ? undefined : claims.get(claimId);
    return claim !== undefined && claim.status !== 'ordered' && claim.heldUntil <= now;
  };
  return { ...cart, lines: cart.lines.filter((line) => !isOver(line)), ordered: orderId !== undefined };
};
