import { LRUCache } from 'lru-cache';
import { type Bits, putBit } from './bits.ts';

/**
 * Sets of slots that take long to find, kept for whoever asks next and kept right: when a product changes, each
 * set is asked about that one again.
 */
export type KeptSets = {
  get(key: string, set: KeptSet): Bits;
  /** After a slot has changed in what these sets depend on; 0.1 µs a set. */
  retest(slot: number): void;
  clear(): void;
  bytes(): number;
};
export type KeptSet = { find: () => Bits; has: (slot: number) => boolean };

export const createKeptSets = (max: number): KeptSets => {
  const kept = new LRUCache<string, { bits: Bits; has: KeptSet['has'] }>({ max });
  return {
    get: (key, { find, has }) => {
      const known = kept.get(key);
      if (known !== undefined) return known.bits;
      const bits = find();
      kept.set(key, { bits, has });
      return bits;
    },
    retest: (slot) => {
      for (const { bits, has } of kept.values()) putBit(bits, slot, has(slot));
    },
    clear: () => kept.clear(),
    bytes: () => {
      let bytes = 0;
      for (const set of kept.values()) bytes += set.bits.byteLength;
      return bytes;
    },
  };
};
