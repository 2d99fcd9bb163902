import { ApiProblem, createClient, store } from '@cartwright/contract';
import { pino } from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../packages/engine/src/platform/config.ts';
import { freePort } from '../../packages/engine/src/platform/embedded/ports.ts';
import { startEmbeddedPostgres } from '../../packages/engine/src/platform/embedded/postgres.ts';
import { startEmbeddedRedis } from '../../packages/engine/src/platform/embedded/redis.ts';
import { migrate } from '../../packages/engine/src/platform/migrate.ts';
import { openDatabase } from '../../packages/engine/src/platform/postgres.ts';
import { openRedis } from '../../packages/engine/src/platform/redis.ts';
import { startEngine } from '../../packages/engine/src/roles/engine.ts';
import { newId } from '../../packages/engine/src/shared/ids.ts';
import { details, guest, sell, signUp } from '../../packages/engine/test/http/shop.ts';
import { claim, openSale, saleOf } from '../../packages/engine/test/sale/sale.ts';
import type { TestEngine } from '../support/engine.ts';
import { openProvider } from '../support/money.ts';
import { openTestFolder } from '../support/stores.ts';
import { until } from '../support/until.ts';

// Servers of this file's own, because it stops them.
const dataDir = await openTestFolder();
const log = (): void => {};
let [postgres, redis] = await Promise.all([
  startEmbeddedPostgres({ dataDir, log }),
  startEmbeddedRedis({ dataDir, log }),
]);
await migrate(postgres.url);
const provider = await openProvider();
const config = loadConfig({
  DATABASE_URL: postgres.url,
  REDIS_URL: redis.url,
  CARTWRIGHT_PAYMENT_PROVIDER_URL: provider.url,
  CARTWRIGHT_API_PORT: String(await freePort()),
  CARTWRIGHT_STAFF_KEY: 'an-owners-key-for-tests',
});
const probe = openRedis({ url: redis.url, onError: log });
await probe.connect();
afterAll(() => probe.destroy());
const running = await startEngine(config, { log: pino({ level: 'silent' }) });
afterAll(async () => {
  await running.stop();
  await Promise.all([postgres.stop(), redis.stop()]);
});
const engine: TestEngine = {
  url: running.url,
  config,
  database: openDatabase({
    url: postgres.url,
    poolMax: 2,
    connectTimeoutMs: 2_000,
    statementTimeoutMs: 5_000,
    applicationName: 'test',
    onError: log,
  }),
  redis: probe,
  providerUrl: provider.url,
  charged: provider.charged,
  staffKey: 'an-owners-key-for-tests',
  stop: () => running.stop(),
  client: createClient({ baseUrl: running.url }),
  as: (token) => createClient({ baseUrl: running.url, token: () => token }),
};
afterAll(() => engine.database.end());

/** Read models that there are. */
const MODELS = 7;

const ready = async (): Promise<{ status: string; missing: string[] }> =>
  (await (await fetch(`${engine.url}/readyz`)).json()) as { status: string; missing: string[] };
const whole = () =>
  until(async () => (await ready()).status === 'ready', { deadlineMs: 15_000, what: 'both stores' });

/** A call must be refused as unavailable, with the time after which to try again. */
const unavailable = async (call: Promise<unknown>): Promise<void> => {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ApiProblem)) throw new Error(`not refused: ${String(error)}`);
  expect(error.problem).toMatchObject({ status: 503, code: 'unavailable' });
  expect(Number(error.headers.get('retry-after'))).toBeGreaterThan(0);
};

const orderOf = (sku: string) => ({
  body: { ...details(), lines: [{ sku, quantity: 1 }] },
  headers: { 'idempotency-key': newId() },
});

describe('Redis away', { timeout: 60_000 }, () => {
  it('leaves browsing, signing in and ordering; carts answer 503 and come back with what was in them', async () => {
    await whole();
    const { sku, productId } = await sell(engine);
    const ada = await guest(engine);
    const cart = await ada.cartWith(sku, 2);
    const customer = await signUp(engine);
    const { saleId } = await openSale(engine);
    await redis.stop();
    await until(async () => (await ready()).missing.includes('redis'), {
      deadlineMs: 10_000,
      what: 'the loss',
    });

    expect((await ready()).status).toBe('degraded');
    expect((await engine.client.call(store.getProduct, { params: { productId } })).status).toBe(200);
    expect((await ada.client.call(store.getSession)).body.sessionId).toBe(ada.sessionId);
    const { email } = customer.customer ?? { email: '' };
    await engine.client.call(store.signIn, { body: { email, password: customer.password } });
    const placed = await ada.client.call(store.placeOrder, orderOf(sku));
    expect(placed).toMatchObject({ status: 201, body: { status: 'confirmed' } });
    await unavailable(ada.client.call(store.getCart, { params: { cartId: cart.cartId } }));
    await unavailable(ada.client.call(store.createCart, { body: {} }));
    // Without a cart to put them in, nobody is given units of a sale.
    const key = newId();
    await unavailable(claim(ada, saleId, { key }));
    expect(await saleOf(engine, saleId)).toMatchObject({ state: 'open', remaining: 10 });

    redis = await startEmbeddedRedis({ dataDir, log });
    await whole();
    const back = await ada.client.call(store.getCart, { params: { cartId: cart.cartId } });
    expect(back.body.lines).toMatchObject([{ sku, quantity: 2 }]);
    expect((await claim(ada, saleId, { key })).status).toBe(201);
  });
});

describe('Redis hung', { timeout: 60_000 }, () => {
  it('is found out within seconds: carts answer 503 instead of waiting for ever', async () => {
    await whole();
    const ada = await guest(engine);
    const { body: cart } = await ada.client.call(store.createCart, { body: {} });
    const pid = Number(/process_id:(\d+)/.exec(await probe.info('server'))?.[1]);
    process.kill(pid, 'SIGSTOP');
    try {
      const askedAt = performance.now();
      await unavailable(ada.client.call(store.getCart, { params: { cartId: cart.cartId } }));
      expect(performance.now() - askedAt).toBeLessThan(6_000);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await whole();
    expect((await ada.client.call(store.getCart, { params: { cartId: cart.cartId } })).status).toBe(200);
  });
});

describe('PostgreSQL away', { timeout: 60_000 }, () => {
  it('leaves browsing, searching, carts and one’s orders, from the read side', async () => {
    await whole();
    const { sku, productId } = await sell(engine);
    const ada = await guest(engine);
    const { body: order } = await ada.client.call(store.placeOrder, orderOf(sku));
    const { body: cart } = await ada.client.call(store.createCart, {
      body: { lines: [{ sku, quantity: 1 }] },
    });
    const listed = async (query: Record<string, string>) => {
      const { body } = await engine.client.call(store.listProducts, { query });
      return body.items.map((item) => item.productId);
    };
    await until(
      async () => {
        const [state] = await engine.redis.keys('read-side:*:state');
        const fields = state === undefined ? [] : await engine.redis.hKeys(state);
        const whole = fields.filter((field) => field.startsWith('generation:'));
        return whole.length === MODELS && (await listed({})).includes(productId);
      },
      { deadlineMs: 15_000, what: 'every read model, and the product in lists' },
    );
    const shown = await engine.client.call(store.getProduct, { params: { productId } });
    await postgres.stop();
    await until(async () => (await ready()).missing.includes('postgresql'), {
      deadlineMs: 10_000,
      what: 'the loss',
    });
    try {
      expect((await ready()).status).toBe('degraded');
      const { title, variants } = shown.body;
      expect((await engine.client.call(store.getProduct, { params: { productId } })).body).toEqual(
        shown.body,
      );
      expect(await listed({ q: title, inStock: 'true' })).toContain(productId);
      expect((await engine.client.call(store.listCategories)).status).toBe(200);
      expect((await engine.client.call(store.listCollections)).status).toBe(200);
      expect((await engine.client.call(store.listSales)).status).toBe(200);
      const stock = await engine.client.call(store.getStock, { query: { sku } });
      expect(stock.body.items).toEqual([{ sku, availableToSell: variants[0]?.availableToSell }]);
      const params = { cartId: cart.cartId, sku };
      const changed = await ada.client.call(store.setCartLine, { params, body: { quantity: 2 } });
      expect(changed.body.lines).toMatchObject([{ sku, quantity: 2 }]);
      expect((await guest(engine)).sessionId).not.toBe(ada.sessionId);
      const orders = await ada.client.call(store.listOrders);
      expect(orders.body.items.map(({ orderId }) => orderId)).toEqual([order.orderId]);
      await unavailable(ada.client.call(store.placeOrder, orderOf(sku)));
    } finally {
      postgres = await startEmbeddedPostgres({ dataDir, log });
    }
    await whole();
    expect((await ada.client.call(store.getCart, { params: { cartId: cart.cartId } })).status).toBe(200);
  });

  it('refuses orders without charging anybody, and sells again once it is back, without a restart', async () => {
    await whole();
    const { sku } = await sell(engine);
    const ada = await guest(engine);
    await postgres.stop();
    await until(async () => (await ready()).missing.includes('postgresql'), {
      deadlineMs: 10_000,
      what: 'the loss',
    });

    const wanted = orderOf(sku);
    await unavailable(ada.client.call(store.placeOrder, wanted));
    expect((await fetch(`${engine.url}/healthz`)).status).toBe(200);

    postgres = await startEmbeddedPostgres({ dataDir, log });
    await whole();
    // The same request with the same key: nothing had been done, so it is done now, once.
    const placed = await ada.client.call(store.placeOrder, wanted);
    expect(placed).toMatchObject({ status: 201, body: { status: 'confirmed' } });
    expect(placed.headers.get('idempotent-replayed')).toBeNull();
    expect(await engine.charged(placed.body.orderId)).toMatchObject({ authorisations: 1 });
  });

  it('makes an engine that starts wait for it, instead of giving up', async () => {
    await whole();
    await postgres.stop();
    const starting = startEngine(
      { ...config, apiPort: await freePort() },
      { log: pino({ level: 'silent' }) },
    );
    postgres = await startEmbeddedPostgres({ dataDir, log });
    const second = await starting;
    expect((await fetch(`${second.url}/readyz`)).status).toBe(200);
    await second.stop();
  });
});
