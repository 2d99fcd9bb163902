import { createHash } from 'node:crypto';
import { type HistoricOrder, type HistoricReturn, historicOrderId } from '../../modules/order/index.ts';
import { between, chance, pick, randomFrom } from '../random.ts';

const RETURNED_SHARE = 0.045;
const DAY_MS = 86_400_000;
const DAYS_KEPT = { min: 3, max: 16 };
const REASONS = ['Too large', 'Too small', 'Not as I imagined', 'Arrived damaged', 'Ordered twice'] as const;

/** What came back of an order until `now`: now and then some units of one line, a few days later. */
export const returnOf = (order: HistoricOrder, now: Date): HistoricReturn | undefined => {
  const reference = `${order.reference}/return`;
  const random = randomFrom(`order ${reference}`);
  if (order.status === 'cancelled' || !chance(random, RETURNED_SHARE)) return undefined;
  const position = between(random, { min: 1, max: order.lines.length });
  const line = order.lines[position - 1];
  if (line === undefined) return undefined;
  const back = {
    source: order.source,
    orderId: historicOrderId(order),
    at: new Date(
      order.placedAt.getTime() + Math.floor(between(random, DAYS_KEPT) * DAY_MS * (0.9 + random() / 5)),
    ),
    reason: pick(random, REASONS),
    lines: [{ position, quantity: between(random, { min: 1, max: line.quantity }) }],
    shippingAmount: 0,
    currency: order.currency,
    data: order.data,
  };
  if (back.at > now) return undefined;
  const amount = line.unitPrice * back.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const contentSha256 = createHash('sha256')
    .update(JSON.stringify({ ...back, reference, amount }))
    .digest();
  return { ...back, amount, references: [{ reference, contentSha256 }] };
};
