import { createDictionary } from './dictionary.ts';
import { grownInts, textBytes } from './memory.ts';

/**
 * The categories that products are in, with all above them, by number. Titles are those of the card that came last:
 * when a category is renamed, the cards of everything below it follow.
 */
export type Categories = {
  /** The number of a path, in which there is one product more; its titles differ from before when `retitled`. */
  take(path: string, titles: readonly string[]): { id: number; retitled: boolean };
  give(id: number): void;
  /** The number of the category above, -1 at a root. */
  parentOf(id: number): number;
  handleOf(id: number): string;
  pathOf(id: number): string;
  /** From the root down. */
  titlesOf(id: number): readonly string[];
  /** Products right in each category, by its number. */
  products(): Int32Array<ArrayBuffer>;
  length(): number;
  bytes(): number;
};

export const NO_CATEGORY = -1;

export const createCategories = (): Categories => {
  // A path is used by each product right in it, and once by each category right below it.
  const paths = createDictionary();
  let parents = new Int32Array(64);
  let products = new Int32Array(64);
  const titles: (readonly string[])[] = [];
  const handles: string[] = [];

  const takePath = (path: string): number => {
    const known = paths.idOf(path);
    const id = paths.take(path);
    if (known !== undefined) return id;
    if (id >= parents.length) {
      parents = grownInts(parents, parents.length * 2);
      products = grownInts(products, products.length * 2);
    }
    const end = path.lastIndexOf('/');
    titles[id] = [];
    handles[id] = path.slice(end + 1);
    products[id] = 0;
    parents[id] = end === -1 ? NO_CATEGORY : takePath(path.slice(0, end));
    return id;
  };

  const givePath = (id: number): void => {
    const parent = parents[id] ?? NO_CATEGORY;
    if (paths.give(id) && parent !== NO_CATEGORY) givePath(parent);
  };

  /** Says whether anything is called otherwise than before. */
  const retitle = (leaf: number, given: readonly string[]): boolean => {
    let changed = false;
    let id = leaf;
    for (let depth = given.length; depth > 0 && id !== NO_CATEGORY; depth -= 1) {
      const old = titles[id] ?? [];
      if (old.length === depth && old.every((title, at) => title === given[at])) break;
      titles[id] = given.slice(0, depth);
      changed = true;
      id = parents[id] ?? NO_CATEGORY;
    }
    return changed;
  };

  return {
    take: (path, given) => {
      const id = takePath(path);
      products[id] = (products[id] ?? 0) + 1;
      return { id, retitled: retitle(id, given) };
    },
    give: (id) => {
      products[id] = (products[id] ?? 0) - 1;
      givePath(id);
    },
    parentOf: (id) => parents[id] ?? NO_CATEGORY,
    handleOf: (id) => handles[id] ?? '',
    pathOf: paths.textOf,
    titlesOf: (id) => titles[id] ?? [],
    products: () => products,
    length: paths.length,
    bytes: () =>
      paths.bytes() +
      parents.byteLength +
      products.byteLength +
      titles.reduce((sum, of) => sum + of.reduce((bytes, title) => bytes + textBytes(title), 64), 0),
  };
};
