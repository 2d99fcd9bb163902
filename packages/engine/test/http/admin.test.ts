import { ApiProblem, admin, store } from '@cartwright/contract';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { addMember, createApiKey } from '../../src/modules/staff/index.ts';
import { guest, sell } from './shop.ts';

const engine = await openEngine();
const owner = engine.as(engine.staffKey);

const problemOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => (error instanceof ApiProblem ? error.problem : Promise.reject(error)),
  );

// The smallest PNG: one transparent pixel.
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

const upload = (body: Buffer | string, type: string) =>
  fetch(`${engine.url}/v1/admin/media`, {
    method: 'POST',
    headers: { authorization: `Bearer ${engine.staffKey}`, 'content-type': type },
    body,
  });

describe('products', () => {
  it('are made under a given id, shown, replaced and deleted; drafts are 404 in the store', async () => {
    const { productId, sku } = await sell(engine, { over: { productId: 'given-id', status: 'draft' } });
    expect(productId).toBe('given-id');
    const params = { productId };
    expect(await problemOf(engine.client.call(store.getProduct, { params }))).toMatchObject({ status: 404 });
    expect((await owner.call(admin.getProduct, { params })).body.status).toBe('draft');
    expect(
      await problemOf(
        owner.call(admin.createProduct, {
          body: { productId, title: 'Again', variants: [{ sku, price: { amount: 1, currency: 'USD' } }] },
        }),
      ),
    ).toMatchObject({ status: 409, code: 'conflict' });
    const body = { title: 'Open now', variants: [{ sku, price: { amount: 900, currency: 'USD' } }] };
    expect((await owner.call(admin.putProduct, { params, body })).status).toBe(200);
    const shown = await engine.client.call(store.getProduct, { params });
    expect(shown.body).toMatchObject({ title: 'Open now', variants: [{ sku, availableToSell: 10 }] });
    const etag = shown.headers.get('etag') ?? '';
    const again = await fetch(`${engine.url}/v1/products/given-id`, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    expect((await owner.call(admin.deleteProduct, { params })).status).toBe(204);
    expect(await problemOf(engine.client.call(store.getProduct, { params }))).toMatchObject({ status: 404 });
    expect((await owner.call(admin.getStock, { params: { sku } })).body.onHand).toBe(10);
  });

  it('that make no sense are refused with the field at fault, and nothing is made', async () => {
    const refused = await problemOf(
      owner.call(admin.createProduct, {
        body: { title: 'X', variants: [{ sku: 'S', price: { amount: -5, currency: 'USD' } }] },
      }),
    );
    expect(refused).toMatchObject({ status: 400, errors: [{ path: 'variants.0.price.amount' }] });
    const foreign = { title: 'X', variants: [{ sku: 'S', price: { amount: 5, currency: 'EUR' } }] };
    expect(await problemOf(owner.call(admin.createProduct, { body: foreign }))).toMatchObject({
      status: 400,
    });
    expect(await problemOf(owner.call(admin.getStock, { params: { sku: 'S' } }))).toMatchObject({
      status: 404,
    });
  });

  it('cannot run scripts in a shopper’s browser', async () => {
    const description =
      '<p onclick="steal()">Nice<script>steal()</script><a href="javascript:steal()">x</a></p>';
    const { productId } = await sell(engine, { over: { description } });
    const { body } = await engine.client.call(store.getProduct, { params: { productId } });
    expect(body.description).toContain('Nice');
    expect(body.description).not.toMatch(/script|onclick/);
  });
});

describe('stock', () => {
  it('is counted and adjusted, with a ledger, and never goes below what is allocated', async () => {
    const { sku } = await sell(engine, { onHand: 5 });
    const ada = await guest(engine);
    await ada.checkout((await ada.cartWith(sku, 4)).cartId);
    const params = { sku };
    expect(await problemOf(owner.call(admin.putStock, { params, body: { onHand: 3 } }))).toMatchObject({
      status: 409,
      allocated: 4,
    });
    const adjusted = await owner.call(admin.putStock, { params, body: { adjust: 20, reason: 'delivery' } });
    expect(adjusted.body).toEqual({
      sku,
      onHand: 25,
      allocated: 4,
      setAside: 0,
      held: 0,
      availableToSell: 21,
    });
    const { body: ledger } = await owner.call(admin.listMovements, { params, query: { limit: 2 } });
    expect(ledger.items.map(({ kind }) => kind)).toEqual(['receipt', 'allocation']);
    const rest = await owner.call(admin.listMovements, {
      params,
      query: { cursor: ledger.nextCursor ?? '' },
    });
    expect(rest.body.items.map(({ onHandDelta }) => onHandDelta)).toEqual([5]);
    expect(await problemOf(owner.call(admin.putStock, { params, body: { onHand: 1.5 } }))).toMatchObject({
      status: 400,
    });
    const levels = await engine.client.call(store.getStock, { query: { sku: [sku, 'nobody-has-this'] } });
    expect(levels.body.items).toEqual([
      { sku, availableToSell: 21 },
      { sku: 'nobody-has-this', availableToSell: 0 },
    ]);
  });
});

describe('media', () => {
  it('are taken for what they are, shown for ever, and cannot run anything', async () => {
    const answer = await upload(PIXEL, 'application/octet-stream');
    expect(answer.status).toBe(201);
    const { url } = (await answer.json()) as { url: string };
    const picture = await fetch(url);
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(picture.headers.get('cache-control')).toContain('immutable');
    expect(Buffer.from(await picture.arrayBuffer())).toEqual(PIXEL);
    const { productId } = await sell(engine, { over: { images: [{ url, alt: 'A pixel' }] } });
    const shown = await engine.client.call(store.getProduct, { params: { productId } });
    expect(shown.body.images).toEqual([{ url, alt: 'A pixel', width: 1, height: 1, sizes: [] }]);
    expect((await upload('<svg onload="x()"/>', 'image/png')).status).toBe(415);
    expect((await upload('', 'image/png')).status).toBe(400);
    expect((await upload(Buffer.alloc(engine.config.mediaLimitBytes + 1), 'image/png')).status).toBe(413);
  });
});

describe('orders', () => {
  it('are found by status, e-mail and time, page by page', async () => {
    const { sku } = await sell(engine, { onHand: 50 });
    const ada = await guest(engine);
    const from = new Date(Date.now() - 1_000).toISOString();
    const placed: string[] = [];
    for (let turn = 0; turn < 5; turn += 1)
      placed.unshift((await ada.checkout((await ada.cartWith(sku)).cartId)).body.orderId);
    const query = { status: 'confirmed' as const, email: 'ADA@example.com', from, limit: 3 };
    const first = await owner.call(admin.listOrders, { query });
    const second = await owner.call(admin.listOrders, {
      query: { ...query, cursor: first.body.nextCursor ?? '' },
    });
    const found = [...first.body.items, ...second.body.items].map(({ orderId }) => orderId);
    expect(found.slice(0, 5)).toEqual(placed);
    expect(
      (await owner.call(admin.listOrders, { query: { to: '2020-01-01T00:00:00Z' } })).body.items,
    ).toEqual([]);
    expect(await problemOf(owner.call(admin.listOrders, { query: { from: 'yesterday' } }))).toMatchObject({
      status: 400,
    });
  });
});

describe('staff', () => {
  it('do what their role may, and the audit log says who did what', async () => {
    await addMember(engine.database, {
      email: 'vic@example.com',
      name: 'Vic',
      role: 'viewer',
      password: 'correct horse',
    });
    const { body: session } = await engine.client.call(admin.signIn, {
      body: { email: 'vic@example.com', password: 'correct horse' },
    });
    const viewer = engine.as(session.token);
    const { sku } = await sell(engine);
    const params = { sku };
    expect((await viewer.call(admin.getStock, { params })).status).toBe(200);
    const change = { params, body: { onHand: 1 } };
    expect(await problemOf(viewer.call(admin.putStock, change))).toMatchObject({
      status: 403,
      code: 'forbidden',
    });
    expect(await problemOf(viewer.call(admin.listAudit))).toMatchObject({ status: 403 });
    const key = await createApiKey(engine.database, { name: 'warehouse', role: 'operator' });
    await engine.as(key).call(admin.putStock, change);
    const { body: log } = await owner.call(admin.listAudit, { query: { limit: 1 } });
    expect(log.items).toMatchObject([{ actor: 'key:warehouse', action: 'stock.change', target: sku }]);
  });

  it('are nobody without a token, with a shopper’s, or with a forged one', async () => {
    const { token } = await guest(engine);
    for (const client of [
      engine.client,
      engine.as(token),
      engine.as('nonsense'),
      engine.as(`${engine.staffKey}x`),
    ])
      expect(await problemOf(client.call(admin.listOrders))).toMatchObject({ status: 401 });
    const wrong = { email: 'vic@example.com', password: 'wrong' };
    expect(await problemOf(engine.client.call(admin.signIn, { body: wrong }))).toMatchObject({ status: 401 });
  });
});
