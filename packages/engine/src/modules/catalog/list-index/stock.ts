import { assert } from '../../../shared/assert.ts';
import { type Bits, grownBits, noBits, putBit } from './bits.ts';
import { createDictionary } from './dictionary.ts';
import { grownInts, MAP_ENTRY_BYTES } from './memory.ts';
import { createSlices } from './slices.ts';

/** The units of each SKU, and which products have any to sell. Of SKUs without a product only stock is kept. */
export type Stock = {
  /** Says whether a product began or ceased to have any. */
  setUnits(sku: string, units: number): boolean;
  /** What a slot's product is sold as; none for a slot that is free. Says whether it began or ceased to have any. */
  setSkus(slot: number, skus: readonly string[]): boolean;
  /** The sum over a product's SKUs. */
  unitsOf(slot: number): number;
  inStock(): Bits;
  grow(capacity: number): void;
  bytes(): number;
};

const NOBODY = -1;

export const createStock = (capacity: number): Stock => {
  // A SKU is used by each product that is sold as it, and once while there are units of it.
  const skus = createDictionary();
  const ofProducts = createSlices(capacity);
  let units = new Int32Array(1_024);
  let owners = new Int32Array(1_024).fill(NOBODY);
  // A SKU that moves from one product to another belongs to both until both have come; who came first is in
  // `owners`, the others are here.
  const moreOwners = new Map<number, Set<number>>();
  let inStock = noBits(capacity);

  const take = (sku: string): number => {
    const id = skus.take(sku);
    if (id < units.length) return id;
    const grown = units.length * 2;
    units = grownInts(units, grown);
    owners = grownInts(owners, grown).fill(NOBODY, owners.length);
    return id;
  };

  const own = (id: number, slot: number): void => {
    if (owners[id] === NOBODY || owners[id] === slot) owners[id] = slot;
    else moreOwners.set(id, (moreOwners.get(id) ?? new Set()).add(slot));
  };

  const disown = (id: number, slot: number): void => {
    const others = moreOwners.get(id);
    if (owners[id] === slot) {
      const [next = NOBODY] = others ?? [];
      owners[id] = next;
      others?.delete(next);
    } else others?.delete(slot);
    if (others?.size === 0) moreOwners.delete(id);
  };

  const unitsOf = (slot: number): number => {
    const start = ofProducts.starts()[slot] ?? 0;
    const end = start + (ofProducts.lengths()[slot] ?? 0);
    const ids = ofProducts.values();
    let sum = 0;
    for (let at = start; at < end; at += 1) sum += units[ids[at] ?? 0] ?? 0;
    return sum;
  };

  /** Says whether the product began or ceased to have any. */
  const note = (slot: number): boolean => {
    const before = inStock[slot >>> 5];
    putBit(inStock, slot, unitsOf(slot) > 0);
    return inStock[slot >>> 5] !== before;
  };

  return {
    setUnits: (sku, given) => {
      assert(Number.isInteger(given) && given < 2 ** 31, `${given} is no number of units`);
      const wanted = Math.max(given, 0);
      const known = skus.idOf(sku);
      const before = known === undefined ? 0 : (units[known] ?? 0);
      if (wanted === before) return false;
      const id = before === 0 || known === undefined ? take(sku) : known;
      units[id] = wanted;
      let crossed = false;
      const owner = owners[id] ?? NOBODY;
      // Only between none and some can a product's being in stock change.
      if ((before === 0 || wanted === 0) && owner !== NOBODY) {
        crossed = note(owner);
        for (const slot of moreOwners.get(id) ?? []) crossed = note(slot) || crossed;
      }
      if (wanted === 0) skus.give(id);
      return crossed;
    },
    setSkus: (slot, given) => {
      // Taken before the old ones are given back, so that what stays keeps its number.
      const wanted = given.map(take);
      const before = ofProducts.get(slot);
      for (const id of before) disown(id, slot);
      for (const id of wanted) own(id, slot);
      ofProducts.put(slot, wanted);
      for (const id of before) skus.give(id);
      return note(slot);
    },
    unitsOf,
    inStock: () => inStock,
    grow: (to) => {
      ofProducts.grow(to);
      inStock = grownBits(inStock, to);
    },
    bytes: () =>
      skus.bytes() +
      ofProducts.bytes() +
      units.byteLength +
      owners.byteLength +
      inStock.byteLength +
      moreOwners.size * 4 * MAP_ENTRY_BYTES,
  };
};
