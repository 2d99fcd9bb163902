/** Trusts nobody: whatever waits too long in PostgreSQL is driven again, whoever forgot it. */
import { forgetRevocations } from '../modules/customer/index.ts';
import { forget } from '../modules/idempotency/index.ts';
import { ensureOrderPartitions, overdueOrders } from '../modules/order/index.ts';
import { takeWaitingAttempts, takeWaitingReversals } from '../modules/payment/index.ts';
import { sweepSale, waitingSales } from '../modules/sale/index.ts';
import { transaction } from '../platform/postgres.ts';
import type { ProcessContext } from './context.ts';
import { endOrder } from './end-order.ts';
import { giveBack } from './give-back.ts';
import { drivePayment } from './pay.ts';

/** Of each kind, taken in one sweep; the next sweep takes more. */
const SWEEP_MAX = 50;
const IDEMPOTENCY_KEPT_SECONDS = 48 * 3_600;
const FORGET_MAX = 5_000;
const HOUSEKEEPING_EVERY_MS = 3_600_000;
// Clocks of several machines differ: the month that has just ended is still written to.
const DAY_MS = 86_400_000;
const PARTITIONS_AHEAD_MS = 62 * DAY_MS;

/** Starts sweeping; what fails is logged and repeated. `stop` waits for what is being driven. */
export const startSweeper = (context: ProcessContext): { stop(): Promise<void> } => {
  const { sweepIntervalMs } = context.config;
  const loops = [
    repeat(context, { name: 'payments', intervalMs: sweepIntervalMs, sweep: sweepPayments }),
    repeat(context, { name: 'reversals', intervalMs: sweepIntervalMs, sweep: sweepReversals }),
    repeat(context, { name: 'deadlines', intervalMs: sweepIntervalMs, sweep: sweepDeadlines }),
    repeat(context, { name: 'sales', intervalMs: sweepIntervalMs, sweep: sweepSales }),
    repeat(context, { name: 'housekeeping', intervalMs: HOUSEKEEPING_EVERY_MS, sweep: keepHouse }),
  ];
  return {
    async stop() {
      await Promise.all(loops.map((stop) => stop()));
    },
  };
};

/** What a sweep found: a full batch means that more is waiting. */
type Sweep = (context: ProcessContext) => Promise<{ full: boolean }>;

/** Sweeps again and again, each kind by itself, so that a slow provider holds up payments alone. */
const repeat = (
  context: ProcessContext,
  { name, intervalMs, sweep }: { name: string; intervalMs: number; sweep: Sweep },
): (() => Promise<void>) => {
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const schedule = (delayMs: number): void => {
    timer = setTimeout(() => {
      running = sweep(context)
        .catch((err: unknown) => {
          context.log.warn({ err, name }, 'a sweep failed and will be repeated');
          return { full: false };
        })
        .then(({ full }) => {
          if (!stopping) schedule(full ? 0 : intervalMs);
        });
    }, delayMs);
  };
  schedule(intervalMs);
  return async () => {
    stopping = true;
    clearTimeout(timer);
    await running;
  };
};

/** One sweep of everything that waits: payments, money to give back, orders past their time to pay, sales. */
export const sweepOnce = async (context: ProcessContext): Promise<void> => {
  await Promise.all([
    sweepPayments(context),
    sweepReversals(context),
    sweepDeadlines(context),
    sweepSales(context),
  ]);
};

const bounds = ({ config }: ProcessContext) => ({
  leaseSeconds: config.paymentLeaseMs / 1_000,
  limit: SWEEP_MAX,
});

const sweepPayments: Sweep = async (context) =>
  each(context, await takeWaitingAttempts(context.db, bounds(context)), (id) => drivePayment(context, id));

const sweepReversals: Sweep = async (context) =>
  each(context, await takeWaitingReversals(context.db, bounds(context)), (id) => giveBack(context, id));

// A refusal means that the order was paid or cancelled meanwhile, which is as good.
const sweepDeadlines: Sweep = async (context) =>
  each(context, await overdueOrders(context.db, { at: new Date(), limit: SWEEP_MAX }), (orderId) =>
    endOrder(context, { orderId, event: 'payWindowEnded' }),
  );

// Claims past their time, and sales that are over: two sweepers take turns at the sale's row.
const sweepSales: Sweep = async (context) => {
  const at = new Date();
  return each(context, await waitingSales(context.db, { at, limit: SWEEP_MAX }), (saleId) =>
    transaction(context.db, (tx) => sweepSale(tx, { saleId, at })),
  );
};

/** Works through a batch; one that fails keeps none of the others from being done. */
const each = async (
  { log }: ProcessContext,
  ids: readonly string[],
  work: (id: string) => Promise<unknown>,
): Promise<{ full: boolean }> => {
  const outcomes = await Promise.allSettled(ids.map(work));
  for (const [position, outcome] of outcomes.entries())
    if (outcome.status === 'rejected')
      log.error({ err: outcome.reason, id: ids[position] }, 'could not be driven on');
  const done = outcomes.some(({ status }) => status === 'fulfilled');
  return { full: done && ids.length === SWEEP_MAX };
};

/** What has to be there before the first order, and is kept up afterwards. */
export const keepHouse: Sweep = async ({ db }) => {
  const now = Date.now();
  await ensureOrderPartitions(db, { from: new Date(now - DAY_MS), to: new Date(now + PARTITIONS_AHEAD_MS) });
  await forgetRevocations(db);
  const forgotten = await forget(db, { olderThanSeconds: IDEMPOTENCY_KEPT_SECONDS, limit: FORGET_MAX });
  return { full: forgotten === FORGET_MAX };
};
