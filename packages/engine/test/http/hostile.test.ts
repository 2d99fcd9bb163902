import { request } from 'node:http';
import { admin, type Endpoint, store } from '@cartwright/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { guest, sell } from './shop.ts';

const engine = await openEngine({ authAttemptsPerMinute: 100_000 });
const { token } = await guest(engine);
const { productId, sku } = await sell(engine);

const NASTY = [
  "' OR 1=1 --",
  '\u0000',
  '../../etc/passwd',
  '%',
  '\ud800',
  '𝕊𝕂𝕌‮',
  'a'.repeat(5_000),
  '{{7*7}}',
  '<script>alert(1)</script>',
  '-1',
  '99999999999999999999',
  'NaN',
];
const text = fc.oneof(
  fc.constantFrom(...NASTY, productId, sku),
  fc.string({ unit: 'binary', maxLength: 50 }),
);
const json = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom(null, [], {}, '', 0, -1, Number.MAX_VALUE, { __proto__: 1 }),
);

/** A body that is nearly right: some fields of the contract, nasty values. */
const FIELDS = [
  'email',
  'password',
  'name',
  'lines',
  'sku',
  'quantity',
  'payment',
  'token',
  'shippingAddress',
  'title',
  'variants',
  'price',
  'amount',
  'currency',
  'onHand',
  'adjust',
  'reason',
  'decision',
  'handle',
  'attributes',
  'categoryPath',
  'images',
];
const body = fc.oneof(json, fc.dictionary(fc.constantFrom(...FIELDS), fc.oneof(json, text)));

type Sent = { status: number; type: string; text: string };

const send = (endpoint: Endpoint, over: { path: string; body: string; headers: Record<string, string> }) =>
  new Promise<Sent>((resolve, reject) => {
    const call = request(
      `${engine.url}${over.path}`,
      {
        method: endpoint.method,
        agent: false,
        headers: {
          ...over.headers,
          ...(endpoint.method === 'GET' ? {} : { 'content-length': Buffer.byteLength(over.body) }),
        },
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            type: answer.headers['content-type'] ?? '',
            text: Buffer.concat(parts).toString(),
          }),
        );
      },
    );
    call.on('error', reject);
    call.end(endpoint.method === 'GET' ? undefined : over.body);
  });

const encode = (value: string): string => encodeURIComponent(value.toWellFormed());

const endpoints: [string, Endpoint][] = [...Object.values(store), ...Object.values(admin)].map((endpoint) => [
  `${endpoint.method} ${endpoint.path}`,
  endpoint,
]);

describe.each(endpoints)('%s', (_, endpoint) => {
  it('answers hostile input with a clear problem, never an error of its own', async () => {
    await fc.assert(
      fc.asyncProperty(text, body, text, text, async (param, wanted, query, value) => {
        const path = `${endpoint.path.replace(/:\w+/g, encode(param))}?${encode(query)}=${encode(value)}&limit=${encode(value)}&cursor=${encode(query)}`;
        const answer = await send(endpoint, {
          path,
          body: JSON.stringify(wanted) ?? '',
          headers: {
            'content-type': 'application/json',
            authorization: `Bearer ${endpoint.path.startsWith('/v1/admin') ? engine.staffKey : token}`,
            'idempotency-key': encode(param).slice(0, 255) || 'k',
            prefer: 'wait=0',
          },
        });
        expect(answer.status, `${path} ${JSON.stringify(wanted)} → ${answer.text}`).toBeLessThan(500);
        expect(answer.text).not.toMatch(/node_modules|\.ts:\d+|at Object\./);
        if (answer.status >= 400) {
          expect(answer.type).toContain('application/problem+json');
          expect(JSON.parse(answer.text)).toMatchObject({ status: answer.status, code: expect.any(String) });
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('what no client sends', () => {
  const get = (path: string) => send(store.getSession, { path, body: '', headers: {} });
  const post = (body: string, headers: Record<string, string>) =>
    send(store.placeOrder, { path: '/v1/orders', body, headers: { 'idempotency-key': 'k', ...headers } });

  it('a path that is no address, a method that is not there', async () => {
    expect((await get('/v1/products/%E0%A4%A')).status).toBe(400);
    expect((await get('/v1/nothing/here')).status).toBe(404);
    const patch = await fetch(`${engine.url}/v1/orders`, { method: 'PATCH' });
    expect(patch.status).toBe(404);
  });

  it('bodies that are broken, too large, too deep, or of another kind', async () => {
    const type = { 'content-type': 'application/json' };
    expect((await post('{"email":', type)).status).toBe(400);
    expect((await post('['.repeat(50_000), type)).status).toBe(400);
    expect((await post(`"${'x'.repeat(2_000_000)}"`, type)).status).toBe(413);
    expect((await post('a=b', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
    expect((await post('{"__proto__":{"admin":true}}', type)).status).toBe(400);
  });
});

describe('more at once than the engine takes', () => {
  it('is refused at once, with the time to come back, readable from an allowed page', async () => {
    const origin = 'http://shop.example';
    const small = await openEngine({ inFlightMax: 0, allowedOrigins: [origin] });
    const answer = await fetch(`${small.url}/v1/products`, { headers: { origin } });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    expect(await answer.json()).toMatchObject({ code: 'overloaded' });
    expect((await fetch(`${small.url}/healthz`)).status).toBe(200);
  });
});
