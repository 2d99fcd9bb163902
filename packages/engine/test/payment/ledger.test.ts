import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PaymentProvider } from '../../src/modules/payment/provider/port.ts';
import { get, newKey, runProvider, sumsOf, usd, wholeLedger } from './support.ts';

const authorised = async (client: PaymentProvider, amount: number, reference = newKey()) => {
  const outcome = await client.authorise({ key: newKey(), amount: usd(amount), token: 'tok_ok', reference });
  if (outcome.outcome !== 'authorised') throw new Error(`tok_ok was ${outcome.outcome}`);
  return { reference, authorisationId: outcome.authorisationId };
};

test('the same key fifty times at once is one row and one answer', async () => {
  const { client, url } = await runProvider();
  for (const token of ['tok_ok', 'tok_flaky', 'tok_declined', 'tok_fraud']) {
    const request = { key: newKey(), amount: usd(100), token, reference: newKey() };
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => client.authorise(request)));
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    const rows = await wholeLedger(url);
    expect(rows.filter((row) => row.key === request.key)).toHaveLength(1);
  }
});

test('captures, voids and refunds have one effect per key as well', async () => {
  const { client, url } = await runProvider();
  const { reference, authorisationId } = await authorised(client, 900);
  const part = { authorisationId, amount: usd(300) };
  const fifty = <Answer>(call: () => Promise<Answer>) =>
    Promise.all(Array.from({ length: 50 }, () => call())).then(
      (answers) => new Set(answers.map((answer) => JSON.stringify(answer))).size,
    );
  expect(await fifty(() => client.capture({ key: `capture-${reference}`, ...part }))).toBe(1);
  expect(await fifty(() => client.refund({ key: `refund-${reference}`, ...part }))).toBe(1);
  const other = await authorised(client, 50, reference);
  const voiding = { key: `void-${reference}`, authorisationId: other.authorisationId };
  expect(await fifty(() => client.void_(voiding))).toBe(1);
  expect(await sumsOf(url, reference)).toEqual([
    {
      reference,
      currency: 'USD',
      authorisations: 2,
      authorised: 950,
      captured: 300,
      refunded: 300,
      voided: 50,
    },
  ]);
});

test('the same key with other parameters is rejected with 422, whatever differs', async () => {
  const { client } = await runProvider();
  const request = { key: newKey(), amount: usd(100), token: 'tok_ok', reference: 'order-1' };
  const first = await client.authorise(request);
  const mismatch = { status: 422, code: 'idempotency-mismatch' };
  await expect(client.authorise({ ...request, amount: usd(101) })).rejects.toMatchObject(mismatch);
  await expect(client.authorise({ ...request, token: 'tok_fraud' })).rejects.toMatchObject(mismatch);
  await expect(client.authorise({ ...request, reference: 'order-2' })).rejects.toMatchObject(mismatch);
  const euros = { amount: 100, currency: 'EUR' };
  await expect(client.authorise({ ...request, amount: euros })).rejects.toMatchObject(mismatch);
  if (first.outcome !== 'authorised') throw new Error('not authorised');
  const voiding = { key: request.key, authorisationId: first.authorisationId };
  await expect(client.void_(voiding)).rejects.toMatchObject(mismatch);
  // The order of fields is no difference.
  const { key, token, reference, amount } = request;
  const reordered = { reference, token, amount: { currency: amount.currency, amount: amount.amount }, key };
  expect(await client.authorise(reordered)).toEqual(first);
});

test('find tells what every key did, and null for one that did nothing', async () => {
  const { client } = await runProvider();
  const { reference, authorisationId } = await authorised(client, 500);
  expect(await client.find(newKey())).toBeNull();
  const strange = 'a/b?c#d%e"f\\g..';
  const part = { authorisationId, amount: usd(200) };
  const captured = await client.capture({ key: strange, ...part });
  expect(await client.find(strange)).toMatchObject({ ...captured, ...part, reference });
  const refunded = await client.refund({ key: 'r'.repeat(255), ...part });
  expect(await client.find('r'.repeat(255))).toMatchObject({ ...refunded, ...part, reference });
});

test('no more is captured than authorised and no more refunded than captured', async () => {
  const { client } = await runProvider();
  const { authorisationId } = await authorised(client, 100);
  const part = (amount: number) => ({ key: newKey(), authorisationId, amount: usd(amount) });
  expect(await client.refund(part(1))).toEqual({ outcome: 'refused', code: 'exceeds-captured' });
  expect(await client.capture(part(101))).toEqual({ outcome: 'refused', code: 'exceeds-authorised' });
  expect(await client.capture(part(60))).toMatchObject({ outcome: 'captured' });
  expect(await client.capture(part(41))).toEqual({ outcome: 'refused', code: 'exceeds-authorised' });
  expect(await client.capture(part(40))).toMatchObject({ outcome: 'captured' });
  expect(await client.refund(part(100))).toMatchObject({ outcome: 'refunded' });
  expect(await client.refund(part(1))).toEqual({ outcome: 'refused', code: 'exceeds-captured' });
});

test('a voided authorisation is not captured, a captured one not voided, and a refusal keeps no key', async () => {
  const { client } = await runProvider();
  const voided = await authorised(client, 100);
  const voiding = { key: newKey(), authorisationId: voided.authorisationId };
  expect(await client.void_(voiding)).toMatchObject({ outcome: 'voided' });
  const capturing = { key: newKey(), authorisationId: voided.authorisationId, amount: usd(100) };
  expect(await client.capture(capturing)).toEqual({ outcome: 'refused', code: 'already-voided' });
  expect(await client.void_({ ...voiding, key: newKey() })).toEqual({
    outcome: 'refused',
    code: 'already-voided',
  });
  expect(await client.find(capturing.key)).toBeNull();

  const captured = await authorised(client, 100);
  const { authorisationId } = captured;
  const reused = { key: capturing.key, authorisationId, amount: usd(1) };
  expect(await client.capture(reused)).toMatchObject({ outcome: 'captured' });
  expect(await client.void_({ key: newKey(), authorisationId })).toEqual({
    outcome: 'refused',
    code: 'already-captured',
  });
});

test('an unknown authorisation and another currency are refused', async () => {
  const { client } = await runProvider();
  const nowhere = { key: newKey(), authorisationId: 'auth_none', amount: usd(1) };
  const unknown = { outcome: 'refused', code: 'unknown-authorisation' };
  expect(await client.capture(nowhere)).toEqual(unknown);
  expect(await client.void_({ key: newKey(), authorisationId: 'auth_none' })).toEqual(unknown);
  const { authorisationId } = await authorised(client, 100);
  const euros = { key: newKey(), authorisationId, amount: { amount: 1, currency: 'EUR' } };
  expect(await client.capture(euros)).toEqual({ outcome: 'refused', code: 'currency-mismatch' });
});

test('whatever is asked in whatever order, the sums keep to the guards', async () => {
  const { client, url } = await runProvider();
  const step = fc.record({
    what: fc.constantFrom('capture', 'refund', 'void_'),
    amount: fc.integer({ min: 1, max: 120 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const { authorisationId, reference } = await authorised(client, 100);
      await Promise.all(
        steps.map(({ what, amount }) => {
          const request = { key: newKey(), authorisationId, amount: usd(amount) };
          if (what === 'capture') return client.capture(request);
          if (what === 'refund') return client.refund(request);
          return client.void_({ key: request.key, authorisationId });
        }),
      );
      const [sums] = await sumsOf(url, reference);
      if (!sums) throw new Error('no sums');
      expect(sums.captured).toBeLessThanOrEqual(100);
      expect(sums.refunded).toBeLessThanOrEqual(sums.captured);
      expect([0, 100]).toContain(sums.voided);
      expect(sums.voided * sums.captured).toBe(0);
    }),
    { numRuns: 40 },
  );
});

test('the ledger lists every record once, page by page, and the sums of every reference', async () => {
  const { client, url } = await runProvider();
  const references = Array.from({ length: 25 }, (_, index) => `order-${index}`);
  await Promise.all(references.map((reference, index) => authorised(client, index + 1, reference)));
  const rows = await wholeLedger(url, 7);
  expect(rows.map((row) => row.reference).sort()).toEqual([...references].sort());
  expect(rows.map((row) => row.sequence)).toEqual(rows.map((_, index) => index + 1));

  type Page = { items: { reference: string; authorised: number }[]; nextCursor: string | null };
  const sums: Page['items'] = [];
  let cursor: string | null = null;
  do {
    const page: Page = await get(
      `${url}/v1/ledger/references?limit=10${cursor === null ? '' : `&cursor=${cursor}`}`,
    );
    sums.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(sums.map((sum) => sum.reference)).toEqual([...references].sort());
  expect(sums.reduce((total, sum) => total + sum.authorised, 0)).toBe((25 * 26) / 2);
});

test('the ledger is append-only and its guards are in the schema', async () => {
  const { client, dataFile } = await runProvider();
  const { authorisationId } = await authorised(client, 100);
  const database = new DatabaseSync(dataFile);
  const set = (assignment: string) =>
    database
      .prepare(`UPDATE authorisation SET ${assignment} WHERE authorisation_id = ?`)
      .run(authorisationId);
  expect(() => set('captured = 101')).toThrow(/CHECK/);
  expect(() => set('captured = 50, refunded = 51')).toThrow(/CHECK/);
  expect(() => set('captured = 1, voided = 100')).toThrow(/CHECK/);
  expect(() => database.exec('UPDATE operation SET amount = 1')).toThrow(/append-only/);
  expect(() => database.exec('DELETE FROM operation')).toThrow(/append-only/);
  database.close();
});

test.for<[string, { path?: string; key?: string | null; body: string; type?: string }, number, string]>([
  ['no key', { key: null, body: valid() }, 400, 'idempotency-key-missing'],
  ['a blank key', { key: 'a b', body: valid() }, 400, 'idempotency-key-missing'],
  ['a long key', { key: 'k'.repeat(256), body: valid() }, 400, 'idempotency-key-missing'],
  ['no JSON', { body: '{' }, 400, 'invalid-request'],
  [
    'an amount in text',
    { body: valid({ amount: { amount: '1', currency: 'USD' } }) },
    400,
    'invalid-request',
  ],
  ['nothing to charge', { body: valid({ amount: { amount: 0, currency: 'USD' } }) }, 400, 'invalid-request'],
  ['half a cent', { body: valid({ amount: { amount: 0.5, currency: 'USD' } }) }, 400, 'invalid-request'],
  ['a foreign field', { body: valid({ force: true }) }, 400, 'invalid-request'],
  ['a huge body', { body: valid({ token: 'x'.repeat(20_000) }) }, 413, 'body-too-large'],
  ['another type', { body: 'a=b', type: 'text/plain' }, 415, 'unsupported-media-type'],
  ['another address', { path: '/v1/nothing', body: valid() }, 404, 'not-found'],
])('%s is answered by a problem, and recorded nowhere', async ([, request, status, code]) => {
  const { url } = await runProvider();
  const { path = '/v1/authorisations', key = newKey(), body, type = 'application/json' } = request;
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': type, ...(key !== null && { 'idempotency-key': key }) },
    body,
  });
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  expect({ status: response.status, body: await response.json() }).toMatchObject({ status, body: { code } });
  expect(await wholeLedger(url)).toEqual([]);
});

test('bad pages are answered by a problem', async () => {
  const { url } = await runProvider();
  for (const query of ['limit=0', 'limit=501', 'limit=x', 'cursor=x', 'cursor=-1', 'limit=1&limit=2']) {
    for (const path of ['/v1/ledger', '/v1/ledger/references']) {
      expect((await fetch(`${url}${path}?${query}`)).status, `${path}?${query}`).toBe(400);
    }
  }
  expect(await get(`${url}/healthz`)).toEqual({ status: 'ok' });
});

function valid(change: object = {}): string {
  return JSON.stringify({ amount: usd(100), token: 'tok_ok', reference: 'order-1', ...change });
}
