import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { type Logger, pino } from 'pino';
import { Registry } from 'prom-client';
import type { Config } from '../platform/config.ts';
import { examinePostgres, examineRedis } from '../platform/external-servers.ts';
import { type Database, isDatabaseAway, openDatabase } from '../platform/postgres.ts';
import { loadShopIdentity, type ShopIdentity } from '../platform/settings.ts';
import { ExpectedError } from '../shared/expected-error.ts';

/** What every process of the engine stands on, whatever its roles. */
export type Foundation = ShopIdentity & {
  config: Config;
  log: Logger;
  db: Database;
  registry: Registry;
  onError(error: Error): void;
};

/** Waits until PostgreSQL answers, which may be starting too. Throws `ExpectedError` when it does not come. */
export const layFoundation = async (config: Config, options: { log?: Logger }): Promise<Foundation> => {
  const log = options.log ?? pino({ base: null });
  const onError = (err: Error): void => log.warn({ err }, 'a connection broke');
  const db = openDatabase({
    url: config.databaseUrl,
    poolMax: config.databasePoolMax,
    connectTimeoutMs: config.databaseConnectTimeoutMs,
    statementTimeoutMs: config.databaseStatementTimeoutMs,
    applicationName: 'cartwright',
    onError,
  });
  const identity = await onceReachable(() => loadShopIdentity(db));
  void warnOfStores(config, log);
  return { ...identity, config, log, db, registry: new Registry(), onError };
};

/** Says in the log what `cartwright doctor` would say of the stores. Never rejects, and nobody waits for it. */
const warnOfStores = async (config: Config, log: Logger): Promise<void> => {
  const reports = await Promise.all([examinePostgres(config.databaseUrl), examineRedis(config.redisUrl)]);
  for (const { about, problem, warnings } of reports) {
    if (problem !== undefined) log.error({ store: about }, `${about}: ${problem}`);
    for (const warning of warnings) log.error({ store: about }, `${about}: ${warning}`);
  }
};

const REACHABLE_DEADLINE_MS = 60_000;
const REACHABLE_PAUSE_MS = 500;

const onceReachable = async <T>(work: () => Promise<T>): Promise<T> => {
  const giveUpAt = Date.now() + REACHABLE_DEADLINE_MS;
  for (;;) {
    try {
      return await work();
    } catch (cause) {
      if (!isDatabaseAway(cause)) throw cause;
      if (Date.now() > giveUpAt)
        throw new ExpectedError(
          'PostgreSQL cannot be reached at DATABASE_URL. Start it, or correct the address; `npm run doctor` says more.',
          { cause },
        );
      await setTimeout(REACHABLE_PAUSE_MS);
    }
  }
};

/** Listens on every address of the machine, also where the kernel knows no IPv6; returns the address. */
export const listen = async (app: FastifyInstance, port: number): Promise<string> => {
  try {
    await app.listen({ port, host: '::' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EAFNOSUPPORT')) throw error;
    await app.listen({ port, host: '0.0.0.0' });
  }
  return `http://localhost:${(app.server.address() as AddressInfo).port}`;
};
