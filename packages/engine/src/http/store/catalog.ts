import { createHash } from 'node:crypto';
import { PAGE_LIMIT_DEFAULT, type Product, store } from '@cartwright/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { findProduct, listCategories, listProducts } from '../../modules/catalog/index.ts';
import { availableToSell, stockLevels } from '../../modules/inventory/index.ts';
import type { Queryable } from '../../platform/sql.ts';
import type { HttpContext } from '../context.ts';
import { hasAlready } from '../etag.ts';
import { HttpProblem } from '../problem.ts';
import { filterOf, foreignCursor } from '../product-query.ts';
import { notModified, ok, route } from '../route.ts';

/** What is sold: products, categories, and what is left. */
export const catalogRoutes = (app: FastifyInstance, context: HttpContext): void => {
  const view = { ...context.carts.view, drafts: false };

  route(app, store.listProducts, async ({ query }) => {
    const listed = await listProducts(
      context.db,
      {
        filter: filterOf(query),
        sort: query.sort,
        limit: query.limit ?? PAGE_LIMIT_DEFAULT,
        cursor: query.cursor,
      },
      view,
    );
    if (!listed.ok) throw foreignCursor();
    return ok(listed.page);
  });

  route(app, store.getProduct, async ({ params, raw, reply }) => {
    const product = await findProduct(context.db, params.productId, view);
    if (product === undefined) throw new HttpProblem('not-found', 'There is no such product.');
    const { productId, handle } = product;
    if (params.productId !== productId && params.productId !== handle)
      reply.header('content-location', `/v1/products/${encodeURIComponent(handle)}`);
    if (isUnchanged(raw, reply, product)) return notModified();
    return ok(product);
  });

  route(app, store.listCategories, async () => ok({ items: await listCategories(context.db) }));

  route(app, store.getStock, async ({ query }) =>
    ok({ items: await stockItems(context.db, [query.sku].flat()) }),
  );
};

/** What can be sold of each SKU; nothing of those that nobody stocks. */
export const stockItems = async (db: Queryable, skus: readonly string[]) => {
  const levels = await stockLevels(db, skus);
  return [...new Set(skus)].map((sku) => {
    const level = levels.get(sku);
    return { sku, availableToSell: level === undefined ? 0 : availableToSell(level) };
  });
};

/** Sets the ETag, and says whether the client has this very answer already. */
const isUnchanged = (request: FastifyRequest, reply: FastifyReply, product: Product): boolean => {
  const hash = createHash('sha1').update(JSON.stringify(product)).digest('base64url');
  const etag = `"${hash}"`;
  reply.header('etag', etag).header('cache-control', 'no-cache');
  return hasAlready(request, etag);
};
