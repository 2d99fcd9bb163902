import { putBit } from './bits.ts';
import type { Card } from './card.ts';
import { type Categories, createCategories, NO_CATEGORY } from './categories.ts';
import { compareCodePoints } from './code-points.ts';
import { type Columns, columnsBytes, createColumns, growColumns, NO_BRAND } from './columns.ts';
import { createDictionary, type Dictionary } from './dictionary.ts';
import { createFacetValues, type FacetValues } from './facet-values.ts';
import { createMemberships, type Memberships } from './memberships.ts';
import { MAP_ENTRY_BYTES } from './memory.ts';
import { createOrder, firstWhere, type Order } from './order.ts';
import { createSlices, type Slices } from './slices.ts';
import { createStock, type Stock } from './stock.ts';
import { createTexts, type Texts } from './texts.ts';

/** All products of the index, each in a numbered slot of every column. A slot that is free holds nothing. */
export type Products = {
  columns: Columns;
  brands: Dictionary;
  categories: Categories;
  facetValues: FacetValues;
  /** The numbers of each product's facet values. */
  attributes: Slices;
  memberships: Memberships;
  stock: Stock;
  texts: Texts;
  byAge: Order;
  byPrice: Order;
  /** Products by step of the price ladder. */
  steps: Int32Array<ArrayBuffer>;
  size(): number;
  put(card: Card): Change;
  remove(productId: string): Change | undefined;
  bytes(): number;
};

/** What a card changed of what lists filter and count by. */
export type Change = { slot: number; values: boolean; words: boolean; facets: boolean; grown: boolean };

/** Slots at the start; they double whenever all are taken. */
const SLOTS_START = 1_024;

export const createProducts = (ladder: readonly number[]): Products => {
  const slots = new Map<string, number>();
  const free: number[] = [];
  const columns = createColumns(SLOTS_START);
  const brands = createDictionary();
  const categories = createCategories();
  const facetValues = createFacetValues();
  const attributes = createSlices(SLOTS_START);
  const memberships = createMemberships(SLOTS_START, columns.productId);
  const stock = createStock(SLOTS_START);
  const texts = createTexts(SLOTS_START);
  const byIds = (a: number, b: number): number =>
    compareCodePoints(columns.productId[a] ?? '', columns.productId[b] ?? '');
  const byAge = createOrder(
    SLOTS_START,
    (a, b) => (columns.createdAtMs[a] ?? 0) - (columns.createdAtMs[b] ?? 0) || byIds(a, b),
  );
  const byPrice = createOrder(
    SLOTS_START,
    (a, b) => (columns.lowest[a] ?? 0) - (columns.lowest[b] ?? 0) || byIds(a, b),
  );
  const steps = new Int32Array(ladder.length + 1);
  let used = 0;

  /** Makes room in every column. */
  const grow = (): void => {
    const capacity = columns.capacity * 2;
    growColumns(columns, capacity);
    for (const part of [attributes, memberships, stock, texts, byAge, byPrice]) part.grow(capacity);
  };

  const takeSlot = (productId: string): { slot: number; grown: boolean } => {
    const reused = free.pop();
    const grown = reused === undefined && used === columns.capacity;
    if (grown) grow();
    const slot = reused ?? used;
    if (reused === undefined) used += 1;
    slots.set(productId, slot);
    columns.productId[slot] = productId;
    return { slot, grown };
  };

  const putBrand = (slot: number, brand: string | null): boolean => {
    const before = columns.brand[slot] ?? NO_BRAND;
    const id = brand === null ? NO_BRAND : brands.take(brand);
    columns.brand[slot] = id;
    if (before !== NO_BRAND) brands.give(before);
    return id !== before;
  };

  const putCategory = (slot: number, path: string | null, titles: readonly string[]): boolean => {
    const before = columns.category[slot] ?? NO_CATEGORY;
    const { id, retitled } =
      path === null ? { id: NO_CATEGORY, retitled: false } : categories.take(path, titles);
    columns.category[slot] = id;
    if (before !== NO_CATEGORY) categories.give(before);
    return id !== before || retitled;
  };

  const putAttributes = (slot: number, pairs: Card['attributes']): boolean => {
    const ids = pairs.map(([name, value]) => facetValues.take(name, value));
    const before = attributes.get(slot);
    const changed = attributes.put(slot, ids);
    for (const id of before) facetValues.give(id);
    return changed;
  };

  const putPrice = (slot: number, lowest: number, isNew: boolean): boolean => {
    const changed = isNew || columns.lowest[slot] !== lowest;
    if (!changed) return false;
    if (!isNew) leaveStep(slot);
    const step = firstWhere(ladder.length, (index) => (ladder[index] ?? 0) > lowest);
    columns.step[slot] = step;
    steps[step] = (steps[step] ?? 0) + 1;
    columns.lowest[slot] = lowest;
    byPrice.touch(slot);
    return true;
  };

  const leaveStep = (slot: number): void => {
    const step = columns.step[slot] ?? 0;
    steps[step] = (steps[step] ?? 0) - 1;
  };

  const putShown = (slot: number, card: Card): void => {
    columns.handle[slot] = card.handle;
    columns.title[slot] = card.title;
    columns.image[slot] = card.image === null ? '' : JSON.stringify(card.image);
    columns.highest[slot] = card.highest;
  };

  return {
    columns,
    brands,
    categories,
    facetValues,
    attributes,
    memberships,
    stock,
    texts,
    byAge,
    byPrice,
    steps,
    size: () => slots.size,
    put: (card) => {
      const known = slots.get(card.productId);
      const isNew = known === undefined;
      const { slot, grown } = isNew ? takeSlot(card.productId) : { slot: known, grown: false };
      putBit(columns.present, slot, true);
      putShown(slot, card);
      if (isNew || columns.createdAtMs[slot] !== card.createdAtMs) {
        columns.createdAtMs[slot] = card.createdAtMs;
        byAge.touch(slot);
      }
      const brand = putBrand(slot, card.brand);
      const category = putCategory(slot, card.categoryPath, card.categoryTitles);
      const values = putAttributes(slot, card.attributes);
      const price = putPrice(slot, card.lowest, isNew);
      const words = texts.put(slot, card.searchText);
      const member = memberships.put(slot, card.collections);
      const crossed = stock.setSkus(slot, card.skus);
      const facets = isNew || brand || category || values || price || words || member || crossed;
      return { slot, values, words, facets, grown };
    },
    remove: (productId) => {
      const slot = slots.get(productId);
      if (slot === undefined) return undefined;
      slots.delete(productId);
      leaveStep(slot);
      putBrand(slot, null);
      putCategory(slot, null, []);
      putAttributes(slot, []);
      texts.put(slot, '');
      memberships.put(slot, []);
      stock.setSkus(slot, []);
      byAge.touch(slot);
      byPrice.touch(slot);
      putBit(columns.present, slot, false);
      for (const column of [columns.productId, columns.handle, columns.title, columns.image])
        column[slot] = '';
      free.push(slot);
      return { slot, values: true, words: true, facets: true, grown: false };
    },
    bytes: () => {
      const parts = [brands, categories, facetValues, attributes, memberships, stock, texts, byAge, byPrice];
      return (
        columnsBytes(columns) +
        slots.size * MAP_ENTRY_BYTES +
        parts.reduce((sum, part) => sum + part.bytes(), 0)
      );
    },
  };
};
