import { Counter } from 'prom-client';
import type { HttpContext } from './context.ts';

/** What caches count, by the names that Prometheus knows it by. */
const COUNTED = [
  ['hits', 'hits', 'Keys that were there'],
  ['misses', 'misses', 'Keys that were not there'],
  ['negativeHits', 'negative_hits', 'Keys that were known not to exist'],
  ['loads', 'loads', 'Keys read from PostgreSQL'],
  ['sharedLoads', 'shared_loads', 'Keys whose load was begun by another caller in this process'],
  ['waits', 'waits', 'Keys that waited for another process to load them'],
  ['earlyRefreshes', 'early_refreshes', 'Values loaded anew before they expired'],
  ['refusedStores', 'refused_stores', 'Loads not stored, because the truth had changed meanwhile'],
  ['tooLarge', 'too_large', 'Values too large to be stored'],
  ['errors', 'errors', 'Calls that Redis did not answer well, and loads in the background that failed'],
] as const;

/** Counters of every cache of this process; those of ready answers too. */
export const cacheMetrics = ({ registry, products, ready }: HttpContext): void => {
  for (const [field, name, help] of COUNTED)
    new Counter({
      name: `cartwright_cache_${name}_total`,
      help,
      labelNames: ['cache'],
      registers: [registry],
      collect() {
        this.reset();
        const { hits, misses } = ready.stats();
        for (const [cache, counts] of new Map([...products.stats(), ['ready-answers', { hits, misses }]])) {
          const count = counts[field];
          if (count !== undefined) this.inc({ cache }, count);
        }
      },
    });
};
