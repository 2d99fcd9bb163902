import { describe, expect, it } from 'vitest';
import { openStores, openTestDatabase, openTestRedis } from './stores.ts';
import { until } from './until.ts';

const mine = await openStores();
const other = { ...(await openTestDatabase()), ...(await openTestRedis()) };

describe('the stores of a test file', () => {
  it('are migrated, empty and its own', async () => {
    await mine.database.query("INSERT INTO platform.setting (name, value) VALUES ('mine', '1')");
    await mine.redis.set('mine', '1');
    expect((await other.database.query('SELECT name FROM platform.setting')).rows).toEqual([]);
    expect(await other.redis.dbSize()).toBe(0);
    expect(await mine.redis.get('mine')).toBe('1');
  });

  it('are never those that the environment names', () => {
    const names = Object.keys(process.env).filter((name) =>
      /^(DATABASE|REDIS|RABBITMQ)_URL$|^CARTWRIGHT_(?!CHROMIUM$)|^PG/.test(name),
    );
    expect(names).toEqual([]);
  });
});

describe('until', () => {
  it('gives what the condition gave at last', async () => {
    let asked = 0;
    const value = await until(() => (++asked < 3 ? undefined : 'there'), { deadlineMs: 2_000, what: 'it' });
    expect({ value, asked }).toEqual({ value: 'there', asked: 3 });
  });

  it('gives up at its deadline and says what it waited for and what it saw', async () => {
    const wait = until(() => Promise.reject(new Error('not yet')), { deadlineMs: 60, what: 'the parcel' });
    await expect(wait).rejects.toThrow('Waited 60 ms in vain for the parcel; last: Error: not yet');
  });
});
