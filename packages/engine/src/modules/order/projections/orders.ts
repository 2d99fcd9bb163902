/**
 * Orders in Redis, so that nobody's history asks PostgreSQL: a document each (`order:<generation>:{<id>}`, see
 * `document.ts`), and indexes by customer, session, e-mail address and status, with the time as the score. Recent ones
 * only: older ones stay in PostgreSQL's partitions, and an index knows where it ends.
 */
import type { ScriptCall } from '../../../platform/lua.ts';
import {
  type FeedItem,
  type Fields,
  fillDocument,
  type Projection,
  putDocument,
  removeDocument,
} from '../../../platform/read-side/index.ts';
import { timeOfId } from '../../../shared/ids.ts';
import { attemptChanges, reversalChanges } from '../../payment/index.ts';
import { eventChanges, lineChanges, orderChanges } from '../changes.ts';
import { addressPart, attemptPart, eventPart, linePart, reversalPart, rowPart } from '../document.ts';
import { gather, type Touched } from './order-changes.ts';
import { historyFloorMs, indexCalls, type OrderProjectionOptions, type Owned } from './order-indexes.ts';
import { type OrderSnapshot, orderSnapshots, ordersBehind } from './order-snapshots.ts';

export const ORDERS = 'orders';
export const orderKey = (generation: string, orderId: string): string => `order:${generation}:{${orderId}}`;

export const orderProjection = (options: OrderProjectionOptions): Projection => ({
  name: ORDERS,
  format: `1:${options.historyDays}:${options.perOwnerMax}`,
  tables: [orderChanges, lineChanges, eventChanges, attemptChanges, reversalChanges],
  prefixes: ['order', 'orders-by'],

  async effects(transactions, { versionOf }) {
    const documents = new Map<string, Touched>();
    const owned = new Map<string, Owned>();
    for (const transaction of transactions) gather(transaction, versionOf(transaction), { documents, owned });
    return {
      calls: (generation) => [
        ...[...documents].flatMap(([orderId, touched]) =>
          documentCalls(generation, orderId, touched, options),
        ),
        ...indexCalls(generation, [...owned.values()], options),
      ],
      feed: [...documents.keys()].map((orderId): FeedItem => {
        const owner = owned.get(orderId);
        return ['order', orderId, owner?.sessionId ?? null, owner?.customerId ?? null];
      }),
    };
  },

  count: async (db) => ordersBehind(db, historyFloorMs(options)),

  async *fill(snapshot, { generation, version }) {
    for await (const portion of orderSnapshots(snapshot, historyFloorMs(options)))
      yield {
        documents: portion.length,
        calls: [
          ...portion.flatMap((order) => {
            const ttlSeconds = ttlOf(order.orderId, options);
            const key = orderKey(generation, order.orderId);
            return ttlSeconds === undefined
              ? []
              : portionsOf(fieldsOf(order)).map((fields) =>
                  fillDocument({ key, version, ttlSeconds, fields }),
                );
          }),
          ...indexCalls(generation, portion, options),
        ],
      };
  },

  reconcile: {
    async slice(db, of) {
      const page = await orderSnapshots(
        db,
        historyFloorMs(options),
        'documents' in of ? { orderIds: of.documents } : of,
      ).next();
      const orders = (page.value ?? []).filter(({ orderId }) => ttlOf(orderId, options) !== undefined);
      return {
        documents: new Map(
          orders.map((order) => [
            order.orderId,
            { key: orderKey(of.generation, order.orderId), fields: fieldsOf(order) },
          ]),
        ),
        next: 'limit' in of && page.value?.length === of.limit ? page.value.at(-1)?.orderId : undefined,
      };
    },

    async repair(db, orderIds, { generation, version }) {
      const orders = (await orderSnapshots(db, 0, { orderIds }).next()).value ?? [];
      const calls = orderIds.flatMap((orderId): ScriptCall[] => {
        const key = orderKey(generation, orderId);
        const order = orders.find((one) => one.orderId === orderId);
        const ttlSeconds = ttlOf(orderId, options);
        if (order === undefined || ttlSeconds === undefined) return [removeDocument({ key, version })];
        return portionsOf(fieldsOf(order)).map((fields) => putDocument({ key, version, ttlSeconds, fields }));
      });
      return {
        calls: [...calls, ...indexCalls(generation, orders, options)],
        feed: orders.map(
          ({ orderId, sessionId, customerId }) => ['order', orderId, sessionId, customerId] as const,
        ),
      };
    },
  },
});

const documentCalls = (
  generation: string,
  orderId: string,
  { fields, version, removed }: Touched,
  options: OrderProjectionOptions,
): ScriptCall[] => {
  const key = orderKey(generation, orderId);
  if (removed) return [removeDocument({ key, version })];
  const ttlSeconds = ttlOf(orderId, options);
  if (ttlSeconds === undefined) return [];
  return portionsOf(fields).map((part) => putDocument({ key, version, ttlSeconds, fields: part }));
};

/** Seconds that an order stays, or undefined for one that is older than what is kept. */
const ttlOf = (orderId: string, options: OrderProjectionOptions): number | undefined => {
  const leftMs = (timeOfId(orderId) ?? 0) - historyFloorMs(options);
  return leftMs <= 0 ? undefined : Math.ceil(leftMs / 1_000);
};

/** A script takes some 8,000 arguments; an imported invoice may have thousands of lines. */
const FIELDS_MAX = 1_000;

const portionsOf = (fields: Fields): Fields[] => {
  const entries = Object.entries(fields);
  if (entries.length <= FIELDS_MAX) return [fields];
  return Array.from({ length: Math.ceil(entries.length / FIELDS_MAX) }, (_, index) =>
    Object.fromEntries(entries.slice(index * FIELDS_MAX, (index + 1) * FIELDS_MAX)),
  );
};

const fieldsOf = (order: OrderSnapshot): Fields => ({
  ...rowPart(order),
  ...addressPart(order.shippingAddress),
  ...Object.assign({}, ...order.lines.map((line) => linePart(line.position, line))),
  ...Object.assign({}, ...order.events.map(({ version, event, at }) => eventPart(version, event, at))),
  ...Object.assign({}, ...order.attempts.map((attempt) => attemptPart(attempt.attemptId, attempt))),
  ...Object.assign({}, ...order.reversals.map((reversal) => reversalPart(reversal.reversalId, reversal))),
});
