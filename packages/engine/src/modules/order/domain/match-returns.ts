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
/** What one customer still has to bring back, newest first. */
export type Left = { returnable: Returnable[]; shippingLeft: ShippingLeft[] };
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
 * unmatched. Also says what is left afterwards.
 */
export const matchReturns = (
  wanted: { at: Date; goods: readonly Back[]; shipping: readonly ShippingBack[] },
  before: Left,
): { returns: OrderReturn[]; unmatched: number[]; left: Left } => {
  const returnable = before.returnable.map((line) => ({ ...line }));
  const shippingLeft = before.shippingLeft.map((order) => ({ ...order }));
  const byOrder = new Map<string, OrderReturn>();
  const unmatched: number[] = [];
  const of = (orderId: string, logLine: number): OrderReturn => {
    const found = byOrder.get(orderId) ?? { orderId, logLines: [], lines: [], shippingAmount: 0, amount: 0 };
    byOrder.set(orderId, found);
    if (!found.logLines.includes(logLine)) found.logLines.push(logLine);
    return found;
  };
  for (const back of wanted.goods) {
    const fitting = returnable.filter(
      (line) =>
        line.sku === back.sku &&
        line.unitPrice === back.unitPrice &&
        line.remaining > 0 &&
        line.placedAt <= wanted.at,
    );
    if (fitting.reduce((sum, line) => sum + line.remaining, 0) < back.quantity) {
      unmatched.push(back.line);
      continue;
    }
    let open = back.quantity;
    for (const line of fitting) {
      const quantity = Math.min(open, line.remaining);
      if (quantity === 0) break;
      open -= quantity;
      line.remaining -= quantity;
      const order = of(line.orderId, back.line);
      order.amount += quantity * line.unitPrice;
      const known = order.lines.find(({ position }) => position === line.position);
      if (known === undefined) order.lines.push({ position: line.position, quantity });
      else known.quantity += quantity;
    }
  }
  for (const back of wanted.shipping) {
    const fitting = shippingLeft.find(
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
  return { returns: [...byOrder.values()], unmatched, left: { returnable, shippingLeft } };
};
