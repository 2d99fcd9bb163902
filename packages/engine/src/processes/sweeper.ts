/** Trusts nobody: whatever waits too long in PostgreSQL is driven again, whoever forgot it. */
import { forget } from '../modules/idempotency/index.ts';
import { ensureOrderPartitions, overdueOrders } from '../modules/order/index.ts';
import { takeWaitingAttempts, takeWaitingReversals } from '../modules/payment/index.ts';
import type { ProcessContext } from './context.ts';
import { endOrder } from './end-order.ts';
import { giveBack } from './give-back.ts';
import { drivePayment } from './pay.ts';

/** Of each kind, taken in one sweep; the next sweep takes more. */
const SWEEP_MAX = 50;
const IDEMPOTENCY_KEPT_SECONDS = 48 * 3_600;
const FORGET_MAX = 5_000;
// Times the above: more keys an hour than any shop makes.
const FORGET_ROUNDS_MAX = 10_000;
const HOUSEKEEPING_EVERY_MS = 3_600_000;
const PARTITIONS_AHEAD_MS = 62 * 86_400_000;

/** Starts sweeping, once at a time; `stop` waits for the sweep in progress. */
export const startSweeper = (context: ProcessContext): { stop(): Promise<void> } => {
  const { log, config } = context;
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;
  let housekeepingAt = 0;
  const sweep = async (): Promise<void> => {
    try {
      await sweepOnce(context);
      if (Date.now() >= housekeepingAt) {
        await keepHouse(context);
        housekeepingAt = Date.now() + HOUSEKEEPING_EVERY_MS;
      }
    } catch (err) {
      log.warn({ err }, 'the sweep failed and will be repeated');
    }
  };
  let running = Promise.resolve();
  const schedule = (): void => {
    timer = setTimeout(() => {
      running = sweep().then(() => {
        if (!stopping) schedule();
      });
    }, config.sweepIntervalMs);
  };
  schedule();
  return {
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await running;
    },
  };
};

/** One sweep: payments and reversals that nobody drives, and orders past their time to pay. */
export const sweepOnce = async (context: ProcessContext): Promise<void> => {
  const bounds = { leaseSeconds: context.config.paymentLeaseMs / 1_000, limit: SWEEP_MAX };
  const [attempts, reversals, overdue] = await Promise.all([
    takeWaitingAttempts(context.db, bounds),
    takeWaitingReversals(context.db, bounds),
    overdueOrders(context.db, { at: new Date(), limit: SWEEP_MAX }),
  ]);
  await Promise.all([
    ...attempts.map((attemptId) => drivePayment(context, attemptId)),
    ...reversals.map((reversalId) => giveBack(context, reversalId)),
    // A refusal means that it was paid or cancelled meanwhile, which is as good.
    ...overdue.map((orderId) => endOrder(context, { orderId, event: 'payWindowEnded' })),
  ]);
};

const keepHouse = async ({ db }: ProcessContext): Promise<void> => {
  const now = Date.now();
  await ensureOrderPartitions(db, { from: new Date(now), to: new Date(now + PARTITIONS_AHEAD_MS) });
  for (let round = 0; round < FORGET_ROUNDS_MAX; round += 1) {
    const forgotten = await forget(db, { olderThanSeconds: IDEMPOTENCY_KEPT_SECONDS, limit: FORGET_MAX });
    if (forgotten < FORGET_MAX) return;
  }
};
