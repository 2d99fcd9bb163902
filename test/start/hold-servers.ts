/** Starts both servers on the folder it is given, notes their numbers there, and stays until it is killed. */
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../packages/engine/src/platform/embedded/postgres.ts';
import { startEmbeddedRedis } from '../../packages/engine/src/platform/embedded/redis.ts';

const [dataDir = ''] = process.argv.slice(2);
const options = { dataDir, log: () => {} };
const [postgres, redis] = await Promise.all([startEmbeddedPostgres(options), startEmbeddedRedis(options)]);
const held = { postgresUrl: postgres.url, postgresPid: postgres.pid, redisPid: redis.pid };
await writeFile(join(dataDir, 'held.part'), JSON.stringify(held));
await rename(join(dataDir, 'held.part'), join(dataDir, 'held.json'));
