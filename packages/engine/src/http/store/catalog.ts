import { PAGE_LIMIT_DEFAULT, store } from '@cartwright/contract';
import type { FastifyInstance } from 'fastify';
import { readSummaries } from '../../modules/catalog/index.ts';
import { availableOf } from '../../modules/inventory/index.ts';
import { readTrending } from '../../modules/order/index.ts';
import type { Reader } from '../../platform/read-side/index.ts';
import { readyOf } from '../../platform/ready-bytes.ts';
import { assert } from '../../shared/assert.ts';
import type { HttpContext } from '../context.ts';
import { HttpProblem } from '../problem.ts';
import { filterOf, foreignCursor } from '../product-query.ts';
import { ok, route } from '../route.ts';
import { sendReady } from '../send-ready.ts';

/** Of what sells most, a category may have few. */
const TRENDING_LOOKED_AT = 500;

/** What is sold: products, categories, and what is left. */
export const catalogRoutes = (app: FastifyInstance, context: HttpContext): void => {
  const { catalogue, freshness, ready, products } = context;

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
    const found = reader.truthOnly ? readyOf(await answer()) : await ready.get(`list ${raw.url}`, answer);
    assert(found !== undefined, 'a list is never missing');
    return sendReady(raw, reply, found);
  });

  route(app, store.getProduct, async ({ params, raw, reply }) => {
    const name = params.productId;
    const reader = await freshness.reader(raw);
    const answer = async () => {
      const product = await products.product(reader, name);
      if (product === undefined) return undefined;
      const { productId, handle, variants } = product;
      const moved = name !== productId && name !== handle;
      return {
        value: product,
        tags: [
          `product ${productId}`,
          // Another product may get this name as its id or as its handle.
          `product ${name}`,
          `handle ${name}`,
          ...variants.map(({ sku }) => `stock ${sku}`),
        ],
        keep: !reader.readTruth(),
        ...(moved ? { location: `/v1/products/${encodeURIComponent(handle)}` } : {}),
      };
    };
    const found = await (products.keepsAnswers && !reader.truthOnly
      ? ready.get(`product ${name}`, answer)
      : answer().then((made) => made && readyOf(made)));
    if (found === undefined) throw new HttpProblem('not-found', 'There is no such product.');
    if (found.location !== undefined) reply.header('content-location', found.location);
    return sendReady(raw, reply, found);
  });

  route(app, store.listTrending, async ({ query, raw }) => {
    const reader = await freshness.reader(raw);
    const ids = await readTrending(reader, TRENDING_LOOKED_AT);
    const items = await readSummaries(reader, ids, { ...context.carts.view, category: query.category });
    return ok({ items: items.slice(0, PAGE_LIMIT_DEFAULT) });
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
