import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { ApiProblem, admin, type Product, store } from '@cartwright/contract';
import { beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { until } from '../../../../test/support/until.ts';
import { newId } from '../../src/shared/ids.ts';
import { details, guest, sell } from './shop.ts';

const engine = await openEngine({ reconcilePerSecond: 0 });

/** Whether the answer came from the read side: PostgreSQL's own word has no lag. */
const isFromReadSide = (headers: Headers): boolean => Number(headers.get('cartwright-lag-ms') ?? 0) > 0;

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${engine.url}${path}`, { headers });

const statusOf = async (call: Promise<unknown>): Promise<number> =>
  call.then(
    () => 200,
    (error: unknown) => (error instanceof ApiProblem ? error.status : 0),
  );

beforeAll(async () => {
  await sell(engine);
  await until(
    async () => {
      const answers = await Promise.all(
        ['/v1/products', '/v1/sales', '/v1/categories'].map((path) => get(path)),
      );
      return answers.every(({ headers }) => isFromReadSide(headers));
    },
    { deadlineMs: 20_000, what: 'the read side to answer' },
  );
});

describe('an answer from the read side', () => {
  it('says which state it reflects and how old that is; a command says where its commit is', async () => {
    const { sku, productId } = await sell(engine);
    const shown = await get(`/v1/products/${productId}`);
    expect(shown.headers.get('cartwright-lsn')).toMatch(/^[0-9a-f]{8}\.[0-9a-f]{16}$/);
    expect(Number(shown.headers.get('cartwright-lag-ms'))).toBeLessThan(5_000);
    const ada = await guest(engine);
    const placed = await ada.client.call(store.placeOrder, {
      body: { ...details(), lines: [{ sku, quantity: 1 }] },
      headers: { 'idempotency-key': newId() },
    });
    const committed = placed.headers.get('cartwright-lsn') ?? '';
    const before = shown.headers.get('cartwright-lsn') ?? '';
    expect(committed > before).toBe(true);
    // Somebody else, who was told of it, sees no less.
    const after = await get(`/v1/stock?sku=${sku}`, { 'cartwright-min-lsn': committed });
    expect(await after.json()).toEqual({ items: [{ sku, availableToSell: 9 }] });
    expect((after.headers.get('cartwright-lsn') ?? '') >= committed).toBe(true);
  });

  it('is refused for a position that was never given, or is ahead; another history is read from the truth', async () => {
    const { productId } = await sell(engine);
    const path = `/v1/products/${productId}`;
    const lsn = (await get(path)).headers.get('cartwright-lsn') ?? '';
    for (const bad of ['nonsense', `${lsn.slice(0, 8)}.ffffffffffffffff`, '12345678.12']) {
      const refused = await get(path, { 'cartwright-min-lsn': bad });
      expect([bad, refused.status]).toEqual([bad, 400]);
      expect(await refused.json()).toMatchObject({ code: 'invalid-request' });
    }
    const foreign = await get(path, { 'cartwright-min-lsn': `00000000.${lsn.slice(9)}` });
    expect([foreign.status, foreign.headers.get('cartwright-lag-ms')]).toEqual([200, '0']);
  });

  it('shows a shopper her own order at once, by its id and in her list, however many are placed', {
    timeout: 60_000,
  }, async () => {
    const { sku } = await sell(engine, { onHand: 500 });
    const placedAndRead = async (): Promise<string[]> => {
      const ada = await guest(engine);
      const { body: order } = await ada.client.call(store.placeOrder, {
        body: { ...details(), lines: [{ sku, quantity: 1 }] },
        headers: { 'idempotency-key': newId() },
      });
      const [one, list] = await Promise.all([
        ada.client.call(store.getOrder, { params: { orderId: order.orderId } }),
        ada.client.call(store.listOrders),
      ]);
      return [order.status, one.body.status, list.body.items[0]?.status ?? 'missing'];
    };
    const rounds = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const seen: string[][] = [];
        for (let round = 0; round < 10; round += 1) seen.push(await placedAndRead());
        return seen;
      }),
    );
    expect(new Set(rounds.flat().map((seen) => seen.join(' ')))).toEqual(
      new Set(['confirmed confirmed confirmed']),
    );
  });

  it('changes within a second of what it is made of, for everybody', async () => {
    const { sku, productId } = await sell(engine);
    const owner = engine.as(engine.staffKey);
    const { body: product } = await owner.call(admin.getProduct, { params: { productId } });
    const path = `/v1/products/${productId}`;
    const first = await get(path);
    const etag = first.headers.get('etag') ?? '';
    await engine.database.query('UPDATE catalog.price SET amount = amount + 1 WHERE sku = $1', [sku]);
    const changedAt = performance.now();
    await until(async () => (await get(path, { 'if-none-match': etag })).status === 200, {
      deadlineMs: 1_000,
      what: 'the new price',
    });
    expect(performance.now() - changedAt).toBeLessThan(1_000);
    const changed = (await (await get(path)).json()) as Product;
    expect(changed.variants[0]?.price.amount).toBe((product.variants[0]?.price.amount ?? 0) + 1);
  });
});

describe('what sells', () => {
  it('is ranked by the units ordered lately, as soon as they are ordered', async () => {
    const [little, much] = [await sell(engine, { onHand: 100 }), await sell(engine, { onHand: 100 })];
    const ada = await guest(engine);
    const order = (sku: string, quantity: number) =>
      ada.client.call(store.placeOrder, {
        body: { ...details(), lines: [{ sku, quantity }] },
        headers: { 'idempotency-key': newId() },
      });
    const before = await order(little.sku, 20);
    await order(much.sku, 15);
    const after = await order(much.sku, 15);
    expect(before.status).toBe(201);
    const headers = { 'cartwright-min-lsn': after.headers.get('cartwright-lsn') ?? '' };
    const { body } = await engine.client.call(store.listTrending, { headers });
    const ids = body.items
      .map(({ productId }) => productId)
      .filter((id) => [little, much].some((one) => one.productId === id));
    expect(ids).toEqual([much.productId, little.productId]);
  });
});

describe('bytes that are ready', () => {
  it('are what the framework sends: body, ETag, 304, and in both encodings', async () => {
    const { productId } = await sell(engine);
    const description = '<p>Thick wool, knitted slowly. </p>'.repeat(60);
    const owner = engine.as(engine.staffKey);
    const { body: input } = await owner.call(admin.getProduct, { params: { productId } });
    await owner.call(admin.putProduct, { params: { productId }, body: { ...input, description } });
    const path = `/v1/products/${productId}`;
    await until(async () => (await (await get(path)).text()).includes('knitted slowly'), {
      deadlineMs: 5_000,
      what: 'the description in the read side',
    });
    // An Origin keeps a request on the long way.
    const long = await get(path, { origin: 'http://elsewhere.example', 'accept-encoding': 'identity' });
    const body = await long.text();
    const short = await get(path, { 'accept-encoding': 'identity' });
    expect(await short.text()).toBe(body);
    for (const name of ['etag', 'content-type', 'cache-control', 'vary'])
      expect([name, short.headers.get(name)]).toEqual([name, long.headers.get(name)]);
    expect((await get(path, { 'if-none-match': short.headers.get('etag') ?? '' })).status).toBe(304);
    // Twice: the first answer makes the encoding, the second finds it.
    for (let round = 0; round < 2; round += 1) {
      for (const [encoding, decode] of [
        ['br', brotliDecompressSync],
        ['gzip', gunzipSync],
      ] as const) {
        const bytes = await rawGet(path, encoding);
        expect(bytes.encoding).toBe(encoding);
        expect(decode(bytes.body).toString()).toBe(body);
      }
    }
  });

  it('of one shopper are nobody else’s', async () => {
    const { sku } = await sell(engine);
    const ada = await guest(engine);
    const { body: order } = await ada.client.call(store.placeOrder, {
      body: { ...details(), lines: [{ sku, quantity: 1 }] },
      headers: { 'idempotency-key': newId() },
    });
    const bob = await guest(engine);
    for (let round = 0; round < 3; round += 1) {
      expect((await ada.client.call(store.listOrders)).body.items).toHaveLength(1);
      expect((await bob.client.call(store.listOrders)).body.items).toHaveLength(0);
      const params = { orderId: order.orderId };
      expect(await statusOf(bob.client.call(store.getOrder, { params }))).toBe(404);
    }
  });
});

describe('a shop that is browsed', () => {
  it('does not trouble PostgreSQL: no page, list, cart, stock, sale or order asks it', async () => {
    await engine.database.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
    const { sku, productId } = await sell(engine);
    const ada = await guest(engine);
    const { body: order } = await ada.client.call(store.placeOrder, {
      body: { ...details(), lines: [{ sku, quantity: 1 }] },
      headers: { 'idempotency-key': newId() },
    });
    const { body: cart } = await ada.client.call(store.createCart, {
      body: { lines: [{ sku, quantity: 1 }] },
    });
    await until(
      async () =>
        isFromReadSide((await get(`/v1/products?q=${sku}`)).headers) &&
        isFromReadSide((await ada.client.call(store.listOrders)).headers),
      { deadlineMs: 5_000, what: 'lists from memory, and her own order' },
    );
    const { body: product } = await engine.client.call(store.getProduct, { params: { productId } });
    await engine.database.query('SELECT pg_stat_statements_reset()');
    for (let round = 0; round < 3; round += 1) {
      await engine.client.call(store.listProducts, { query: { q: product.title, inStock: true } });
      await engine.client.call(store.listProducts, { query: { sort: 'priceAsc', limit: 5 } });
      await engine.client.call(store.listCategories);
      await engine.client.call(store.listCollections);
      await engine.client.call(store.listSales);
      await engine.client.call(store.getProduct, { params: { productId: product.handle } });
      await engine.client.call(store.getStock, { query: { sku } });
      await ada.client.call(store.getSession);
      await ada.client.call(store.getCart, { params: { cartId: cart.cartId } });
      const params = { cartId: cart.cartId, sku };
      await ada.client.call(store.setCartLine, { params, body: { quantity: 1 + (round % 2) } });
      await ada.client.call(store.listOrders);
      await ada.client.call(store.getOrder, { params: { orderId: order.orderId } });
    }
    const { rows } = await engine.database.query<{ query: string; calls: string }>(
      `SELECT query, calls::text FROM pg_stat_statements
       WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND query ~ '(catalog|inventory|orders|sale|payment)[.]' AND query !~ 'pg_stat_statements'`,
    );
    // The sweeper looks for what waits, whoever browses.
    const asked = rows.filter(({ query }) => !/leased_until|pay_until|expires_at|closed_at/.test(query));
    expect(asked).toEqual([]);
  });
});

/** A body as it came over the wire: fetch would have decoded it. */
const rawGet = async (
  path: string,
  encoding: string,
): Promise<{ body: Buffer; encoding: string | undefined }> => {
  const { get: request } = await import('node:http');
  return new Promise((resolve, reject) => {
    request(`${engine.url}${path}`, { headers: { 'accept-encoding': encoding } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ body: Buffer.concat(chunks), encoding: response.headers['content-encoding'] }),
      );
    }).on('error', reject);
  });
};
