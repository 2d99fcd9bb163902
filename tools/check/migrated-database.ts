import { startEmbeddedPostgres } from '../../packages/engine/src/platform/embedded/postgres.ts';
import { migrate } from '../../packages/engine/src/platform/migrate.ts';
import { openDatabase, type Transaction } from '../../packages/engine/src/platform/postgres.ts';
import { makeRunFolder, postgresDirOf, removeRunFolder } from '../../test/support/run-folder.ts';

/** Runs `work` on a PostgreSQL of its own with the newest schema and nothing in it; removes it afterwards. */
export const withMigratedDatabase = async <T>(work: (client: Transaction) => Promise<T>): Promise<T> => {
  const folder = await makeRunFolder();
  try {
    const server = await startEmbeddedPostgres({ dataDir: postgresDirOf(folder), log: () => {} });
    try {
      await migrate(server.url);
      const database = openDatabase({
        url: server.url,
        poolMax: 1,
        connectTimeoutMs: 5_000,
        statementTimeoutMs: 60_000,
        applicationName: 'cartwright-check',
        onError: () => {},
      });
      const client = await database.connect();
      try {
        return await work(client);
      } finally {
        client.release();
        await database.end();
      }
    } finally {
      await server.stop();
    }
  } finally {
    await removeRunFolder(folder);
  }
};
