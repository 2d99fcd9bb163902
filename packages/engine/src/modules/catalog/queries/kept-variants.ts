/**
 * What carts need to know of variants, kept in this process and dropped by the feed: of a cart's line nothing is asked
 * of Redis, and no product is parsed for a price.
 */
import { LRUCache } from 'lru-cache';
import type { CacheStats } from '../../../platform/cache/port.ts';
import type { FeedItem } from '../../../platform/read-side/index.ts';
import type { VariantForSale } from './find-variants.ts';

export type KeptVariants = {
  /** Those that are here, and the others as `load` gives them; what that does not give is not remembered. */
  find(
    skus: readonly string[],
    load: (missing: readonly string[]) => Promise<Map<string, VariantForSale>>,
  ): Promise<Map<string, VariantForSale>>;
  changed(items: readonly FeedItem[]): void;
  reset(): void;
  stats(): Pick<CacheStats, 'hits' | 'misses'>;
};

/** Some 500 bytes each. */
const KEPT_MAX = 20_000;

export const createKeptVariants = (): KeptVariants => {
  const skusOf = new Map<string, Set<string>>();
  const kept = new LRUCache<string, VariantForSale>({
    max: KEPT_MAX,
    dispose: ({ productId }, sku) => {
      const skus = skusOf.get(productId);
      skus?.delete(sku);
      if (skus?.size === 0) skusOf.delete(productId);
    },
  });
  const counts = { hits: 0, misses: 0 };
  // Changes that were told: what was read before one, and comes after it, is not kept.
  let changes = 0;

  const keep = (variant: VariantForSale): void => {
    // The old one first: it takes its SKU out of its product's.
    kept.delete(variant.sku);
    kept.set(variant.sku, variant);
    const skus = skusOf.get(variant.productId);
    if (skus === undefined) skusOf.set(variant.productId, new Set([variant.sku]));
    else skus.add(variant.sku);
  };

  const reset = (): void => {
    changes += 1;
    kept.clear();
  };

  return {
    async find(skus, load) {
      const found = new Map<string, VariantForSale>();
      const missing: string[] = [];
      for (const sku of skus) {
        const known = kept.get(sku);
        if (known === undefined) missing.push(sku);
        else found.set(sku, known);
      }
      counts.hits += found.size;
      counts.misses += missing.length;
      if (missing.length === 0) return found;
      const began = changes;
      for (const [sku, variant] of await load(missing)) {
        found.set(sku, variant);
        if (changes === began) keep(variant);
      }
      return found;
    },
    changed(items) {
      for (const [kind, name] of items)
        if (kind === 'product') {
          changes += 1;
          for (const sku of [...(skusOf.get(String(name)) ?? [])]) kept.delete(sku);
        } else if (kind === 'products' || kind === 'generation') reset();
    },
    reset,
    stats: () => ({ ...counts }),
  };
};
