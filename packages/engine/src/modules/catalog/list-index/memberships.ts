import { LRUCache } from 'lru-cache';
import { type Bits, noBits, putBit } from './bits.ts';
import { compareCodePoints } from './code-points.ts';
import { createDictionary } from './dictionary.ts';
import { createSlices } from './slices.ts';

/** What is in which collection, and at which place of it. */
export type Memberships = {
  /** The collections of a slot's product; none for a slot that is free. Says whether they are others than before. */
  put(slot: number, collections: readonly (readonly [collectionId: string, position: number])[]): boolean;
  of(collectionId: string): Members;
  /** Products in each collection that has any. */
  counts(): Map<string, number>;
  grow(capacity: number): void;
  bytes(): number;
};

export type Members = {
  bits: Bits;
  /** By position, then by id; sorted when first asked for. */
  inOrder(): Picked;
};
export type Picked = { slots: Int32Array; positions: Int32Array };

/** Most collections whose members are kept together; of 50,000 products one takes 6 kB, and 80 kB if picked. */
const KEPT_MAX = 64;

export const createMemberships = (capacity: number, productIds: readonly string[]): Memberships => {
  const collections = createDictionary();
  // Of each product: number of a collection, position in it, number of the next, …
  const places = createSlices(capacity);
  const kept = new LRUCache<number, Members>({ max: KEPT_MAX });
  let room = capacity;

  const membersOf = (collection: number): Members => {
    const bits = noBits(room);
    const slots: number[] = [];
    const positionAt: number[] = [];
    const [starts, lengths, values] = [places.starts(), places.lengths(), places.values()];
    for (let slot = 0; slot < room; slot += 1) {
      const start = starts[slot] ?? 0;
      const end = start + (lengths[slot] ?? 0);
      for (let at = start; at < end; at += 2)
        if (values[at] === collection) {
          putBit(bits, slot, true);
          slots.push(slot);
          positionAt.push(values[at + 1] ?? 0);
        }
    }
    let picked: Picked | undefined;
    return {
      bits,
      inOrder: () => {
        picked ??= sortPicked(slots, positionAt, productIds);
        return picked;
      },
    };
  };

  const idsIn = (flat: readonly number[]): number[] => flat.filter((_, at) => at % 2 === 0);

  return {
    put: (slot, given) => {
      const wanted = given.flatMap(([collectionId, position]) => [collections.take(collectionId), position]);
      const before = places.get(slot);
      const changed = places.put(slot, wanted);
      for (const id of idsIn(before)) collections.give(id);
      if (changed) for (const id of [...idsIn(before), ...idsIn(wanted)]) kept.delete(id);
      return changed;
    },
    of: (collectionId) => {
      const id = collections.idOf(collectionId);
      if (id === undefined) return nobody(room);
      const members = kept.get(id) ?? membersOf(id);
      kept.set(id, members);
      return members;
    },
    counts: () => {
      const uses = collections.uses();
      const counts = new Map<string, number>();
      for (let id = 0; id < collections.length(); id += 1)
        if ((uses[id] ?? 0) > 0) counts.set(collections.textOf(id), uses[id] ?? 0);
      return counts;
    },
    grow: (to) => {
      places.grow(to);
      room = to;
      kept.clear();
    },
    bytes: () => {
      let bytes = collections.bytes() + places.bytes();
      for (const members of kept.values()) bytes += members.bits.byteLength;
      return bytes;
    },
  };
};

const sortPicked = (
  slots: readonly number[],
  positions: readonly number[],
  productIds: readonly string[],
): Picked => {
  const idOf = (index: number): string => productIds[slots[index] ?? 0] ?? '';
  const order = Array.from(slots.keys()).sort(
    (a, b) => (positions[a] ?? 0) - (positions[b] ?? 0) || compareCodePoints(idOf(a), idOf(b)),
  );
  return {
    slots: Int32Array.from(order, (index) => slots[index] ?? 0),
    positions: Int32Array.from(order, (index) => positions[index] ?? 0),
  };
};

const nobody = (capacity: number): Members => ({
  bits: noBits(capacity),
  inOrder: () => ({ slots: new Int32Array(), positions: new Int32Array() }),
});
