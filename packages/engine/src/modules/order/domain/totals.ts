import { times } from '../../../shared/money.ts';

export type PricedLine = {
  sku: string;
  productId: string;
  title: string;
  quantity: number;
  unitPrice: number;
  /** The hold of a cart that these units come from, if it has one. */
  holdId?: string;
  /** The claim of a sale whose units these are; others come from the shelf. */
  claimId?: string;
};
/** Minor units of one currency. */
export type Totals = {
  subtotal: number;
  discountTotal: number;
  shippingTotal: number;
  taxTotal: number;
  total: number;
};

/** What lines come to. Discount, shipping and tax are zero until something computes them. */
export const totalsOf = (lines: readonly Pick<PricedLine, 'quantity' | 'unitPrice'>[]): Totals => {
  const subtotal = lines.reduce((sum, line) => sum + times(line.unitPrice, line.quantity), 0);
  return { subtotal, discountTotal: 0, shippingTotal: 0, taxTotal: 0, total: subtotal };
};
