import { Client } from 'pg';
import { startEmbeddedPostgres } from '../../packages/engine/src/platform/embedded/postgres.ts';
import { migrate } from '../../packages/engine/src/platform/migrate.ts';
import { makeRunFolder, postgresDirOf, removeRunFolder } from '../../test/support/run-folder.ts';

/** Runs `work` on a PostgreSQL of its own with the newest schema and nothing in it; removes it afterwards. */
export const withMigratedDatabase = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
  const folder = await makeRunFolder();
  try {
    const server = await startEmbeddedPostgres({ dataDir: postgresDirOf(folder), log: () => {} });
    try {
      await migrate(server.url);
      // A client without the time-outs of the engine's: they do not know the questions that the check asks.
      const client = new Client({ connectionString: server.url, application_name: 'cartwright-check' });
      await client.connect();
      try {
        return await work(client);
      } finally {
        await client.end();
      }
    } finally {
      await server.stop();
    }
  } finally {
    await removeRunFolder(folder);
  }
};
