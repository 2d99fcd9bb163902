/** Placing orders in a database of its own, beside which no read side is kept: only what placing takes is measured. */
import { join } from 'node:path';
import { migrate } from '../../packages/engine/src/platform/migrate.ts';
import { createDatabase } from '../../test/support/databases.ts';
import type { Bench } from '../core/case.ts';
import { startChild } from '../core/child.ts';
import type { PlacedOrders, PlacingQuestion } from './placing-main.ts';

export type PlacingRig = {
  databaseUrl: string;
  place(wanted: Omit<Extract<PlacingQuestion, { ask: 'place' }>, 'ask'>): Promise<PlacedOrders>;
};

const DATABASE = 'bench_placing';
/** More than any run sells. */
const UNITS = 100_000_000;

/** Opens it with so many SKUs; it goes with the rig. */
export const openPlacing = async ({ rig, onEnd }: Bench, skus: number): Promise<PlacingRig> => {
  const databaseUrl = await createDatabase(rig.databaseUrl, { name: `${DATABASE}_${Date.now()}` });
  await migrate(databaseUrl);
  const child = await startChild({
    script: join(import.meta.dirname, 'placing-main.ts'),
    env: { DATABASE_URL: databaseUrl },
    logPath: join(rig.folder, 'placing.log'),
  });
  onEnd(() => child.stop());
  await child.ask({ ask: 'stock', skus, units: UNITS });
  return { databaseUrl, place: (wanted) => child.ask({ ask: 'place', ...wanted }) };
};
