/**
 * The scripts of the holds beside a model of them: any sequence of what carts, sweepers and the change stream may do to
 * one SKU, with a clock that goes forward and back. Time passes by moving the ends of holds, which is the same to them.
 */
import fc from 'fast-check';
import { expect } from 'vitest';
import {
  applyCall,
  expireCall,
  expiredOf,
  holdCall,
  holdReply,
  moveCall,
  releaseCall,
  unpinCall,
} from '../../src/modules/inventory/holds/scripts.ts';
import { holdKeys } from '../../src/modules/inventory/keys.ts';
import type { ScriptCall } from '../../src/platform/lua.ts';
import type { Redis } from '../../src/platform/redis.ts';
import { newId } from '../../src/shared/ids.ts';

/** So long that the test itself takes no time. */
const HOLD_MS = 100_000_000;
const PIN_MS = 30_000_000;
const GENERATION = 'live-scripted';
const CARTS = 3;
const LIMIT = 100;

const cart = fc.nat({ max: CARTS - 1 });
const units = fc.integer({ min: 1, max: 6 });
export const acts = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ act: fc.constant('hold' as const), cart, units }) },
    { weight: 4, arbitrary: fc.record({ act: fc.constant('pin' as const), cart, units }) },
    { weight: 2, arbitrary: fc.record({ act: fc.constant('release' as const), cart }) },
    { weight: 2, arbitrary: fc.record({ act: fc.constant('unpin' as const), cart, stale: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('move' as const), cart, to: cart }) },
    {
      weight: 3,
      arbitrary: fc.record({ act: fc.constant('pass' as const), steps: fc.integer({ min: -3, max: 6 }) }),
    },
    { weight: 2, arbitrary: fc.record({ act: fc.constant('sweep' as const) }) },
    { weight: 4, arbitrary: fc.record({ act: fc.constant('place' as const), of: fc.nat({ max: 20 }) }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('count' as const), onHand: fc.nat({ max: 12 }) }) },
    { weight: 2, arbitrary: fc.record({ act: fc.constant('replay' as const), of: fc.nat({ max: 20 }) }) },
  ),
  { minLength: 1, maxLength: 60, size: 'max' },
);
export type Act = typeof acts extends fc.Arbitrary<(infer A)[]> ? A : never;

const STEP_MS = 10_000_000;

type Hold = { id: string; units: number; pinned: boolean; endsAt: number };

/** Runs acts on a SKU of its own and holds every reply, and all that Redis then has, against the model. */
export const runActs = async (redis: Redis, list: readonly Act[]): Promise<void> => {
  const sku = `sku-${newId()}`;
  const at = { generation: GENERATION, sku };
  const [stockKey, holdsKey, endsKey] = holdKeys(GENERATION, sku);
  const carts = Array.from({ length: CARTS }, newId);
  const run = (call: ScriptCall): Promise<unknown> => call.script.run(redis, call);
  const holds = new Map<string, Hold>();
  // Every hold that a checkout ever had: its order may come late, after the hold was given back.
  const pinnedOnce: { id: string; units: number }[] = [];
  const applied: ScriptCall[] = [];
  const stock = { onHand: 8, allocated: 0, setAside: 1 };
  let version = 0;
  let now = 0;

  const held = (): number => [...holds.values()].reduce((sum, hold) => sum + hold.units, 0);
  const free = (): number => stock.onHand - stock.allocated - stock.setAside - held();
  const isOver = (hold: Hold): boolean => hold.endsAt <= now;
  const endExpired = (): number => {
    const over = [...holds].filter(([, hold]) => isOver(hold) && !hold.pinned);
    for (const [of] of over) holds.delete(of);
    return over.length;
  };
  const apply = async (holdIds: readonly string[]): Promise<void> => {
    version += 1;
    const call = applyCall({ at, version: String(version).padStart(8, '0'), stock: { ...stock }, holdIds });
    applied.push(call);
    for (const [of, hold] of holds) if (holdIds.includes(hold.id)) holds.delete(of);
    await run(call);
  };

  const take = async (cartId: string, wanted: number, pin: boolean): Promise<void> => {
    const before = holds.get(cartId);
    const ms = pin ? PIN_MS : HOLD_MS;
    const reply = holdReply(await run(holdCall({ at, cartId, units: wanted, ms, pin })));
    if (before?.pinned === true && !pin) {
      expect(reply).toEqual({ state: 'pinned' });
      return;
    }
    endExpired();
    const mine = holds.get(cartId);
    const had = mine?.units ?? 0;
    if (wanted > had && wanted - had > free()) {
      expect(reply).toMatchObject({ state: 'short', available: Math.max(free() + had, 0), before: had });
      return;
    }
    expect(reply).toMatchObject({ state: 'held', before: had });
    if (reply.state !== 'held') return;
    // The same for as long as it stands, another one after it has ended.
    if (mine === undefined) {
      for (const { id } of pinnedOnce) expect(reply.holdId).not.toBe(id);
      expect(reply.holdId.startsWith(`${cartId}.`)).toBe(true);
    } else expect(reply.holdId).toBe(mine.id);
    holds.set(cartId, { id: reply.holdId, units: wanted, pinned: pin, endsAt: now + ms });
    if (pin) pinnedOnce.push({ id: reply.holdId, units: wanted });
    // Nothing is ever admitted beyond what is there.
    if (wanted > had) expect(free()).toBeGreaterThanOrEqual(0);
  };

  const act = async (one: Act): Promise<void> => {
    const cartId = 'cart' in one ? (carts[one.cart] ?? '') : '';
    const hold = holds.get(cartId);
    switch (one.act) {
      case 'hold':
      case 'pin':
        return take(cartId, one.units, one.act === 'pin');
      case 'release': {
        const gone = hold === undefined || hold.pinned ? 0 : hold.units;
        expect(await run(releaseCall({ at, cartId }))).toBe(gone);
        if (gone > 0) holds.delete(cartId);
        return;
      }
      case 'unpin': {
        const holdId = one.stale ? `${cartId}.stale` : (hold?.id ?? 'none');
        const ends = await run(unpinCall({ at, cartId, holdId, ms: HOLD_MS }));
        if (hold === undefined || one.stale) expect(ends).toBe('');
        else holds.set(cartId, { ...hold, pinned: false, endsAt: now + HOLD_MS });
        return;
      }
      case 'move': {
        const to = carts[one.to] ?? '';
        if (to === cartId) return;
        const other = holds.get(to);
        const reply = await run(moveCall({ at, from: cartId, to, unitsMax: 7 }));
        if (hold === undefined || hold.pinned || other?.pinned === true) {
          expect(reply).toEqual([]);
          return;
        }
        expect(Array.isArray(reply)).toBe(true);
        const id = (await redis.hGet(holdsKey, to))?.split('|')[0] ?? '';
        holds.delete(cartId);
        holds.set(to, {
          id: other?.id ?? id,
          pinned: false,
          units: Math.min(hold.units + (other?.units ?? 0), 7),
          endsAt: Math.max(hold.endsAt, other?.endsAt ?? 0),
        });
        return;
      }
      case 'pass': {
        now += one.steps * STEP_MS;
        for (const { value, score } of await redis.zRangeWithScores(endsKey, 0, -1))
          await redis.zAdd(endsKey, { value, score: score - one.steps * STEP_MS });
        return;
      }
      case 'sweep': {
        // What a clock that was set back has moved too far away is brought near.
        for (const some of holds.values()) some.endsAt = Math.min(some.endsAt, now + HOLD_MS);
        const overdue = [...holds].filter(([, some]) => some.pinned && isOver(some));
        const ended = endExpired();
        const call = expireCall({ at, holdsMax: LIMIT, longestMs: HOLD_MS, askAgainMs: STEP_MS });
        const reply = expiredOf(await run(call));
        expect(reply.ended).toBe(ended);
        expect(reply.overdue.map(({ holdId }) => holdId).sort()).toEqual(
          overdue.map(([, some]) => some.id).sort(),
        );
        for (const [, some] of overdue) some.endsAt = now + STEP_MS;
        expect(reply.nextInMs === undefined).toBe(holds.size === 0);
        return;
      }
      case 'place': {
        const order = pinnedOnce[one.of % Math.max(pinnedOnce.length, 1)];
        if (order === undefined || stock.onHand - stock.allocated - stock.setAside < order.units) return;
        stock.allocated += order.units;
        return apply([order.id]);
      }
      case 'count':
        stock.onHand = Math.max(one.onHand, stock.allocated + stock.setAside);
        return apply([]);
      case 'replay': {
        // Whatever was applied, again and out of order: only holds that stand under those ids would go, and none does.
        const call = applied[one.of % Math.max(applied.length, 1)];
        if (call !== undefined && !stands(call)) await run(call);
        return;
      }
      default:
        return one satisfies never;
    }
  };
  /** A hold that was placed and pinned again by the same cart before the stream came: one order of it is to come yet. */
  const stands = ({ args }: ScriptCall): boolean =>
    [...holds.values()].some(({ id }) => args.slice(5).includes(id));

  const compare = async (): Promise<void> => {
    const { v: _, ...fields } = await redis.hGetAll(stockKey);
    expect(fields).toEqual({
      ...Object.fromEntries(Object.entries(stock).map(([name, value]) => [name, String(value)])),
      ...(held() === 0 ? {} : { held: String(held()) }),
    });
    expect({ ...(await redis.hGetAll(holdsKey)) }).toEqual(
      Object.fromEntries(
        [...holds].map(([of, hold]) => [of, `${hold.id}|${hold.units}|${hold.pinned ? 1 : 0}`]),
      ),
    );
    expect((await redis.zRange(endsKey, 0, -1)).sort()).toEqual([...holds.keys()].sort());
  };

  await apply([]);
  for (const one of list) {
    await act(one);
    await compare();
  }
  await redis.del([stockKey, holdsKey, endsKey]);
};
