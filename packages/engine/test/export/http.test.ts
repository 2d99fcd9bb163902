import { get, type IncomingMessage } from 'node:http';
import { admin, type Order, type ProductInput, store } from '@cartwright/contract';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { until } from '../../../../test/support/until.ts';
import { createApiKey } from '../../src/modules/staff/index.ts';
import { newId } from '../../src/shared/ids.ts';
import { details, guest, sell, signUp } from '../http/shop.ts';
import { linesOf, saving } from './exporting.ts';

// Without the walk that compares the read side, whose transactions are not the ones looked for here.
const engine = await openEngine({ reconcilePerSecond: 0 });
const owner = engine.as(engine.staffKey);

const download = (path: string, key = engine.staffKey): Promise<Response> =>
  fetch(`${engine.url}/v1/admin/exports/${path}`, { headers: { authorization: `Bearer ${key}` } });
const jsonl = async <T>(path: string): Promise<T[]> => linesOf<T>(await (await download(path)).text());
const csv = async (path: string): Promise<Record<string, string>[]> =>
  parse(await (await download(path)).text(), { columns: true });
const today = () => new Date().toISOString().slice(0, 10);

describe('an exported file', () => {
  it('says what it is and under which name to keep it, and is kept by nobody on its way', async () => {
    await sell(engine);
    const answer = await download('products?format=shopify-csv');
    const { headers } = answer;
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(headers.get('content-disposition')).toBe(`attachment; filename="products-shopify-${today()}.csv"`);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(await answer.text()).toMatch(/^"Handle",/);
    const lines = await download('movements');
    expect(lines.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(lines.headers.get('content-disposition')).toBe(
      `attachment; filename="movements-${today()}.jsonl"`,
    );
    await lines.text();
  });

  it('is for staff; one of orders for those who decide about orders; and is written down', async () => {
    const viewer = await createApiKey(engine.database, { name: 'a viewer', role: 'viewer' });
    const support = await createApiKey(engine.database, { name: 'a clerk', role: 'support' });
    const statusOf = async (path: string, key?: string) => {
      const answer = await download(path, key);
      await answer.text();
      return answer.status;
    };
    expect(await statusOf('products', 'nobody')).toBe(401);
    expect(await statusOf('products', viewer)).toBe(200);
    expect(await statusOf('movements', viewer)).toBe(200);
    expect(await statusOf('orders', viewer)).toBe(403);
    expect(await statusOf('orders?format=csv&status=confirmed', support)).toBe(200);
    const { body } = await owner.call(admin.listAudit, { query: { limit: 1 } });
    expect(body.items[0]).toMatchObject({
      actor: 'key:a clerk',
      action: 'export.start',
      target: 'orders',
      detail: { format: 'csv', status: 'confirmed' },
    });
  });

  it('is refused with the reason for what makes no sense', async () => {
    for (const path of [
      'products?format=xml',
      'orders?from=yesterday',
      'orders?status=lost',
      'movements?to=2026',
    ]) {
      const answer = await download(path);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ code: 'invalid-request' });
    }
  });
});

describe('orders', () => {
  const orders: Order[] = [];
  let customerId = '';

  beforeAll(async () => {
    const skus = [await sell(engine), await sell(engine, { price: 100 })].map(({ sku }) => sku);
    const customer = await signUp(engine);
    customerId = (await engine.as(customer.token).call(store.getSession)).body.customer?.customerId ?? '';
    const ada = await guest(engine);
    const place = async (
      client: typeof ada.client,
      lines: { sku: string; quantity: number }[],
      name: string,
    ) => {
      const { body } = await client.call(store.placeOrder, {
        body: { ...details(), shippingAddress: { ...details().shippingAddress, name }, lines },
        headers: { 'idempotency-key': newId() },
      });
      orders.push((await owner.call(admin.getOrder, { params: { orderId: body.orderId } })).body);
    };
    await place(
      engine.as(customer.token),
      skus.map((sku) => ({ sku, quantity: 2 })),
      '=HYPERLINK("http://evil.example")',
    );
    await place(ada.client, [{ sku: skus[0] ?? '', quantity: 1 }], 'Grace "Amazing" Hopper');
    await ada.client.call(store.cancelOrder, {
      params: { orderId: orders[1]?.orderId ?? '' },
      headers: { 'idempotency-key': newId() },
    });
    orders[1] = (await owner.call(admin.getOrder, { params: { orderId: orders[1]?.orderId ?? '' } })).body;
  });

  it('come as the API shows them, with the customer, the oldest first', async () => {
    expect(await jsonl('orders?format=jsonl')).toEqual([
      { ...orders[0], customerId },
      { ...orders[1], customerId: null },
    ]);
  });

  it('are chosen by status and by the time of placing, from inclusive, to exclusive', async () => {
    const ids = async (query: string) =>
      (await jsonl<Order>(`orders?${query}`)).map(({ orderId }) => orderId);
    const [first, second] = orders;
    expect(await ids('status=cancelled')).toEqual([second?.orderId]);
    expect(await ids('status=confirmed')).toEqual([first?.orderId]);
    const at = encodeURIComponent(second?.placedAt ?? '');
    expect(await ids(`to=${at}`)).toEqual([first?.orderId]);
    expect(await ids(`from=${at}`)).toEqual([second?.orderId]);
    expect(await ids(`status=cancelled&to=${at}`)).toEqual([]);
  });

  it('are a row per line as csv, amounts in minor units, and formulas of strangers are texts', async () => {
    const rows = await csv('orders?format=csv');
    expect(rows.map(({ orderId, line, quantity }) => [orderId, line, quantity])).toEqual([
      [orders[0]?.orderId, '1', '2'],
      [orders[0]?.orderId, '2', '2'],
      [orders[1]?.orderId, '1', '1'],
    ]);
    expect(rows[1]).toMatchObject({
      customerId,
      name: `'=HYPERLINK("http://evil.example")`,
      country: 'GB',
      region: '',
      currency: 'USD',
      total: String(orders[0]?.total.amount),
      paymentStatus: 'captured',
      sku: orders[0]?.lines[1]?.sku,
      unitPrice: '100',
      lineTotal: '200',
    });
    expect(rows[2]).toMatchObject({ name: 'Grace "Amazing" Hopper', customerId: '', status: 'cancelled' });
  });
});

describe('the stock ledger', () => {
  it('comes whole, the oldest movement first, also of one SKU and as csv', async () => {
    const { sku } = await sell(engine, { onHand: 7 });
    await owner.call(admin.putStock, { params: { sku }, body: { adjust: -2, reason: '-2 of them, broken' } });
    const { body: ledger } = await owner.call(admin.listMovements, { params: { sku } });
    const wanted = ledger.items.toReversed().map((movement) => ({ ...movement, sku }));
    expect(await jsonl(`movements?sku=${sku}`)).toEqual(wanted);
    const all = await jsonl<{ movementId: string; sku: string }>('movements');
    expect(all.map(({ movementId }) => movementId)).toEqual(
      all.map(({ movementId }) => movementId).toSorted(),
    );
    expect(all.filter((movement) => movement.sku === sku)).toEqual(wanted);
    expect(await csv(`movements?format=csv&sku=${sku}&from=${wanted[1]?.at}`)).toMatchObject([
      {
        sku,
        onHandDelta: '-2',
        allocatedDelta: '0',
        reason: "'-2 of them, broken",
        actor: 'key:environment',
        orderId: '',
      },
    ]);
  });
});

describe('an export that does not come to its end', () => {
  const PRODUCTS = 400;
  beforeAll(async () => {
    // 40 MB: far more than the buffers on the way to a client that does not read.
    const description = 'long '.repeat(20_000);
    await saving(engine.database)(
      Array.from(
        { length: PRODUCTS },
        (_, index): ProductInput => ({
          title: `Long ${index}`,
          description,
          variants: [{ sku: `LONG-${index}`, price: { amount: 1, currency: 'USD' } }],
        }),
      ),
    );
  });

  /** Asks, and reads nothing of the answer. */
  const begin = (path: string): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      get(
        `${engine.url}/v1/admin/exports/${path}`,
        { headers: { authorization: `Bearer ${engine.staffKey}` }, agent: false },
        (answer) => (answer.statusCode === 200 ? resolve(answer) : reject(new Error(`${answer.statusCode}`))),
      ).once('error', reject);
    });
  const inTransaction = async (): Promise<number[]> =>
    (
      await engine.database.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity
         WHERE datname = current_database() AND state = 'idle in transaction'
           AND xact_start < now() - interval '100 milliseconds'`,
      )
    ).rows.map(({ pid }) => pid);
  const allFree = () =>
    until(async () => (await inTransaction()).length === 0, { deadlineMs: 10_000, what: 'free connections' });
  /** What it ends with, read to its end. */
  const endOf = async (answer: IncomingMessage): Promise<string> => {
    try {
      for await (const _ of answer);
      return 'whole';
    } catch (error) {
      return error instanceof Error && 'code' in error ? String(error.code) : String(error);
    }
  };

  it('holds a connection while it waits for its client, and so does one other; a third is told to come later', async () => {
    const waiting = [await begin('products'), await begin('products?format=shopify-csv')];
    await until(async () => (await inTransaction()).length === 2, {
      deadlineMs: 10_000,
      what: 'two exports',
    });
    const third = await download('movements');
    expect(third.status).toBe(503);
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await third.json()).toMatchObject({ code: 'overloaded' });
    for (const answer of waiting) answer.destroy();
    await allFree();
    await until(async () => (await download('movements')).status === 200, {
      deadlineMs: 5_000,
      what: 'a place',
    });
  });

  it('reaches a slow client whole', async () => {
    const answer = await begin('products');
    await until(async () => (await inTransaction()).length === 1, { deadlineMs: 10_000, what: 'the export' });
    let text = '';
    for await (const part of answer.setEncoding('utf8')) text += part;
    expect(linesOf<ProductInput>(text).filter(({ title }) => title.startsWith('Long'))).toHaveLength(
      PRODUCTS,
    );
  });

  it('breaks the connection when the database fails, and never ends as if it were whole', async () => {
    const answer = await begin('products');
    await until(async () => (await inTransaction()).length === 1, { deadlineMs: 10_000, what: 'the export' });
    await engine.database.query('SELECT pg_terminate_backend($1)', await inTransaction());
    expect(await endOf(answer)).toBe('ECONNRESET');
    expect((await download('movements')).status).toBe(200);
  });

  it('is broken off when the engine stops, which it does not hold up', async () => {
    const answer = await begin('products');
    await until(async () => (await inTransaction()).length === 1, { deadlineMs: 10_000, what: 'the export' });
    const startedAt = performance.now();
    const stopped = engine.stop();
    expect(await endOf(answer)).toBe('ECONNRESET');
    await stopped;
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
