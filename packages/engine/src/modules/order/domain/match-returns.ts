/** A line of a historic order with what has not come back yet. */
export type Returnable = {
  orderId: string;
  placedAt: Date;
  position: number;
  sku: string;
  unitPrice: number;
  remaining: number;
};
/** What of an order's shipping has not been given back yet, in minor units. */
export type ShippingLeft = { orderId: string; placedAt: Date; remaining: number };
/** What one customer still has to bring back, newest first; goods by `returnKey`. */
export type Left = { returnable: Map<string, Returnable[]>; shippingLeft: ShippingLeft[] };

/** What a line has to have in common with another to take it back: SKU and price. */
export const returnKey = ({ sku, unitPrice }: { sku: string; unitPrice: number }): string =>
  `${unitPrice} ${sku}`;
/** One line of a cancellation; `quantity` is above zero. */
export type Back = { line: number; sku: string; quantity: number; unitPrice: number };
/** Charges that are given back, in minor units, above zero. */
export type ShippingBack = { line: number; amount: number };

export type OrderReturn = {
  orderId: string;
  /** The lines of the log that it accounts for. */
  logLines: number[];
  lines: { position: number; quantity: number }[];
  shippingAmount: number;
  /** Goods and shipping together. */
  amount: number;
};

/**
 * Finds the orders that a cancellation takes back from: for each of its lines the newest ones, placed until then, with
 * the same SKU at the same price, over as many as it takes. A line that does not fit whole into what is left stays
 * unmatched. What is taken is taken from `left`, where used-up lines go away: a line costs as many steps as orders it
 * takes from, however many there are.
 */
export const matchReturns = (
  wanted: { at: Date; goods: readonly Back[]; shipping: readonly ShippingBack[] },
  left: Left,
): { returns: OrderReturn[]; unmatched: number[] } => {
  const byOrder = new Map<string, OrderReturn>();
  const unmatched: number[] = [];
  const of = (orderId: string, logLine: number): OrderReturn => {
    const found = byOrder.get(orderId) ?? { orderId, logLines: [], lines: [], shippingAmount: 0, amount: 0 };
    byOrder.set(orderId, found);
    if (!found.logLines.includes(logLine)) found.logLines.push(logLine);
    return found;
  };
  for (const back of wanted.goods) {
    const lines = left.returnable.get(returnKey(back)) ?? [];
    const begin = lines.findIndex(({ placedAt }) => placedAt <= wanted.at);
    let [end, covered] = [begin, 0];
    for (; begin !== -1 && end < lines.length && covered < back.quantity; end += 1)
      covered += lines[end]?.remaining ?? 0;
    if (covered < back.quantity) {
      unmatched.push(back.line);
      continue;
    }
    let open = back.quantity;
    for (const line of lines.slice(begin, end)) {
      const quantity = Math.min(open, line.remaining);
      open -= quantity;
      line.remaining -= quantity;
      const order = of(line.orderId, back.line);
      order.amount += quantity * line.unitPrice;
      const known = order.lines.find(({ position }) => position === line.position);
      if (known === undefined) order.lines.push({ position: line.position, quantity });
      else known.quantity += quantity;
    }
    const usedUp = lines[end - 1]?.remaining === 0 ? end : end - 1;
    lines.splice(begin, usedUp - begin);
  }
  for (const back of wanted.shipping) {
    const fitting = left.shippingLeft.find(
      ({ remaining, placedAt }) => remaining >= back.amount && placedAt <= wanted.at,
    );
    if (fitting === undefined) {
      unmatched.push(back.line);
      continue;
    }
    fitting.remaining -= back.amount;
    const order = of(fitting.orderId, back.line);
    order.shippingAmount += back.amount;
    order.amount += back.amount;
  }
  return { returns: [...byOrder.values()], unmatched };
};
