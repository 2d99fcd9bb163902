/** A shop of its own for a proof: real servers in a folder that goes with them, on free ports, to be killed. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Running, startLoggedChild } from '../platform/child-process.ts';
import { freePort } from '../platform/embedded/ports.ts';
import { startEmbeddedPostgres } from '../platform/embedded/postgres.ts';
import { removeDataDir } from '../platform/embedded/postgres-home.ts';
import { startEmbeddedRedis } from '../platform/embedded/redis.ts';
import { poll } from '../platform/embedded/server-process.ts';
import { migrate } from '../platform/migrate.ts';
import { createSupervisor } from '../platform/supervisor.ts';
import { ExpectedError } from '../shared/expected-error.ts';
import type { Part } from './plan.ts';

/** What a proof goes against. */
export type Servers = {
  /** The engines, at least one. */
  urls: readonly string[];
  databaseUrl: string;
  /** Where the payment provider can be asked what it did; undefined where it cannot. */
  ledgerUrl: string | undefined;
  /** Whether only the proof uses them, so that everything in them is its own. */
  own: boolean;
  /** Ends a part by SIGKILL; settles when it is back and serves. Missing where nothing may be killed. */
  kill?: (part: Part) => Promise<void>;
};

export type OwnServers = Servers & {
  kill: (part: Part) => Promise<void>;
  folder: string;
  /** Ends everything; removes the folder unless it is to be kept. */
  stop(): Promise<void>;
};

const MAIN = join(import.meta.dirname, '..', 'main.ts');
const READY_DEADLINE_MS = 120_000;
const BACK_DEADLINE_MS = 120_000;
const READY_REQUEST_MS = 5_000;

/** Shorter than a shop's, so that what was interrupted is taken up, and what was not paid ends, while one waits. */
const TIMES: NodeJS.ProcessEnv = {
  CARTWRIGHT_PAYMENT_LEASE_MS: '2000',
  CARTWRIGHT_AUTHORISE_DEADLINE_MS: '4000',
  CARTWRIGHT_SWEEP_INTERVAL_MS: '200',
  CARTWRIGHT_PAY_WINDOW_SECONDS: '5',
  // Carts that their buyers have left give back soon what they hold.
  CARTWRIGHT_HOLD_SECONDS: '10',
  // It would be another process's.
  CARTWRIGHT_PROJECTOR_PORT: '',
};

/**
 * Starts PostgreSQL, Redis, the payment provider, engines and the projector, and returns when they serve. Throws
 * `ExpectedError` when something does not start; nothing of it is left then, and the same at `signal`.
 */
export const startServers = async (options: {
  engines: number;
  keep: boolean;
  log: (line: string) => void;
  signal: AbortSignal;
}): Promise<OwnServers> => {
  const { log, keep, signal } = options;
  const folder = await mkdtemp(join(tmpdir(), 'cartwright-proof-'));
  // The rest of what it says is the end of a log, which is kept in the folder.
  const supervisor = createSupervisor((text) => log(text.split('\n', 1)[0] ?? ''));
  const stop = async (): Promise<void> => {
    await supervisor.stop();
    if (!keep) await removeDataDir(folder);
  };
  const starting = start({ ...options, folder, supervisor });
  try {
    const told = once(signal);
    return { ...(await Promise.race([starting, supervisor.gaveUp, told])), folder, stop };
  } catch (error) {
    starting.catch(() => {});
    await stop();
    throw error;
  }
};

type Starting = {
  engines: number;
  folder: string;
  supervisor: ReturnType<typeof createSupervisor>;
};

const start = async ({
  engines,
  folder,
  supervisor,
}: Starting): Promise<Omit<OwnServers, 'folder' | 'stop'>> => {
  const running = new Map<string, Running & { pid?: number }>();
  const keep = <R extends Running>(name: string, begin: () => Promise<R>): Promise<R> =>
    supervisor.keepRunning({
      name,
      start: async () => {
        const begun = await begin();
        running.set(name, begun);
        return begun;
      },
    });
  const [postgres, redis, providerPort, ...ports] = await Promise.all([
    keep('PostgreSQL', () => startEmbeddedPostgres({ dataDir: folder, log: () => {} })),
    keep('Redis', () => startEmbeddedRedis({ dataDir: folder, log: () => {} })),
    freePort(),
    ...Array.from({ length: engines }, freePort),
  ]);
  await migrate(postgres.url, () => {});
  const ledgerUrl = `http://127.0.0.1:${providerPort}`;
  const env: NodeJS.ProcessEnv = {
    ...TIMES,
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    CARTWRIGHT_DATA_DIR: folder,
    CARTWRIGHT_PAYMENT_PROVIDER_PORT: String(providerPort),
    CARTWRIGHT_PAYMENT_PROVIDER_URL: ledgerUrl,
  };
  const child = (name: string, args: string[], more: NodeJS.ProcessEnv = {}) =>
    keep(name, () =>
      startLoggedChild({
        args: [MAIN, ...args],
        cwd: folder,
        env: { ...env, ...more },
        logPath: join(folder, 'logs', `${name.toLowerCase().replace(' ', '-')}.log`),
      }),
    );
  const names = ports.map((_, at) => (engines === 1 ? 'Engine' : `Engine ${at + 1}`));
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  await child('Payment-provider', ['payment-provider']);
  await child('Projector', ['serve', '--roles', 'projector']);
  for (const [at, port] of ports.entries())
    await child(names[at] ?? 'Engine', ['serve', '--roles', 'api', 'worker'], {
      CARTWRIGHT_API_PORT: String(port),
    });
  const ready = (deadlineMs: number): Promise<void> =>
    within(deadlineMs, 'the engines to serve', async () => {
      const answers = await Promise.all(
        [`${ledgerUrl}/v1/ledger?limit=1`, ...urls.map((url) => `${url}/readyz`)].map(serves),
      );
      return answers.every(Boolean);
    });
  await ready(READY_DEADLINE_MS);
  /** The engine whose turn it is. */
  let turn = 0;
  const nameOf = (part: Part): string => {
    if (part === 'postgres') return 'PostgreSQL';
    if (part === 'redis') return 'Redis';
    if (part === 'projector') return 'Projector';
    turn += 1;
    return names[(turn - 1) % names.length] ?? 'Engine';
  };
  return {
    urls,
    databaseUrl: postgres.url,
    ledgerUrl,
    own: true,
    async kill(part) {
      const name = nameOf(part);
      const victim = running.get(name);
      if (victim === undefined) throw new Error(`${name} does not run`);
      // PostgreSQL and Redis end otherwise by `kill`, which is gentler with PostgreSQL's children.
      if (victim.pid === undefined) victim.kill();
      else process.kill(victim.pid, 'SIGKILL');
      await victim.ended;
      await within(BACK_DEADLINE_MS, `${name} to come back`, async () => running.get(name) !== victim);
      await ready(BACK_DEADLINE_MS);
    },
  };
};

const within = async (deadlineMs: number, what: string, until: () => Promise<boolean>): Promise<void> => {
  if (!(await poll({ deadlineMs, until })))
    throw new ExpectedError(`Waited ${deadlineMs / 1_000} s in vain for ${what}.`);
};

const serves = async (url: string): Promise<boolean> => {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(READY_REQUEST_MS) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
};

const once = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const told = (): void => reject(new ExpectedError('Stopped while starting.'));
    if (signal.aborted) told();
    else signal.addEventListener('abort', told, { once: true });
  });
