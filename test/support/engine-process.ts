/** An engine as a process of its own, to be killed: `const engine = await openEngineProcess(stores)`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { freePort } from '../../packages/engine/src/platform/embedded/ports.ts';
import { openProvider } from './money.ts';
import { until } from './until.ts';

const MAIN = join(import.meta.dirname, '../../packages/engine/src/main.ts');
const READY_MS = 40_000;

export type EngineProcess = {
  url: string;
  /** An owner's API key. */
  staffKey: string;
  provider: Awaited<ReturnType<typeof openProvider>>;
  /** Starts it, again on the same port, and returns when it can serve. */
  start(): Promise<void>;
  /** Ends it by SIGKILL, if it runs. */
  kill(): Promise<void>;
};

/** Not started yet. It is killed when the test file is done. */
export const openEngineProcess = async (stores: {
  databaseUrl: string;
  redisUrl: string;
}): Promise<EngineProcess> => {
  const [provider, port] = await Promise.all([openProvider(), freePort()]);
  const url = `http://127.0.0.1:${port}`;
  const staffKey = 'an-owners-key-for-tests';
  let engine: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    if (engine === undefined || engine.exitCode !== null || engine.signalCode !== null) return;
    engine.kill('SIGKILL');
    await once(engine, 'exit');
  };
  const start = async (): Promise<void> => {
    engine = spawn(process.execPath, [MAIN, 'serve'], {
      stdio: 'ignore',
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: stores.databaseUrl,
        REDIS_URL: stores.redisUrl,
        CARTWRIGHT_PAYMENT_PROVIDER_URL: provider.url,
        CARTWRIGHT_API_PORT: String(port),
        CARTWRIGHT_STAFF_KEY: staffKey,
        CARTWRIGHT_PAYMENT_LEASE_MS: '1000',
        CARTWRIGHT_SWEEP_INTERVAL_MS: '200',
      },
    });
    await until(async () => (await fetch(`${url}/readyz`)).ok, { deadlineMs: READY_MS, what: 'the engine' });
  };
  afterAll(kill);
  return { url, staffKey, provider, start, kill };
};
