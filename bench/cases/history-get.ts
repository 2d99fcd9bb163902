import { store } from '@cartwright/contract';
import { newId } from '../../packages/engine/src/shared/ids.ts';
import type { BenchCase } from '../core/case.ts';
import type { Rig } from '../rig/rig.ts';
import { measureReads } from './read-beside-mirror.ts';

const ORDERS = 5;

/** A shopper looks at what she has ordered; always the same one, so that nothing but the engine is in the way. */
export const historyGet = {
  name: 'history-get',
  title: 'order history `GET`',
  unit: 'requests/s',
  limitIs: 'bare `node:http`, same bytes',
  goal: { of: 'ratio', is: 'at-least', target: 0.8, stretch: 0.9 },
  products: { full: 1_000, quick: 1_000 },
  async run(bench) {
    const token = await shopperWithOrders(bench.rig);
    return measureReads(bench, {
      paths: ['/v1/orders'],
      headers: { authorization: `Bearer ${token}` },
    });
  },
} as const satisfies BenchCase;

/** A guest's session whose orders were placed and paid over the API. */
const shopperWithOrders = async (rig: Rig): Promise<string> => {
  const { rows } = await rig.database.query<{ sku: string }>(
    'SELECT sku FROM inventory.availability WHERE available_to_sell > 0 ORDER BY md5(sku) LIMIT $1',
    [ORDERS],
  );
  if (rows.length < ORDERS)
    throw new Error(`Only ${rows.length} SKUs are in stock; seed more products (--size)`);
  const { token } = (await rig.client().call(store.createSession)).body;
  const shopper = rig.client(token);
  for (const { sku } of rows) {
    const { status } = await shopper.call(store.placeOrder, {
      headers: { 'idempotency-key': newId() },
      body: {
        lines: [{ sku, quantity: 1 }],
        email: 'ada@example.com',
        shippingAddress: { name: 'Ada', line1: '1 Main St', city: 'London', postalCode: 'N1', country: 'GB' },
        payment: { token: 'tok_ok' },
      },
    });
    if (status !== 201)
      throw new Error(`An order for the history was answered with ${status} instead of 201`);
  }
  const { items } = (await shopper.call(store.listOrders)).body;
  if (items.length !== ORDERS) throw new Error(`The history has ${items.length} orders instead of ${ORDERS}`);
  return token;
};
