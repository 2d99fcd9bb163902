import { admin, PAGE_LIMIT_DEFAULT, type ProductInput } from '@cartwright/contract';
import type { FastifyInstance } from 'fastify';
import {
  adminListProducts,
  deleteProduct,
  findProduct,
  type SaveRefusal,
  saveProducts,
  storedImageUrl,
} from '../../modules/catalog/index.ts';
import { audit } from '../../modules/staff/index.ts';
import { transaction } from '../../platform/postgres.ts';
import { assert } from '../../shared/assert.ts';
import type { HttpContext } from '../context.ts';
import { HttpProblem } from '../problem.ts';
import { filterOf, foreignCursor } from '../product-query.ts';
import { created, noContent, ok, route } from '../route.ts';
import { requireStaff } from '../staff-auth.ts';

/** Products for the staff: made, replaced, deleted; drafts are seen here. */
export const adminProductRoutes = (app: FastifyInstance, context: HttpContext): void => {
  const view = { ...context.carts.view, drafts: true };

  const find = async (idOrHandle: string) => {
    const product = await findProduct(context.db, idOrHandle, view);
    if (product === undefined) throw new HttpProblem('not-found', 'There is no such product.');
    return product;
  };

  const save = async (input: ProductInput, by: { actor: string; existing: 'replace' | 'refuse' }) => {
    const stored = (url: string) => storedImageUrl(url, context.config.publicUrl);
    const images = input.images?.map(({ url, alt }) => ({ url: stored(url), alt }));
    const variants = input.variants.map((variant) =>
      typeof variant.imageUrl === 'string' ? { ...variant, imageUrl: stored(variant.imageUrl) } : variant,
    );
    const product = { ...input, ...(images === undefined ? {} : { images }), variants };
    const saved = await transaction(context.db, async (tx) => {
      const [result] = await saveProducts(tx, [product], { ...by, currency: context.config.currency });
      assert(result !== undefined, 'a product was saved without a result');
      if (!result.ok) throw refusal(result);
      const action = result.created ? 'product.create' : 'product.replace';
      await audit(tx, { actor: by.actor, action, target: result.productId, detail: { title: input.title } });
      return result;
    });
    return { product: await find(saved.productId), created: saved.created };
  };

  route(app, admin.listProducts, async ({ query, raw }) => {
    await requireStaff(context, raw, 'read');
    const list = {
      filter: filterOf(query),
      limit: query.limit ?? PAGE_LIMIT_DEFAULT,
      cursor: query.cursor,
    };
    const listed = await adminListProducts(context.db, list, view);
    if (!listed.ok) throw foreignCursor();
    return ok({ items: listed.items, nextCursor: listed.nextCursor });
  });

  route(app, admin.getProduct, async ({ params, raw }) => {
    await requireStaff(context, raw, 'read');
    return ok(await find(params.productId));
  });

  route(app, admin.createProduct, async ({ body, raw }) => {
    const { actor } = await requireStaff(context, raw, 'catalogue');
    return created((await save(body, { actor, existing: 'refuse' })).product);
  });

  route(app, admin.putProduct, async ({ params, body, raw }) => {
    const { actor } = await requireStaff(context, raw, 'catalogue');
    const { productId } = params;
    if (body.productId !== undefined && body.productId !== productId)
      throw new HttpProblem('invalid-request', 'The productId in the body is not the one in the address.');
    const saved = await save({ ...body, productId }, { actor, existing: 'replace' });
    return saved.created ? created(saved.product) : ok(saved.product);
  });

  route(app, admin.deleteProduct, async ({ params, raw }) => {
    const { actor } = await requireStaff(context, raw, 'catalogue');
    const { productId } = params;
    await transaction(context.db, async (tx) => {
      if (!(await deleteProduct(tx, productId)))
        throw new HttpProblem('not-found', 'There is no such product.');
      await audit(tx, { actor, action: 'product.delete', target: productId });
    });
    return noContent();
  });
};

/** The problem that a refused product is. */
const refusal = (refused: SaveRefusal): HttpProblem =>
  refused.code === 'invalid'
    ? new HttpProblem('invalid-request', `The product was not saved: ${refused.reason}.`)
    : new HttpProblem('conflict', `The product was not saved: ${refused.reason}.`);
