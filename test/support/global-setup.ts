import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../packages/engine/src/platform/embedded/postgres.ts';
import { startEmbeddedRedis } from '../../packages/engine/src/platform/embedded/redis.ts';
import { migrate } from '../../packages/engine/src/platform/migrate.ts';
import { createDatabase } from './databases.ts';
import { shareOutRedisDatabases } from './redis-databases.ts';
import { makeRunFolder, postgresDirOf, removeRunFolder } from './run-folder.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The servers of this run; test/support/stores.ts hands out parts of them. */
    servers: { postgresUrl: string; templateDatabase: string; redisUrl: string };
  }
}

const TEMPLATE_DATABASE = 'cartwright_template';
const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Starts one PostgreSQL and one Redis for the whole run, in a folder of its own, and migrates a template that
 * test files clone. Both end, and the folder goes, when the run ends, fails or is interrupted.
 */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const folder = await makeRunFolder();
  const said: string[] = [];
  const log = (line: string) => void said.push(line);
  const stops = [() => removeRunFolder(folder)];
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= stops.reduceRight((before, next) => before.then(next), Promise.resolve());
    return stopping;
  };
  for (const [signal, code] of Object.entries(EXIT_CODES)) {
    // Vitest's own listener ends the process 1 ms later; what else it does, it also does on exit.
    process.removeAllListeners(signal);
    process.once(signal, () => void stop().finally(() => process.exit(code)));
  }

  try {
    const postgres = await startEmbeddedPostgres({ dataDir: postgresDirOf(folder), log });
    stops.push(() => postgres.stop());
    const redis = await startEmbeddedRedis({ dataDir: join(folder, 'redis'), log });
    stops.push(() => redis.stop());
    await migrate(await createDatabase(postgres.url, { name: TEMPLATE_DATABASE }));
    await shareOutRedisDatabases(redis.url);
    project.provide('servers', {
      postgresUrl: postgres.url,
      templateDatabase: TEMPLATE_DATABASE,
      redisUrl: redis.url,
    });
  } catch (cause) {
    await stop();
    throw new Error(`The servers for the tests did not start. They said:\n${said.join('\n')}`, { cause });
  }
  return stop;
};
