#!/usr/bin/env node
import { join } from 'node:path';
import { Command } from 'commander';
import { Mendable } from '../../../tools/progress.mjs';
import { exitWhenParentDies } from './platform/supervised-child.ts';
import { ExpectedError } from './shared/expected-error.ts';

/** The commands, each in a file that registers it; only the one that is called is loaded. */
const commands: Readonly<Record<string, () => Promise<{ register: (program: Command) => void }>>> = {
  start: () => import('./cli/start.ts'),
  serve: () => import('./cli/serve.ts'),
  migrate: () => import('./cli/migrate.ts'),
  import: () => import('./cli/import.ts'),
  media: () => import('./cli/media.ts'),
  export: () => import('./cli/export.ts'),
  seed: () => import('./cli/seed.ts'),
  staff: () => import('./cli/staff.ts'),
  replay: () => import('./cli/replay.ts'),
  prove: () => import('./cli/prove.ts'),
  rebuild: () => import('./cli/rebuild.ts'),
  reconcile: () => import('./cli/reconcile.ts'),
  doctor: () => import('./cli/doctor.ts'),
  'payment-provider': () => import('./cli/payment-provider.ts'),
};

const run = async (args: string[]): Promise<void> => {
  const program = new Command('cartwright')
    .description('A commerce engine for shops that get stampeded.')
    .showHelpAfterError('(`cartwright --help` lists the commands)')
    .addHelpText('after', environmentHelp());
  const called = commands[args[0] ?? ''];
  for (const load of called === undefined ? Object.values(commands) : [called])
    (await load()).register(program);
  await program.parseAsync(args, { from: 'user' });
};

const environmentHelp = (): string => `
Environment, all optional:
  DATABASE_URL                a PostgreSQL 15 or newer, instead of the embedded one
  REDIS_URL                   a Redis-compatible server 7 or newer, instead of the embedded one
  CARTWRIGHT_API_PORT         the engine's port (4000)
  CARTWRIGHT_STOREFRONT_PORT  the storefront's port (3000)
  CARTWRIGHT_PROJECTOR_PORT   where the projector serves /healthz and /metrics (nowhere)
  CARTWRIGHT_DATA_DIR         where the embedded servers keep their data (${join('<project>', '.cartwright')})
  CARTWRIGHT_STAFF_KEY        accepted as an owner's API key; \`start\` makes one when it is not set`;

exitWhenParentDies();
try {
  await run(process.argv.slice(2));
} catch (error) {
  const expected = error instanceof ExpectedError || error instanceof Mendable;
  const text = error instanceof Error ? (expected ? error.message : error.stack) : String(error);
  process.stderr.write(`\n${text}\n\n`);
  // At once: what else still goes on, such as a build, is of no use any more.
  process.exit(1);
}
