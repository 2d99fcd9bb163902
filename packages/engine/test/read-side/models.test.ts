import { expect, it } from 'vitest';
import { settledDifferences } from '../../../../test/support/compare-read-side.ts';
import { openReadSide } from '../../../../test/support/read-side.ts';
import { createShopLife } from './shop-life.ts';

const side = await openReadSide({ reconcilePerSecond: 0 });

it('every read model is as the tables are, whatever has happened, before they were made and since', {
  timeout: 60_000,
}, async () => {
  const life = createShopLife(side.database, 7);
  await life.live(250);
  side.start();
  await side.whole();
  expect(await settledDifferences(side)).toEqual([]);

  for (let round = 0; round < 3; round += 1) {
    await life.live(150);
    expect(await settledDifferences(side)).toEqual([]);
  }
});
