/**
 * Checks a cart out with what it holds: every hold is renewed, or taken anew, and pinned before anything is placed; the
 * order's movements carry the ids of the holds, by which the change stream drops them. What is pinned by a process that
 * dies is settled by the sweeper, which asks PostgreSQL.
 */
import type { CartContext, StoredCart } from '../modules/cart/index.ts';
import type { Pinned } from '../modules/inventory/index.ts';
import type { PricedLine } from '../modules/order/index.ts';
import type { Reader } from '../platform/read-side/index.ts';
import { Overloaded, Unavailable } from '../shared/expected-error.ts';
import type { CheckoutRefusal, CheckoutStarted } from './checkout.ts';

/**
 * Places a cart's lines by `start`, which gets them with their holds. Refused where a hold cannot be had; the cart then
 * says what it holds still. When `start` throws, nobody knows whether an order was placed: what is pinned stays so.
 */
export const checkoutCart = async (
  { store, holds }: Pick<CartContext, 'store' | 'holds'>,
  reader: Reader,
  { cart, lines }: { cart: StoredCart; lines: readonly PricedLine[] },
  start: (lines: readonly PricedLine[]) => Promise<CheckoutStarted | CheckoutRefusal>,
): Promise<CheckoutStarted | CheckoutRefusal> => {
  const { cartId } = cart;
  const shelf = lines.filter(({ claimId }) => claimId === undefined);
  /** Writes down until when each line is held: not at all, when it is not among these. */
  const note = (held: ReadonlyMap<string, Date>): Promise<unknown> =>
    store.write(
      cart,
      cart.lines.flatMap(({ heldUntil: _, ...line }) => {
        if (line.claimId !== undefined) return [];
        const endsAt = held.get(line.sku);
        return [
          { sku: line.sku, line: endsAt === undefined ? line : { ...line, heldUntil: endsAt.getTime() } },
        ];
      }),
    );
  const letGo = async (pinned: Pinned): Promise<void> => {
    await note(await holds.unpin({ cartId, pinned }));
  };

  const pinning = await holds.pin(reader, { cartId, lines: shelf });
  if (!pinning.ok) {
    await note(pinning.kept);
    return pinning;
  }
  const { pinned } = pinning;
  const withHolds = lines.map((line) => {
    const hold = line.claimId === undefined ? pinned.get(line.sku) : undefined;
    return hold === undefined ? line : { ...line, holdId: hold.holdId };
  });
  let started: CheckoutStarted | CheckoutRefusal;
  try {
    started = await start(withHolds);
  } catch (error) {
    if (error instanceof Overloaded) await unlessAway(() => letGo(pinned));
    throw error;
  }
  await unlessAway(() => (started.ok ? note(new Map()) : letGo(pinned)));
  return started;
};

/** What Redis forgets meanwhile ends by itself, and PostgreSQL has decided already. */
const unlessAway = async (work: () => Promise<unknown>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
  }
};
