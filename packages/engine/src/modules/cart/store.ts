import { LINES_MAX } from '@cartwright/contract';
import { loadScript } from '../../platform/lua.ts';
import { type Redis, withRedis } from '../../platform/redis.ts';
import { assert } from '../../shared/assert.ts';
import { Unavailable } from '../../shared/expected-error.ts';
import { isId, newId } from '../../shared/ids.ts';

/**
 * A line as it is kept: the price is the one its shopper has been told. `addedAt` (ms) keeps the order. `heldUntil` (ms)
 * is when its hold ends that was taken or renewed last; the hold itself lies with the stock. A line of a sale names its
 * claim, which has the last word on quantity, price, and how long.
 */
export type StoredLine = {
  sku: string;
  quantity: number;
  unitPrice: number;
  addedAt: number;
  heldUntil?: number;
  claimId?: string;
};
export type StoredCart = { cartId: string; owner: string; lines: StoredLine[]; expiresAt: Date };
export type LineWrite = { sku: string; line: Omit<StoredLine, 'sku'> | null };

const write = loadScript(new URL('./lua/write.lua', import.meta.url));

// The braces make the id the hash tag: whatever else is kept of a cart lands on its node of a cluster.
const cartKey = (cartId: string): string => `cart:{${cartId}}`;
const currentKey = (owner: string): string => `cart-of:{${owner}}`;
const listKey = (owner: string): string => `carts-of:{${owner}}`;
const LINE = 'line:';
/** Carts of one owner; with one more the oldest goes. */
const CARTS_MAX = 20;

export type CartStore = {
  /** `cartId` is a new one when left out. */
  create(cart: { cartId?: string; owner: string; lines: readonly StoredLine[] }): Promise<StoredCart>;
  load(cartId: string): Promise<StoredCart | undefined>;
  /** The cart that the owner made or was given last. */
  current(owner: string): Promise<string | undefined>;
  setCurrent(owner: string, cartId: string): Promise<void>;
  write(
    cart: { cartId: string; owner: string; newOwner?: string },
    lines: readonly LineWrite[],
  ): Promise<'ok' | 'not-found' | 'too-many-lines'>;
  remove(cartId: string): Promise<void>;
  /** Throws `Unavailable` while Redis is known to be away; asks nobody. */
  assertReachable(): void;
};

/** Carts in Redis. Every call throws `Unavailable` while Redis is away. Reading does not lengthen a cart's life. */
export const createCartStore = (redis: Redis, ttlSeconds: number): CartStore => ({
  create: ({ owner, lines, cartId = newId() }) =>
    withRedis(redis, async () => {
      const fields = Object.fromEntries(lines.map((line) => [LINE + line.sku, encode(line)]));
      // One key, one step: a cart is never there without its lines or without an end.
      await redis
        .multi()
        .hSet(cartKey(cartId), { owner, ...fields })
        .expire(cartKey(cartId), ttlSeconds)
        .exec();
      await redis.set(currentKey(owner), cartId, { expiration: { type: 'EX', value: ttlSeconds } });
      await dropOldest(redis, { owner, cartId, ttlSeconds });
      return { cartId, owner, lines: [...lines], expiresAt: new Date(Date.now() + ttlSeconds * 1_000) };
    }),

  load: (cartId) =>
    withRedis(redis, async () => {
      if (!isId(cartId)) return undefined;
      const [fields, expiresAtMs] = await redis
        .multi()
        .hGetAll(cartKey(cartId))
        .pExpireTime(cartKey(cartId))
        .exec<'typed'>();
      const { owner } = fields;
      if (owner === undefined) return undefined;
      const lines = Object.entries(fields)
        .filter(([field]) => field.startsWith(LINE))
        .map(([field, text]) => decode(field.slice(LINE.length), text))
        .sort((a, b) => a.addedAt - b.addedAt || (a.sku < b.sku ? -1 : 1));
      return { cartId, owner, lines, expiresAt: new Date(Number(expiresAtMs)) };
    }),

  current: (owner) => withRedis(redis, async () => (await redis.get(currentKey(owner))) ?? undefined),

  setCurrent: (owner, cartId) =>
    withRedis(redis, async () => {
      await redis.set(currentKey(owner), cartId, { expiration: { type: 'EX', value: ttlSeconds } });
    }),

  write: ({ cartId, owner, newOwner = owner }, lines) =>
    withRedis(redis, async () => {
      const reply = await write.run(redis, {
        keys: [cartKey(cartId)],
        args: [
          owner,
          newOwner,
          String(ttlSeconds),
          String(LINES_MAX),
          ...lines.flatMap(({ sku, line }) => [LINE + sku, line === null ? '' : encode(line)]),
        ],
      });
      assert(
        reply === 'ok' || reply === 'not-found' || reply === 'too-many-lines',
        `write.lua said ${String(reply)}`,
      );
      return reply;
    }),

  remove: (cartId) =>
    withRedis(redis, async () => {
      await redis.del(cartKey(cartId));
    }),

  assertReachable: () => {
    if (!redis.isReady) throw new Unavailable('Redis is away');
  },
});

/** Bounds what one shopper can fill Redis with. */
const dropOldest = async (
  redis: Redis,
  made: { owner: string; cartId: string; ttlSeconds: number },
): Promise<void> => {
  const list = listKey(made.owner);
  const [, , oldest] = await redis
    .multi()
    .lPush(list, made.cartId)
    .expire(list, made.ttlSeconds)
    .lRange(list, CARTS_MAX, -1)
    .lTrim(list, 0, CARTS_MAX - 1)
    .exec<'typed'>();
  for (const cartId of oldest) await redis.del(cartKey(cartId));
};

const encode = ({ quantity, unitPrice, addedAt, heldUntil, claimId }: Omit<StoredLine, 'sku'>): string =>
  JSON.stringify({ quantity, unitPrice, addedAt, heldUntil, claimId });

const decode = (sku: string, text: string): StoredLine => {
  const { quantity, unitPrice, addedAt, heldUntil, claimId }: Omit<StoredLine, 'sku'> = JSON.parse(text);
  return {
    sku,
    quantity,
    unitPrice,
    addedAt,
    ...(heldUntil === undefined ? {} : { heldUntil }),
    ...(claimId === undefined ? {} : { claimId }),
  };
};
