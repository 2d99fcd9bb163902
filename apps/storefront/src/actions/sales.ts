'use server';

import { ApiProblem, ApiUnreachable, type Cart, type Claim, store } from '@cartwright/contract';
import { refresh } from 'next/cache';
import { redirect } from 'next/navigation';
import { command, ownCart } from '#lib/command.ts';
import { text, whole } from '#lib/form.ts';
import { placeNow } from '#lib/line.ts';
import { troubleOf } from '#lib/trouble.ts';

/** What a claim form shows after it was sent; `key` names the shopper's present intent. */
export type ClaimState = {
  key: string;
  trouble: { title: string; detail: string; href?: string; linkText?: string } | null;
};

/**
 * Claims units of a sale and leads to the cart that holds them. The key comes with the form: a double click or a
 * second try after a broken line is the same claim; after a clear “no” the next press is another one.
 */
export const claimUnits = async (before: ClaimState, form: FormData): Promise<ClaimState> => {
  const key = before.key || text(form, 'key') || crypto.randomUUID();
  let claim: Claim;
  let earlier: Cart | null;
  try {
    earlier = await ownCart();
    // A claim has a cart of its own. A second one would put the first out of sight until its time is over.
    if (earlier !== null && hasLiveClaim(earlier)) return { key, trouble: FIRST_THE_OTHER };
    const saleId = text(form, 'saleId');
    const admissionToken = (await placeNow(saleId))?.admissionToken;
    claim = await command(store.claimSale, {
      params: { saleId },
      headers: { 'idempotency-key': key },
      body: {
        quantity: Math.max(whole(form, 'quantity') ?? 1, 1),
        ...(admissionToken === undefined ? {} : { admissionToken }),
      },
    });
  } catch (error) {
    const refused = refusal(error);
    refresh();
    return refused.sameIntent ? { key, trouble: refused.trouble } : anew(refused.trouble);
  }
  if (Date.parse(claim.expiresAt) <= Date.now())
    return anew({
      title: 'What you had claimed was set aside too long',
      detail: 'It went back to the others. Press again to claim once more.',
    });
  if (earlier !== null) await carryOver(earlier, claim.cartId);
  // The header counts what is in the cart.
  refresh();
  redirect('/cart');
};

const hasLiveClaim = (cart: Cart): boolean =>
  cart.orderId === null &&
  cart.lines.some(
    ({ claimId, heldUntil }) => claimId !== null && heldUntil !== null && Date.parse(heldUntil) > Date.now(),
  );

/**
 * Moves what was in the shopper's cart beside what she claimed: out of the one first, or the units that it holds would be
 * missing in the other. What is not sold any more stays behind.
 */
const carryOver = async (earlier: Cart, cartId: string): Promise<void> => {
  if (earlier.cartId === cartId || earlier.orderId !== null) return;
  const { lines } = await command(store.getCart, { params: { cartId } });
  const taken = new Set(lines.map(({ sku }) => sku));
  for (const { sku, quantity, claimId } of earlier.lines) {
    if (claimId !== null || taken.has(sku)) continue;
    try {
      await command(store.removeCartLine, { params: { cartId: earlier.cartId, sku } });
      await command(store.setCartLine, { params: { cartId, sku }, body: { quantity } });
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      await putBack(earlier.cartId, { sku, quantity });
    }
  }
};

const putBack = async (
  cartId: string,
  { sku, quantity }: { sku: string; quantity: number },
): Promise<void> => {
  try {
    await command(store.setCartLine, { params: { cartId, sku }, body: { quantity } });
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
  }
};

type Refusal = { sameIntent: boolean; trouble: NonNullable<ClaimState['trouble']> };

const anew = (trouble: Refusal['trouble']): ClaimState => ({ key: crypto.randomUUID(), trouble });

const refusal = (error: unknown): Refusal => {
  if (error instanceof ApiUnreachable || (error instanceof ApiProblem && error.status >= 500))
    return { sameIntent: true, trouble: UNSURE };
  if (!(error instanceof ApiProblem)) throw error;
  const { code, orderId } = error.problem;
  switch (code) {
    case 'not-open':
      return no('This sale is not open', 'Have a look above: it has not begun yet, or it is over.');
    case 'not-admitted':
      return no('There is a line in front of this sale', 'It is not your turn yet. Please try again soon.');
    case 'sold-out':
    case 'insufficient-stock':
      return no(
        'Somebody was faster',
        'All units are claimed at the moment. What is not paid in time comes back, so it can be worth another try.',
      );
    case 'limit-exceeded':
      return no('That is more than one shopper can have', 'What you claimed or ordered counts as well.');
    case 'busy':
    case 'idempotency-in-flight':
      return { sameIntent: true, trouble: BUSY };
    case 'idempotency-mismatch':
      return no('You have claimed already', 'An earlier press of yours went through.', CART);
    case 'checkout-in-progress':
      return no('Your last order is not paid yet', 'Pay or cancel it first; then you can claim.', {
        href: orderId === undefined ? '/orders' : `/orders/${orderId}`,
        linkText: 'See that order',
      });
    default:
      return { sameIntent: false, trouble: troubleOf(error) };
  }
};

const no = (title: string, detail: string, link: { href?: string; linkText?: string } = {}): Refusal => ({
  sameIntent: false,
  trouble: { title, detail, ...link },
});

const CART = { href: '/cart', linkText: 'See your cart' };
const FIRST_THE_OTHER: Refusal['trouble'] = {
  title: 'You have claimed something already',
  detail: 'It is set aside in your cart. Order it or take it out, then you can claim more.',
  ...CART,
};
const UNSURE: Refusal['trouble'] = {
  title: 'We did not hear back in time',
  detail: 'Press the button again: it is the same claim, and you get it only once.',
};
const BUSY: Refusal['trouble'] = {
  title: 'Many people are pressing this button right now',
  detail: 'Give it a second, then press again. It stays the same claim.',
};
