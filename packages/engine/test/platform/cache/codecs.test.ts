import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTestRedis } from '../../../../../test/support/stores.ts';
import { createCache } from '../../../src/platform/cache/cache.ts';
import { chooseCodec } from '../../../src/platform/cache/choose-codec.ts';
import { decode, Undecodable } from '../../../src/platform/cache/codec.ts';
import { hashCodec } from '../../../src/platform/cache/hash-codec.ts';
import { jsonCodec } from '../../../src/platform/cache/json-codec.ts';
import { cacheOf, createTruth, type Product, tea } from './support.ts';

const { redis } = await openTestRedis();

/** Asked in another way than the code under test does: by trying. */
const serverHasJson = await redis.json.set('probe', '$', {}).then(
  () => true,
  () => false,
);
const jsonKind = serverHasJson ? 'ReJSON-RL' : 'hash';

describe('json', () => {
  it('is JSON documents where the server has them, else hashes, of which is told once', async () => {
    const said: string[] = [];
    const log = (message: string): void => void said.push(message);
    const chosen = [
      await chooseCodec(redis, { codec: 'json', log }),
      await chooseCodec(redis, { codec: 'json', log }),
    ];
    expect(chosen).toEqual(serverHasJson ? [jsonCodec, jsonCodec] : [hashCodec, hashCodec]);
    expect(said).toHaveLength(serverHasJson ? 0 : 1);

    const cache = cacheOf(createTruth({ tea }), { redis, codec: 'json' });
    expect(await cache.get('tea')).toEqual(tea);
    expect(await cache.get('tea')).toEqual(tea);
    expect(await redis.type(cache.valueKey('tea'))).toBe(jsonKind);
    expect(cache.stats()).toMatchObject({ hits: 1, errors: 0 });
  });

  it('reads the replies that a server with JSON gives', async () => {
    // What RedisJSON 2 answers by its documentation, for want of such a server in every run.
    const head = 'v 1767225600000 12 0';
    const replies: unknown[] = [
      [{ head, value: tea }],
      { '$.head': [head], '$.value["price"]': [450], '$.value["none"]': [] },
      null,
    ];
    const answering = { json: { get: async () => replies.shift() } };
    const server = answering as unknown as typeof redis;
    expect(await jsonCodec.read(server, 'key')).toMatchObject({ kind: 'value', loadMs: 12, value: tea });
    expect(await jsonCodec.readFields(server, 'key', ['price', 'none'])).toMatchObject({
      value: { price: 450 },
    });
    expect(await jsonCodec.read(server, 'key')).toBeUndefined();
  });
});

describe.each([
  ['string', 'string'],
  ['hash', 'hash'],
  ['json', jsonKind],
] as const)('the %s codec', (codec, type) => {
  it(`keeps values as a Redis ${type}`, async () => {
    const cache = cacheOf(createTruth({ tea }), { redis, codec });
    await cache.get('tea');
    expect(await redis.type(cache.valueKey('tea'))).toBe(type);
    expect(await cache.get('tea')).toEqual(tea);
    expect(cache.stats().hits).toBe(1);
  });

  it('gives back what JSON can carry as it was', async () => {
    const property = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((name) => name !== '@cache' && name !== '__proto__');
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          property,
          fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value))),
        ),
        async (value) => {
          const cache = createCache<Record<string, unknown>>({
            redis,
            name: 'any-json',
            codec,
            strategy: 'cdc',
            load: async () => new Map(),
            log: () => {},
            ttlSeconds: 60,
            negativeTtlSeconds: 60,
          });
          await cache.drop(['any']);
          await cache.put([{ key: 'any', value, version: '1' }]);
          expect(await cache.get('any')).toEqual(value);
          // A JSON path to a name with every kind of sign in it is not for every server.
          const names = Object.keys(value).filter((name) => codec !== 'json' || /^\w+$/.test(name));
          for (const name of names)
            expect(await cache.getFields('any', [name, 'absent!'])).toEqual({ [name]: value[name] });
        },
      ),
      { numRuns: 30 },
    );
  });

  it('reads some fields of a value, loading it when it is not there', async () => {
    const truth = createTruth({ tea, plain: { title: 'Plain', price: 1 } });
    const cache = cacheOf(truth, { redis, codec });
    expect(await cache.getFields('tea', ['price'])).toEqual({ price: 450 });
    expect(await cache.getFields('tea', ['title', 'details'])).toEqual({
      title: 'Tea',
      details: { colour: 'green' },
    });
    expect(await cache.getFields('plain', ['tags'])).toEqual({});
    expect(await cache.getFields('ghost', ['title'])).toBeUndefined();
    expect(truth.loads).toEqual([['tea'], ['plain'], ['ghost']]);
  });

  it('replaces whole fields and nothing else, and leaves the time to live as it is', async () => {
    const cache = cacheOf(createTruth({ tea }), { redis, codec });
    await cache.get('tea');
    await redis.pExpire(cache.valueKey('tea'), 30_000);
    const colourless: Partial<Product> = { price: 1, tags: [], details: { colour: 'none' } };
    expect(await cache.setFields('tea', colourless)).toBe(true);
    expect(await cache.get('tea')).toEqual({ ...tea, ...colourless });
    const ttlMs = await redis.pTTL(cache.valueKey('tea'));
    expect(ttlMs).toBeGreaterThan(0);
    // The string codec writes anew and goes by the time that it knows of.
    expect(ttlMs).toBeLessThanOrEqual(codec === 'string' ? 66_000 : 30_000);
  });

  it('replaces nothing where no value is, and lets none rise from its fields', async () => {
    const truth = createTruth();
    const cache = cacheOf(truth, { redis, codec });
    expect(await cache.setFields('tea', { price: 1 })).toBe(false);
    expect(await redis.exists(cache.valueKey('tea'))).toBe(0);
    await cache.get('tea');
    expect(await cache.setFields('tea', { price: 1 })).toBe(false);
    expect(await cache.get('tea')).toBeUndefined();
    expect(cache.stats()).toMatchObject({ negativeHits: 1, errors: 0 });
  });

  it('loses no field when several are replaced at once', async () => {
    const cache = cacheOf(createTruth({ tea }), { redis, codec, strategy: 'aside' });
    const others = cacheOf(createTruth({ tea }), { redis, codec, name: cache.name });
    await cache.get('tea');
    const set = await Promise.all([
      cache.setFields('tea', { price: 1 }),
      others.setFields('tea', { title: 'Chai' }),
    ]);
    // A rewrite that is overtaken too often drops the value; then both fields come from the truth.
    expect(await cache.get('tea')).toEqual(set.every(Boolean) ? { ...tea, price: 1, title: 'Chai' } : tea);
  });

  it('takes what another codec wrote for a miss, and replaces it', async () => {
    const truth = createTruth({ tea });
    const other = codec === 'string' ? 'hash' : 'string';
    const before = cacheOf(truth, { redis, codec: other });
    await before.get('tea');
    const cache = cacheOf(truth, { redis, codec, name: before.name });
    expect(await cache.get('tea')).toEqual(tea);
    expect(await redis.type(cache.valueKey('tea'))).toBe(type);
    expect(cache.stats()).toMatchObject({ misses: 1, errors: 1 });
  });

  it('keeps no value that is too large, and knows so without a lease to wait for', async () => {
    const large = { title: 'x'.repeat(2_000), price: 1 };
    const truth = createTruth({ large, tea });
    const cache = cacheOf(truth, { redis, codec, tuning: { valueBytesMax: 1_000 } });
    expect(await cache.get('large')).toEqual(large);
    expect(await cache.get('large')).toEqual(large);
    expect(await cache.getFields('large', ['price'])).toEqual({ price: 1 });
    expect(await cache.setFields('large', { price: 2 })).toBe(false);
    expect(truth.loads).toHaveLength(3);
    expect(cache.stats()).toMatchObject({ tooLarge: 1, hits: 0, waits: 0 });
    expect(await redis.exists(cache.leaseKey('large'))).toBe(0);
    truth.rows.set('large', tea);
    await cache.changed(['large']);
    await cache.get('large');
    expect(await cache.get('large')).toEqual(tea);
    expect(cache.stats()).toMatchObject({ hits: 1, tooLarge: 1 });
  });
});

describe('a hash', () => {
  it('of more properties than a script can pass on is not kept', async () => {
    const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`p${index}`, index]));
    const cache = createCache<Record<string, number>>({
      redis,
      name: 'wide',
      codec: 'hash',
      strategy: 'aside',
      load: async () => new Map([['wide', wide]]),
      log: () => {},
      ttlSeconds: 60,
      negativeTtlSeconds: 60,
    });
    expect(await cache.get('wide')).toEqual(wide);
    expect(cache.stats()).toMatchObject({ tooLarge: 1, errors: 0 });
  });
});

describe('an entry', () => {
  it('that is damaged is a miss and replaced', async () => {
    const cache = cacheOf(createTruth({ tea }), { redis });
    for (const damaged of ['', 'v 1 2', 'v 1767225600000 12 0\n{"title":', '{}']) {
      await redis.set(cache.valueKey('tea'), damaged);
      expect(await cache.get('tea')).toEqual(tea);
      expect(await cache.get('tea')).toEqual(tea);
    }
    expect(cache.stats()).toMatchObject({ hits: 4, misses: 4, errors: 4 });
    expect(() => decode('z 1 2 3', () => 1)).toThrow(Undecodable);
  });
});

describe('a key', () => {
  it('of any text is its own, and shares a hash tag with its lease', async () => {
    const truth = createTruth();
    const cache = cacheOf(truth, { redis });
    const keys = ['a', 'a}', '}a', '{a}', 'a%7D', '%', 'ä{', 'a b', 'a}:lease', ''];
    for (const key of keys) truth.rows.set(key, { title: key, price: 1 });
    const loaded = await cache.getMany(keys);
    const cached = await cache.getMany(keys);
    expect(cached).toEqual(loaded);
    expect([...cached].map(([key, { title }]) => [key, title])).toEqual(keys.map((key) => [key, key]));
    expect(cache.stats()).toMatchObject({ hits: keys.length, loads: keys.length });
    for (const stored of await redis.keys(`cache:${cache.name}:*`))
      expect(stored.replace(`cache:${cache.name}:{`, '')).toMatch(/^[^}]*\}$/);
  });

  it('that is too long is loaded and not cached', async () => {
    const key = 'x'.repeat(300);
    const truth = createTruth({ [key]: tea });
    const cache = cacheOf(truth, { redis });
    expect(await cache.get(key)).toEqual(tea);
    await cache.changed([key]);
    expect(await cache.get(key)).toEqual(tea);
    expect(truth.loads).toHaveLength(2);
    expect(await redis.keys(`cache:${cache.name}:*`)).toEqual([]);
  });
});
