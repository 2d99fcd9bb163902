/** The scripts of the holds as calls, and what they reply. */
import { loadScript, type Script, type ScriptCall } from '../../../platform/lua.ts';
import { assert } from '../../../shared/assert.ts';
import { newId } from '../../../shared/ids.ts';
import { holdKeys } from '../keys.ts';

const lua = (name: string): URL => new URL(`../lua/${name}.lua`, import.meta.url);
const script = {
  hold: loadScript(lua('holds'), lua('hold')),
  release: loadScript(lua('holds'), lua('release')),
  unpin: loadScript(lua('holds'), lua('unpin')),
  move: loadScript(lua('holds'), lua('move')),
  expire: loadScript(lua('holds'), lua('expire')),
  apply: loadScript(lua('holds'), lua('apply')),
} satisfies Record<string, Script>;
export const holderScript = loadScript(lua('holder'));
export const dueScript = {
  note: loadScript(lua('due-note')),
  take: loadScript(lua('due-take')),
  done: loadScript(lua('due-done')),
};

export type Place = { generation: string; sku: string };

/** Names its cart, which is how a movement that carries it leads to the hold; new at each taking. */
const newHoldId = (cartId: string): string => `${cartId}.${newId().slice(-12)}`;

/** `before` is what the cart held until then; `moved` says that others see another number now. */
export type HoldReply =
  | { state: 'held'; holdId: string; endsAt: Date; before: number; moved: boolean }
  /** `available` is what the cart could hold in all. */
  | { state: 'short'; available: number; before: number; moved: boolean }
  | { state: 'unknown' }
  | { state: 'pinned' };

/** Sets what a cart holds of a SKU. `unbound` is on hand less what is bound, where PostgreSQL was asked. */
export const holdCall = (hold: {
  at: Place;
  cartId: string;
  units: number;
  ms: number;
  pin: boolean;
  unbound?: number | undefined;
}): ScriptCall => ({
  script: script.hold,
  keys: holdKeys(hold.at.generation, hold.at.sku),
  args: [
    hold.cartId,
    newHoldId(hold.cartId),
    String(hold.units),
    String(hold.ms),
    hold.pin ? '1' : '0',
    hold.unbound === undefined ? '' : String(hold.unbound),
  ],
});

export const holdReply = (reply: unknown): HoldReply => {
  assert(Array.isArray(reply), `hold.lua said ${String(reply)}`);
  const [state, second, third, fourth, fifth] = reply;
  switch (state) {
    case 'held':
      return {
        state,
        holdId: String(second),
        endsAt: new Date(Number(third)),
        before: Number(fourth),
        moved: fifth === 1,
      };
    case 'short':
      return { state, available: Number(second), before: Number(third), moved: fourth === 1 };
    case 'unknown':
    case 'pinned':
      return { state };
    default:
      throw new Error(`hold.lua said ${String(state)}`);
  }
};

/** Gives back what a cart holds; one that is pinned only by its id. Replies units. */
export const releaseCall = (release: { at: Place; cartId: string; holdId?: string }): ScriptCall => ({
  script: script.release,
  keys: holdKeys(release.at.generation, release.at.sku),
  args: [release.cartId, release.holdId ?? ''],
});

/** Makes a pinned hold an ordinary one. Replies its end in ms, or ''. */
export const unpinCall = (unpin: { at: Place; cartId: string; holdId: string; ms: number }): ScriptCall => ({
  script: script.unpin,
  keys: holdKeys(unpin.at.generation, unpin.at.sku),
  args: [unpin.cartId, unpin.holdId, String(unpin.ms)],
});

/** Moves what one cart holds to another. Replies units and their end, or nothing. */
export const moveCall = (move: { at: Place; from: string; to: string; unitsMax: number }): ScriptCall => ({
  script: script.move,
  keys: holdKeys(move.at.generation, move.at.sku),
  args: [move.from, move.to, newHoldId(move.to), String(move.unitsMax)],
});

export type Expired = {
  ended: number;
  /** Undefined when nothing is held any more. */
  nextInMs: number | undefined;
  /** Pinned ones past their deadline. */
  overdue: { cartId: string; holdId: string }[];
};

/** Gives back what has expired of a SKU. */
export const expireCall = (expire: {
  at: Place;
  holdsMax: number;
  longestMs: number;
  askAgainMs: number;
}): ScriptCall => ({
  script: script.expire,
  keys: holdKeys(expire.at.generation, expire.at.sku),
  args: [String(expire.holdsMax), String(expire.longestMs), String(expire.askAgainMs)],
});

export const expiredOf = (reply: unknown): Expired => {
  assert(Array.isArray(reply), `expire.lua said ${String(reply)}`);
  const [ended, nextInMs, ...pinned] = reply;
  const overdue: Expired['overdue'] = [];
  for (let at = 0; at + 1 < pinned.length; at += 2)
    overdue.push({ cartId: String(pinned[at]), holdId: String(pinned[at + 1]) });
  return { ended: Number(ended), nextInMs: nextInMs === '' ? undefined : Number(nextInMs), overdue };
};

/** Longer than any rebuild takes: stock that is removed while it is being read stays removed. */
const STONE_SECONDS = 86_400;

/**
 * Brings a SKU's stock up to a commit and drops the holds that became allocations in it. `stock` is null where
 * PostgreSQL has none, and undefined where only holds are dropped.
 */
export const applyCall = (apply: {
  at: Place;
  version: string;
  stock: { onHand: number; allocated: number; setAside: number } | null | undefined;
  holdIds?: readonly string[];
}): ScriptCall => {
  const { at, version, stock, holdIds = [] } = apply;
  const onHand = stock === undefined ? '-' : stock === null ? '' : String(stock.onHand);
  return {
    script: script.apply,
    keys: holdKeys(at.generation, at.sku),
    args: [
      version,
      onHand,
      String(stock?.allocated ?? ''),
      String(stock?.setAside ?? ''),
      String(STONE_SECONDS),
      ...holdIds,
    ],
  };
};
