import type { Database } from '../../packages/engine/src/platform/postgres.ts';
import type { BenchCase } from '../core/case.ts';
import { measureReads } from './read-beside-mirror.ts';

/** What every visitor of a product's page makes the engine do. */
export const productGet = {
  name: 'product-get',
  title: 'product page body `GET`',
  unit: 'requests/s',
  limitIs: 'bare `node:http`, same bytes',
  goal: { of: 'ratio', is: 'at-least', target: 0.85, stretch: 0.97 },
  products: { full: 1_000, quick: 1_000 },
  async run(bench) {
    return measureReads(bench, { paths: await productPaths(bench.rig.database) });
  },
} as const satisfies BenchCase;

/** Of all products that shoppers can see. Any order will do as that of popularity, if it is the same each time. */
export const productPaths = async (database: Database): Promise<string[]> => {
  const { rows } = await database.query<{ productId: string }>(
    `SELECT product_id AS "productId" FROM catalog.product WHERE status = 'active' ORDER BY md5(product_id)`,
  );
  return rows.map(({ productId }) => `/v1/products/${encodeURIComponent(productId)}`);
};
