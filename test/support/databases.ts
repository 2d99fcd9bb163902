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

/** Drops a database and whoever is still connected to it. */
export const dropDatabase = (serverUrl: string, name: string): Promise<void> =>
  administer(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);

const administer = async (serverUrl: string, sql: string): Promise<void> => {
  const server = openDatabase({
    url: urlOf(serverUrl, 'postgres'),
    poolMax: 1,
    connectTimeoutMs: 5_000,
    statementTimeoutMs: 60_000,
    applicationName: 'cartwright-test-admin',
    onError: () => {},
  });
  try {
    await server.query(sql);
  } finally {
    await server.end();
  }
};

const urlOf = (serverUrl: string, database: string): string => {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
};
