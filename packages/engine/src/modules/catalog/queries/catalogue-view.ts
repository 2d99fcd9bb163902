/**
 * The catalogue's lists in this process: the index of all cards and the catalogue's structure, loaded from the read
 * side and kept fresh by its feed. While it is loading, or where the catalogue is larger than it may be, PostgreSQL lists.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { AdminCollection, Category } from '@cartwright/contract';
import { type Lsn, lsnOfSortable } from '../../../platform/cdc/index.ts';
import type { FeedItem, Reader, ReadSide } from '../../../platform/read-side/index.ts';
import { withRedis } from '../../../platform/redis.ts';
import { HELD, sellableOf } from '../../inventory/index.ts';
import type { Card, ListSettings } from '../list-index/card.ts';
import { createListIndex, type ListIndex } from '../list-index/list-index.ts';
import { PRODUCTS, productIdsKey, productKey } from '../projections/products.ts';
import { STRUCTURE, type Structure, structureKey } from '../projections/structure.ts';
import { findCollection, listCollections, viewCollection } from './collections.ts';
import type { ViewOptions } from './find-product.ts';
import { listCategories } from './list-categories.ts';
import { listProducts } from './list-products.ts';
import type { Listed, ProductList } from './list-steps.ts';
import { collectionOf, settingsOf } from './structure-lookup.ts';

export type CatalogueView = {
  list(reader: Reader, list: ProductList): Promise<Listed>;
  categories(reader: Reader): Promise<Category[]>;
  /** Those that are not drafts, by title. */
  collections(reader: Reader): Promise<AdminCollection[]>;
  /** By id, handle or former handle; no draft. */
  collection(reader: Reader, idOrHandle: string): Promise<AdminCollection | undefined>;
  /** Whether lists come from memory, and of how many products. */
  state(): { ready: boolean; products: number };
  changed(items: readonly FeedItem[]): void;
  reset(): void;
  stop(): Promise<void>;
};

const IDS_A_STEP = 1_000;
const SKUS_A_STEP = 2_000;
const RETRY_MS = 500;
const CATCH_UP_MS = 100;

type Loaded = {
  generation: string;
  index: ListIndex;
  /** Changed since the loading of it began, so that what is read then must not overwrite what the feed has told. */
  touched: Set<string> | undefined;
  stocked: Set<string> | undefined;
};

export const createCatalogueView = (
  side: ReadSide,
  options: ViewOptions & {
    productsMax: number;
    readerOf: () => Reader;
    /** Something that lists are made of has changed in memory. */
    onChange(): void;
  },
): CatalogueView => {
  const { redis, feed } = side;
  let loaded: Loaded | undefined;
  let ready = false;
  let structure: { of: Structure; settings: ListSettings; asOf: Lsn | undefined } | undefined;
  let stopped = false;
  // Products to read anew, and whether anything is being read.
  const due = new Set<string>();
  // What carts hold of SKUs, where they hold any, and SKUs of which another number is held since.
  const held = new Map<string, number>();
  const heldAnew = new Set<string>();
  let working: Promise<void> | undefined;
  let tooLarge = false;
  // Counts resets of all, and changes of the structure: what was begun before one is not kept after it.
  let epoch = 0;
  let stamp = 0;

  const work = (): void => {
    working ??= (async () => {
      // Not within the call that begins it, so that its end is after its beginning.
      await Promise.resolve();
      const isBehind = (): boolean => !ready || due.size > 0 || heldAnew.size > 0;
      while (!stopped && !tooLarge && feed.generation(PRODUCTS) !== undefined && isBehind())
        try {
          if (!ready) await load(epoch);
          else if (due.size > 0) await refresh();
          else await refreshHeld();
        } catch {
          // Redis is away, or the model is being made: lists come from PostgreSQL meanwhile.
          await sleep(RETRY_MS);
        }
      working = undefined;
    })();
  };

  const load = async (began: number): Promise<void> => {
    const generation = feed.generation(PRODUCTS);
    if (generation === undefined) return;
    const index = createListIndex(options);
    const fresh: Loaded = { generation, index, touched: new Set(), stocked: new Set() };
    loaded = fresh;
    const total = await withRedis(redis, () => redis.zCard(productIdsKey(generation)));
    tooLarge = total > options.productsMax;
    if (tooLarge) {
      loaded = undefined;
      return;
    }
    // By rank of equal scores, which is the order of the ids; what comes or goes meanwhile is in the feed.
    let skus: string[] = [];
    for (let at = 0; at < total + IDS_A_STEP && epoch === began; at += IDS_A_STEP) {
      const ids = await withRedis(redis, () =>
        redis.zRange(productIdsKey(generation), at, at + IDS_A_STEP - 1),
      );
      if (ids.length === 0) break;
      for (const card of (await cardsOf(generation, ids)).values())
        if (card !== undefined && !fresh.touched?.has(card.productId)) {
          index.upsert(card);
          skus.push(...card.skus);
        }
      while (skus.length >= SKUS_A_STEP || (ids.length < IDS_A_STEP && skus.length > 0)) {
        await stock(fresh, skus.slice(0, SKUS_A_STEP));
        skus = skus.slice(SKUS_A_STEP);
      }
    }
    while (skus.length > 0 && epoch === began) {
      await stock(fresh, skus.slice(0, SKUS_A_STEP));
      skus = skus.slice(SKUS_A_STEP);
    }
    if (epoch !== began || loaded !== fresh) return;
    for (const id of fresh.touched ?? []) due.add(id);
    fresh.touched = undefined;
    fresh.stocked = undefined;
    await refresh();
    ready = epoch === began;
    if (ready) options.onChange();
  };

  const refresh = async (): Promise<void> => {
    const current = loaded;
    if (current === undefined) return;
    const ids = [...due].slice(0, IDS_A_STEP);
    const cards = await cardsOf(current.generation, ids);
    for (const id of ids) {
      due.delete(id);
      const card = cards.get(id);
      if (card === undefined) current.index.remove(id);
      else current.index.upsert(card);
    }
    const skus = ids.flatMap((id) => cards.get(id)?.skus ?? []);
    await stock(current, skus);
    options.onChange();
    if (due.size > 0) await refresh();
  };

  const refreshHeld = async (): Promise<void> => {
    const skus = [...heldAnew].slice(0, SKUS_A_STEP);
    for (const sku of skus) heldAnew.delete(sku);
    try {
      if (loaded !== undefined) await stock(loaded, skus);
      options.onChange();
    } catch (error) {
      for (const sku of skus) heldAnew.add(sku);
      throw error;
    }
  };

  const cardsOf = async (
    generation: string,
    ids: readonly string[],
  ): Promise<Map<string, Card | undefined>> => {
    const texts = await withRedis(redis, () =>
      Promise.all(ids.map((id) => redis.hGet(productKey(generation, id), 'card'))),
    );
    return new Map(
      ids.map((id, index) => {
        const text = texts[index];
        return [id, text == null || text === '' ? undefined : (JSON.parse(text) as Card)];
      }),
    );
  };

  /** Takes the stock of some SKUs, unless the feed has told a newer one meanwhile. */
  const stock = async (into: Loaded, skus: readonly string[]): Promise<void> => {
    if (skus.length === 0) return;
    const told = into.stocked ?? new Set<string>();
    into.stocked = told;
    told.clear();
    for (const [sku, units] of await sellableOf(options.readerOf(), skus)) {
      if (units.held > 0) held.set(sku, units.held);
      else held.delete(sku);
      if (!told.has(sku)) into.index.setAvailable(sku, units.unbound - units.held);
      // The feed has told how many are not bound meanwhile, and less is known of what is held of them.
      else heldAnew.add(sku);
    }
    if (into.touched === undefined) into.stocked = undefined;
  };

  const loadStructure = async (reader: Reader, generation: string) => {
    if (structure !== undefined) return structure;
    const began = stamp;
    const fields = await withRedis(redis, () => reader.redis.hGetAll(structureKey(generation)));
    if (fields.structure === undefined) return undefined;
    const of = JSON.parse(fields.structure) as Structure;
    const made = {
      of,
      settings: settingsOf(of),
      asOf: fields.dirty === '1' && fields.asOf !== undefined ? lsnOfSortable(fields.asOf) : undefined,
    };
    // What changed meanwhile is told by the feed, which clears it.
    if (stamp === began) structure = made;
    return made;
  };

  /** Reads the structure, unless the caller has seen more than it counts by now. */
  const withStructure = <T>(
    reader: Reader,
    from: { model: (of: NonNullable<typeof structure>) => T; truth: () => Promise<T | undefined> },
  ): Promise<T | undefined> =>
    reader.read(STRUCTURE, {
      model: async (generation) => {
        const found = await loadStructure(reader, generation);
        if (found === undefined) return undefined;
        if (found.asOf !== undefined && reader.min !== undefined && found.asOf < reader.min)
          return from.truth();
        return from.model(found);
      },
      truth: from.truth,
    });

  return {
    async list(reader, list) {
      // What has just changed is being read: that takes a millisecond or two.
      if (due.size > 0) await Promise.race([working, sleep(CATCH_UP_MS)]);
      const found = ready
        ? await withStructure<Listed | undefined>(reader, {
            model: ({ settings }) =>
              ready && due.size === 0 ? loaded?.index.list(list, settings) : undefined,
            truth: () => listProducts(reader.db, list, options),
          })
        : undefined;
      return found ?? listProducts(reader.db, list, options);
    },
    async categories(reader) {
      const found = await withStructure(reader, {
        model: ({ of }) => of.categories,
        truth: () => listCategories(reader.db),
      });
      return found ?? [];
    },
    async collections(reader) {
      const found = await withStructure(reader, {
        model: ({ of }) =>
          of.collections
            .filter(({ status }) => status === 'active')
            .map((one) => viewCollection(one, options)),
        truth: () => listCollections(reader.db, { ...options, drafts: false }),
      });
      return found ?? [];
    },
    collection: (reader, idOrHandle) =>
      withStructure<AdminCollection | undefined>(reader, {
        model: ({ of }) => {
          const found = collectionOf(of, idOrHandle);
          return found?.status === 'active' ? viewCollection(found, options) : undefined;
        },
        truth: () => findCollection(reader.db, idOrHandle, { ...options, drafts: false }),
      }),
    state: () => ({ ready, products: loaded?.index.size() ?? 0 }),
    changed(items) {
      for (const [kind, name, units] of items) {
        if (kind === 'stock' && typeof name === 'string') {
          loaded?.stocked?.add(name);
          loaded?.index.setAvailable(name, Number(units) - (held.get(name) ?? 0));
        } else if (kind === HELD && loaded !== undefined) heldAnew.add(String(name));
        else if (kind === 'product' && typeof name === 'string') {
          if (loaded?.touched !== undefined) loaded.touched.add(name);
          else due.add(name);
        } else if (kind === 'products' || (kind === 'generation' && name === PRODUCTS)) this.reset();
        else if (kind === 'structure' || (kind === 'generation' && name === STRUCTURE)) {
          structure = undefined;
          stamp += 1;
        }
      }
      if (due.size > 0 || heldAnew.size > 0) work();
    },
    reset() {
      epoch += 1;
      tooLarge = false;
      ready = false;
      loaded = undefined;
      structure = undefined;
      stamp += 1;
      due.clear();
      held.clear();
      heldAnew.clear();
      work();
    },
    async stop() {
      stopped = true;
      await working;
    },
  };
};
