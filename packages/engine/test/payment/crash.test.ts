import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createTestProviderClient } from '../../src/modules/payment/provider/test-provider-client.ts';
import { freePort, newKey, sumsOf, temporaryFolder, usd, wholeLedger } from './support.ts';

/** Starts the provider as a process; resolves when it listens. */
const runProcess = async (settings: { port: number; dataDir: string }): Promise<ChildProcess> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'provider-process.ts')], {
    env: {
      ...process.env,
      CARTWRIGHT_PAYMENT_PROVIDER_PORT: String(settings.port),
      CARTWRIGHT_DATA_DIR: settings.dataDir,
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`provider left with ${code}`))),
  ]);
  return child;
};

test('killed amid two hundred authorisations, it has charged every key once when all are repeated', async () => {
  const settings = { port: await freePort(), dataDir: await temporaryFolder() };
  const url = `http://127.0.0.1:${settings.port}`;
  const client = createTestProviderClient({ url });
  const requests = Array.from({ length: 200 }, () => ({
    key: newKey(),
    amount: usd(4950),
    token: 'tok_ok',
    reference: newKey(),
  }));
  const answered = new Map<string, unknown>();

  const first = await runProcess(settings);
  const killed = once(first, 'exit');
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let request = requests[next++]; request; request = requests[next++]) {
      const outcome = await client.authorise(request).catch(() => null);
      if (outcome) answered.set(request.key, outcome);
      if (answered.size === 60) first.kill('SIGKILL');
    }
  };
  await Promise.all(Array.from({ length: 20 }, worker));
  await killed;
  expect(answered.size).toBeGreaterThanOrEqual(60);
  expect(answered.size).toBeLessThan(200);

  await runProcess(settings);
  const survived = await wholeLedger(url);
  const survivors = new Set(survived.map((row) => row.key));
  for (const key of answered.keys()) expect(survivors, 'what was answered is durable').toContain(key);

  for (const request of requests) {
    const outcome = await client.authorise(request);
    if (answered.has(request.key)) expect(outcome).toEqual(answered.get(request.key));
  }
  const rows = await wholeLedger(url);
  expect(rows).toHaveLength(200);
  expect(new Set(rows.map((row) => row.key)).size).toBe(200);
  for (const { reference } of requests) {
    expect(await sumsOf(url, reference)).toMatchObject([{ authorisations: 1, authorised: 4950 }]);
  }
});

test('a charge whose answer was lost to a kill is found after the restart', async () => {
  const settings = { port: await freePort(), dataDir: await temporaryFolder() };
  const client = createTestProviderClient({ url: `http://127.0.0.1:${settings.port}` });
  const first = await runProcess(settings);
  const request = { key: newKey(), amount: usd(100), token: 'tok_timeout', reference: newKey() };
  const lost = expect(client.authorise(request)).rejects.toMatchObject({ certain: 'unknown' });
  await expect.poll(() => client.find(request.key)).not.toBeNull();
  first.kill('SIGKILL');
  await lost;

  await runProcess(settings);
  const found = await client.find(request.key);
  expect(found).toMatchObject({ outcome: 'authorised' });
  expect(found).toMatchObject(await client.authorise(request));
});

test('a terminated process leaves by itself, with calls under way', async () => {
  const settings = { port: await freePort(), dataDir: await temporaryFolder() };
  const client = createTestProviderClient({ url: `http://127.0.0.1:${settings.port}` });
  const child = await runProcess(settings);
  const request = { key: newKey(), amount: usd(100), token: 'tok_timeout', reference: newKey() };
  const lost = expect(client.authorise(request)).rejects.toMatchObject({ certain: 'unknown' });
  await expect.poll(() => client.find(request.key)).not.toBeNull();
  const left = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await left).toEqual([0, null]);
  await lost;
});
