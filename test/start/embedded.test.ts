import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import { createClient } from 'redis';
import { expect, onTestFinished, test } from 'vitest';
import { startEmbeddedPostgres } from '../../packages/engine/src/platform/embedded/postgres.ts';
import { startEmbeddedRedis } from '../../packages/engine/src/platform/embedded/redis.ts';
import { type EmbeddedServer, isAlive } from '../../packages/engine/src/platform/embedded/server-process.ts';
import { until } from '../support/until.ts';
import { testFolder } from './folder.ts';

const DEADLINE_MS = 60_000;
const HOLDER = join(import.meta.dirname, 'hold-servers.ts');

test('PostgreSQL and Redis keep data and address over a clean restart, and speak only to those with the password', {
  timeout: DEADLINE_MS,
}, async () => {
  const dataDir = await testFolder();
  const first = await startBoth(dataDir);
  await query(first.postgres.url, 'CREATE TABLE kept AS SELECT 7 AS n');
  await redisCommand(first.redis.url, ['SET', 'kept', 'seven']);
  const wrong = first.postgres.url.replace(/:[^:@]+@/, ':wrong@');
  await expect(query(wrong, 'SELECT 1')).rejects.toThrow('password authentication failed');
  await expect(redisCommand(first.redis.url.replace(/:[^:@]+@/, ':wrong@'), ['PING'])).rejects.toThrow(
    'WRONGPASS',
  );
  await Promise.all([first.postgres.stop(), first.redis.stop()]);

  const second = await startBoth(dataDir);
  expect([second.postgres.url, second.redis.url]).toEqual([first.postgres.url, first.redis.url]);
  expect(await query(second.postgres.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  expect(await redisCommand(second.redis.url, ['GET', 'kept'])).toBe('seven');
});

test('PostgreSQL is durable, streams changes and bounds what a forgotten slot keeps', {
  timeout: DEADLINE_MS,
}, async () => {
  const { postgres } = await startBoth(await testFolder());
  const rows = await query(
    postgres.url,
    `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'wal_level',
       'max_slot_wal_keep_size', 'listen_addresses', 'server_encoding', 'shared_preload_libraries') ORDER BY name`,
  );
  expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
    fsync: 'on',
    listen_addresses: '127.0.0.1',
    max_slot_wal_keep_size: '4096',
    server_encoding: 'UTF8',
    shared_preload_libraries: 'pg_stat_statements',
    synchronous_commit: 'on',
    wal_level: 'logical',
  });
  // Not left to the machine's locale.
  expect(await query(postgres.url, "SELECT lower('ÄÉ') AS lower, 'a' > 'B' AS by_code_point")).toEqual([
    { lower: 'äé', by_code_point: true },
  ]);
});

test('servers left running by a killed run are replaced, and nothing they had committed is lost', {
  timeout: DEADLINE_MS,
}, async () => {
  const dataDir = await testFolder();
  const holder = holdServers(dataDir);
  const held = await holder.ready;
  await query(held.postgresUrl, 'CREATE TABLE kept AS SELECT 7 AS n');
  holder.child.kill('SIGKILL');
  await holder.ended;
  // Without `setpriv` on its PATH the holder could not tie them to itself.
  expect([await isAlive(held.postgresPid), await isAlive(held.redisPid)]).toEqual([true, true]);

  const { postgres, redis } = await startBoth(dataDir);
  expect(postgres.pid).not.toBe(held.postgresPid);
  expect(redis.pid).not.toBe(held.redisPid);
  expect([await isAlive(held.postgresPid), await isAlive(held.redisPid)]).toEqual([false, false]);
  expect(await query(postgres.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
});

test('a cluster half made by a killed initdb is made anew', { timeout: DEADLINE_MS }, async () => {
  const dataDir = await testFolder();
  const half = join(dataDir, 'postgres', 'data.1234.part');
  await mkdir(half, { recursive: true });
  await writeFile(join(half, 'PG_VERSION'), '18\n');
  const { postgres } = await startBoth(dataDir);
  expect(await query(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(await readdir(join(dataDir, 'postgres'))).toEqual(['data']);
});

test('a pid file whose number now belongs to somebody else keeps nobody from starting', {
  timeout: DEADLINE_MS,
}, async () => {
  const dataDir = await testFolder();
  const first = await startBoth(dataDir);
  await Promise.all([first.postgres.stop(), first.redis.stop()]);
  const data = join(dataDir, 'postgres', 'data');
  await writeFile(join(data, 'postmaster.pid'), `${process.pid}\n${data}\n`);
  await writeFile(join(dataDir, 'redis.pid'), `${process.pid}\n`);
  const second = await startBoth(dataDir);
  expect(await query(second.postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a remembered port that somebody else has taken meanwhile is given up for another', {
  timeout: DEADLINE_MS,
}, async () => {
  const dataDir = await testFolder();
  const first = await startEmbeddedRedis({ dataDir, log: () => {} });
  await first.stop();
  const thief = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
  onTestFinished(() => void thief.close());
  await until(() => thief.listening, { deadlineMs: 2_000, what: 'the thief to have the port' });
  const second = await startEmbeddedRedis({ dataDir, log: () => {} });
  onTestFinished(() => second.stop());
  expect(second.url).not.toBe(first.url);
});

test('Redis files that cannot be read are moved aside, because everything in Redis can be made anew', {
  timeout: DEADLINE_MS,
}, async () => {
  const dataDir = await testFolder();
  const first = await startEmbeddedRedis({ dataDir, log: () => {} });
  await first.stop();
  const aof = join(dataDir, 'redis', 'appendonlydir');
  for (const name of await readdir(aof)) await writeFile(join(aof, name), 'no such thing as this\n');
  const said: string[] = [];
  const second = await startEmbeddedRedis({ dataDir, log: (line) => said.push(line) });
  onTestFinished(() => second.stop());
  expect(said.join('\n')).toContain('starts empty');
  expect(await redisCommand(second.url, ['DBSIZE'])).toBe(0);
});

const startBoth = async (dataDir: string): Promise<{ postgres: EmbeddedServer; redis: EmbeddedServer }> => {
  const options = { dataDir, log: () => {} };
  const [postgres, redis] = await Promise.all([startEmbeddedPostgres(options), startEmbeddedRedis(options)]);
  onTestFinished(async () => {
    await Promise.all([postgres.stop(), redis.stop()]);
  });
  return { postgres, redis };
};

type Held = { postgresUrl: string; postgresPid: number; redisPid: number };

const holdServers = (
  dataDir: string,
): { child: ChildProcess; ready: Promise<Held>; ended: Promise<unknown> } => {
  const child = spawn(process.execPath, [HOLDER, dataDir], {
    env: { ...process.env, PATH: '' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const note = join(dataDir, 'held.json');
  return {
    child,
    ended: new Promise((resolve) => child.once('exit', resolve)),
    ready: until(async () => JSON.parse(await readFile(note, 'utf8')), {
      deadlineMs: 30_000,
      what: 'the servers of another process',
    }),
  };
};

const query = async (url: string, text: string): Promise<Record<string, unknown>[]> => {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
};

const redisCommand = async (url: string, words: string[]): Promise<unknown> => {
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on('error', () => {});
  try {
    await client.connect();
    return await client.sendCommand(words);
  } finally {
    if (client.isOpen) client.destroy();
  }
};
