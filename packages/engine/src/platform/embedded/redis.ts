import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from 'redis';
import { ExpectedError } from '../../shared/expected-error.ts';
import { keptSecret, logTail, prepareDataDir, writeFileWhole } from './files.ts';
import { rememberedPort } from './ports.ts';
import { redisProgram } from './redis-program.ts';
import {
  commandLineOf,
  type EmbeddedServer,
  endProcess,
  isAlive,
  type Launched,
  launch,
  poll,
} from './server-process.ts';

const READY_DEADLINE_MS = 120_000;
const TRIES_MAX = 5;
// SIGTERM writes what is in memory and leaves.
const STOP_WITH = [{ signal: 'SIGTERM' as const, waitMs: 15_000 }];

export type EmbeddedRedisOptions = {
  /** The folder that the caller has for itself; made when missing. */
  dataDir: string;
  log: (line: string) => void;
};

/**
 * Starts a Redis on a loopback port with a generated password and returns once it answers PING. What a killed
 * run left behind is cleared away first; data files that this Redis cannot read are moved aside, because
 * everything in Redis can be made anew. Throws `ExpectedError`.
 */
export const startEmbeddedRedis = async (options: EmbeddedRedisOptions): Promise<EmbeddedServer> => {
  const { dataDir, log } = options;
  await prepareDataDir(dataDir);
  const program = await redisProgram({ dataDir, log });
  const folder = join(dataDir, 'redis');
  const config = join(dataDir, 'redis.conf');
  const password = await keptSecret(join(dataDir, 'redis-password'));
  await endOrphan({ config, pidFile: join(dataDir, 'redis.pid'), log });
  let problem = '';
  for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const port = await rememberedPort(join(dataDir, 'redis-port'));
    await writeFileWhole(config, configuration({ dataDir, folder, port, password }));
    const server = await launch({
      program: program.path,
      args: [config],
      cwd: dataDir,
      env: program.env,
      logPath: join(dataDir, 'logs', 'redis.log'),
      stopWith: STOP_WITH,
    });
    const url = `redis://:${password}@127.0.0.1:${port}`;
    problem = await untilReady(server, url);
    if (problem === '') return { ...server, url };
    await server.stop();
    if (/Could not create server TCP|Address already in use/i.test(problem)) continue;
    if (!/RDB|AOF|append only|appendonly|manifest/i.test(problem)) break;
    const aside = `${folder}.unreadable-${Date.now()}`;
    await rename(folder, aside);
    log(`Redis could not read its files; they are in ${aside} now, and it starts empty`);
  }
  throw new ExpectedError(
    `Redis (${program.path}) did not start. Its log (${join(dataDir, 'logs', 'redis.log')}) ends with:\n${problem.trim()}`,
  );
};

const configuration = (at: { dataDir: string; folder: string; port: number; password: string }): string => {
  const quoted = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  return [
    'bind 127.0.0.1',
    `port ${at.port}`,
    `requirepass ${at.password}`,
    `dir ${quoted(at.folder)}`,
    `pidfile ${quoted(join(at.dataDir, 'redis.pid'))}`,
    'appendonly yes',
    'appendfsync everysec',
    'maxmemory-policy noeviction',
    // An empty one costs nothing; tests and the bench take one each.
    'databases 128',
    // Keeps the command line as it is, by which an orphan is known to be ours.
    'set-proc-title no',
    '',
  ].join('\n');
};

/** Waits until PING is answered; returns the end of the log if the server ended instead. */
const untilReady = async (server: Launched, url: string): Promise<string> => {
  let end: string | undefined;
  void server.ended.then(({ how }) => {
    end = how;
  });
  const ready = await poll({
    deadlineMs: READY_DEADLINE_MS,
    until: async () => end !== undefined || (await answersPing(url)),
  });
  if (end === undefined) return ready ? '' : `not ready after ${READY_DEADLINE_MS / 1_000} s`;
  return `${await logTail(server.logPath, server.logFromByte)}\n${end}`;
};

const answersPing = async (url: string): Promise<boolean> => {
  const client = createClient({ url, socket: { reconnectStrategy: false, connectTimeout: 2_000 } });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    if (client.isOpen) client.destroy();
  }
};

const endOrphan = async (options: {
  config: string;
  pidFile: string;
  log: (line: string) => void;
}): Promise<void> => {
  const pid = Number((await readFile(options.pidFile, 'utf8').catch(() => '')).trim());
  if (!Number.isInteger(pid) || pid <= 1 || !(await isAlive(pid))) return;
  if (!(await commandLineOf(pid)).endsWith(` ${options.config}`)) return;
  options.log(`Stopping the Redis that an earlier run left behind (process ${pid})`);
  await endProcess(pid, STOP_WITH);
};
