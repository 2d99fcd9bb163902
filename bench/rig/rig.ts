/**
 * A shop of the bench's own, as in production: PostgreSQL and Redis in a temporary folder with their durability on, a
 * catalogue, the payment provider, and the engine in processes of their own.
 */
import { join } from 'node:path';
import { type Client, createClient } from '@cartwright/contract';
import { createClient as createRedisClient } from 'redis';
import { logTail } from '../../packages/engine/src/platform/embedded/files.ts';
import { freePort } from '../../packages/engine/src/platform/embedded/ports.ts';
import { startEmbeddedPostgres } from '../../packages/engine/src/platform/embedded/postgres.ts';
import { startEmbeddedRedis } from '../../packages/engine/src/platform/embedded/redis.ts';
import { migrate } from '../../packages/engine/src/platform/migrate.ts';
import { type Database, openDatabase } from '../../packages/engine/src/platform/postgres.ts';
import { makeRunFolder, postgresDirOf, removeRunFolder } from '../../test/support/run-folder.ts';
import type { Stops } from '../core/stops.ts';
import { ENGINE_LOG, PROJECTOR_LOG, startEngine, startProvider } from './engine.ts';
import { seedCatalogue } from './seed.ts';
import { untilWhole } from './whole.ts';

export type Rig = {
  /** Products in the catalogue. */
  products: number;
  /** Of the API, on 127.0.0.1. */
  port: number;
  databaseUrl: string;
  database: Database;
  redisUrl: string;
  redis: Redis;
  /** Accepted as an owner's API key. */
  staffKey: string;
  /** A folder for logs and whatever a case needs; goes with the rig. */
  folder: string;
  /** The server processes whose CPU time counts, by name; children are theirs. */
  pids: Readonly<Record<string, number>>;
  /** The ends of the logs of the engine's processes, which go with the rig. */
  lastWords(): Promise<string>;
  /** A client with a session token or API key. */
  client(token?: string): Client;
};

export type Redis = ReturnType<typeof openRedis>;

const LAST_LINES = 12;
const STAFF_KEY = 'an-owners-key-for-the-bench';

/** Starts everything and puts its end on `stops`, step by step, so that what a failure leaves is stopped too. */
export const startRig = async (options: {
  products: number;
  stops: Stops;
  say: (line: string) => void;
}): Promise<Rig> => {
  const { products, stops, say } = options;
  const log = say;
  const folder = await makeRunFolder();
  stops.add(() => removeRunFolder(folder));
  say('starting PostgreSQL and Redis');
  const postgres = await startEmbeddedPostgres({ dataDir: postgresDirOf(folder), log });
  stops.add(() => postgres.stop());
  const redisServer = await startEmbeddedRedis({ dataDir: join(folder, 'redis'), log });
  stops.add(() => redisServer.stop());
  await migrate(postgres.url);
  const database = openDatabase({
    url: postgres.url,
    poolMax: 10,
    connectTimeoutMs: 5_000,
    statementTimeoutMs: 600_000,
    applicationName: 'cartwright-bench',
    onError: () => {},
  });
  stops.add(() => database.end());
  const redis = openRedis(redisServer.url);
  await redis.connect();
  stops.add(async () => redis.destroy());
  const env = { DATABASE_URL: postgres.url, REDIS_URL: redisServer.url, CARTWRIGHT_STAFF_KEY: STAFF_KEY };
  await seedCatalogue({ products, database, env, folder, stops, say });

  say('starting the payment provider and the engine');
  const [providerPort, port] = [await freePort(), await freePort()];
  const provider = await startProvider({ port: providerPort, folder, stops });
  const engine = await startEngine({ port, provider, env, folder, stops });
  const baseUrl = `http://127.0.0.1:${port}`;
  const client: Rig['client'] = (token) =>
    createClient({ baseUrl, ...(token === undefined ? {} : { token: () => token }) });
  say('waiting for the read side to be whole');
  const lastWords = (): Promise<string> => lastLines(folder);
  await untilWhole(client(STAFF_KEY), { products, lastWords });
  return {
    products,
    port,
    databaseUrl: postgres.url,
    database,
    redisUrl: redisServer.url,
    redis,
    staffKey: STAFF_KEY,
    folder,
    pids: { ...engine.pids, postgres: postgres.pid, redis: redisServer.pid },
    lastWords,
    client,
  };
};

/** For the bench's own questions; the engine has clients of its own. */
const openRedis = (url: string) => {
  const client = createRedisClient({ url });
  // A question that meets a broken connection fails by itself.
  client.on('error', () => {});
  return client;
};

const lastLines = async (folder: string): Promise<string> => {
  const logs = [ENGINE_LOG, PROJECTOR_LOG].map((name) => logTail(join(folder, name), 0).catch(() => ''));
  const said = await Promise.all(logs);
  return said.flatMap((text) => text.trim().split('\n').slice(-LAST_LINES)).join('\n');
};
