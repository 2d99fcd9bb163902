/**
 * Products in a cache of Redis that is filled by who asks (`aside`), or by who asks and by every change (`through`).
 * PostgreSQL is read for what is not there; stock comes from the read side, and is never cached here.
 *
 * What changed is told by the feed, which hears of every writer: a route, a command line, a hand in psql. Each process
 * tells the cache, so that none depends on another that may have died; whoever asks meanwhile waits for that. Beyond
 * the feed only the time to live bounds how old an entry is: of use when a process is killed between hearing of a change
 * and telling the cache, and no other heard of it.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCache } from '../../../platform/cache/cache.ts';
import { KEYS_MAX } from '../../../platform/cache/port.ts';
import { many, type Queryable, statement, t } from '../../../platform/sql.ts';
import { availableOf } from '../../inventory/index.ts';
import { PRODUCTS } from '../projections/products.ts';
import { findProduct, type StoredProduct, storedProducts, viewProduct } from './find-product.ts';
import { findVariants, type VariantForSale } from './find-variants.ts';
import { createKeptVariants } from './kept-variants.ts';
import { lessHeld } from './less-held.ts';
import type { ProductSource, ProductSourceOptions } from './product-source.ts';
import { variantOf } from './read-products.ts';

const TTL_SECONDS = 300;
const NEGATIVE_TTL_SECONDS = 30;
/** Longer than an entry lives whose life was lengthened at random. */
const APART_MS = 2 * TTL_SECONDS * 1_000;

/** How long a reader waits until the cache knows of a change: it is a matter of a millisecond or two. */
const TELL_MS = 100;

/** Whose a handle (`h…`) or a SKU (`s…`) is. */
type Owner = { productId: string };

export const createCachedProducts = (
  options: ProductSourceOptions & { strategy: 'aside' | 'through' },
): ProductSource => {
  const { db, redis, feed, view, log, strategy, codec } = options;
  const common = { redis, log, ttlSeconds: TTL_SECONDS, negativeTtlSeconds: NEGATIVE_TTL_SECONDS };
  const products = createCache<StoredProduct>({
    ...common,
    // A shop that changes over begins anew: no process meets what another way has kept.
    name: `products.${strategy}.${codec}`,
    strategy,
    codec,
    load: async (keys) => {
      const found = await storedProducts(db, keys.map(nameOf), view.currency);
      return keyed(
        keys,
        found.map((product) => [product.productId, product]),
      );
    },
  });
  // Tiny, and made by nobody but who asks: of those that are never asked for there are many.
  const owners = createCache<Owner>({
    ...common,
    name: 'product-names',
    strategy: 'aside',
    codec: 'string',
    load: async (keys) => keyed(keys, await ownersOf(db, keys.map(nameOf))),
  });
  const kept = createKeptVariants();
  // Products, and handles, of which the cache is just being told.
  const telling = new Map<string, Promise<void>>();
  let apart: { space: string; untilMs: number } | undefined;
  let used = false;

  /**
   * Where the entries of a generation are. After a change of all products, or a gap in the feed, nobody knows which of
   * them are old: this process then keeps others, for as long as those may live.
   */
  const spaceOf = (generation: string): string => {
    used = true;
    if (apart !== undefined && performance.now() > apart.untilMs) apart = undefined;
    return apart === undefined ? generation : `${generation}-${apart.space}`;
  };
  const leave = (space: string): void => {
    apart = { space, untilMs: performance.now() + APART_MS };
  };

  const tell = (productIds: readonly string[], handles: readonly string[]): void => {
    const generation = feed.generation(PRODUCTS);
    if (generation === undefined) return;
    const space = spaceOf(generation);
    const names = [...productIds, ...handles];
    const told = Promise.all([
      products.changed(productIds.map((id) => keyOf(space, id))),
      // A product's id may have been taken for a handle.
      owners.drop(names.map((name) => keyOf(space, `h${name}`))),
    ]).then(() => {
      for (const name of names) if (telling.get(name) === told) telling.delete(name);
    });
    for (const name of names) telling.set(name, told);
  };

  /** Waits until the cache knows what was told of a product or a handle; false when that takes too long. */
  const isTold = (name: string): boolean | Promise<boolean> => {
    const told = telling.get(name);
    if (told === undefined) return true;
    return Promise.race([told.then(() => true), sleep(TELL_MS, false, { ref: false })]);
  };

  const find = async (space: string, name: string): Promise<StoredProduct | 'not-told' | undefined> => {
    if (!(await isTold(name))) return 'not-told';
    const [product, owner] = await Promise.all([
      products.get(keyOf(space, name)),
      owners.get(keyOf(space, `h${name}`)),
    ]);
    // An id wins over a handle that looks like it.
    if (product !== undefined || owner === undefined) return product;
    return (await isTold(owner.productId)) ? products.get(keyOf(space, owner.productId)) : 'not-told';
  };

  const findForSale = async (
    space: string,
    skus: readonly string[],
  ): Promise<Map<string, VariantForSale>> => {
    const found = new Map<string, VariantForSale>();
    for (let at = 0; at < skus.length; at += KEYS_MAX) {
      const some = skus.slice(at, at + KEYS_MAX);
      const of = await owners.getMany(some.map((sku) => keyOf(space, `s${sku}`)));
      const ids = new Set([...of.values()].map(({ productId }) => productId));
      await Promise.all([...ids].map(isTold));
      const sure = [...ids].filter((id) => !telling.has(id));
      const wholes = await products.getMany(sure.map((id) => keyOf(space, id)));
      for (const sku of some) {
        const owner = of.get(keyOf(space, `s${sku}`));
        const product = owner && wholes.get(keyOf(space, owner.productId));
        const variant = product && variantOf(product, sku, view);
        if (variant !== undefined) found.set(sku, variant);
      }
    }
    return found;
  };

  return {
    product: (reader, idOrHandle) => {
      const truth = async (from: Queryable) =>
        lessHeld(reader, await findProduct(from, idOrHandle, { ...view, drafts: false }));
      return reader.read(PRODUCTS, {
        model: async (generation) => {
          const product = await find(spaceOf(generation), idOrHandle);
          if (product === 'not-told') return reader.truth(truth);
          if (product === undefined || product.status === 'draft') return undefined;
          const available = await availableOf(
            reader,
            product.variants.map(({ sku }) => sku),
          );
          return viewProduct(product, (sku) => available.get(sku) ?? 0, view);
        },
        truth,
      });
    },
    variants: async (reader, skus) => {
      if (skus.length === 0) return new Map();
      const found = await reader.read<Map<string, VariantForSale>>(PRODUCTS, {
        model: (generation) =>
          kept.find(skus, async (missing) => {
            const variants = await findForSale(spaceOf(generation), missing);
            // The feed names products, not SKUs: one that is new, or has moved, is believed of PostgreSQL only.
            const others = missing.filter((sku) => !variants.has(sku));
            if (others.length === 0) return variants;
            const more = await reader.truth((from) => findVariants(from, others, view));
            return new Map([...variants, ...more]);
          }),
        truth: (from) => findVariants(from, skus, view),
      });
      return found ?? new Map();
    },
    keepsAnswers: false,
    changed(items) {
      kept.changed(items);
      const productIds: string[] = [];
      const handles: string[] = [];
      for (const item of items)
        if (item[0] === 'product') {
          const [, productId, ...names] = item.map(String);
          if (productId !== undefined) productIds.push(productId);
          handles.push(...names);
          // The same in every process, so that they go on sharing.
        } else if (item[0] === 'products') leave(String(item[1]));
      if (productIds.length > 0) tell(productIds, handles);
    },
    reset() {
      kept.reset();
      // At the start there is nothing to forget.
      if (used) leave(randomUUID());
    },
    stats: () =>
      new Map([
        ['products', products.stats()],
        ['product-names', owners.stats()],
        ['kept-variants', kept.stats()],
      ]),
  };
};

// By the primary key of variant and the unique handles of products and of former ones. A present handle wins.
const selectOwners = statement({
  name: 'catalog.selectProductsByName',
  text: `
    SELECT 'h' || handle AS name, product_id AS "productId" FROM catalog.product WHERE handle = ANY($1)
    UNION ALL
    SELECT 'h' || former.handle, former.product_id FROM catalog.former_handle AS former
    WHERE former.kind = 'product' AND former.handle = ANY($1)
      AND NOT EXISTS (SELECT FROM catalog.product WHERE product.handle = former.handle)
    UNION ALL
    SELECT 's' || sku, product_id FROM catalog.variant WHERE sku = ANY($2)`,
  params: { handles: t.textArray, skus: t.textArray },
  row: { name: t.text, productId: t.text },
});

const ownersOf = async (db: Queryable, names: readonly string[]): Promise<[name: string, owner: Owner][]> => {
  const of = (letter: string): string[] =>
    names.filter((name) => name.startsWith(letter)).map((name) => name.slice(letter.length));
  const rows = await many(db, selectOwners, { handles: of('h'), skus: of('s') });
  return rows.map(({ name, productId }) => [name, { productId }]);
};

const keyOf = (space: string, name: string): string => `${space}|${name}`;
const nameOf = (key: string): string => key.slice(key.indexOf('|') + 1);

/** What was found by its name, by the key that it was asked for. */
const keyed = <V>(
  keys: readonly string[],
  found: readonly (readonly [name: string, value: V])[],
): Map<string, V> => {
  const byName = new Map(found);
  return new Map(
    keys.flatMap((key) => {
      const value = byName.get(nameOf(key));
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
};
