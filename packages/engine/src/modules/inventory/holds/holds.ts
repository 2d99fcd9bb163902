/**
 * What carts hold of the stock, in Redis alone: a fast and fair way to say no. The yes is an order's, in PostgreSQL. Holds
 * lie beside the projection's numbers of their SKU, survive a rebuild of them, and are gone with Redis' memory.
 */
import { QUANTITY_MAX } from '@cartwright/contract';
import type { Config } from '../../../platform/config.ts';
import { pipeline, type ScriptCall } from '../../../platform/lua.ts';
import { liveGeneration, type Reader, type Teller } from '../../../platform/read-side/index.ts';
import { isCluster, type Redis, withRedis } from '../../../platform/redis.ts';
import { assert } from '../../../shared/assert.ts';
import { availableToSell, type Shortage, type Stock, sumBySku, type Wanted } from '../domain/allocation.ts';
import { dueKey, holderKey } from '../keys.ts';
import { HELD, STOCK } from '../projections/stock.ts';
import { availableOf } from '../queries/available.ts';
import { stockLevels } from '../queries/levels.ts';
import { changesOf, endsOf, shortagesOf } from './replies.ts';
import {
  dueScript,
  type HoldReply,
  holdCall,
  holderScript,
  holdReply,
  moveCall,
  releaseCall,
  unpinCall,
} from './scripts.ts';

export type HoldSettings = Pick<
  Config,
  'holdPolicy' | 'holdSeconds' | 'holdPinMs' | 'holdLinesMax' | 'holdUnitsMax' | 'holdUnitsPerSkuMax'
>;

/** Which bound one shopper has met: lines, units in all, or units of one SKU. */
export type HoldLimit = { ok: false; code: 'hold-limit'; of: 'lines' | 'units' | 'sku'; max: number };
export type Short = { ok: false; code: 'insufficient-stock'; shortages: Shortage[] };
/** Units that are being paid for at this moment cannot change. */
export type BeingPaid = { ok: false; code: 'being-paid' };

export type Held = {
  ok: true;
  /** By SKU; none where the shop does not hold in carts. */
  endsAt: ReadonlyMap<string, Date>;
  /** Gives back what this has taken, when the cart could not be written. */
  undo(): Promise<void>;
};
/** By SKU: the hold that an order's line came from. */
export type Pinned = ReadonlyMap<string, { holdId: string; endsAt: Date }>;

type InCart = { cartId: string; owner: string };

/** Every call throws `Unavailable` while Redis is away. */
export type Holds = {
  /** Sets what a cart holds of some SKUs: all of them or none. Renews what it has of them. */
  hold(
    reader: Reader,
    wanted: InCart & { lines: readonly Wanted[] },
  ): Promise<Held | Short | HoldLimit | BeingPaid>;
  /** Gives back what a cart holds of some SKUs, unless it is being paid for. */
  release(from: InCart & { skus: readonly string[] }): Promise<void>;
  /**
   * For a checkout: renews each hold of a cart, or takes it anew where it has expired, and keeps it until the outcome, for
   * at most the time of a placement. All of them, or none is pinned; `kept` then says until when the others are held.
   */
  pin(
    reader: Reader,
    cart: { cartId: string; lines: readonly Wanted[] },
  ): Promise<{ ok: true; pinned: Pinned } | (Short & { kept: ReadonlyMap<string, Date> })>;
  /** After a checkout that came to nothing: what was pinned is held as before. Says until when. */
  unpin(cart: { cartId: string; pinned: Pinned }): Promise<ReadonlyMap<string, Date>>;
  /** Moves what one cart of a shopper holds to another. */
  move(move: { from: string; to: string; owner: string; skus: readonly string[] }): Promise<void>;
};

export const createHolds = (options: {
  redis: Redis;
  shop: string;
  teller: Teller;
  settings: HoldSettings;
}): Holds => {
  const { redis, shop, teller, settings } = options;
  const { holdPolicy: policy, holdPinMs: pinMs } = settings;
  const holdMs = settings.holdSeconds * 1_000;
  const generation = liveGeneration(shop);
  const at = (sku: string) => ({ generation, sku });

  /**
   * In the order given, which is the same for all: carts that want the same SKUs never hold each other up. On a cluster
   * one after another, because there calls of one pipeline run side by side.
   */
  const run = (calls: readonly ScriptCall[]): Promise<unknown[]> =>
    withRedis(redis, async () => {
      const [only] = calls;
      if (only !== undefined && calls.length === 1) return [await only.script.run(redis, only)];
      if (!isCluster(redis)) return pipeline(redis, calls);
      const replies: unknown[] = [];
      for (const call of calls) replies.push(await call.script.run(redis, call));
      return replies;
    });

  const noteDue = (skus: readonly string[], ms: number): Promise<unknown> =>
    withRedis(redis, () => dueScript.note.run(redis, { keys: [dueKey(shop)], args: [String(ms), ...skus] }));

  /** Notes what a shopper holds; says which bound keeps her from it. */
  const note = async (
    owner: string,
    lines: readonly { cartId: string; sku: string; units: number }[],
    bounded = true,
  ): Promise<'ok' | HoldLimit['of']> => {
    const { holdLinesMax, holdUnitsMax, holdUnitsPerSkuMax } = settings;
    const reply = await withRedis(redis, () =>
      holderScript.run(redis, {
        keys: [holderKey(generation, owner)],
        args: [
          ...[holdLinesMax, holdUnitsMax, holdUnitsPerSkuMax].map((max) =>
            String(bounded ? max : Number.MAX_SAFE_INTEGER),
          ),
          String(holdMs),
          ...lines.flatMap(({ cartId, sku, units }) => [cartId, sku, String(units)]),
        ],
      }),
    );
    assert(
      reply === 'ok' || reply === 'lines' || reply === 'units' || reply === 'sku',
      `holder.lua said ${String(reply)}`,
    );
    return reply;
  };

  /**
   * Runs hold.lua for each line: with the stock in Redis where that is whole and has it, else with PostgreSQL's. What
   * nobody stocks stays `unknown`.
   */
  const take = async (
    reader: Reader,
    { cartId, lines, ms, pin }: { cartId: string; lines: readonly Wanted[]; ms: number; pin: boolean },
  ): Promise<HoldReply[]> => {
    const runWith = async (levels?: ReadonlyMap<string, Stock>): Promise<HoldReply[]> => {
      const calls = lines.map(({ sku, quantity }) => {
        const level = levels?.get(sku);
        const unbound = level && availableToSell(level);
        return holdCall({ at: at(sku), cartId, units: quantity, ms, pin, unbound });
      });
      // In the same step on one server, so that no hold is ever there that no sweep will find.
      const [replies] = await Promise.all([
        run(calls),
        isCluster(redis) ? undefined : noteDue(skusOf(lines), ms),
      ]);
      if (isCluster(redis)) await noteDue(skusOf(lines), ms);
      return replies.map(holdReply);
    };
    const found = await reader.read<{ replies: HoldReply[] }>(STOCK, {
      model: async () => {
        const replies = await runWith();
        return replies.some(({ state }) => state === 'unknown') ? undefined : { replies };
      },
      truth: async (db) => ({ replies: await runWith(await stockLevels(db, skusOf(lines))) }),
    });
    // The model is whole and does not have all: those are not stocked.
    return found?.replies ?? (await runWith());
  };

  const tellOf = (lines: readonly Wanted[], replies: readonly HoldReply[]): void => {
    const moved = lines.filter((_, index) => {
      const reply = replies[index];
      return (reply?.state === 'held' || reply?.state === 'short') && reply.moved;
    });
    if (moved.length > 0) teller.tell(HELD, skusOf(moved));
  };

  /** Sets each line back to what the cart held before. */
  const putBack = async (
    { cartId, owner }: InCart,
    lines: readonly { sku: string; before: number }[],
  ): Promise<void> => {
    if (lines.length === 0) return;
    await run(
      lines.map(({ sku, before }) =>
        before === 0
          ? releaseCall({ at: at(sku), cartId })
          : holdCall({ at: at(sku), cartId, units: before, ms: holdMs, pin: false }),
      ),
    );
    await note(
      owner,
      lines.map(({ sku, before }) => ({ cartId, sku, units: before })),
      false,
    );
    teller.tell(HELD, skusOf(lines));
  };

  const checkOnly = async (reader: Reader, lines: readonly Wanted[]): Promise<Held | Short> => {
    const available = await availableOf(reader, skusOf(lines));
    const short = lines.flatMap(({ sku, quantity }) => {
      const units = Math.max(available.get(sku) ?? 0, 0);
      return units < quantity ? [{ sku, available: units }] : [];
    });
    return short.length > 0
      ? { ok: false, code: 'insufficient-stock', shortages: short }
      : { ok: true, endsAt: new Map(), undo: async () => {} };
  };

  const unpin: Holds['unpin'] = async ({ cartId, pinned }) => {
    const entries = [...pinned];
    const kept = new Map<string, Date>();
    if (entries.length === 0) return kept;
    if (policy !== 'cart') {
      await run(entries.map(([sku, { holdId }]) => releaseCall({ at: at(sku), cartId, holdId })));
      teller.tell(
        HELD,
        entries.map(([sku]) => sku),
      );
      return kept;
    }
    const ends = await run(
      entries.map(([sku, { holdId }]) => unpinCall({ at: at(sku), cartId, holdId, ms: holdMs })),
    );
    for (const [index, [sku]] of entries.entries())
      if (ends[index] !== '') kept.set(sku, new Date(Number(ends[index])));
    return kept;
  };

  return {
    async hold(reader, { cartId, owner, lines: wanted }) {
      const lines = sumBySku(wanted);
      if (lines.length === 0 || policy !== 'cart') return checkOnly(reader, lines);
      const bound = await note(
        owner,
        lines.map(({ sku, quantity }) => ({ cartId, sku, units: quantity })),
      );
      if (bound !== 'ok') return { ok: false, code: 'hold-limit', of: bound, max: maxOf(settings, bound) };
      const replies = await take(reader, { cartId, lines, ms: holdMs, pin: false });
      tellOf(lines, replies);
      const undo = (): Promise<void> => putBack({ cartId, owner }, changesOf(lines, replies));
      if (replies.every((reply) => reply.state === 'held'))
        return { ok: true, endsAt: endsOf(lines, replies), undo };
      await undo();
      if (replies.some(({ state }) => state === 'pinned')) return { ok: false, code: 'being-paid' };
      return { ok: false, code: 'insufficient-stock', shortages: shortagesOf(lines, replies) };
    },

    async release({ cartId, owner, skus }) {
      if (skus.length === 0) return;
      const released = await run(skus.map((sku) => releaseCall({ at: at(sku), cartId })));
      const moved = skus.filter((_, index) => Number(released[index]) > 0);
      if (moved.length === 0) return;
      teller.tell(HELD, moved);
      await note(
        owner,
        moved.map((sku) => ({ cartId, sku, units: 0 })),
        false,
      );
    },

    async pin(reader, { cartId, lines: wanted }) {
      const lines = sumBySku(wanted);
      if (lines.length === 0 || policy === 'none') return { ok: true, pinned: new Map() };
      const replies = await take(reader, { cartId, lines, ms: pinMs, pin: true });
      tellOf(lines, replies);
      const pinned = new Map(
        lines.flatMap(({ sku }, index) => {
          const reply = replies[index];
          return reply?.state === 'held' ? [[sku, reply] as const] : [];
        }),
      );
      if (pinned.size === lines.length) return { ok: true, pinned };
      const kept = await unpin({ cartId, pinned });
      return { ok: false, code: 'insufficient-stock', shortages: shortagesOf(lines, replies), kept };
    },

    unpin,

    async move({ from, to, owner, skus }) {
      if (skus.length === 0 || policy !== 'cart') return;
      const moved = await run(skus.map((sku) => moveCall({ at: at(sku), from, to, unitsMax: QUANTITY_MAX })));
      const units = skus.flatMap((sku, index) => {
        const reply = moved[index];
        return Array.isArray(reply) && reply.length > 0 ? [{ cartId: to, sku, units: Number(reply[0]) }] : [];
      });
      if (units.length === 0) return;
      await note(owner, units, false);
      teller.tell(HELD, skusOf(units));
    },
  };
};

const skusOf = (lines: readonly { sku: string }[]): string[] => lines.map(({ sku }) => sku);

const maxOf = (settings: HoldSettings, of: HoldLimit['of']): number =>
  ({ lines: settings.holdLinesMax, units: settings.holdUnitsMax, sku: settings.holdUnitsPerSkuMax })[of];
