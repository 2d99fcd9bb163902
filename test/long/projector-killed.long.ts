import { expect, it } from 'vitest';
import { openEngineProcess } from '../support/engine-process.ts';
import { killUnderWrites } from '../support/killed-projector.ts';
import { openStores } from '../support/stores.ts';

const stores = await openStores();
const engine = await openEngineProcess(stores);

it('a projector that is killed a hundred times leaves nothing out of the read side and nothing in it twice', {
  timeout: 1_800_000,
}, async () => {
  const { acts } = await killUnderWrites({ engine, stores }, { kills: 100, seed: 100 });
  expect(acts).toBeGreaterThan(1_000);
});
