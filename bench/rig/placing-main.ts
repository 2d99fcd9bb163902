/** Places orders as a process of the engine does, without HTTP and money, for measuring how many it makes durable. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { countStock } from '../../packages/engine/src/modules/inventory/index.ts';
import { openDatabase, transaction } from '../../packages/engine/src/platform/postgres.ts';
import { createPlacementQueue, type Placing } from '../../packages/engine/src/processes/placing.ts';
import { assert } from '../../packages/engine/src/shared/assert.ts';
import { newId } from '../../packages/engine/src/shared/ids.ts';
import { answerParent } from '../core/child.ts';
import { skuOf } from './bench-skus.ts';

export type PlacingQuestion =
  /** Puts `units` of `skus` SKUs on the shelf. */
  | { ask: 'stock'; skus: number; units: number }
  /** Keeps `inFlight` orders of one unit each under way, of the first `skus` SKUs by turns. */
  | {
      ask: 'place';
      batchMax: number;
      lanes: number;
      inFlight: number;
      skus: number;
      warmUpMs: number;
      windowMs: number;
    };

/** What was placed within the window; latencies in milliseconds. */
export type PlacedOrders = {
  placed: number;
  seconds: number;
  batches: number;
  p50Ms: number;
  p99Ms: number;
  cpuMicros: number;
};

const QUEUE_MAX = 100_000;
const PAY_WINDOW_MS = 600_000;
const bodySha256 = createHash('sha256').update('an order').digest();
const db = openDatabase({
  url: process.env.DATABASE_URL ?? '',
  poolMax: 20,
  connectTimeoutMs: 5_000,
  statementTimeoutMs: 60_000,
  applicationName: 'cartwright-bench-placing',
  onError: (error) => console.error(error),
});

const placingOf = (sku: string): Placing => {
  const at = new Date();
  const sessionId = newId();
  return {
    intent: { owner: `session:${sessionId}`, operation: 'order', key: newId(), bodySha256 },
    placement: {
      orderId: newId(),
      sessionId,
      customerId: null,
      cartId: null,
      email: 'ada@example.com',
      shippingAddress: {
        name: 'Ada',
        line1: '1 High Street',
        city: 'London',
        postalCode: 'N1',
        country: 'GB',
      },
      shippingOptionId: null,
      currency: 'USD',
      lines: [{ sku, productId: 'p', title: 'Thing', quantity: 1, unitPrice: 100 }],
      payUntil: new Date(at.getTime() + PAY_WINDOW_MS),
      at,
    },
    attempt: {
      attemptId: newId(),
      provider: 'test',
      token: 'tok_ok',
      leasedUntil: new Date(at.getTime() + PAY_WINDOW_MS),
    },
  };
};

const place = async (wanted: Extract<PlacingQuestion, { ask: 'place' }>): Promise<PlacedOrders> => {
  let batches = 0;
  const queue = createPlacementQueue({
    db,
    ...wanted,
    queueMax: QUEUE_MAX,
    onBatch: () => {
      batches += 1;
    },
  });
  const latencies: number[] = [];
  let turn = 0;
  let over = false;
  const buy = async (): Promise<void> => {
    while (!over) {
      const beganAt = performance.now();
      const outcome = await queue.submit(placingOf(skuOf(turn++ % wanted.skus)));
      assert(outcome.ok, `an order was refused: ${JSON.stringify(outcome)}`);
      latencies.push(performance.now() - beganAt);
    }
  };
  const buyers = Array.from({ length: wanted.inFlight }, buy);
  await sleep(wanted.warmUpMs);
  batches = 0;
  latencies.length = 0;
  const cpu = process.cpuUsage();
  const beganAt = performance.now();
  await sleep(wanted.windowMs);
  const seconds = (performance.now() - beganAt) / 1_000;
  const used = process.cpuUsage(cpu);
  const sorted = latencies.toSorted((a, b) => a - b);
  const report = {
    placed: sorted.length,
    seconds,
    batches,
    p50Ms: sorted[Math.floor(sorted.length * 0.5)] ?? 0,
    p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
    cpuMicros: used.user + used.system,
  };
  over = true;
  await Promise.all(buyers);
  return report;
};

answerParent(async (question: PlacingQuestion): Promise<PlacedOrders | 'done'> => {
  if (question.ask === 'place') return place(question);
  const { skus, units } = question;
  const counts = Array.from({ length: skus }, (_, index) => ({ sku: skuOf(index), onHand: units }));
  await transaction(db, (tx) => countStock(tx, counts, { actor: 'bench', reason: 'bench' }));
  return 'done';
});
