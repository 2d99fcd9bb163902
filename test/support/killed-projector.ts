/** An engine that is killed again and again while the shop is written to, and what its read side is like afterwards. */
import { createShopLife } from '../../packages/engine/test/read-side/shop-life.ts';
import { differences } from './compare-read-side.ts';
import type { EngineProcess } from './engine-process.ts';
import type { openStores } from './stores.ts';
import { until } from './until.ts';

type Stores = Awaited<ReturnType<typeof openStores>>;

/** Most things that happen between a start and the kill: how many do is left to chance. */
const ACTS_MAX = 40;
const EQUAL_MS = 30_000;

/** Kills it `kills` times; resolves when, after the last start, every model is as the tables are. */
export const killUnderWrites = async (
  { engine, stores }: { engine: EngineProcess; stores: Stores },
  { kills, seed }: { kills: number; seed: number },
): Promise<{ acts: number }> => {
  const life = createShopLife(stores.database, seed);
  for (let kill = 0; kill < kills; kill += 1) {
    // What happens while nobody follows is not little, and leaves a busy machine to the engine that starts.
    await Promise.all([engine.start(), life.live(20)]);
    const end = life.begin();
    const from = life.done();
    const after = Math.floor(Math.random() * ACTS_MAX);
    await until(() => life.done() >= from + after, { deadlineMs: 60_000, what: 'some writes' });
    await engine.kill();
    await end();
  }
  await engine.start();
  // The engine itself goes on for a while: it pays for what was ordered.
  await until(
    async () => {
      const found = await differences(stores);
      if (found.length > 0) throw new Error(found.join('\n'));
      return true;
    },
    { deadlineMs: EQUAL_MS, what: 'every read model to be as the tables are' },
  );
  return { acts: life.done() };
};
