/** Runs cases one after the other; those that want a catalogue of the same size share a rig. */
import { loadavg } from 'node:os';
import { type Rig, startRig } from '../rig/rig.ts';
import type { BenchCase } from './case.ts';
import type { Wanted } from './command-line.ts';
import { type Environment, environmentOf } from './environment.ts';
import { startLoadProcess } from './load/load-process.ts';
import { paceOf } from './pace.ts';
import { type CaseResult, type Run, resultOf } from './results.ts';
import { createStops, type Stops } from './stops.ts';

const SEED = 'cartwright-bench';

/**
 * Measures what is wanted. A case that throws becomes one that did not run, and the others go on. Everything that was
 * started is on `stops`; whoever interrupts the run stops those.
 */
export const runCases = async (
  wanted: Wanted,
  options: { root: string; stops: Stops; say: (line: string) => void },
): Promise<{ run: Run; failed: boolean }> => {
  const { root, stops, say } = options;
  const pace = paceOf(wanted);
  const sizeOf = ({ products }: BenchCase): number =>
    wanted.size ?? (wanted.quick ? products.quick : products.full);
  const loadBefore = Math.round((loadavg()[0] ?? 0) * 10) / 10;
  const results = new Map<BenchCase, CaseResult>();
  let [environment, failed]: [Environment | undefined, boolean] = [undefined, false];
  for (const [products, cases] of Map.groupBy(wanted.cases, sizeOf)) {
    const rigStops = createStops();
    stops.add(() => rigStops.stop());
    const rig = await startRig({ products, stops: rigStops, say });
    environment ??= await environmentOf(root, rig);
    const load = await startLoadProcess(rig.folder);
    rigStops.add(() => load.stop());
    for (const one of cases) {
      say(`${one.name}: ${one.title}`);
      const caseStops = createStops();
      rigStops.add(() => caseStops.stop());
      try {
        const measured = await one.run({
          ...{ rig, load, pace, seed: SEED, onEnd: caseStops.add },
          say: (line) => say(`${one.name}: ${line}`),
        });
        results.set(one, resultOf(one, measured, products));
      } catch (error) {
        if (stops.stopping) throw error;
        failed = true;
        const reason = error instanceof Error ? error.message : String(error);
        say(`${one.name} failed: ${error instanceof Error ? error.stack : reason}`);
        say(`the engine’s last words:\n${await rig.lastWords()}`);
        results.set(one, { case: one.name, title: one.title, notRun: `it failed: ${reason.split('\n')[0]}` });
      } finally {
        await caseStops.stop();
      }
      await settle(rig);
    }
    await rigStops.stop();
  }
  if (environment === undefined) throw new Error('No case was run');
  const inOrder = wanted.cases.flatMap((one) => results.get(one) ?? []);
  return { run: { ...environment, quick: wanted.quick, seed: SEED, loadBefore, cases: inOrder }, failed };
};

/** What a case has written goes to the disk now, and not in the midst of the next one. */
const settle = async (rig: Rig): Promise<void> => {
  await rig.database.query('CHECKPOINT');
};
