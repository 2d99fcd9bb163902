import { admin, type CollectionInput } from '@cartwright/contract';
import type { FastifyInstance } from 'fastify';
import {
  deleteCollection,
  findCollection,
  listCollections,
  saveCollection,
  storedImageUrl,
} from '../../modules/catalog/index.ts';
import { audit } from '../../modules/staff/index.ts';
import { transaction, transactionUnlessRefused } from '../../platform/postgres.ts';
import type { HttpContext } from '../context.ts';
import { HttpProblem } from '../problem.ts';
import { created, noContent, ok, route } from '../route.ts';
import { requireStaff } from '../staff-auth.ts';
import { refusalProblem } from './refusal.ts';

/** Collections for the staff: made, replaced, deleted; drafts are seen here. */
export const adminCollectionRoutes = (app: FastifyInstance, context: HttpContext): void => {
  const { publicUrl, currency } = context.config;
  const view = { publicUrl, drafts: true };

  const find = async (idOrHandle: string) => {
    const collection = await findCollection(context.db, idOrHandle, view);
    if (collection === undefined) throw new HttpProblem('not-found', 'There is no such collection.');
    return collection;
  };

  const save = async (input: CollectionInput & { collectionId?: string }, actor: string) => {
    const image = input.image && { ...input.image, url: storedImageUrl(input.image.url, publicUrl) };
    const collection = { ...input, ...(image === undefined ? {} : { image }) };
    const saved = await transactionUnlessRefused(context.db, async (tx) => {
      const result = await saveCollection(tx, collection, { currency });
      if (!result.ok) return result;
      const action = result.created ? 'collection.create' : 'collection.replace';
      const detail = { title: input.title, rule: input.rule, products: input.productIds?.length };
      await audit(tx, { actor, action, target: result.collectionId, detail });
      return result;
    });
    if (!saved.ok) throw refusalProblem(saved);
    return find(saved.collectionId);
  };

  route(app, admin.listCollections, async ({ raw }) => {
    await requireStaff(context, raw, 'read');
    return ok({ items: await listCollections(context.db, view) });
  });

  route(app, admin.getCollection, async ({ params, raw }) => {
    await requireStaff(context, raw, 'read');
    return ok(await find(params.collectionId));
  });

  route(app, admin.createCollection, async ({ body, raw }) => {
    const { actor } = await requireStaff(context, raw, 'catalogue');
    return created(await save(body, actor));
  });

  route(app, admin.putCollection, async ({ params, body, raw }) => {
    const { actor } = await requireStaff(context, raw, 'catalogue');
    return ok(await save({ ...body, collectionId: params.collectionId }, actor));
  });

  route(app, admin.deleteCollection, async ({ params, raw }) => {
    const { actor } = await requireStaff(context, raw, 'catalogue');
    const { collectionId } = params;
    await transaction(context.db, async (tx) => {
      if (!(await deleteCollection(tx, collectionId)))
        throw new HttpProblem('not-found', 'There is no such collection.');
      await audit(tx, { actor, action: 'collection.delete', target: collectionId });
    });
    return noContent();
  });
};
