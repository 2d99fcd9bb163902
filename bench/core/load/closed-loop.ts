/** Finds a ceiling: as many requests as a number of connections can get answered, one after the other on each. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Connection, openConnection } from './connection.ts';
import { cpuBetween, cpuMicrosOf } from './cpu-time.ts';
import { noOutcomes, outcomeOf } from './outcomes.ts';
import type { ClosedLoopPlan, ClosedLoopReport } from './plan.ts';

/** Connections that break with no answer between them. Otherwise we would go on opening new ones as fast as we can. */
const BROKEN_IN_A_ROW_MAX = 100;

/** Throws when connections break all the time. Nothing is left open. */
export const runClosedLoop = async (
  plan: ClosedLoopPlan,
  nextRequest: () => Buffer,
): Promise<ClosedLoopReport> => {
  const outcome = outcomeOf(plan.expectedRefusals ?? []);
  let outcomes = noOutcomes();
  let brokenInARow = 0;
  let lastReason = '';
  const open = new Set<Connection>();
  const start = (): void => {
    const connection = openConnection({
      port: plan.port,
      onAnswer(answered, status) {
        outcomes[outcome(status)] += 1;
        brokenInARow = 0;
        answered.send(nextRequest());
      },
      onBroken(broken, reason) {
        open.delete(broken);
        outcomes.broken += 1;
        brokenInARow += 1;
        lastReason = reason;
        if (brokenInARow < BROKEN_IN_A_ROW_MAX) start();
      },
    });
    open.add(connection);
    connection.send(nextRequest());
  };
  for (let index = 0; index < plan.connections; index += 1) start();
  try {
    await sleep(plan.warmUpMs);
    outcomes = noOutcomes();
    const cpuBefore = cpuMicrosOf(plan.watch ?? {});
    const startedAt = performance.now();
    await sleep(plan.windowMs);
    const counted = { ...outcomes };
    const seconds = (performance.now() - startedAt) / 1_000;
    const cpuMicros = cpuBetween(cpuBefore, cpuMicrosOf(plan.watch ?? {}));
    if (brokenInARow >= BROKEN_IN_A_ROW_MAX)
      throw new Error(
        `The server on port ${plan.port} broke ${BROKEN_IN_A_ROW_MAX} connections in a row; last: ${lastReason}`,
      );
    return { loop: 'closed', seconds, outcomes: counted, cpuMicros };
  } finally {
    for (const connection of open) connection.close();
  }
};
