/** The log's customers as guests of the shop: each keeps her session, and remembers her live orders. */
import { type Client, createClient, store } from '@cartwright/contract';
import type { Journal } from './journal.ts';
import { type Patience, patiently } from './patience.ts';

export type Shopper = {
  sessionId: string;
  email: string;
  name: string;
  client: Client;
  /** Oldest first. */
  liveOrders: { orderId: string; skus: ReadonlySet<string> }[];
};

export type Shoppers = {
  /** Lets a customer in: by the session she has, or by a new one. One without a number is a new guest each time. */
  enter(customer: string | null): Promise<Shopper>;
  /** Her session and orders if she is remembered. */
  find(customer: string | null): Shopper | undefined;
};

/** Customers remembered at once; the one who came longest ago is forgotten. The data set has 4,372. */
const SHOPPERS_MAX = 10_000;
const LIVE_ORDERS_MAX = 10;

export const createShoppers = (
  apiUrl: string,
  { journal, patience }: { journal: Journal; patience: Patience },
): Shoppers => {
  const visitor = createClient({ baseUrl: apiUrl });
  const remembered = new Map<string, Shopper>();

  const newcomer = async (customer: string | null): Promise<Shopper> => {
    const { body } = await patiently(patience, (signal) => visitor.call(store.createSession, { signal }));
    const { token, sessionId } = body;
    journal.note('session', sessionId, {});
    return {
      sessionId,
      ...nameOf(customer),
      client: createClient({ baseUrl: apiUrl, token: () => token }),
      liveOrders: [],
    };
  };

  return {
    async enter(customer) {
      if (customer === null) return newcomer(null);
      const shopper = remembered.get(customer) ?? (await newcomer(customer));
      remembered.delete(customer);
      remembered.set(customer, shopper);
      if (remembered.size > SHOPPERS_MAX) remembered.delete(remembered.keys().next().value ?? customer);
      return shopper;
    },
    find: (customer) => (customer === null ? undefined : remembered.get(customer)),
  };
};

/** Keeps an order in mind that may be cancelled later; the oldest of more than ten is forgotten. */
export const rememberOrder = (
  shopper: Shopper,
  order: { orderId: string; lines: readonly { sku: string }[] },
): void => {
  const { orderId, lines } = order;
  shopper.liveOrders.push({ orderId, skus: new Set(lines.map(({ sku }) => sku)) });
  if (shopper.liveOrders.length > LIVE_ORDERS_MAX) shopper.liveOrders.shift();
};

/** Nobody is ever written to: `.invalid` is reserved (RFC 2606). */
const nameOf = (customer: string | null): { email: string; name: string } =>
  customer !== null && /^[\w-]{1,40}$/.test(customer)
    ? { email: `customer-${customer}@replay.invalid`, name: `Customer ${customer}` }
    : { email: 'guest@replay.invalid', name: 'Guest' };
