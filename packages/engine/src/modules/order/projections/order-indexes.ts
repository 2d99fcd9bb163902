import { ORDER_STATUSES, type OrderStatus } from '@cartwright/contract';
import type { ScriptCall } from '../../../platform/lua.ts';
import { updateIndex } from '../../../platform/read-side/index.ts';
import { timeOfId } from '../../../shared/ids.ts';

/** What an index lists orders by. */
export type OrderIndex =
  | { by: 'customer' | 'session' | 'email'; value: string }
  | { by: 'status'; value: OrderStatus };

export const orderIndexKey = (generation: string, { by, value }: OrderIndex): string =>
  `orders-by:${generation}:{${by}:${by === 'email' ? value.toLowerCase() : value}}`;

export type OrderProjectionOptions = {
  /** Orders older than this are read from PostgreSQL. */
  historyDays: number;
  /** Orders that one customer's or session's index has at most. */
  perOwnerMax: number;
  /** Orders that the index of one status has at most. */
  perStatusMax: number;
};

/** Where an index ends: the Unix milliseconds of the oldest order that is kept. */
export const historyFloorMs = ({ historyDays }: { historyDays: number }, nowMs = Date.now()): number =>
  nowMs - historyDays * DAY_MS;

const DAY_MS = 86_400_000;

/** Whose an order is, and where it stands. */
export type Owned = {
  orderId: string;
  sessionId: string | null;
  customerId: string | null;
  email: string;
  status: OrderStatus;
};

/** A guest's session ends by itself long before. */
const SESSION_TTL_SECONDS = 31 * 86_400;

/** Puts orders into their indexes, and takes them out of those of other statuses. */
export const indexCalls = (
  generation: string,
  orders: readonly Owned[],
  options: OrderProjectionOptions,
): ScriptCall[] => {
  const scoreMin = historyFloorMs(options);
  const members = new Map<
    string,
    { index: OrderIndex; members: { score: number | null; member: string }[] }
  >();
  const add = (index: OrderIndex, orderId: string, score: number | null): void => {
    const key = orderIndexKey(generation, index);
    const entry = members.get(key) ?? { index, members: [] };
    entry.members.push({ score, member: orderId });
    members.set(key, entry);
  };
  for (const { orderId, sessionId, customerId, email, status } of orders) {
    const at = timeOfId(orderId) ?? 0;
    if (customerId !== null) add({ by: 'customer', value: customerId }, orderId, at);
    if (sessionId !== null) add({ by: 'session', value: sessionId }, orderId, at);
    if (at < scoreMin) continue;
    add({ by: 'email', value: email }, orderId, at);
    // An update does not tell the status before.
    for (const other of ORDER_STATUSES)
      add({ by: 'status', value: other }, orderId, other === status ? at : null);
  }
  return [...members].map(([key, { index, members: list }]) =>
    updateIndex({
      key,
      scoreMin,
      members: list,
      membersMax: index.by === 'status' ? options.perStatusMax : options.perOwnerMax,
      ...(index.by === 'session' ? { ttlSeconds: SESSION_TTL_SECONDS } : {}),
    }),
  );
};
