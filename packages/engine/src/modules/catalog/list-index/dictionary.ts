import { assert } from '../../../shared/assert.ts';
import { grownInts, MAP_ENTRY_BYTES, POINTER_BYTES, textBytes } from './memory.ts';

/**
 * Numbers texts, so that columns hold and counts count small integers. A text has its number while it is used;
 * numbers are used again, which bounds them by the most texts that were there at one time.
 */
export type Dictionary = {
  /** The number of a text, which is used once more from now on. */
  take(text: string): number;
  /** Takes a use back; says whether it was the last, so that the number is free. */
  give(id: number): boolean;
  idOf(text: string): number | undefined;
  textOf(id: number): string;
  /** How often each number is used. */
  uses(): Int32Array<ArrayBuffer>;
  /** All numbers are below it. */
  length(): number;
  bytes(): number;
};

export const createDictionary = (): Dictionary => {
  const ids = new Map<string, number>();
  const texts: string[] = [];
  const free: number[] = [];
  let uses = new Int32Array(64);
  let characters = 0;

  const add = (text: string): number => {
    const id = free.pop() ?? texts.length;
    if (id >= uses.length) uses = grownInts(uses, uses.length * 2);
    ids.set(text, id);
    texts[id] = text;
    characters += textBytes(text);
    return id;
  };

  return {
    take: (text) => {
      const id = ids.get(text) ?? add(text);
      uses[id] = (uses[id] ?? 0) + 1;
      return id;
    },
    give: (id) => {
      const left = (uses[id] ?? 0) - 1;
      assert(left >= 0, `the number ${id} of a dictionary is given back more often than taken`);
      uses[id] = left;
      if (left > 0) return false;
      const text = texts[id] ?? '';
      ids.delete(text);
      texts[id] = '';
      characters -= textBytes(text);
      free.push(id);
      return true;
    },
    idOf: (text) => ids.get(text),
    textOf: (id) => texts[id] ?? '',
    uses: () => uses,
    length: () => texts.length,
    bytes: () =>
      uses.byteLength +
      characters +
      ids.size * MAP_ENTRY_BYTES +
      (texts.length + free.length) * POINTER_BYTES,
  };
};
