/** Units of one SKU as the truth has them. `setAside` are those kept for sales; they are not allocated yet. */
export type Stock = { sku: string; onHand: number; allocated: number; setAside: number };
export type Wanted = { sku: string; quantity: number };
/** Units that cannot be counted away: those of orders, and those kept for sales. */
export type Bound = { allocated: number; setAside: number };
export type Shortage = { sku: string; available: number };

export const availableToSell = (stock: Pick<Stock, 'onHand' | 'allocated' | 'setAside'>): number =>
  stock.onHand - stock.allocated - stock.setAside;

/** Sums lines of the same SKU, in the order of the SKUs: the order in which rows are locked. */
export const sumBySku = (lines: readonly Wanted[]): Wanted[] => {
  const sums = new Map<string, number>();
  for (const { sku, quantity } of lines) sums.set(sku, (sums.get(sku) ?? 0) + quantity);
  return [...sums].map(([sku, quantity]) => ({ sku, quantity })).sort((a, b) => (a.sku < b.sku ? -1 : 1));
};

/** All the lines or none: what is short, or nothing when everything can be allocated. */
export const shortages = (stocks: ReadonlyMap<string, Stock>, wanted: readonly Wanted[]): Shortage[] =>
  sumBySku(wanted).flatMap(({ sku, quantity }) => {
    const stock = stocks.get(sku);
    const available = stock === undefined ? 0 : availableToSell(stock);
    return available >= quantity ? [] : [{ sku, available }];
  });

/** What a count of the shelf changes: the difference to book, or a refusal where more is bound than was counted. */
export const decideCount = (
  stock: Stock,
  onHand: number,
): { ok: true; onHandDelta: number } | ({ ok: false; code: 'below-allocated' } & Bound) =>
  onHand < stock.allocated + stock.setAside
    ? { ok: false, code: 'below-allocated', allocated: stock.allocated, setAside: stock.setAside }
    : { ok: true, onHandDelta: onHand - stock.onHand };
