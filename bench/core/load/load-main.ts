/** The process that makes load: it does what it is told, one plan after the other. */
import { answerParent } from '../child.ts';
import { runClosedLoop } from './closed-loop.ts';
import { runOpenLoop } from './open-loop.ts';
import type { CreateRequests, LoadPlan } from './plan.ts';

answerParent(async (plan: LoadPlan) => {
  const source = (await import(plan.requests.module)) as { createRequests: CreateRequests<unknown> };
  const nextRequest = source.createRequests(plan.requests.options);
  return plan.loop === 'closed' ? runClosedLoop(plan, nextRequest) : runOpenLoop(plan, nextRequest);
});
