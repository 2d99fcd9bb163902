import type { Cart, CartLine } from '@cartwright/contract';
import type { Reader } from '../../platform/read-side/index.ts';
import { money, times } from '../../shared/money.ts';
import type { ProductSource, VariantForSale } from '../catalog/index.ts';
import { readOpenOrder, totalsOf } from '../order/index.ts';
import { type ClaimInCart, claimsInCart } from '../sale/index.ts';
import type { StoredCart, StoredLine } from './store.ts';

export type ViewOptions = { currency: string; publicUrl: string };
export type CartView = {
  cart: Cart;
  variants: Map<string, VariantForSale>;
  /** SKUs whose price is no longer the one that the cart was given. */
  repriced: { sku: string; unitPrice: number }[];
  /** SKUs that are not sold any more. They stay in the cart, in sight, until the shopper removes them. */
  gone: string[];
};

/**
 * A cart as its shopper sees it: at the present prices, because the server's prices are the ones that hold. Lines of a
 * sale have its price and the units of their claim. `heldUntil` is in the past once a line's hold or claim is over.
 */
export const viewCart = async (
  reader: Reader,
  stored: StoredCart,
  { products, view }: { products: ProductSource; view: ViewOptions },
): Promise<CartView> => {
  const { currency } = view;
  const [variants, orderId, claims] = await Promise.all([
    products.variants(
      reader,
      stored.lines.map(({ sku }) => sku),
    ),
    readOpenOrder(reader, stored.cartId),
    claimsInCart(
      reader.db,
      stored.lines.flatMap(({ claimId }) => claimId ?? []),
    ),
  ]);
  const repriced: CartView['repriced'] = [];
  const gone: string[] = [];
  const priced: { quantity: number; unitPrice: number }[] = [];
  const lines = stored.lines.map((kept): CartLine => {
    const { line, claim } = withClaim(kept, claims);
    const variant = variants.get(line.sku);
    const sold = variant?.active === true;
    if (!sold) gone.push(line.sku);
    const unitPrice = sold && claim === undefined ? variant.unitPrice : line.unitPrice;
    if (unitPrice !== line.unitPrice) repriced.push({ sku: line.sku, unitPrice });
    priced.push({ quantity: line.quantity, unitPrice });
    return {
      sku: line.sku,
      productId: variant?.productId ?? '',
      title: variant?.title ?? line.sku,
      image: variant?.image ?? null,
      quantity: line.quantity,
      unitPrice: money(unitPrice, currency),
      lineTotal: money(times(unitPrice, line.quantity), currency),
      heldUntil: orderId === undefined ? heldUntilOf(line, claim) : null,
      claimId: line.claimId ?? null,
    };
  });
  const totals = totalsOf(priced);
  const cart: Cart = {
    cartId: stored.cartId,
    lines,
    subtotal: money(totals.subtotal, currency),
    discountTotal: money(totals.discountTotal, currency),
    shippingTotal: money(totals.shippingTotal, currency),
    taxTotal: money(totals.taxTotal, currency),
    total: money(totals.total, currency),
    coupons: [],
    expiresAt: stored.expiresAt.toISOString(),
    orderId: orderId ?? null,
  };
  return { cart, variants, repriced, gone };
};

const heldUntilOf = ({ heldUntil }: StoredLine, claim: ClaimInCart | undefined): string | null => {
  if (claim !== undefined) return claim.status === 'ordered' ? null : claim.heldUntil.toISOString();
  return heldUntil === undefined ? null : new Date(heldUntil).toISOString();
};

/** A line with what its claim says, if it has one. */
const withClaim = (
  line: StoredLine,
  claims: ReadonlyMap<string, ClaimInCart>,
): { line: StoredLine; claim: ClaimInCart | undefined } => {
  const claim = line.claimId === undefined ? undefined : claims.get(line.claimId);
  if (claim === undefined) return { line, claim };
  return { line: { ...line, quantity: claim.quantity, unitPrice: claim.unitPrice }, claim };
};
