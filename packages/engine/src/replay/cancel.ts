/** Goods that the log says came back: their customer cancels the order that holds them. */
import { ApiProblem, store } from '@cartwright/contract';
import { newId } from '../shared/ids.ts';
import { noteKey, noteOrder, type ReplayContext } from './context.ts';
import { GaveUp, patiently } from './patience.ts';
import type { Shopper } from './shoppers.ts';
import { type Cancellation, countOne } from './steps.ts';

/**
 * Cancels, for each SKU of a cancelling invoice, the customer's latest live order that holds it; SKUs of one order
 * cancel it once. SKUs that no such order holds are counted. Throws only bugs of ours.
 */
export const cancel = async (context: ReplayContext, cancellation: Cancellation): Promise<void> => {
  const { figures } = context;
  const shopper = context.shoppers.find(cancellation.customer);
  const wanted = new Set(cancellation.skus);
  while (shopper !== undefined && wanted.size > 0) {
    const found = shopper.liveOrders.findLast(({ skus }) => !wanted.isDisjointFrom(skus));
    if (found === undefined) break;
    // Whatever comes of it: once is enough.
    shopper.liveOrders.splice(shopper.liveOrders.indexOf(found), 1);
    for (const sku of found.skus) wanted.delete(sku);
    await cancelOrder(context, shopper, found.orderId);
  }
  figures.nothingToCancel += wanted.size;
};

const cancelOrder = async (context: ReplayContext, shopper: Shopper, orderId: string): Promise<void> => {
  const { figures, findings } = context;
  const key = newId();
  const operation = `cancel:${orderId}`;
  try {
    const { body } = await patiently(context.patience, (signal) =>
      shopper.client.call(store.cancelOrder, {
        params: { orderId },
        headers: { 'idempotency-key': key },
        signal,
      }),
    );
    figures.cancelled += 1;
    noteKey(context, { shopper, operation, key, made: orderId });
    noteOrder(context, { orderId, told: 'cancelled', order: body });
  } catch (error) {
    if (error instanceof GaveUp) {
      figures.gaveUp += 1;
      noteKey(context, { shopper, operation, key, made: 'unknown' });
      const before = context.journal.find('order', orderId);
      if (before !== undefined) context.journal.note('order', orderId, { ...before, told: 'undecided' });
    } else if (error instanceof ApiProblem) {
      countOne(figures.cancelRefused, error.problem.code);
      noteKey(context, { shopper, operation, key, made: null });
      if (error.status >= 500) findings.add(`The API answered ${error.status}: ${error.problem.detail}`);
    } else throw error;
  }
};
