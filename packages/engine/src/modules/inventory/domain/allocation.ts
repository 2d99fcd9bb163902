/** Units of one SKU as the truth has them. `setAside` are those kept for sales; they are not allocated yet. */
export type Stock = { sku: string; onHand: number; allocated: number; setAside: number };
export type Wanted = { sku: string; quantity: number };
/** An order's units: those from the shelf, each with the hold they were under, and those that a sale has set aside. */
export type OrderUnits = {
  orderId: string;
  lines: readonly (Wanted & { holdId?: string | undefined })[];
  setAside?: readonly Wanted[];
};
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

/** Units of some SKUs, to be taken by one order after another. */
export type Shelf = {
  /** All the lines of an order or none: what is short, or nothing when they were taken. */
  take(lines: readonly Wanted[]): Shortage[];
};

/** The shelf as the truth has it. A SKU that nobody stocks has no units. */
export const shelfOf = (stocks: readonly Stock[]): Shelf => {
  const left = new Map(stocks.map((stock) => [stock.sku, availableToSell(stock)]));
  return {
    take(lines) {
      const wanted = sumBySku(lines);
      const short = wanted.flatMap(({ sku, quantity }) => {
        const available = left.get(sku) ?? 0;
        return available >= quantity ? [] : [{ sku, available }];
      });
      if (short.length === 0)
        for (const { sku, quantity } of wanted) left.set(sku, (left.get(sku) ?? 0) - quantity);
      return short;
    },
  };
};

/** What a count of the shelf changes: the difference to book, or a refusal where more is bound than was counted. */
export const decideCount = (
  stock: Stock,
  onHand: number,
): { ok: true; onHandDelta: number } | ({ ok: false; code: 'below-allocated' } & Bound) =>
  onHand < stock.allocated + stock.setAside
    ? { ok: false, code: 'below-allocated', allocated: stock.allocated, setAside: stock.setAside }
    : { ok: true, onHandDelta: onHand - stock.onHand };
