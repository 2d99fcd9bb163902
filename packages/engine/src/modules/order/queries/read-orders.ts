/** Orders from the read side; what is older than it keeps, from PostgreSQL's partitions, and nobody sees the seam. */
import type { Order } from '@cartwright/contract';
import type { Reader } from '../../../platform/read-side/index.ts';
import { withRedis } from '../../../platform/redis.ts';
import { isId, timeOfId } from '../../../shared/ids.ts';
import { orderOfDocument } from '../document.ts';
import { OPEN_CARTS, openCartKey } from '../projections/open-carts.ts';
import { historyFloorMs, type OrderIndex, orderIndexKey } from '../projections/order-indexes.ts';
import { ORDERS, orderKey } from '../projections/orders.ts';
import { openOrderOfCart } from './open-order.ts';
import {
  filterOrders,
  findOrder,
  findOrders,
  type OrderFilter,
  type OrderRecord,
  type Owner,
  ordersOf,
} from './orders.ts';

export type OrderHistory = { historyDays: number };

/** An order this young that the read side does not have may be on its way there. */
const YOUNG_MS = 60_000;
/** Members of an index read beyond the page, because documents may have gone and several orders may share a moment. */
const SPARE = 20;

/** One order, or undefined; whose it is comes beside it. */
const readOrder = async (
  reader: Reader,
  orderId: string,
  history: OrderHistory,
): Promise<OrderRecord | undefined> => {
  const atMs = timeOfId(orderId);
  if (!isId(orderId)) return undefined;
  // What is older is not kept, and what has no time in its id was never written here.
  if (atMs === null || atMs <= historyFloorMs(history)) return findOrder(reader.db, orderId);
  const found = await reader.read<OrderRecord>(ORDERS, {
    model: async (generation) => (await documents(reader, generation, [orderId]))[0],
    truth: (db) => findOrder(db, orderId),
  });
  if (found !== undefined || Math.abs(Date.now() - atMs) > YOUNG_MS) return found;
  return findOrder(reader.db, orderId);
};

/** One order of this owner; another's is undefined like one that does not exist. */
export const readOwnOrder = async (
  reader: Reader,
  orderId: string,
  owner: Owner,
  history: OrderHistory,
): Promise<Order | undefined> => {
  const found = await readOrder(reader, orderId, history);
  if (found === undefined) return undefined;
  const own =
    found.customerId === null ? found.sessionId === owner.sessionId : found.customerId === owner.customerId;
  return own ? found.order : undefined;
};

/** Orders by id, in no particular order; unknown ones are missing. */
export const readOrders = async (reader: Reader, orderIds: readonly string[]): Promise<Order[]> =>
  (await reader.read<Order[]>(ORDERS, {
    model: async (generation) => {
      const found = await documents(reader, generation, orderIds);
      return found.every((one) => one !== undefined) ? found.map(({ order }) => order) : undefined;
    },
    truth: (db) => findOrders(db, orderIds),
  })) ?? findOrders(reader.db, orderIds);

/** At most `limit` orders of the customer, or of the guest's session, newest first, older than `before`. */
export const readOrdersOf = async (
  reader: Reader,
  page: { owner: Owner; before: string | null; limit: number },
): Promise<Order[]> => {
  const { owner, before, limit } = page;
  const index: OrderIndex =
    owner.customerId === null
      ? { by: 'session', value: owner.sessionId }
      : { by: 'customer', value: owner.customerId };
  const isOwn = (record: OrderRecord): boolean =>
    owner.customerId === null ? record.sessionId === owner.sessionId : record.customerId === owner.customerId;
  const found = await reader.read<Order[]>(ORDERS, {
    model: async (generation) => {
      const { records, complete } = await listed(reader, generation, index, { before, limit, isOwn });
      const orders = records.map(({ order }) => order);
      if (complete) return orders;
      const last = orders.at(-1)?.orderId ?? before;
      return [
        ...orders,
        ...(await ordersOf(reader.db, { owner, before: last, limit: limit - orders.length })),
      ];
    },
    truth: (db) => ordersOf(db, page),
  });
  return found ?? [];
};

/**
 * At most `limit` orders by status, e-mail address and time, newest first: by the index of the status or the address,
 * and from PostgreSQL where that ends or neither is asked for.
 */
export const readFilteredOrders = async (
  reader: Reader,
  filter: OrderFilter,
  history: OrderHistory,
): Promise<Order[]> => {
  const { status, email, from, to, before, limit } = filter;
  const index: OrderIndex | undefined =
    email !== null
      ? { by: 'email', value: email }
      : status !== null
        ? { by: 'status', value: status }
        : undefined;
  if (index === undefined) return filterOrders(reader.db, filter);
  const fits = ({ order }: OrderRecord): boolean =>
    (status === null || order.status === status) &&
    (email === null || order.email.toLowerCase() === email.toLowerCase());
  const found = await reader.read<Order[]>(ORDERS, {
    model: async (generation) => {
      const range = { fromMs: from?.getTime() ?? 0, toMs: to?.getTime() ?? Number.POSITIVE_INFINITY };
      const page = await listed(reader, generation, index, { before, limit, isOwn: fits, ...range });
      const orders = page.records.map(({ order }) => order);
      // The index knows of nothing older than its floor.
      const whole = orders.length === limit || range.fromMs > historyFloorMs(history);
      if (page.full && whole) return orders;
      const last = orders.at(-1)?.orderId ?? before;
      return [
        ...orders,
        ...(await filterOrders(reader.db, { ...filter, before: last, limit: limit - orders.length })),
      ];
    },
    truth: (db) => filterOrders(db, filter),
  });
  return found ?? [];
};

/** The live order of a cart: placed and not cancelled. Undefined when there is none. */
export const readOpenOrder = (reader: Reader, cartId: string): Promise<string | undefined> =>
  reader.read(OPEN_CARTS, {
    model: async (generation) =>
      (await withRedis(reader.redis, () => reader.redis.hGet(openCartKey(generation, cartId), 'orderId'))) ??
      undefined,
    truth: (db) => openOrderOfCart(db, cartId),
  });

type Page = {
  before: string | null;
  limit: number;
  isOwn: (record: OrderRecord) => boolean;
  fromMs?: number;
  toMs?: number;
};

/** A page of an index; `complete` when there is nothing older elsewhere that should be on it. */
const listed = async (
  reader: Reader,
  generation: string,
  index: OrderIndex,
  page: Page,
): Promise<{ records: OrderRecord[]; complete: boolean; full: boolean }> => {
  const { redis } = reader;
  const key = orderIndexKey(generation, index);
  const { before, limit, fromMs = 0, toMs = Number.POSITIVE_INFINITY } = page;
  const highest = Math.min(before === null ? Number.POSITIVE_INFINITY : (timeOfId(before) ?? 0), toMs - 1);
  const [ids, older] = await withRedis(redis, () =>
    Promise.all([
      redis.zRange(key, highest === Number.POSITIVE_INFINITY ? '+inf' : highest, fromMs, {
        BY: 'SCORE',
        REV: true,
        LIMIT: { offset: 0, count: limit + SPARE },
      }),
      redis.hGet(`${key}:facts`, 'older'),
    ]),
  );
  const wanted = ids.filter((id) => before === null || id < before);
  const found = await documents(reader, generation, wanted);
  const records = found.filter((record): record is OrderRecord => record !== undefined && page.isOwn(record));
  const full = records.length >= limit;
  // A document that is gone has reached its age, and so have those after it.
  const all = found.every((record) => record !== undefined) && wanted.length < limit + SPARE;
  return { records: records.slice(0, limit), complete: full || (all && older == null), full: full || all };
};

/** Orders by id, in their order; undefined for one that is not there. */
const documents = async (
  { redis }: Reader,
  generation: string,
  orderIds: readonly string[],
): Promise<(OrderRecord | undefined)[]> => {
  const parts = await withRedis(redis, () =>
    Promise.all(orderIds.map((orderId) => redis.hGetAll(orderKey(generation, orderId)))),
  );
  return orderIds.map((orderId, index) => orderOfDocument(orderId, parts[index] ?? {}));
};
