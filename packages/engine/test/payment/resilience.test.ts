import { createServer, type Server } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { ProviderUnavailable } from '../../src/modules/payment/provider/port.ts';
import {
  withCircuitBreaker,
  withDeadline,
  withRetry,
} from '../../src/modules/payment/provider/resilience.ts';
import { createTestProviderClient } from '../../src/modules/payment/provider/test-provider-client.ts';
import { eventually, freePort, newKey, runProvider, temporaryFolder, usd } from './support.ts';

const authorisation = (token = 'tok_ok') => ({ key: newKey(), amount: usd(1), token, reference: newKey() });
const failureOf = async (call: Promise<unknown>): Promise<ProviderUnavailable> => {
  const error: unknown = await call.catch((caught: unknown) => caught);
  if (error instanceof ProviderUnavailable) return error;
  throw new Error(`expected ProviderUnavailable, got ${String(error)}`);
};

/** A real socket that cuts every connection as soon as something is sent to it. */
const runCutter = async (onCut: (server: Server) => void): Promise<string> => {
  const port = await freePort();
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      socket.resetAndDestroy();
      onCut(server);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${port}`;
};

test('a refused connection is certainly not done, a reset one unknown', async () => {
  const refused = createTestProviderClient({ url: `http://127.0.0.1:${await freePort()}` });
  expect((await failureOf(refused.authorise(authorisation()))).certain).toBe('not-done');
  const cut = createTestProviderClient({ url: await runCutter(() => {}) });
  expect((await failureOf(cut.authorise(authorisation()))).certain).toBe('unknown');
});

test('a wrong address is never mistaken for "nothing done"', async () => {
  const { url } = await runProvider();
  await expect(createTestProviderClient({ url: `${url}/elsewhere` }).find(newKey())).rejects.toThrow(
    /not-found/,
  );
});

test('retries are bounded, and every attempt counts', async () => {
  let cuts = 0;
  const url = await runCutter(() => {
    cuts += 1;
  });
  const policy = { attemptsMax: 4, pauseBaseMs: 1, pauseMaxMs: 2 };
  await failureOf(withRetry(createTestProviderClient({ url }), policy).authorise(authorisation()));
  expect(cuts).toBe(4);
});

test('one attempt that may have been done keeps the call unknown, though the last was refused', async () => {
  const url = await runCutter((server) => server.close());
  const policy = { attemptsMax: 3, pauseBaseMs: 1, pauseMaxMs: 2 };
  const failure = await failureOf(
    withRetry(createTestProviderClient({ url }), policy).authorise(authorisation()),
  );
  expect(failure.certain).toBe('unknown');
  expect(failure.cause).toMatchObject({ certain: 'not-done' });
});

test('a deadline ends the retries too', async () => {
  const client = createTestProviderClient({ url: `http://127.0.0.1:${await freePort()}` });
  const patient = withRetry(client, { attemptsMax: 1_000, pauseBaseMs: 20, pauseMaxMs: 20 });
  const startedMs = performance.now();
  const call = withDeadline(patient, { authorise: 200, other: 60_000 }).authorise(authorisation());
  expect((await failureOf(call)).certain).toBe('not-done');
  expect(performance.now() - startedMs).toBeLessThan(1_000);
});

test("a caller's own signal ends the wait, not what the provider did", async () => {
  const { client } = await runProvider();
  const giveUp = new AbortController();
  const request = authorisation('tok_timeout');
  const call = failureOf(client.authorise(request, giveUp.signal));
  let recorded = false;
  const asking = (async () => {
    while (!recorded) recorded = (await client.find(request.key)) !== null;
  })();
  await eventually(() => recorded);
  await asking;
  giveUp.abort();
  expect((await call).certain).toBe('unknown');
});

test('the circuit opens after failures in a row, half-opens after its pause, and closes on an answer', async () => {
  const port = await freePort();
  const dataFile = `${await temporaryFolder()}/ledger.sqlite`;
  const url = `http://127.0.0.1:${port}`;
  let nowMs = 0;
  const breaker = withCircuitBreaker(createTestProviderClient({ url }), {
    failuresToOpen: 3,
    pauseMs: 1_000,
    nowMs: () => nowMs,
  });
  const call = () => breaker.authorise(authorisation());
  const open = /circuit open/;

  for (let failure = 1; failure <= 3; failure += 1) {
    expect((await failureOf(call())).message).not.toMatch(open);
  }
  const refused = await failureOf(call());
  expect(refused).toMatchObject({ certain: 'not-done', message: expect.stringMatching(open) });

  // Half-open and still down: one call tries, and opens it for another pause.
  nowMs = 1_000;
  const [trial, beside] = await Promise.all([failureOf(call()), failureOf(call())]);
  expect(trial.message).not.toMatch(open);
  expect(beside.message).toMatch(open);
  nowMs = 1_999;
  expect((await failureOf(call())).message).toMatch(open);

  // Back again, but nobody asks before the pause is over.
  await runProvider({ port, dataFile });
  expect((await failureOf(call())).message).toMatch(open);
  nowMs = 2_000;
  expect(await call()).toMatchObject({ outcome: 'authorised' });
  expect(await Promise.all([call(), call()])).toHaveLength(2);
});

test('a decline, a refusal and a rejection are answers: they keep the circuit closed', async () => {
  const { url } = await runProvider();
  const policy = { failuresToOpen: 1, pauseMs: 60_000 };
  const breaker = withCircuitBreaker(createTestProviderClient({ url }), policy);
  expect(await breaker.authorise(authorisation('tok_declined'))).toMatchObject({ outcome: 'declined' });
  expect(await breaker.void_({ key: newKey(), authorisationId: 'none' })).toMatchObject({
    outcome: 'refused',
  });
  await expect(breaker.authorise(authorisation('tok_none'))).rejects.toMatchObject({ status: 400 });
  expect(await breaker.find(newKey())).toBeNull();
});
