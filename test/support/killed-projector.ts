/** An engine that is killed again and again while the shop is written to, and what its read side is like afterwards. */
import { createShopLife } from '../../packages/engine/test/read-side/shop-life.ts';
import { differences } from './compare-read-side.ts';
import type { EngineProcess } from './engine-process.ts';
import type { openStores } from './stores.ts';
import { until } from './until.ts';

type Stores = Awaited<ReturnType<typeof openStores>>;

/** Of how many things that happen one is between a start and the kill, at random up to so many. */
const ACTS_MAX = 60;
const EQUAL_MS = 60_000;

/** Kills it `kills` times; resolves when, after the last start, every model is as the tables are. */
export const killUnderWrites = async (
  { engine, stores }: { engine: EngineProcess; stores: Stores },
  { kills, seed }: { kills: number; seed: number },
): Promise<{ acts: number }> => {
  const life = createShopLife(stores.database, seed);
  await life.live(50);
  await engine.start();
  const end = life.begin();
  for (let kill = 0; kill < kills; kill += 1) {
    const from = life.done();
    const after = Math.floor(Math.random() * ACTS_MAX);
    await until(() => life.done() >= from + after, { deadlineMs: 60_000, what: 'some writes' });
    await engine.kill();
    await engine.start();
  }
  const acts = await end();
  // The engine itself goes on for a while: it pays for what was ordered.
  await until(async () => (await differences(stores)).length === 0, {
    deadlineMs: EQUAL_MS,
    what: 'every read model to be as the tables are',
  });
  return { acts };
};
