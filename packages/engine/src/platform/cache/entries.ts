import { assert } from '../../shared/assert.ts';
import { loadScript } from '../lua.ts';
import { type Redis, withRedis } from '../redis.ts';
import { chooseCodec } from './choose-codec.ts';
import { type Codec, type Head, jsonProperties, type Stored, Undecodable } from './codec.ts';
import type { CodecName } from './port.ts';

const take = loadScript(new URL('./lua/take.lua', import.meta.url));
const release = loadScript(new URL('./lua/release.lua', import.meta.url));
const store = loadScript(new URL('./lua/store.lua', import.meta.url));
const put = loadScript(new URL('./lua/put.lua', import.meta.url));
const setFields = loadScript(new URL('./lua/set-fields.lua', import.meta.url));

/** Lua spreads a command's arguments over its stack, which holds 8,000: a hash has 2 for each property. */
const COMMAND_PARTS_MAX = 4_000;

export type Lease = { key: string; token: string };
/** Why an entry could not be read although something is there; it counts as a miss, and is overwritten. */
type Unreadable = { onUnreadable: () => void };

/** The entries of one cache in Redis, with their leases. Every call throws when Redis does not answer well. */
export type Entries = {
  /** Each by a command of its own, sent together: unlike MGET that works on a cluster. */
  read<T>(keys: readonly string[], fields?: readonly string[]): Promise<Map<string, Stored<T>>>;
  take(
    lease: Lease,
    options: { leaseMs: number; evenIfFilled: boolean },
  ): Promise<'taken' | 'busy' | 'filled'>;
  /** Takes a lease from whoever has it: the value that they are loading will not be stored. */
  seize(lease: Lease, leaseMs: number): Promise<void>;
  release(leases: readonly Lease[]): Promise<void>;
  /** Stores and ends the lease; a value that is too large is replaced by a note that says so. */
  store(lease: Lease, stored: Stored<object>, ttlMs: number): Promise<'stored' | 'refused'>;
  put(key: string, stored: Stored<object>, ttlMs: number): Promise<void>;
  /** Undefined where this codec replaces whole values only; else whether a value was there. */
  setFields(key: string, fields: object): Promise<boolean | undefined>;
  /** Deletes values and leases. */
  drop(keys: readonly string[]): Promise<void>;
  /** Deletes a value and leaves the lease to whoever has it. */
  dropValue(key: string): Promise<void>;
};

export const createEntries = (
  options: {
    redis: Redis;
    name: string;
    codec: CodecName;
    valueBytesMax: number;
    log: (message: string) => void;
    onTooLarge: () => void;
  } & Unreadable,
): Entries => {
  const { redis, name } = options;
  let known: Codec | undefined;
  const codecOf = async (): Promise<Codec> => {
    known ??= await chooseCodec(redis, options);
    return known;
  };

  const fit = (codec: Codec, stored: Stored<object>): string[] => {
    const command = codec.write(stored);
    if (command.length <= COMMAND_PARTS_MAX && bytesOf(command) <= options.valueBytesMax) return command;
    options.onTooLarge();
    return codec.write({ ...headOf(stored), kind: 'uncacheable' });
  };

  return {
    read: async <T>(keys: readonly string[], fields?: readonly string[]) => {
      const codec = await codecOf();
      const entries = new Map<string, Stored<T>>();
      await Promise.all(
        keys.map(async (key) => {
          const at = valueKey(name, key);
          try {
            const entry = await (fields === undefined
              ? codec.read<T>(redis, at)
              : codec.readFields<T>(redis, at, fields));
            if (entry !== undefined) entries.set(key, entry);
          } catch (error) {
            if (!isUnreadable(error)) throw error;
            // Of another codec, or damaged: it would be in the way of a load, which begins only where nothing is.
            options.onUnreadable();
            await redis.del(at);
          }
        }),
      );
      return entries;
    },

    take: async ({ key, token }, { leaseMs, evenIfFilled }) => {
      const reply = await take.run(redis, {
        keys: [valueKey(name, key), leaseKey(name, key)],
        args: [token, String(leaseMs), evenIfFilled ? '1' : '0'],
      });
      assert(reply === 'taken' || reply === 'busy' || reply === 'filled', `take.lua said ${String(reply)}`);
      return reply;
    },

    seize: async ({ key, token }, leaseMs) => {
      await redis.set(leaseKey(name, key), token, { expiration: { type: 'PX', value: leaseMs } });
    },

    release: async (leases) => {
      await Promise.all(
        leases.map(({ key, token }) => release.run(redis, { keys: [leaseKey(name, key)], args: [token] })),
      );
    },

    store: async ({ key, token }, stored, ttlMs) => {
      const reply = await store.run(redis, {
        keys: [valueKey(name, key), leaseKey(name, key)],
        args: [token, String(ttlMs), ...fit(await codecOf(), stored)],
      });
      assert(reply === 'stored' || reply === 'refused', `store.lua said ${String(reply)}`);
      return reply;
    },

    put: (key, stored, ttlMs) =>
      withRedis(redis, async () => {
        const codec = await codecOf();
        const { headCommand } = codec;
        await put.run(redis, {
          keys: [valueKey(name, key), leaseKey(name, key)],
          args: [
            stored.version,
            String(ttlMs),
            String(headCommand.length),
            ...headCommand,
            ...fit(codec, stored),
          ],
        });
      }),

    setFields: async (key, fields) => {
      const { headCommand, fields: how } = await codecOf();
      if (how === undefined) return undefined;
      const texts = new Map(jsonProperties(fields));
      const reply = await setFields.run(redis, {
        keys: [valueKey(name, key), leaseKey(name, key)],
        args: [
          how.setCommand,
          how.removeCommand,
          String(headCommand.length),
          ...headCommand,
          ...Object.keys(fields).flatMap((field) => [how.path(field), texts.get(field) ?? '']),
        ],
      });
      return reply === 1;
    },

    drop: async (keys) => {
      await Promise.all(keys.map((key) => redis.del([valueKey(name, key), leaseKey(name, key)])));
    },

    dropValue: async (key) => {
      await redis.del(valueKey(name, key));
    },
  };
};

// The braces make the key the hash tag: value and lease of one key land on one node of a cluster. A brace inside of
// it would end the tag early, so it is written otherwise, and `%` too, to keep different keys different.
const valueKey = (name: string, key: string): string => `cache:${name}:{${escaped(key)}}`;
const leaseKey = (name: string, key: string): string => `${valueKey(name, key)}:lease`;
const escaped = (key: string): string =>
  /[}%]/.test(key) ? key.replaceAll(/[}%]/g, encodeURIComponent) : key;

const headOf = ({ expiresAtMs, loadMs, version }: Head): Head => ({ expiresAtMs, loadMs, version });

const bytesOf = (parts: readonly string[]): number =>
  parts.reduce((bytes, part) => bytes + Buffer.byteLength(part), 0);

const isUnreadable = (error: unknown): boolean =>
  error instanceof Undecodable ||
  // Redis says WRONGTYPE, its JSON module “Existing key has wrong Redis type”.
  (error instanceof Error && /^WRONGTYPE\b|wrong Redis type/.test(error.message));
