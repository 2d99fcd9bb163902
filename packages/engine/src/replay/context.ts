import type { Order } from '@cartwright/contract';
import type { Figures } from './figures.ts';
import type { Findings } from './findings.ts';
import type { Journal, Told } from './journal.ts';
import type { Patience } from './patience.ts';
import type { PaymentMix } from './plan.ts';
import type { Shopper, Shoppers } from './shoppers.ts';

/** What every walk through the shop works with; one per replay. */
export type ReplayContext = {
  seed: string;
  payments: PaymentMix;
  shoppers: Shoppers;
  journal: Journal;
  figures: Figures;
  findings: Findings;
  patience: Patience;
};

/** Notes what a key has made: an order, nothing, or that no answer came. */
export const noteKey = (
  { journal }: Pick<ReplayContext, 'journal'>,
  from: {
    shopper: Pick<Shopper, 'sessionId'>;
    operation: string;
    key: string;
    made: string | null | 'unknown';
  },
): void => {
  const { shopper, operation, key, made } = from;
  // A guest's keys belong to her session.
  journal.note('key', key, { owner: `session:${shopper.sessionId}`, operation, key, made, at: Date.now() });
};

/** Notes an order as the API showed it last; `order` is missing when no answer ever showed it. */
export const noteOrder = (
  { journal }: Pick<ReplayContext, 'journal'>,
  from: { orderId: string; told: Told; order: Order | undefined },
): void => {
  const { orderId, told, order } = from;
  journal.note('order', orderId, {
    told,
    total: order?.total.amount ?? null,
    lines:
      order?.lines.map(({ sku, quantity, unitPrice }) => ({ sku, quantity, unitPrice: unitPrice.amount })) ??
      null,
  });
};
