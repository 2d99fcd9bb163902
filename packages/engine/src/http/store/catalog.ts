import { createHash } from 'node:crypto';
import { PAGE_LIMIT_DEFAULT, type Product, type ProductQuery, store } from '@cartwright/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { findProduct, listCategories, listProducts } from '../../modules/catalog/index.ts';
import { availableToSell, stockLevels } from '../../modules/inventory/index.ts';
import type { HttpContext } from '../context.ts';
import { HttpProblem } from '../problem.ts';
import { notModified, ok, route } from '../route.ts';

/** What is sold: products, categories, and what is left. */
export const catalogRoutes = (app: FastifyInstance, context: HttpContext): void => {
  const view = { ...context.carts.view, drafts: false };

  route(app, store.listProducts, async ({ query }) => {
    const listed = await listProducts(
      context.db,
      {
        filter: filterOf(query),
        sort: query.sort ?? 'relevance',
        limit: query.limit ?? PAGE_LIMIT_DEFAULT,
        cursor: query.cursor,
      },
      view,
    );
    if (!listed.ok)
      throw new HttpProblem('invalid-request', 'This cursor belongs to another list. Start without one.', {
        errors: [{ path: 'cursor', message: 'is not from this list' }],
      });
    return ok(listed.page);
  });

  route(app, store.getProduct, async ({ params, raw, reply }) => {
    const product = await findProduct(context.db, params.productId, view);
    if (product === undefined) throw new HttpProblem('not-found', 'There is no such product.');
    if (isUnchanged(raw, reply, product)) return notModified();
    return ok(product);
  });

  route(app, store.listCategories, async () => ok({ items: await listCategories(context.db) }));

  route(app, store.getStock, async ({ query }) => {
    const skus = [query.sku].flat();
    const levels = await stockLevels(context.db, skus);
    const items = [...new Set(skus)].map((sku) => {
      const level = levels.get(sku);
      return { sku, availableToSell: level === undefined ? 0 : availableToSell(level) };
    });
    return ok({ items });
  });
};

const ATTRIBUTE = 'attr.';
/** More attribute filters than any shop shows are somebody trying something. */
const ATTRIBUTES_MAX = 20;

const filterOf = (query: Static<typeof ProductQuery>) => {
  const attributes = new Map<string, string[]>();
  for (const [name, value] of Object.entries(query)) {
    if (!name.startsWith(ATTRIBUTE) || attributes.size >= ATTRIBUTES_MAX) continue;
    attributes.set(name.slice(ATTRIBUTE.length), [value].flat().map(String));
  }
  return {
    q: query.q,
    categories: listOf(query.category),
    brands: listOf(query.brand),
    minPrice: query.minPrice,
    maxPrice: query.maxPrice,
    inStock: query.inStock,
    attributes,
  };
};

const listOf = (value: string | string[] | undefined): string[] | undefined =>
  value === undefined ? undefined : [value].flat().filter((one) => one !== '');

/** Sets the ETag, and says whether the client has this very answer already. */
const isUnchanged = (request: FastifyRequest, reply: FastifyReply, product: Product): boolean => {
  const hash = createHash('sha1').update(JSON.stringify(product)).digest('base64url');
  const etag = `"${hash}"`;
  reply.header('etag', etag).header('cache-control', 'no-cache');
  const known = request.headers['if-none-match'];
  return known === '*' || (known?.split(/\s*,\s*/).some((one) => one.replace(/^W\//, '') === etag) ?? false);
};
