/**
 * Every document of every read model against the tables, by statements of its own: what the projections do to fill or to
 * compare their models is not used here.
 *
 *   expect(await settledDifferences(side)).toEqual([]);
 */
import { isDeepStrictEqual } from 'node:util';
import type { Database } from '../../packages/engine/src/platform/postgres.ts';
import { isCluster, type Redis } from '../../packages/engine/src/platform/redis.ts';
import { until } from './until.ts';

type Stores = { database: Database; redis: Redis };

/** What differs once the read side knows all that is committed now, and has counted what it puts off counting. */
export const settledDifferences = async (side: Stores & { caughtUp(): Promise<void> }): Promise<string[]> => {
  await side.caughtUp();
  return until(
    async () => {
      const found = await differences(side);
      return found.some((line) => line.includes(UNCOUNTED)) ? undefined : found;
    },
    { deadlineMs: 10_000, what: 'the categories to be counted' },
  );
};

const UNCOUNTED = 'not counted yet';
type Documents = Map<string, unknown>;

/** What differs between the tables and the models, a line each; at most a few of each model. */
export const differences = async ({ database, redis }: Stores): Promise<string[]> => {
  const generations = await generationsOf(redis);
  const keys = await keysOf(redis);
  const found: string[] = [];
  for (const [model, { read, sql }] of Object.entries(MODELS)) {
    const generation = generations.get(model.split(' ')[0] ?? '');
    if (generation === undefined) {
      found.push(`${model} is not whole`);
      continue;
    }
    const { rows } = await database.query<{ name: string; value: unknown }>(sql);
    const truth = new Map(rows.map(({ name, value }) => [name, value]));
    found.push(...compare(model, { truth, model: await read({ redis, keys, generation }) }));
  }
  // A model that was made anew meanwhile has other keys.
  const same = isDeepStrictEqual(await generationsOf(redis), generations);
  return same ? found : differences({ database, redis });
};

/** Which keys of a shop's models are of none of the whole generations: what a rebuild should have swept. */
export const leftOverKeys = async (redis: Redis): Promise<string[]> => {
  const keys = await keysOf(redis);
  const whole = new Set((await generationsOf(redis)).values());
  return keys.filter((key) => {
    const generation = /^[a-z-]+:((?:live|g)-[^:]+):/.exec(key)?.[1];
    return generation !== undefined && !whole.has(generation);
  });
};

const SHOWN_MAX = 4;
const shown = (value: unknown): string => JSON.stringify(value).slice(0, 400);

const compare = (name: string, { truth, model }: { truth: Documents; model: Documents }): string[] => {
  const found: string[] = [];
  for (const [document, value] of truth) {
    const has = model.get(document);
    if (!model.has(document)) found.push(`${name}: ${document} is missing`);
    else if (!isDeepStrictEqual(has, value))
      found.push(`${name}: ${document} is ${shown(has)} and should be ${shown(value)}`);
  }
  for (const document of model.keys())
    if (!truth.has(document)) found.push(`${name}: ${document} is left over`);
  return found.length > SHOWN_MAX ? [...found.slice(0, SHOWN_MAX), `${name}: ${found.length} in all`] : found;
};

type Read = (from: { redis: Redis; keys: readonly string[]; generation: string }) => Promise<Documents>;

/** Reads the keys of a prefix, each by the name in its braces; what `read` gives as undefined is no document. */
const each =
  (prefix: string, read: (redis: Redis, key: string) => Promise<unknown>): Read =>
  async ({ redis, keys, generation }) => {
    const documents: Documents = new Map();
    const start = `${prefix}:${generation}:{`;
    for (const key of keys) {
      if (!key.startsWith(start) || !key.endsWith('}')) continue;
      const value = await read(redis, key);
      if (value !== undefined) documents.set(key.slice(start.length, -1), value);
    }
    return documents;
  };

/** A hash without its version, if it has not been removed. */
const hash =
  (of: (fields: Record<string, string>) => unknown) =>
  async (redis: Redis, key: string): Promise<unknown> => {
    const { v: _version, gone, ...fields } = await redis.hGetAll(key);
    return gone === undefined && Object.keys(fields).length > 0 ? of(fields) : undefined;
  };

const members = async (redis: Redis, key: string): Promise<unknown> => {
  const found = await redis.zRange(key, 0, -1);
  return found.length === 0 ? undefined : found.sort();
};

/** As `orderHistoryPerOwnerMax` of the configuration. */
const PER_OWNER_MAX = 200;

const ms = (column: string): string => `floor(extract(epoch FROM ${column}) * 1000)::int8`;
const object = (select: string): string => `coalesce((${select}), '{}'::jsonb)`;

const MODELS: Record<string, { read: Read; sql: string }> = {
  stock: {
    read: each(
      'stock',
      hash(({ held: _, ...fields }) =>
        Object.fromEntries(Object.entries(fields).map(([k, v]) => [k, Number(v)])),
      ),
    ),
    sql: `SELECT sku AS name, jsonb_build_object('onHand', on_hand, 'allocated', allocated, 'setAside', set_aside) AS value
          FROM inventory.stock`,
  },
  orders: {
    read: each(
      'order',
      hash((fields) => Object.fromEntries(Object.entries(fields).map(([k, v]) => [k, JSON.parse(v)]))),
    ),
    sql: `
      SELECT o.order_id AS name,
        jsonb_build_object('address', shipping_address, 'row', jsonb_build_array(
          number, status, session_id, customer_id, email, currency, subtotal, discount_total, shipping_total, tax_total,
          total, ${ms('pay_until')}, ${ms('placed_at')}, ${ms('updated_at')}))
        || ${object(`SELECT jsonb_object_agg('line:' || position, jsonb_build_array(sku, product_id, title, quantity,
             unit_price, line_total)) FROM orders.line WHERE line.order_id = o.order_id`)}
        || ${object(`SELECT jsonb_object_agg('event:' || version, jsonb_build_array(event, ${ms('at')}))
             FROM orders.event WHERE event.order_id = o.order_id`)}
        || ${object(`SELECT jsonb_object_agg('attempt:' || attempt_id, jsonb_build_array(status, decline_code, amount))
             FROM payment.attempt WHERE attempt.order_id = o.order_id`)}
        || ${object(`SELECT jsonb_object_agg('reversal:' || reversal_id, jsonb_build_array(attempt_id, kind, status, amount))
             FROM payment.reversal WHERE reversal.order_id = o.order_id`)} AS value
      FROM orders.placed_order AS o`,
  },
  'orders by what they are listed by': {
    read: each('orders-by', members),
    sql: `
      SELECT name, jsonb_agg(order_id ORDER BY order_id::text COLLATE "C") AS value
      FROM (
        SELECT name, order_id, row_number() OVER (PARTITION BY name ORDER BY order_id DESC) AS place
        FROM orders.placed_order, LATERAL (VALUES
          ('customer:' || customer_id), ('session:' || session_id), ('email:' || lower(email)), ('status:' || status)
        ) AS listed (name)
        WHERE name IS NOT NULL) AS listed
      WHERE name LIKE 'status:%' OR place <= ${PER_OWNER_MAX} GROUP BY name`,
  },
  'open-carts': {
    read: each(
      'open-cart',
      hash(({ orderId }) => orderId),
    ),
    sql: 'SELECT cart_id AS name, to_jsonb(order_id) AS value FROM orders.open_cart',
  },
  products: {
    read: each(
      'product',
      hash(({ body = '{}', card = '' }) => productOf(body, card)),
    ),
    sql: `
      SELECT p.product_id AS name, jsonb_build_object(
        'handle', p.handle, 'title', p.title, 'description', p.description, 'status', p.status, 'brand', b.name,
        'categoryPath', c.path,
        'variants', (SELECT coalesce(jsonb_agg(jsonb_build_array(v.sku, v.title, price.amount) ORDER BY v.position), '[]')
          FROM catalog.variant AS v JOIN catalog.price USING (sku) WHERE v.product_id = p.product_id AND currency = 'USD'),
        'collections', CASE WHEN p.status = 'active' THEN
          (SELECT coalesce(jsonb_agg(jsonb_build_array(collection_id, position) ORDER BY collection_id), '[]')
           FROM catalog.collection_product AS m WHERE m.product_id = p.product_id) END) AS value
      FROM catalog.product AS p
      LEFT JOIN catalog.brand AS b USING (brand_id) LEFT JOIN catalog.category AS c USING (category_id)`,
  },
  'products by id': {
    read: each('product-ids', members),
    sql: `SELECT 'all' AS name, jsonb_agg(product_id ORDER BY product_id COLLATE "C") AS value FROM catalog.product
          HAVING count(*) > 0`,
  },
  'categories and what is in them': {
    read: each(
      'catalogue',
      hash(({ structure = '{}', dirty }) => (dirty === '' ? structureOf(structure) : UNCOUNTED)),
    ),
    sql: `
      SELECT 'structure' AS name, jsonb_build_object(
        'categories', (SELECT coalesce(jsonb_object_agg(handle, jsonb_build_array(title, (
            SELECT count(*) FROM catalog.product JOIN catalog.category AS own USING (category_id)
            WHERE status = 'active' AND (own.path = category.path OR own.path LIKE category.path || '/%')))), '{}')
          FROM catalog.category),
        'collections', (SELECT coalesce(jsonb_object_agg(handle, title), '{}') FROM catalog.collection)) AS value`,
  },
  trending: {
    read: each('trending', async (redis, key) =>
      Object.fromEntries(
        (await redis.zRangeWithScores(key, 0, -1)).map(({ value, score }) => [value, score]),
      ),
    ),
    sql: `
      SELECT day AS name, jsonb_object_agg(product_id, units) AS value FROM (
        SELECT to_char(placed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, product_id, sum(quantity) AS units
        FROM orders.line JOIN orders.placed_order USING (order_id)
        WHERE placed_at >= date_trunc('day', now(), 'UTC') - interval '7 days' GROUP BY 1, 2) AS sold
      GROUP BY day`,
  },
};

const productOf = (body: string, card: string): unknown => {
  const { handle, title, description, status, brand, categoryPath, variants } = JSON.parse(body);
  return {
    ...{ handle, title, description, status, brand, categoryPath },
    variants: variants?.map((one: { sku: string; title: string; amount: number }) => [
      one.sku,
      one.title,
      one.amount,
    ]),
    collections: card === '' ? null : JSON.parse(card).collections,
  };
};

type Node = { handle: string; title: string; count: number; children: Node[] };

const structureOf = (text: string): unknown => {
  const { categories, collections } = JSON.parse(text) as {
    categories: Node[];
    collections: { handle: string; title: string }[];
  };
  const flat = (nodes: readonly Node[]): Node[] => nodes.flatMap((node) => [node, ...flat(node.children)]);
  return {
    categories: Object.fromEntries(
      flat(categories).map(({ handle, title, count }) => [handle, [title, count]]),
    ),
    collections: Object.fromEntries(collections.map(({ handle, title }) => [handle, title])),
  };
};

const keysOf = async (redis: Redis): Promise<string[]> => {
  const nodes = isCluster(redis)
    ? await Promise.all(redis.masters.map((master) => redis.nodeClient(master)))
    : [redis];
  return (await Promise.all(nodes.map((node) => node.keys('*')))).flat().map(String);
};

const generationsOf = async (redis: Redis): Promise<Map<string, string>> => {
  const state = (await keysOf(redis)).find((key) => /^read-side:.*:state$/.test(key));
  const fields = Object.entries(state === undefined ? {} : await redis.hGetAll(state));
  return new Map(
    fields.flatMap(([field, value]) =>
      field.startsWith('generation:') ? [[field.slice('generation:'.length), value.split('|')[0] ?? '']] : [],
    ),
  );
};
