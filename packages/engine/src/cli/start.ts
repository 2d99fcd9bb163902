import { join } from 'node:path';
import type { Command } from 'commander';
import { createSupervisor, type Supervisor } from '../platform/supervisor.ts';
import { type Shop, startShop } from '../roles/shop.ts';

const PROJECT_ROOT = join(import.meta.dirname, '..', '..', '..', '..');
// One Ctrl-C may arrive several times: from the terminal, and from npm, which passes it on.
const SAME_SIGNAL_MS = 1_000;

/** `start`: a whole shop on this machine, until Ctrl-C. */
export const register = (program: Command): void => {
  program
    .command('start')
    .description('Start a whole shop: stores, engine, storefront; Ctrl-C stops everything')
    .action(async () => {
      const failure = await run();
      if (failure !== undefined) throw failure;
      process.exit(0);
    });
};

/** Runs the shop until it is told to stop; returns the error that ended it instead, if any. */
const run = async (): Promise<unknown> => {
  const startedAt = performance.now();
  const supervisor = createSupervisor(log);
  const undo: (() => void | Promise<void>)[] = [];
  const told = untilTold(supervisor);
  let failure: unknown;
  try {
    const starting = startShop({
      projectRoot: PROJECT_ROOT,
      env: process.env,
      supervisor,
      log,
      onClose: (step) => undo.push(step),
    });
    starting.catch(() => {});
    const shop = await Promise.race([starting, told, supervisor.gaveUp]);
    if (shop !== 'told') {
      log(describe(shop, { seconds: (performance.now() - startedAt) / 1_000 }));
      await Promise.race([told, supervisor.gaveUp]);
    }
    log('\nStopping');
  } catch (error) {
    failure = error;
  }
  await supervisor.stop();
  for (const step of undo.toReversed()) await step();
  if (failure === undefined) log('Stopped');
  return failure;
};

/** Settles at the first Ctrl-C, SIGTERM or SIGHUP; a second one ends everything by force. */
const untilTold = (supervisor: Supervisor): Promise<'told'> =>
  new Promise((resolve) => {
    let firstAt: number | undefined;
    const hear = () => {
      firstAt ??= performance.now();
      if (performance.now() - firstAt < SAME_SIGNAL_MS) return resolve('told');
      log('Ending everything by force');
      supervisor.kill();
      process.exit(1);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, hear);
  });

const describe = (shop: Shop, took: { seconds: number }): string => {
  const ownKey = process.env.CARTWRIGHT_STAFF_KEY;
  return `
  Storefront   ${shop.storefrontUrl}
  API          ${shop.apiUrl}
  Docs         ${shop.apiUrl}/docs
  Staff key    ${ownKey ? 'the one in CARTWRIGHT_STAFF_KEY' : `${shop.staffKey}  (for development)`}
  Data, logs   ${shop.dataDir}

  Ready in ${took.seconds.toFixed(1)} s. Ctrl-C stops everything.`;
};

const log = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
