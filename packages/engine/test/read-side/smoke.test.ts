import { expect, test } from 'vitest';
import { openReadSide } from '../../../../test/support/read-side.ts';
import { availableOf } from '../../src/modules/inventory/index.ts';

const side = await openReadSide();

test('smoke', async () => {
  await side.database.query(`INSERT INTO inventory.stock (sku, on_hand) VALUES ('a', 5), ('b', 7)`);
  side.start();
  await side.whole();
  expect(await availableOf(side.reader(), ['a', 'b'])).toEqual(
    new Map([
      ['a', 5],
      ['b', 7],
    ]),
  );
  await side.database.query(`UPDATE inventory.stock SET allocated = 2 WHERE sku = 'a'`);
  const t = performance.now();
  await side.caughtUp();
  console.log('caught up in', performance.now() - t, side.feed.lagMs());
  const reader = side.reader();
  expect(await availableOf(reader, ['a', 'zz'])).toEqual(
    new Map([
      ['a', 3],
      ['zz', 0],
    ]),
  );
  expect(reader.readTruth()).toBe(false);
});
