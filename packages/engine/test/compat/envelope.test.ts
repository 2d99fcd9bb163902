import { store } from '@cartwright/contract';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { type Envelope, openPage } from './browser.ts';

const engine = await openEngine();
const production = await openEngine({ production: true });
const busy = await openEngine({ inFlightMax: 0 });

const HISTORY = '/orderHistory/viewOrderHistory';
const FILTER = '/products/getProductsByFilter';
const CREATE = '/orders/createOrder';

const send = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(engine.url + path, { method: 'POST', ...init });
  const body = (await response.json()) as Envelope<unknown>;
  return { status: response.status, headers: response.headers, body };
};
const json = (body: string): RequestInit => ({ headers: { 'content-type': 'application/json' }, body });

const refusal = (message: RegExp) => ({
  data: null,
  error: { message: expect.stringMatching(message) },
  auth: expect.stringMatching(/^\S{20,}$/),
});

describe('the session of the tutorial’s API', () => {
  it('is new without a token, and the same with the one that an answer gave', async () => {
    const page = openPage(engine.url);
    const first = await page.get(HISTORY);
    const second = await page.post(FILTER, {});
    expect(second.body.auth).toBe(first.body.auth);
    expect((await openPage(engine.url).get(HISTORY)).body.auth).not.toBe(first.body.auth);
  });

  it('is the shop’s own: its token works in /v1, and one of /v1 works here', async () => {
    const { body } = await openPage(engine.url).get(HISTORY);
    expect((await engine.as(body.auth).call(store.getSession)).status).toBe(200);
    const made = (await engine.client.call(store.createSession)).body;
    expect((await openPage(engine.url, made.token).get(HISTORY)).body.auth).toBe(made.token);
  });

  it.each([
    ['unknown', 'Bearer SES_3b1f0f5e'],
    ['forged', 'Bearer eyJhbGciOiJub25lIn0.eyJqdGkiOiJ4In0.'],
    ['a staff key', `Bearer ${engine.staffKey}`],
    ['of another scheme', 'Basic YTpi'],
    ['empty', 'Bearer '],
  ])('is a new one, never 401, when the token is %s', async (_, authorization) => {
    const { status, body } = await send(FILTER, { headers: { authorization } });
    expect(status).toBe(200);
    expect(body.auth).toMatch(/^\S+$/);
    expect(authorization).not.toContain(body.auth);
    expect((await engine.as(body.auth).call(store.getSession)).status).toBe(200);
  });

  it('ends with sign-out: the old token gets a new session', async () => {
    const page = openPage(engine.url);
    const { auth } = (await page.get(HISTORY)).body;
    await engine.as(auth).call(store.signOut);
    expect((await openPage(engine.url, auth).get(HISTORY)).body.auth).not.toBe(auth);
  });

  it('neither reads nor sets cookies', async () => {
    const { headers } = await send(FILTER);
    expect(headers.get('set-cookie')).toBeNull();
    expect(headers.get('cartwright-session')).toBeNull();
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });
});

describe('an empty POST', () => {
  it.each([FILTER, '/orders/getOrderStats', '/products/triggerResetInventory'])(
    'declared as JSON with a length of 0 is valid: %s',
    async (path) => {
      const { status, body } = await send(path, json(''));
      expect(status).toBe(200);
      expect(body).toMatchObject({ error: null });
    },
  );
});

describe('a refusal', () => {
  it.each([
    ['no JSON', CREATE, json('{"products": ['), 400, /JSON/i],
    ['an empty body', CREATE, json(''), 400, /products is missing/],
    ['no products', CREATE, json('{"products":[]}'), 400, /products/],
    [
      'a quantity below one',
      CREATE,
      json('{"products":[{"productId":"1","qty":0,"productPrice":1}]}'),
      400,
      /qty/,
    ],
    ['a fraction', CREATE, json('{"products":[{"productId":"1","qty":1.5,"productPrice":1}]}'), 400, /qty/],
    ['U+0000', FILTER, json('{"productDisplayName":"\\u0000"}'), 400, /cannot be stored/],
    ['a filter of another type', FILTER, json('{"productDisplayName":{}}'), 400, /productDisplayName/],
    ['another kind of body', FILTER, { headers: { 'content-type': 'text/csv' }, body: 'a' }, 415, /./],
    ['an unknown path', '/products/getZipCodes', {}, 404, /no POST \/products\/getZipCodes/],
    ['another method', HISTORY, {}, 404, /no POST/],
  ] satisfies [string, string, RequestInit, number, RegExp][])(
    'of %s comes in the envelope, with a session, as JSON that any origin may read',
    async (_, path, init, status, message) => {
      const answer = await send(path, init);
      expect(answer).toMatchObject({ status, body: refusal(message) });
      expect(Object.keys(answer.body).sort()).toEqual(['auth', 'data', 'error']);
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    },
  );

  it('of a body that is too large comes in the envelope', async () => {
    const large = JSON.stringify({ productDisplayName: 'x'.repeat(engine.config.bodyLimitBytes) });
    expect(await send(FILTER, json(large))).toMatchObject({ status: 413, body: refusal(/larger/) });
  });

  it('of what is too much at once comes in the envelope', async () => {
    const response = await fetch(busy.url + FILTER, { method: 'POST' });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await response.json()).toEqual(refusal(/Too many/));
  });

  it('elsewhere stays a problem', async () => {
    const response = await fetch(`${engine.url}/v1/products/none`);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });
});

describe('in production', () => {
  it('only staff resets the inventory, and nobody is told 401', async () => {
    const page = openPage(production.url);
    const path = '/products/triggerResetInventory';
    expect(await page.post(path)).toMatchObject({ status: 403, body: refusal(/Only staff/) });
    const asStaff = openPage(production.url, production.staffKey);
    expect(await asStaff.post(path)).toMatchObject({ status: 200, body: { error: null } });
  });
});

describe('the OpenAPI document', () => {
  it('lists the five calls as Compatibility', async () => {
    const response = await fetch(`${engine.url}/openapi.json`);
    const { paths } = (await response.json()) as {
      paths: Record<string, Record<string, { tags: string[] }>>;
    };
    const tagged = Object.entries(paths).filter(([, calls]) =>
      Object.values(calls).some(({ tags }) => tags?.includes('Compatibility')),
    );
    expect(tagged.map(([path]) => path).sort()).toEqual([
      '/orderHistory/viewOrderHistory',
      CREATE,
      '/orders/getOrderStats',
      FILTER,
      '/products/triggerResetInventory',
    ]);
  });
});
