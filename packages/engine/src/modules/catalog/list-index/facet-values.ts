import { createDictionary } from './dictionary.ts';
import { grownInts, POINTER_BYTES, textBytes } from './memory.ts';

/** The values that attributes have, by number; each belongs to a name, which has a number of its own. */
export type FacetValues = {
  take(name: string, value: string): number;
  give(id: number): void;
  idOf(name: string, value: string): number | undefined;
  valueOf(id: number): string;
  /** The number of each value's name. */
  nameIds(): Int32Array<ArrayBuffer>;
  nameIdOf(name: string): number | undefined;
  nameOf(nameId: number): string;
  /** All numbers of names are below it. */
  namesLength(): number;
  /** Products with each value. */
  uses(): Int32Array<ArrayBuffer>;
  length(): number;
  bytes(): number;
};

export const createFacetValues = (): FacetValues => {
  const names = createDictionary();
  const pairs = createDictionary();
  const values: string[] = [];
  let nameIds = new Int32Array(64);
  let characters = 0;

  return {
    take: (name, value) => {
      const pair = pairOf(name, value);
      const known = pairs.idOf(pair);
      const id = pairs.take(pair);
      if (known !== undefined) return id;
      if (id >= nameIds.length) nameIds = grownInts(nameIds, nameIds.length * 2);
      nameIds[id] = names.take(name);
      values[id] = value;
      characters += textBytes(value);
      return id;
    },
    give: (id) => {
      if (!pairs.give(id)) return;
      names.give(nameIds[id] ?? 0);
      characters -= textBytes(values[id] ?? '');
      values[id] = '';
    },
    idOf: (name, value) => pairs.idOf(pairOf(name, value)),
    valueOf: (id) => values[id] ?? '',
    nameIds: () => nameIds,
    nameIdOf: names.idOf,
    nameOf: names.textOf,
    namesLength: names.length,
    uses: pairs.uses,
    length: pairs.length,
    bytes: () =>
      names.bytes() + pairs.bytes() + nameIds.byteLength + characters + values.length * POINTER_BYTES,
  };
};

/** U+0000 is in no text of PostgreSQL's, so no two pairs become one. */
const pairOf = (name: string, value: string): string => `${name}\0${value}`;
