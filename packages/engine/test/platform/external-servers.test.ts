import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { openStores, openTestDatabase } from '../../../../test/support/stores.ts';
import { until } from '../../../../test/support/until.ts';
import { loadConfig } from '../../src/platform/config.ts';
import {
  examinePostgres,
  type PostgresSettings,
  streamingWarnings,
} from '../../src/platform/external-servers.ts';
import { startBackground } from '../../src/roles/engine.ts';

const { url, database } = await openTestDatabase({ migrated: false });

describe('a PostgreSQL that somebody else runs', () => {
  it('is warned of nothing where all is as the read side needs it', async () => {
    expect(await examinePostgres(url)).toEqual({
      about: expect.stringMatching(/^PostgreSQL \d+.* \(DATABASE_URL\)$/),
      warnings: [],
    });
  });

  it('is warned of when the role may not replicate', async () => {
    const role = `examined_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
    await database.query(`CREATE ROLE ${role} LOGIN PASSWORD 'examined'`);
    afterAll(() => database.query(`DROP ROLE ${role}`));
    const theirs = new URL(url);
    theirs.username = role;
    theirs.password = 'examined';
    const { problem, warnings } = await examinePostgres(theirs.href);
    expect(problem).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining(`ALTER ROLE ${role} REPLICATION`)]);
    await database.query(`ALTER ROLE ${role} REPLICATION`);
    expect((await examinePostgres(theirs.href)).warnings).toEqual([]);
  });

  const well: PostgresSettings = {
    version: '17.0',
    walLevel: 'logical',
    slotsMax: 10,
    slotsUsed: 8,
    hasSlot: false,
    walUnbounded: false,
    mayReplicate: true,
    role: 'shop',
  };

  it.for<[string, Partial<PostgresSettings>, RegExp[]]>([
    ['nothing', {}, []],
    ['a wal_level', { walLevel: 'replica' }, [/wal_level is replica/]],
    ['one free slot of the two it takes', { slotsUsed: 9 }, [/9 of its 10 replication slots.*needs 2 more/]],
    ['one free slot beside its own', { slotsUsed: 9, hasSlot: true }, []],
    ['no free slot beside its own', { slotsUsed: 10, hasSlot: true }, [/10 of its 10.*needs 1 more/]],
    ['WAL without a bound', { walUnbounded: true }, [/max_slot_wal_keep_size is -1.*fills the disk/]],
  ])('is warned of for %s', ([, over, expected]) => {
    expect(streamingWarnings({ ...well, ...over })).toEqual(
      expected.map((pattern) => expect.stringMatching(pattern)),
    );
  });
});

it('is told to the log of every process of the engine that starts on it, and holds up none', async () => {
  const stores = await openStores();
  const role = `starting_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  await stores.database.query(`CREATE ROLE ${role} LOGIN PASSWORD 'starting'`);
  afterAll(() => database.query(`DROP ROLE ${role}`));
  await stores.database.query(`GRANT USAGE ON SCHEMA platform TO ${role}`);
  await stores.database.query(`GRANT ALL ON platform.setting TO ${role}`);
  const theirs = new URL(stores.databaseUrl);
  theirs.username = role;
  theirs.password = 'starting';
  const config = loadConfig({
    DATABASE_URL: theirs.href,
    REDIS_URL: stores.redisUrl,
    CARTWRIGHT_PAYMENT_PROVIDER_URL: 'unused:',
  });
  const lines: { level: number; msg: string }[] = [];
  const log = pino({ base: null }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const process = await startBackground(config, { roles: [], log });
  onTestFinished(() => process.stop());
  const line = await until(() => lines.find(({ msg }) => msg.includes('may not replicate')), {
    deadlineMs: 5_000,
    what: 'the warning',
  });
  expect(line.level).toBeGreaterThanOrEqual(50);
});
