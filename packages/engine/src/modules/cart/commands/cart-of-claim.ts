import type { CartStore } from '../store.ts';

/**
 * Makes the cart of a live claim, with its units at the sale's price, unless it is there already: a repeated request
 * brings back a cart that was lost or never written, and gives its owner the one that she filled as a guest. Throws
 * `Unavailable` while Redis is away.
 */
export const cartOfClaim = async (
  store: CartStore,
  claimed: {
    owner: string;
    claim: { claimId: string; cartId: string; quantity: number };
    sku: string;
    unitPrice: number;
    replayed: boolean;
  },
): Promise<void> => {
  const { owner, claim, sku, unitPrice } = claimed;
  const { claimId, cartId, quantity } = claim;
  const before = claimed.replayed ? await store.load(cartId) : undefined;
  if (before === undefined) {
    const line = { sku, quantity, unitPrice, addedAt: Date.now(), claimId };
    await store.create({ cartId, owner, lines: [line] });
  } else if (before.owner !== owner) await store.write({ cartId, owner: before.owner, newOwner: owner }, []);
};
