import { grownInts } from './memory.ts';

/**
 * A short list of integers for each slot, all of them in one array: 50,000 products with 5 attributes each are
 * gone through in 0.2 ms, where 50,000 arrays would each have to be fetched.
 */
export type Slices = {
  /** Replaces the list of a slot; says whether it is another one than before. */
  put(slot: number, values: readonly number[]): boolean;
  get(slot: number): number[];
  /** Where each slot's list starts in `values`, and how long it is. */
  starts(): Int32Array<ArrayBuffer>;
  lengths(): Int32Array<ArrayBuffer>;
  values(): Int32Array<ArrayBuffer>;
  grow(capacity: number): void;
  bytes(): number;
};

/** Gaps may be as long as the lists themselves, or this, before the lists are moved together. */
const GAPS_MIN = 4_096;

export const createSlices = (capacity: number): Slices => {
  let starts = new Int32Array(capacity);
  let lengths = new Int32Array(capacity);
  let values = new Int32Array(1_024);
  let used = 0;
  let gaps = 0;

  const isSame = (slot: number, wanted: readonly number[]): boolean => {
    if (lengths[slot] !== wanted.length) return false;
    const start = starts[slot] ?? 0;
    for (let at = 0; at < wanted.length; at += 1) if (values[start + at] !== wanted[at]) return false;
    return true;
  };

  const moveTogether = (): void => {
    const together = new Int32Array(Math.max(1_024, Math.ceil((used - gaps) * 1.25)));
    let end = 0;
    for (let slot = 0; slot < starts.length; slot += 1) {
      const start = starts[slot] ?? 0;
      const length = lengths[slot] ?? 0;
      together.set(values.subarray(start, start + length), end);
      starts[slot] = end;
      end += length;
    }
    values = together;
    used = end;
    gaps = 0;
  };

  return {
    put: (slot, wanted) => {
      if (isSame(slot, wanted)) return false;
      const before = lengths[slot] ?? 0;
      if (wanted.length > before) {
        if (used + wanted.length > values.length)
          values = grownInts(values, Math.ceil((used + wanted.length) * 1.5));
        starts[slot] = used;
        used += wanted.length;
        gaps += before;
      } else gaps += before - wanted.length;
      values.set(wanted, starts[slot] ?? 0);
      lengths[slot] = wanted.length;
      if (gaps > GAPS_MIN && gaps * 2 > used) moveTogether();
      return true;
    },
    get: (slot) => {
      const start = starts[slot] ?? 0;
      return [...values.subarray(start, start + (lengths[slot] ?? 0))];
    },
    starts: () => starts,
    lengths: () => lengths,
    values: () => values,
    grow: (to) => {
      starts = grownInts(starts, to);
      lengths = grownInts(lengths, to);
    },
    bytes: () => starts.byteLength + lengths.byteLength + values.byteLength,
  };
};
