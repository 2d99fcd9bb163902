import { expect, it } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import { finding, importing } from './importing.ts';

const { database } = await openTestDatabase();
const importJsonl = importing(database, 'jsonl');
const find = finding(database);

const line = (productId: string, handle: string) =>
  JSON.stringify({
    productId,
    handle,
    title: productId,
    variants: [{ sku: productId, price: { amount: 100, currency: 'USD' } }],
  });
const handles = async () =>
  (await database.query('SELECT handle FROM catalog.former_handle ORDER BY 1')).rows;

it('keeps the links of products that an import renames, and gives a handle to whoever has it now', async () => {
  await importJsonl([line('a', 'chair'), line('b', 'table')].join('\n'));
  await importJsonl([line('a', 'armchair'), line('b', 'table')].join('\n'));
  expect(await find('chair')).toMatchObject({ productId: 'a', handle: 'armchair' });
  expect(await handles()).toEqual([{ handle: 'chair' }]);
  await importJsonl(line('b', 'chair'));
  expect(await find('chair')).toMatchObject({ productId: 'b' });
  expect(await find('table')).toMatchObject({ productId: 'b', handle: 'chair' });
  expect(await handles()).toEqual([{ handle: 'table' }]);
  await importJsonl(line('b', 'table'));
  expect(await handles()).toEqual([{ handle: 'chair' }]);
});
