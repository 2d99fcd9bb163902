/** What shoppers are shown once everything is over, against PostgreSQL. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { createClient, store } from '@cartwright/contract';
import { findOrders } from '../../modules/order/index.ts';
import type { Database } from '../../platform/postgres.ts';
import { findTask, requestTask } from '../../platform/read-side/tasks.ts';
import type { Buyer } from '../ask.ts';
import { type Finding, finding } from '../findings.ts';
import { availableNow } from '../goods.ts';

/** Longer than a claim or a hold of a proof lives, and a hold that is pinned by a checkout whose process was killed. */
const SETTLED_WAIT_MS = 90_000;
const LOOK_EVERY_MS = 250;
const TASK_WAIT_MS = 120_000;
const ORDERS_AT_ONCE = 8;

type Checking = {
  db: Database;
  urls: readonly string[];
  skus: readonly string[];
  buyers: ReadonlyMap<string, Buyer>;
};

/** Waits until every engine shows what PostgreSQL has, and says what still differs then. */
export const checkReadSide = async (checking: Checking): Promise<Finding[]> => {
  const stock = await untilNone(() => stockFaults(checking));
  const orders: Finding[] = [];
  const entries = [...checking.buyers];
  for (let from = 0; from < entries.length; from += ORDERS_AT_ONCE)
    orders.push(
      ...(await untilNone(() => orderFaults(checking, entries.slice(from, from + ORDERS_AT_ONCE)))),
    );
  return [...stock, ...orders, ...(await drifted(checking.db))];
};

const untilNone = async (look: () => Promise<Finding[]>): Promise<Finding[]> => {
  const giveUpAt = performance.now() + SETTLED_WAIT_MS;
  for (;;) {
    const found = await look();
    if (found.length === 0 || performance.now() > giveUpAt) return found;
    await sleep(LOOK_EVERY_MS);
  }
};

/** Units that are held by nobody any more are for sale again, and those of orders are not. */
const stockFaults = async ({ db, urls, skus }: Checking): Promise<Finding[]> => {
  const truth = await availableNow(db, skus);
  const shown = await Promise.all(urls.map((url) => stockAt(url, skus)));
  return shown.flatMap((levels, at) =>
    skus.flatMap((sku) => {
      const [has, is] = [levels.get(sku), truth.get(sku)];
      return has === is
        ? []
        : [finding('readSide', `${urls[at]} shows ${has} of ${sku}; PostgreSQL has ${is} to sell.`)];
    }),
  );
};

/** What an engine shows of each SKU. */
export const stockAt = async (baseUrl: string, skus: readonly string[]): Promise<Map<string, number>> => {
  const { body } = await createClient({ baseUrl }).call(store.getStock, { query: { sku: [...skus] } });
  return new Map(body.items.map(({ sku, availableToSell }) => [sku, availableToSell]));
};

/** Each order as its buyer sees it. */
const orderFaults = async (
  { db }: Checking,
  entries: readonly (readonly [orderId: string, buyer: Buyer])[],
): Promise<Finding[]> => {
  const truth = new Map(
    (
      await findOrders(
        db,
        entries.map(([orderId]) => orderId),
      )
    ).map((order) => [order.orderId, order]),
  );
  const found = await Promise.all(
    entries.map(async ([orderId, { clients }]) => {
      const order = truth.get(orderId);
      for (const client of clients) {
        const shown = await client
          .call(store.getOrder, { params: { orderId } })
          .then(({ body }) => body)
          .catch(() => undefined);
        if (!isDeepStrictEqual(shown, JSON.parse(JSON.stringify(order ?? null)) ?? undefined))
          return [
            finding(
              'readSide',
              `The order ${orderId} is shown as ${shown?.status ?? 'missing'}; in PostgreSQL it is ${order?.status ?? 'missing'}, or differs otherwise.`,
            ),
          ];
      }
      return [];
    }),
  );
  return found.flat();
};

/** Every document of orders and stock, compared by the projector itself, which mends what differs. */
const drifted = async (db: Database): Promise<Finding[]> => {
  const found: Finding[] = [];
  for (const projection of ['orders', 'stock']) {
    const taskId = await requestTask(db, { kind: 'reconcile', projections: [projection] });
    const giveUpAt = performance.now() + TASK_WAIT_MS;
    for (;;) {
      const task = await findTask(db, taskId);
      if (task?.status === 'completed') {
        const { missing = 0, different = 0, leftOver = 0 } = task.report[projection] ?? {};
        const wrong = missing + different + leftOver;
        if (wrong > 0)
          found.push(finding('readSide', `${wrong} documents of ${projection} had drifted.`, wrong));
        break;
      }
      if (task?.status === 'failed' || performance.now() > giveUpAt) {
        found.push(
          finding('readSide', `${projection} could not be compared: ${task?.error ?? 'nobody does it'}.`),
        );
        break;
      }
      await sleep(LOOK_EVERY_MS);
    }
  }
  return found;
};
