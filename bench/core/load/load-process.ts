import { join } from 'node:path';
import { type Child, startChild } from '../child.ts';
import type {
  ClosedLoopPlan,
  ClosedLoopReport,
  LoadPlan,
  LoadReport,
  OpenLoopPlan,
  OpenLoopReport,
} from './plan.ts';

/** The generator: one process for the whole run, so that its code is warm for every round. */
export type LoadProcess = {
  closedLoop(plan: Omit<ClosedLoopPlan, 'loop'>): Promise<ClosedLoopReport>;
  openLoop(plan: Omit<OpenLoopPlan, 'loop'>): Promise<OpenLoopReport>;
  stop(): Promise<void>;
};

/** Starts it; its output goes into a log in `folder`. */
export const startLoadProcess = async (folder: string): Promise<LoadProcess> => {
  const child = await startChild({
    script: join(import.meta.dirname, 'load-main.ts'),
    logPath: join(folder, 'load.log'),
  });
  return {
    closedLoop: (plan) => run(child, { ...plan, loop: 'closed' }),
    openLoop: (plan) => run(child, { ...plan, loop: 'open' }),
    stop: () => child.stop(),
  };
};

const run = <Plan extends LoadPlan>(
  child: Child,
  plan: Plan,
): Promise<Extract<LoadReport, Pick<Plan, 'loop'>>> => child.ask(plan);
