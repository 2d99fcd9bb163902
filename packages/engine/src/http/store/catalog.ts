import { PAGE_LIMIT_DEFAULT, store } from '@cartwright/contract';
import type { FastifyInstance } from 'fastify';
import { readProduct } from '../../modules/catalog/index.ts';
import { availableOf } from '../../modules/inventory/index.ts';
import type { Reader } from '../../platform/read-side/index.ts';
import { assert } from '../../shared/assert.ts';
import type { HttpContext } from '../context.ts';
import { HttpProblem } from '../problem.ts';
import { filterOf, foreignCursor } from '../product-query.ts';
import { ok, route } from '../route.ts';
import { sendReady } from '../send-ready.ts';

/** What is sold: products, categories, and what is left. */
export const catalogRoutes = (app: FastifyInstance, context: HttpContext): void => {
  const { catalogue, freshness, ready } = context;
  const view = context.carts.view;

  route(app, store.listProducts, async ({ query, raw, reply }) => {
    const reader = await freshness.reader(raw);
    const list = {
      filter: filterOf(query),
      sort: query.sort,
      limit: query.limit ?? PAGE_LIMIT_DEFAULT,
      cursor: query.cursor,
    };
    const answer = async () => {
      const listed = await catalogue.list(reader, list);
      if (!listed.ok) throw foreignCursor();
      return { value: listed.page, tags: ['lists'], keep: !reader.readTruth() };
    };
    const found = await ready.get(`list ${raw.url}`, answer);
    assert(found !== undefined, 'a list is never missing');
    return sendReady(raw, reply, found);
  });

  route(app, store.getProduct, async ({ params, raw, reply }) => {
    const name = params.productId;
    const reader = await freshness.reader(raw);
    const found = await ready.get(`product ${name}`, async () => {
      const product = await readProduct(reader, name, view);
      if (product === undefined) return undefined;
      const { productId, handle, variants } = product;
      const moved = name !== productId && name !== handle;
      return {
        value: product,
        tags: [`product ${productId}`, `handle ${name}`, ...variants.map(({ sku }) => `stock ${sku}`)],
        keep: !reader.readTruth(),
        ...(moved ? { location: `/v1/products/${encodeURIComponent(handle)}` } : {}),
      };
    });
    if (found === undefined) throw new HttpProblem('not-found', 'There is no such product.');
    if (found.location !== undefined) reply.header('content-location', found.location);
    return sendReady(raw, reply, found);
  });

  route(app, store.listCategories, async ({ raw }) =>
    ok({ items: await catalogue.categories(await freshness.reader(raw)) }),
  );

  route(app, store.getStock, async ({ query, raw }) =>
    ok({ items: await stockItems(await freshness.reader(raw), [query.sku].flat()) }),
  );
};

/** What can be sold of each SKU; nothing of those that nobody stocks. */
export const stockItems = async (reader: Reader, skus: readonly string[]) =>
  [...(await availableOf(reader, skus))].map(([sku, availableToSell]) => ({ sku, availableToSell }));
