import { expect, test } from 'vitest';
import { ProviderRejected, ProviderUnavailable } from '../../src/modules/payment/provider/port.ts';
import { newKey, runProvider, sumsOf, usd } from './support.ts';

const authorisation = (token: string) => ({ key: newKey(), amount: usd(4950), token, reference: newKey() });

test('tok_ok is authorised', async () => {
  const { client, url } = await runProvider();
  const request = authorisation('tok_ok');
  const outcome = await client.authorise(request);
  expect(outcome).toEqual({ outcome: 'authorised', authorisationId: expect.any(String) });
  expect(await sumsOf(url, request.reference)).toMatchObject([{ authorisations: 1, authorised: 4950 }]);
});

test.for([
  ['tok_declined', 'declined'],
  ['tok_insufficient_funds', 'insufficient_funds'],
] as const)('%s is declined as %s, and stays so', async ([token, declineCode]) => {
  const { client, url } = await runProvider();
  const request = authorisation(token);
  expect(await client.authorise(request)).toEqual({ outcome: 'declined', declineCode });
  expect(await client.authorise(request)).toEqual({ outcome: 'declined', declineCode });
  expect(await client.find(request.key)).toMatchObject({ outcome: 'declined', declineCode });
  expect(await sumsOf(url, request.reference)).toEqual([]);
});

test('tok_slow is authorised after three seconds', async () => {
  const { client } = await runProvider();
  const startedMs = performance.now();
  expect(await client.authorise(authorisation('tok_slow'))).toMatchObject({ outcome: 'authorised' });
  const tookMs = performance.now() - startedMs;
  expect(tookMs).toBeGreaterThan(2_900);
  expect(tookMs).toBeLessThan(4_500);
});

test('tok_timeout gives no answer within the deadline, yet is authorised once and can be found', async () => {
  const { client, url } = await runProvider({ authoriseDeadlineMs: 300 });
  const request = authorisation('tok_timeout');
  const startedMs = performance.now();
  const error: unknown = await client.authorise(request).catch((caught: unknown) => caught);
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(290);
  expect(error).toBeInstanceOf(ProviderUnavailable);
  expect(error).toMatchObject({ certain: 'unknown' });

  const found = await client.find(request.key);
  expect(found).toMatchObject({ outcome: 'authorised', reference: request.reference, amount: usd(4950) });
  const repeated = await client.authorise(request);
  expect(found).toMatchObject(repeated);
  expect(await sumsOf(url, request.reference)).toMatchObject([{ authorisations: 1, authorised: 4950 }]);
});

test('tok_flaky is cut off twice, then authorised once, within a second', async () => {
  const { client, url } = await runProvider();
  const request = authorisation('tok_flaky');
  const startedMs = performance.now();
  expect(await client.authorise(request)).toMatchObject({ outcome: 'authorised' });
  expect(performance.now() - startedMs).toBeLessThan(1_000);
  expect(await sumsOf(url, request.reference)).toMatchObject([{ authorisations: 1 }]);
});

test('tok_flaky is not recorded before its third call, and a restart does not begin to count anew', async () => {
  const first = await runProvider();
  const request = authorisation('tok_flaky');
  const { key, ...body } = request;
  const call = (url: string) =>
    fetch(`${url}/v1/authorisations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    });
  await expect(call(first.url)).rejects.toThrow();
  await first.stop();
  const second = await runProvider({ dataFile: first.dataFile });
  await expect(call(second.url)).rejects.toThrow();
  expect(await second.client.find(key)).toBeNull();
  expect((await call(second.url)).status).toBe(201);
});

test('tok_fraud is authorised but wants a person', async () => {
  const { client } = await runProvider();
  const request = authorisation('tok_fraud');
  const outcome = await client.authorise(request);
  expect(outcome).toEqual({ outcome: 'review', authorisationId: expect.any(String) });
  expect(await client.find(request.key)).toMatchObject(outcome);
});

test('any other token is unknown before it is sent, and rejected when it is', async () => {
  const { client } = await runProvider();
  for (const token of ['tok_ok', 'tok_declined', 'tok_insufficient_funds', 'tok_slow', 'tok_timeout']) {
    expect(client.knowsToken(token)).toBe(true);
  }
  for (const token of ['tok_flaky', 'tok_fraud']) expect(client.knowsToken(token)).toBe(true);
  for (const token of ['', 'tok_OK', 'constructor', '__proto__', ' tok_ok']) {
    expect(client.knowsToken(token)).toBe(false);
  }
  const error: unknown = await client.authorise(authorisation('tok_visa')).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ProviderRejected);
  expect(error).toMatchObject({ status: 400, code: 'unknown-token' });
});
