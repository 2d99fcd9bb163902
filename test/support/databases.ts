import { openDatabase } from '../../packages/engine/src/platform/postgres.ts';

/** Makes a database on the server of `serverUrl`, cloned from `template` when one is named; returns its URL. */
export const createDatabase = async (
  serverUrl: string,
  database: { name: string; template?: string },
): Promise<string> => {
  await administer(
    serverUrl,
    database.template === undefined
      ? `CREATE DATABASE ${database.name}`
      : `CREATE DATABASE ${database.name} TEMPLATE ${database.template}`,
  );
  return urlOf(serverUrl, database.name);
};

/** Drops a database, its replication slots, which would keep it, and whoever is still connected to it. */
export const dropDatabase = (serverUrl: string, name: string): Promise<void> =>
  administer(
    serverUrl,
    `SELECT pg_terminate_backend(active_pid, 5000) FROM pg_replication_slots WHERE database = '${name}' AND active`,
    `SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database = '${name}'`,
    `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`,
  );

const administer = async (serverUrl: string, ...statements: string[]): Promise<void> => {
  const server = openDatabase({
    url: urlOf(serverUrl, 'postgres'),
    poolMax: 1,
    connectTimeoutMs: 5_000,
    statementTimeoutMs: 60_000,
    applicationName: 'cartwright-test-admin',
    onError: () => {},
  });
  try {
    for (const sql of statements) await server.query(sql);
  } finally {
    await server.end();
  }
};

const urlOf = (serverUrl: string, database: string): string => {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
};
