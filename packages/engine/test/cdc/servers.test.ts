/** A server of this file's own, because it is stopped, and forgets what a slot needs. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, it } from 'vitest';
import { openTestFolder } from '../../../../test/support/stores.ts';
import { until } from '../../../../test/support/until.ts';
import { changeTable, findSlot, isOf } from '../../src/platform/cdc/index.ts';
import { startEmbeddedPostgres } from '../../src/platform/embedded/postgres.ts';
import { t } from '../../src/platform/sql.ts';
import { changesOf, confirmed, openPublished, type Published, startFollowing } from './following.ts';
import { type MemorySink, memorySink } from './memory-sink.ts';

const rows = changeTable('public.row', { id: t.int4 });
const SCHEMA = 'CREATE TABLE row (id int PRIMARY KEY, note text);';
const onRunsServer = await openPublished(SCHEMA);
const TAKE_OVER_MS = 2_000;

const idsOf = (sink: MemorySink): number[] =>
  sink.changes().flatMap((change) => (isOf(change, rows) && change.kind === 'insert' ? [change.row.id] : []));

const server = {
  dataDir: await openTestFolder(),
  log: (): void => {},
  settings: { fsync: 'off', max_slot_wal_keep_size: '16MB', min_wal_size: '32MB', max_wal_size: '64MB' },
};
let postgres = await startEmbeddedPostgres(server);
afterAll(() => postgres.stop());
const at = await openPublished(SCHEMA, postgres);
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

describe('several followers', () => {
  const start = (at: Published) => {
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, 'follower-process.ts'), at.url, at.slot],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const states: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => states.push(line));
    children.push(child);
    return { child, states };
  };

  it('elect one, and when it is killed another takes over within two seconds', async () => {
    const first = start(onRunsServer);
    await until(() => first.states.includes('leading'), { deadlineMs: 15_000, what: 'a leader' });
    const others = [start(onRunsServer), start(onRunsServer)];
    const waits = ({ states }: (typeof others)[number]): boolean =>
      states.filter((one) => one === 'standby').length > 1;
    await until(() => others.every(waits), { deadlineMs: 15_000, what: 'the others to wait' });
    expect(others.flatMap(({ states }) => states)).not.toContain('leading');
    await onRunsServer.database.query('INSERT INTO row VALUES (1)');

    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    const killedAt = performance.now();
    const leads = ({ states }: (typeof others)[number]): boolean => states.includes('leading');
    await until(() => others.some(leads), { deadlineMs: 10_000, what: 'another leader' });
    expect(performance.now() - killedAt).toBeLessThan(TAKE_OVER_MS);
    expect(others.filter(leads)).toHaveLength(1);
    expect(others.flatMap(({ states }) => states)).not.toContain('broken');
  });
});

describe('a server that', () => {
  let next = 1;
  const insert = async (count: number): Promise<void> => {
    for (const end = next + count; next < end; next += 1)
      await at.database.query('INSERT INTO row VALUES ($1)', [next]);
  };

  it('is restarted is followed again, and nothing is lost or comes twice', { timeout: 40_000 }, async () => {
    const sink = memorySink();
    const follower = startFollowing(at, { tables: [rows], sink });
    await follower.leads();
    await insert(100);
    await postgres.stop();
    await until(() => follower.states.some(({ state }) => state === 'broken'), {
      deadlineMs: 10_000,
      what: 'the loss',
    });
    postgres = await startEmbeddedPostgres(server);
    await follower.leads(2);
    await insert(100);
    await changesOf(sink, 200);
    expect(idsOf(sink)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    expect(sink.again()).toBe(0);
    expect(sink.leads[1]?.epoch).toBe(sink.leads[0]?.epoch);
    await follower.stop();
  });

  it('has thrown away what a slot needs gets a new slot, which is told, and is followed from there', {
    timeout: 40_000,
  }, async () => {
    const before = await confirmed(at);
    await insert(1);
    for (let segment = 0; segment < 6; segment += 1)
      await at.database.query(
        `SELECT pg_logical_emit_message(false, '', repeat('x', 12000000)), pg_switch_wal()`,
      );
    await at.database.query('CHECKPOINT');
    expect(await findSlot(at.database, at.slot)).toMatchObject({ lost: true, active: false });

    const sink = memorySink();
    const follower = startFollowing(at, { tables: [rows], sink });
    await follower.leads();
    expect(follower.states).toEqual([{ state: 'slot-lost' }, { state: 'leading' }]);
    expect(sink.leads[0]?.confirmed).toBeGreaterThan(before);
    await insert(1);
    await changesOf(sink, 1);
    expect(idsOf(sink)).toEqual([next - 1]);
    expect(await findSlot(at.database, at.slot)).toMatchObject({ lost: false, active: true });
  });
});
