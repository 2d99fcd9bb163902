import { type Command, Option } from 'commander';
import { loadConfig, port } from '../platform/config.ts';
import { ENGINE_ROLES, type EngineRole, startBackground, startEngine } from '../roles/engine.ts';

const { env } = process;

/** `serve`: the engine alone, or a part of it, on stores that are there; `start` runs it as children. */
export const register = (program: Command): void => {
  program
    .command('serve')
    .description('Run the engine alone, on the PostgreSQL and Redis that DATABASE_URL and REDIS_URL name')
    .addOption(
      new Option('--roles <roles...>', 'what this process is')
        .choices(ENGINE_ROLES)
        .default([...ENGINE_ROLES]),
    )
    .addHelpText('after', HELP)
    .action(async ({ roles }: { roles: EngineRole[] }) => {
      const engine = await start(roles);
      const stop = (): void => {
        // Everything that waits is in PostgreSQL: whoever starts next goes on.
        void engine.stop().finally(() => process.exit(0));
      };
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
    });
};

const HELP = `
Roles:
  api        answers shoppers and staff
  worker     drives on what waits too long: payments, orders past their time to pay, sales, what carts hold
  projector  follows PostgreSQL's changes and keeps the read side; of several such processes one does, and
             another takes over when it ends

Without the role api no port is opened, unless CARTWRIGHT_PROJECTOR_PORT names one for /healthz and /metrics.`;

const start = (roles: readonly EngineRole[]): Promise<{ stop(): Promise<void> }> => {
  const config = loadConfig(env);
  if (roles.includes('api')) return startEngine(config, { roles });
  const vitalsPort = env.CARTWRIGHT_PROJECTOR_PORT ? port(env, 'CARTWRIGHT_PROJECTOR_PORT', 0) : undefined;
  return startBackground(config, { roles: roles.filter((role) => role !== 'api'), vitalsPort });
};
