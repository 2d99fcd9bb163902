import { type Command, Option } from 'commander';
import { loadConfig } from '../platform/config.ts';
import { ENGINE_ROLES, type EngineRole, startEngine } from '../roles/engine.ts';

/** `serve`: the engine alone, on stores that are there; `start` runs it as a child. */
export const register = (program: Command): void => {
  program
    .command('serve')
    .description('Run the engine alone, on the PostgreSQL and Redis that DATABASE_URL and REDIS_URL name')
    .addOption(
      new Option('--roles <roles...>', 'what this process is')
        .choices(ENGINE_ROLES)
        .default([...ENGINE_ROLES]),
    )
    .action(async ({ roles }: { roles: EngineRole[] }) => {
      const engine = await startEngine(loadConfig(process.env), { roles });
      const stop = (): void => {
        // Everything that waits is in PostgreSQL: whoever starts next goes on.
        void engine.stop().finally(() => process.exit(0));
      };
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
    });
};
