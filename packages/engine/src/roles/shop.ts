import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureStorefrontBuilt } from '../../../../tools/storefront-build.mjs';
import { type Running, startLoggedChild, startToldChild } from '../platform/child-process.ts';
import { dataDirOf, port } from '../platform/config.ts';
import { keptSecret } from '../platform/embedded/files.ts';
import { isPortTaken, rememberedPort } from '../platform/embedded/ports.ts';
import { poll } from '../platform/embedded/server-process.ts';
import { migrate } from '../platform/migrate.ts';
import type { Supervisor } from '../platform/supervisor.ts';
import { ExpectedError } from '../shared/expected-error.ts';
import { openShopStores, publishEnvironment, takeDataDir } from './stores.ts';

const MAIN = join(import.meta.dirname, '..', 'main.ts');
const CHILD_PRELOAD = join(import.meta.dirname, '..', 'platform', 'supervised-child-preload.ts');
const READY_DEADLINE_MS = 120_000;
const READY_REQUEST_MS = 10_000;
// A killed run's processes notice it and leave within 12 s.
const EARLIER_RUN_MS = 15_000;

export type Shop = { storefrontUrl: string; apiUrl: string; staffKey: string; dataDir: string };

/**
 * Starts a whole shop on this machine, every process of it under the supervisor: stores, schema, goods for an
 * empty shop, test payment provider, engine, storefront. Returns once both addresses answer. Nothing is begun
 * when the data folder or a port cannot be had. Throws `ExpectedError`; what was started then is the supervisor's
 * to stop, and `onClose` is told what else to undo.
 */
export const startShop = async (options: {
  projectRoot: string;
  env: NodeJS.ProcessEnv;
  supervisor: Supervisor;
  log: (line: string) => void;
  onClose: (undo: () => void | Promise<void>) => void;
}): Promise<Shop> => {
  const { projectRoot, env, supervisor, log, onClose } = options;
  const apiPort = port(env, 'CARTWRIGHT_API_PORT', 4_000);
  const storefrontPort = port(env, 'CARTWRIGHT_STOREFRONT_PORT', 3_000);
  const dataDir = dataDirOf(env, projectRoot);
  const shop = {
    storefrontUrl: `http://localhost:${storefrontPort}`,
    apiUrl: `http://localhost:${apiPort}`,
    dataDir,
  };
  const lock = await takeDataDir(dataDir, { command: 'start', ...shop });
  onClose(lock.release);
  const ports: PortWanted[] = [
    { variable: 'CARTWRIGHT_API_PORT', number: apiPort },
    { variable: 'CARTWRIGHT_STOREFRONT_PORT', number: storefrontPort },
    ...(env.CARTWRIGHT_PROJECTOR_PORT
      ? [
          {
            variable: 'CARTWRIGHT_PROJECTOR_PORT',
            number: port(env, 'CARTWRIGHT_PROJECTOR_PORT', storefrontPort),
          },
        ]
      : []),
  ];
  await checkPorts(ports, { patient: lock.tookOver, log });

  const built = ensureStorefrontBuilt({ root: projectRoot, log });
  // It is awaited later; until then a failure must not count as unhandled.
  built.catch(() => {});
  const stores = await openShopStores(env, { dataDir, supervisor, log });
  onClose(await publishEnvironment(dataDir, stores));
  await migrate(stores.DATABASE_URL, log);

  const providerPort = await rememberedPort(join(dataDir, 'payment-provider-port'));
  const staffKey = env.CARTWRIGHT_STAFF_KEY || (await keptSecret(join(dataDir, 'staff-key')));
  const children: NodeJS.ProcessEnv = {
    ...stores,
    CARTWRIGHT_API_PORT: String(apiPort),
    CARTWRIGHT_STOREFRONT_PORT: String(storefrontPort),
    CARTWRIGHT_DATA_DIR: dataDir,
    CARTWRIGHT_STAFF_KEY: staffKey,
    CARTWRIGHT_PAYMENT_PROVIDER_PORT: String(providerPort),
    CARTWRIGHT_PAYMENT_PROVIDER_URL:
      env.CARTWRIGHT_PAYMENT_PROVIDER_URL || `http://127.0.0.1:${providerPort}`,
    CARTWRIGHT_API_URL: `http://127.0.0.1:${apiPort}`,
    NEXT_TELEMETRY_DISABLED: '1',
  };
  const logged = (name: string, args: string[], cwd = projectRoot) => ({
    name,
    start: (): Promise<Running> =>
      startLoggedChild({
        args,
        cwd,
        env: children,
        logPath: join(dataDir, 'logs', `${name.toLowerCase()}.log`),
      }),
  });
  const seeding = supervisor.runOnce({
    name: 'Seed',
    start: () =>
      startToldChild({
        args: [MAIN, 'seed', '--if-empty', '--renew-sales'],
        cwd: projectRoot,
        env: children,
        onLine: log,
      }),
  });
  if (!env.CARTWRIGHT_PAYMENT_PROVIDER_URL)
    await supervisor.keepRunning(logged('Payment-provider', [MAIN, 'payment-provider']));
  const { code, how } = await seeding;
  if (code !== 0) throw new ExpectedError(`The demo shop could not be made: \`cartwright seed\` ${how}.`);
  await supervisor.keepRunning(logged('Engine', [MAIN, 'serve', '--roles', 'api', 'worker']));
  // By itself, so that neither keeps the other from its work, and one goes on when the other ends.
  await supervisor.keepRunning(logged('Projector', [MAIN, 'serve', '--roles', 'projector']));
  await built;
  const next = join(projectRoot, 'node_modules', 'next', 'dist', 'bin', 'next');
  await supervisor.keepRunning(
    logged(
      'Storefront',
      ['--import', CHILD_PRELOAD, next, 'start', '-p', String(storefrontPort)],
      join(projectRoot, 'apps', 'storefront'),
    ),
  );
  await untilAnswers(`http://127.0.0.1:${apiPort}/readyz`, { name: 'engine', dataDir });
  await untilAnswers(`http://127.0.0.1:${storefrontPort}/`, { name: 'storefront', dataDir });
  return { ...shop, staffKey };
};

type PortWanted = { variable: string; number: number };

const checkPorts = async (
  wanted: readonly PortWanted[],
  {
    patient,
    log,
  }: {
    /** Whether an earlier run was killed and may still be letting go of its ports. */
    patient: boolean;
    log: (line: string) => void;
  },
): Promise<void> => {
  for (const { variable, number } of wanted) {
    const same = wanted.find((other) => other.number === number && other.variable !== variable);
    if (same !== undefined)
      throw new ExpectedError(
        `${variable} and ${same.variable} are both ${number}. Give each a port of its own.`,
      );
    if (!(await isPortTaken(number))) continue;
    if (patient) log('Waiting for the processes of a killed run to leave');
    const deadlineMs = patient ? EARLIER_RUN_MS : 0;
    if (patient && (await poll({ deadlineMs, until: async () => !(await isPortTaken(number)) }))) continue;
    throw new ExpectedError(
      `Port ${number} is taken by another program. Stop that, or set ${variable} to a free port.`,
    );
  }
};

const untilAnswers = async (url: string, what: { name: string; dataDir: string }): Promise<void> => {
  const deadline = performance.now() + READY_DEADLINE_MS;
  let last = '';
  while (performance.now() < deadline) {
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(READY_REQUEST_MS) });
      const body = await answer.text();
      if (answer.ok) return;
      last = `${answer.status} ${body.slice(0, 300)}`;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await sleep(50);
  }
  throw new ExpectedError(
    `The ${what.name} is not ready after ${READY_DEADLINE_MS / 1_000} s (${url}: ${last}). See ${join(what.dataDir, 'logs', `${what.name}.log`)}.`,
  );
};
