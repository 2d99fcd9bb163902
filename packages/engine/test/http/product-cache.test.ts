/**
 * Every way to keep products answers what PostgreSQL has, as fresh as the read side says. One shop with a process for
 * each way and form, all of which answer beside each other.
 */
import { admin, type Client, createClient, type ProductInput, store } from '@cartwright/contract';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openProvider } from '../../../../test/support/money.ts';
import { openTestDatabase, openTestFolder } from '../../../../test/support/stores.ts';
import { until } from '../../../../test/support/until.ts';
import { loadConfig } from '../../src/platform/config.ts';
import { freePort } from '../../src/platform/embedded/ports.ts';
import { startEmbeddedRedis } from '../../src/platform/embedded/redis.ts';
import { openRedis } from '../../src/platform/redis.ts';
import { startEngine } from '../../src/roles/engine.ts';
import { newId } from '../../src/shared/ids.ts';

const WAYS = [
  ['cdc', 'string'],
  ['none', 'string'],
  ['aside', 'string'],
  ['aside', 'hash'],
  ['aside', 'json'],
  ['through', 'string'],
  ['through', 'hash'],
  ['through', 'json'],
] as const;
const CACHED = WAYS.filter(([strategy]) => strategy === 'aside' || strategy === 'through');
const STAFF_KEY = 'an-owners-key-for-tests';
const TOLD = { deadlineMs: 10_000, what: 'every process to have heard of it' };

// A Redis of this file's own, because it stops it.
const [{ url: databaseUrl, database }, provider, redisServer] = await Promise.all([
  openTestDatabase(),
  openProvider(),
  startEmbeddedRedis({ dataDir: await openTestFolder(), log: () => {} }),
]);
const redis = openRedis({ url: redisServer.url, onError: () => {} });
await redis.connect();
afterAll(async () => {
  redis.destroy();
  await redisServer.stop();
});
const serverHasJson = await redis.json.set('probe', '$', {}).then(
  () => true,
  () => false,
);

type Shop = { url: string; said: string[]; client: Client; staff: Client };
const shops = new Map<string, Shop>();
const shopOf = ([strategy, codec]: readonly [string, string]): Shop => {
  const shop = shops.get(`${strategy} ${codec}`);
  if (shop === undefined) throw new Error(`no shop with ${strategy} and ${codec}`);
  return shop;
};
const all = (): Shop[] => [...shops.values()];

beforeAll(async () => {
  for (const [strategy, codec] of WAYS) {
    const config = loadConfig({
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisServer.url,
      CARTWRIGHT_PAYMENT_PROVIDER_URL: provider.url,
      CARTWRIGHT_API_PORT: String(await freePort()),
      CARTWRIGHT_PUBLIC_URL: 'http://shop.test',
      CARTWRIGHT_STAFF_KEY: STAFF_KEY,
      CARTWRIGHT_PRODUCT_CACHE: strategy,
      CARTWRIGHT_CACHE_CODEC: codec,
      CARTWRIGHT_DATABASE_POOL_MAX: '4',
    });
    const said: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line) => void said.push(line) });
    const engine = await startEngine(config, {
      log,
      roles: strategy === 'cdc' ? ['api', 'projector', 'worker'] : ['api'],
    });
    afterAll(() => engine.stop());
    const { url } = engine;
    shops.set(`${strategy} ${codec}`, {
      url,
      said,
      client: createClient({ baseUrl: url }),
      staff: createClient({ baseUrl: url, token: () => STAFF_KEY }),
    });
  }
  // Caches are used as soon as the read side is whole.
  const { productId } = await save(shopOf(WAYS[0]));
  for (const way of CACHED)
    await until(
      async () => {
        await get(shopOf(way), productId);
        return (await counted(shopOf(way), 'hits')) > 0;
      },
      {
        deadlineMs: 30_000,
        what: 'the read side to be whole',
      },
    );
});

const input = (over: Partial<ProductInput> = {}, sku = `SKU-${newId()}`): ProductInput => ({
  title: `Thing ${sku}`,
  description: 'A thing like any other.',
  brand: 'Acme',
  attributes: { Colour: 'red' },
  variants: [{ sku, price: { amount: 2_500, currency: 'USD' }, onHand: 10 }],
  ...over,
});

/** Saves a product; `lsn` is what a reader has to have seen to see it. */
const save = async ({ staff }: Shop, product = input()) => {
  const { body, headers } = await staff.call(admin.createProduct, { body: product });
  return { productId: body.productId, handle: body.handle, product, lsn: lsnOf(headers) };
};

const priced = (product: ProductInput, amount: number): ProductInput => ({
  ...product,
  variants: product.variants.map((variant) => ({ ...variant, price: { amount, currency: 'USD' } })),
});

const lsnOf = (headers: Headers): string => headers.get('cartwright-lsn') ?? '';

const get = async (
  { url }: Shop,
  name: string,
  lsn = '',
): Promise<{ status: number; etag: string | null; text: string; price: number | undefined }> => {
  const answer = await fetch(`${url}/v1/products/${encodeURIComponent(name)}`, {
    headers: lsn === '' ? {} : { 'cartwright-min-lsn': lsn },
  });
  const text = await answer.text();
  const body = JSON.parse(text) as { variants?: { price: { amount: number } }[] };
  const price = body.variants?.[0]?.price.amount;
  return { status: answer.status, etag: answer.headers.get('etag'), text, price };
};

const counted = async ({ url }: Shop, what: string, cache = 'products'): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = new RegExp(`^cartwright_cache_${what}_total\\{cache="${cache}"\\} (\\d+)$`, 'm').exec(text);
  return Number(line?.[1] ?? 0);
};

const emptyCaches = async (): Promise<void> => {
  const keys = 'keys' in redis ? await redis.keys('cache:*') : [];
  if (keys.length > 0) await redis.del(keys);
};

describe('every way', () => {
  it('answers the same bytes with the same ETag, cold and warm, by id, by handle and by a former handle', async () => {
    const { productId, handle, product, lsn } = await save(shopOf(WAYS[0]));
    const [first, ...others] = await Promise.all(all().map((shop) => get(shop, productId, lsn)));
    expect(first?.status).toBe(200);
    for (const other of others) expect(other).toEqual(first);

    const moved = { ...product, title: `Other ${newId()}`, handle: `moved-${newId()}` };
    const { headers } = await shopOf(WAYS[0]).staff.call(admin.putProduct, {
      params: { productId },
      body: moved,
    });
    for (const name of [productId, handle, moved.handle])
      for (const _ of ['cold', 'warm']) {
        const [one, ...rest] = await Promise.all(all().map((shop) => get(shop, name, lsnOf(headers))));
        expect(one?.text).toContain(moved.title);
        for (const other of rest) expect(other).toEqual(one);
      }
  });

  it.each(WAYS)(
    '%s (%s) shows a changed price to who changed it, and to who has heard of it elsewhere',
    async (...way) => {
      const writer = shopOf(way);
      const { productId, handle, product, lsn } = await save(writer);
      for (const shop of all()) expect((await get(shop, productId, lsn)).price).toBe(2_500);
      for (let amount = 3_000; amount < 3_004; amount += 1) {
        const { headers } = await writer.staff.call(admin.putProduct, {
          params: { productId },
          body: priced(product, amount),
        });
        expect((await get(writer, handle, lsnOf(headers))).price).toBe(amount);
        for (const shop of all()) expect((await get(shop, productId, lsnOf(headers))).price).toBe(amount);
        await until(
          async () =>
            (await Promise.all(all().map((shop) => get(shop, handle)))).every(
              ({ price }) => price === amount,
            ),
          TOLD,
        );
      }
    },
  );

  it('hears of a change that no process of the shop made', async () => {
    const { productId, product, lsn } = await save(shopOf(WAYS[0]));
    for (const shop of all()) expect((await get(shop, productId, lsn)).price).toBe(2_500);
    await database.query('UPDATE catalog.price SET amount = 77 WHERE sku = $1', [product.variants[0]?.sku]);
    await database.query(`UPDATE catalog.brand SET name = 'Acme Works' WHERE name = 'Acme'`);
    await until(
      async () =>
        (await Promise.all(all().map((shop) => get(shop, productId)))).every(
          ({ price, text }) => price === 77 && text.includes('Acme Works'),
        ),
      TOLD,
    );
    await database.query(`UPDATE catalog.brand SET name = 'Acme' WHERE name = 'Acme Works'`);
  });

  it('hears of more changed products than are told one by one', async () => {
    const { productId, lsn } = await save(shopOf(WAYS[0]), input({ brand: 'Large' }));
    for (const shop of all()) expect((await get(shop, productId, lsn)).text).toContain('"Large"');
    await database.query(`
      INSERT INTO catalog.product (product_id, handle, title, brand_id, status, search_text, facet_value_ids)
      SELECT 'many-' || n, 'many-' || n, 'Many', brand_id, 'draft', 'many', '{}'
      FROM catalog.brand, generate_series(1, 5000) AS n WHERE brand.name = 'Large'`);
    await database.query(`UPDATE catalog.brand SET name = 'Larger' WHERE name = 'Large'`);
    await until(
      async () =>
        (await Promise.all(all().map((shop) => get(shop, productId)))).every(({ text }) =>
          text.includes('"Larger"'),
        ),
      { ...TOLD, deadlineMs: 30_000 },
    );
    await database.query(`DELETE FROM catalog.product WHERE product_id LIKE 'many-%'`);
  }, 60_000);

  it('says 404 of what is deleted, by all of its names, and of what never was until it is', async () => {
    const handle = `late-${newId()}`;
    for (const shop of all()) expect((await get(shop, handle)).status).toBe(404);
    const { productId, lsn } = await save(shopOf(WAYS[0]), input({ handle }));
    for (const shop of all()) {
      expect((await get(shop, handle, lsn)).status).toBe(200);
      expect((await get(shop, productId, lsn)).status).toBe(200);
    }
    const { headers } = await shopOf(WAYS[0]).staff.call(admin.deleteProduct, { params: { productId } });
    for (const shop of all())
      for (const name of [handle, productId])
        expect((await get(shop, name, lsnOf(headers))).status, `${shop.url} ${name}`).toBe(404);
  });

  it('gives an id to the product that has it, also when it was a handle before', async () => {
    const name = `name-${newId()}`;
    const first = await save(shopOf(WAYS[0]), input({ handle: name }));
    for (const shop of all()) expect((await get(shop, name, first.lsn)).text).toContain(first.productId);
    const second = await save(shopOf(WAYS[0]), input({ productId: name, handle: `other-${newId()}` }));
    for (const shop of all())
      expect(JSON.parse((await get(shop, name, second.lsn)).text)).toMatchObject({ productId: name });
  });

  it.each(WAYS)(
    '%s (%s) fills carts at the present price, and with a SKU that is new or has moved',
    async (...way) => {
      const shop = shopOf(way);
      const { body: session } = await shop.client.call(store.createSession);
      const client = createClient({ baseUrl: shop.url, token: () => session.token });
      const fill = async () =>
        (await client.call(store.createCart, { body: { lines: [{ sku, quantity: 1 }] } })).body;
      const product = input();
      const sku = product.variants[0]?.sku ?? '';
      await expect(fill()).rejects.toMatchObject({ status: 404 });
      const { productId } = await save(shop, product);
      const { cartId } = await fill();
      const { headers } = await shop.staff.call(admin.putProduct, {
        params: { productId },
        body: priced(product, 3_333),
      });
      const seen = async (lsn: string) =>
        (
          await client.call(store.getCart, {
            params: { cartId },
            headers: { 'cartwright-min-lsn': lsn },
          })
        ).body.lines[0];
      expect(await seen(lsnOf(headers))).toMatchObject({ productId, unitPrice: { amount: 3_333 } });
      const away = await shop.staff.call(admin.deleteProduct, { params: { productId } });
      expect(await seen(lsnOf(away.headers))).toMatchObject({ productId: '', title: sku });
      const again = await save(shop, priced(product, 4_444));
      expect(await seen(again.lsn)).toMatchObject({
        productId: again.productId,
        unitPrice: { amount: 4_444 },
      });
    },
  );
});

describe.each(CACHED)('%s (%s)', (...way) => {
  it('reads a cold product once for a thousand who ask at a time, and never again', async () => {
    const shop = shopOf(way);
    const { productId, lsn } = await save(shop);
    for (const one of all()) await get(one, productId, lsn);
    await emptyCaches();
    const before = await counted(shop, 'loads');
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => get(shop, productId)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await get(shop, productId);
    expect((await counted(shop, 'loads')) - before).toBe(1);
  });

  it('keeps it in the form that was chosen, or in hashes where the server has no JSON, and says so once', async () => {
    const shop = shopOf(way);
    const { productId, lsn } = await save(shop);
    await get(shop, productId, lsn);
    const [strategy, codec] = way;
    const key = await until(
      async () => {
        await get(shop, productId);
        const keys =
          'keys' in redis ? await redis.keys(`cache:products.${strategy}.${codec}:*${productId}}`) : [];
        return keys[0];
      },
      { deadlineMs: 5_000, what: 'the product in Redis' },
    );
    const types = { string: 'string', hash: 'hash', json: serverHasJson ? 'ReJSON-RL' : 'hash' };
    expect(await redis.type(key)).toBe(types[codec]);
    const told = shop.said.filter((line) => line.includes('has no JSON commands'));
    expect(told).toHaveLength(codec === 'json' && !serverHasJson ? 1 : 0);
  });
});

it.each(CACHED.filter(([strategy]) => strategy === 'through'))(
  '%s (%s) has a changed product before anybody asks',
  async (...way) => {
    const shop = shopOf(way);
    const { productId, product, lsn } = await save(shop);
    await get(shop, productId, lsn);
    const { headers } = await shop.staff.call(admin.putProduct, {
      params: { productId },
      body: priced(product, 5_555),
    });
    await until(async () => (await get(shop, productId)).price === 5_555, TOLD);
    const [hits, misses] = [await counted(shop, 'hits'), await counted(shop, 'misses')];
    expect((await get(shop, productId, lsnOf(headers))).price).toBe(5_555);
    expect([(await counted(shop, 'hits')) - hits, (await counted(shop, 'misses')) - misses]).toEqual([1, 0]);
  },
);

it('reads PostgreSQL for every product where nothing is cached', async () => {
  const shop = shopOf(['none', 'string']);
  const { productId, lsn } = await save(shop);
  await get(shop, productId, lsn);
  const answer = await fetch(`${shop.url}/v1/products/${productId}`);
  expect(answer.headers.get('cartwright-lag-ms')).toBe('0');
});

it('refuses words that are none of the ways, and says which there are', () => {
  const env = { DATABASE_URL: 'a', REDIS_URL: 'b', CARTWRIGHT_PAYMENT_PROVIDER_URL: 'c' };
  expect(loadConfig(env)).toMatchObject({ productCache: 'cdc', cacheCodec: 'string' });
  expect(() => loadConfig({ ...env, CARTWRIGHT_PRODUCT_CACHE: 'asside' })).toThrow(
    'CARTWRIGHT_PRODUCT_CACHE is “asside”, which is none of cdc, aside, through, none.',
  );
  expect(() => loadConfig({ ...env, CARTWRIGHT_CACHE_CODEC: 'xml' })).toThrow('none of string, hash, json');
});

it('shows products in every way while Redis is away', async () => {
  const { productId, lsn } = await save(shopOf(WAYS[0]));
  for (const shop of all()) expect((await get(shop, productId, lsn)).status).toBe(200);
  const cold = await save(shopOf(WAYS[0]));
  await redisServer.stop();
  for (const shop of all())
    for (const name of [productId, cold.productId, cold.handle])
      expect((await get(shop, name)).status).toBe(200);
});
