import type { Database } from '../../packages/engine/src/platform/postgres.ts';
import type { BenchCase } from '../core/case.ts';
import { measureReads } from './read-beside-mirror.ts';

/** Different searches; what shoppers type repeats, and a Zipf distribution picks among these. */
const SEARCHES = 500;

/** A word within a category, with facets, as the storefront's search asks. */
export const searchGet = {
  name: 'search-get',
  title: 'search `GET` with facets',
  unit: 'requests/s',
  limitIs: 'bare `node:http`, same bytes',
  goal: { of: 'ratio', is: 'at-least', target: 0.25, stretch: 0.5 },
  products: { full: 50_000, quick: 1_000 },
  async run(bench) {
    return measureReads(bench, { paths: await searches(bench.rig.database) });
  },
} as const satisfies BenchCase;

/** Words of titles in the category of their product, so that something is found each time. */
const searches = async (database: Database): Promise<string[]> => {
  const { rows } = await database.query<{ word: string; category: string }>(
    `SELECT DISTINCT ON (md5(word || category.handle)) word, category.handle AS category
     FROM catalog.product
     JOIN catalog.category USING (category_id),
     LATERAL (SELECT lower(part) AS word FROM regexp_split_to_table(product.title, '\\s+') AS part
              WHERE part ~ '^[A-Za-z]{4,}$' ORDER BY length(part) DESC LIMIT 1) AS longest
     WHERE product.status = 'active'
     ORDER BY md5(word || category.handle)
     LIMIT $1`,
    [SEARCHES],
  );
  return rows.map(({ word, category }) => `/v1/products?${new URLSearchParams({ q: word, category })}`);
};
