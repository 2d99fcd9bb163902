import { expect, it } from 'vitest';
import { openEngineProcess } from '../support/engine-process.ts';
import { killUnderWrites } from '../support/killed-projector.ts';
import { openStores } from '../support/stores.ts';

const stores = await openStores();
const engine = await openEngineProcess(stores);

it('a projector that is killed at any moment leaves nothing out of the read side and nothing in it twice', {
  timeout: 240_000,
}, async () => {
  const { acts } = await killUnderWrites({ engine, stores }, { kills: 8, seed: 8 });
  expect(acts).toBeGreaterThan(100);
});
