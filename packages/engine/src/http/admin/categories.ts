import { admin } from '@cartwright/contract';
import type { FastifyInstance } from 'fastify';
import {
  adminFindCategory,
  adminListCategories,
  changeCategory,
  createCategory,
  deleteCategory,
} from '../../modules/catalog/index.ts';
import { audit } from '../../modules/staff/index.ts';
import { transactionUnlessRefused } from '../../platform/postgres.ts';
import { assert } from '../../shared/assert.ts';
import type { HttpContext } from '../context.ts';
import { created, noContent, ok, route } from '../route.ts';
import { requireStaff } from '../staff-auth.ts';
import { refusalProblem } from './refusal.ts';

/** The category tree for the staff: made, renamed, moved with all below, deleted when empty. */
export const adminCategoryRoutes = (app: FastifyInstance, context: HttpContext): void => {
  const { currency } = context.config;

  const find = async (categoryId: string) => {
    const category = await adminFindCategory(context.db, categoryId);
    assert(category !== undefined, 'a category that was just saved is there');
    return category;
  };

  route(app, admin.listCategories, async ({ raw }) => {
    await requireStaff(context, raw, 'read');
    return ok({ items: await adminListCategories(context.db) });
  });

  route(app, admin.createCategory, async ({ body, raw }) => {
    const { actor } = await requireStaff(context, raw, 'catalogue');
    const made = await transactionUnlessRefused(context.db, async (tx) => {
      const result = await createCategory(tx, body);
      if (result.ok)
        await audit(tx, { actor, action: 'category.create', target: result.categoryId, detail: body });
      return result;
    });
    if (!made.ok) throw refusalProblem(made);
    return created(await find(made.categoryId));
  });

  route(app, admin.putCategory, async ({ params, body, raw }) => {
    const { actor } = await requireStaff(context, raw, 'catalogue');
    const { categoryId } = params;
    const changed = await transactionUnlessRefused(context.db, async (tx) => {
      const result = await changeCategory(tx, categoryId, body, { currency });
      if (result.ok) await audit(tx, { actor, action: 'category.change', target: categoryId, detail: body });
      return result;
    });
    if (!changed.ok) throw refusalProblem(changed);
    return ok(await find(categoryId));
  });

  route(app, admin.deleteCategory, async ({ params, raw }) => {
    const { actor } = await requireStaff(context, raw, 'catalogue');
    const { categoryId } = params;
    const deleted = await transactionUnlessRefused(context.db, async (tx) => {
      const result = await deleteCategory(tx, categoryId);
      if (result.ok) await audit(tx, { actor, action: 'category.delete', target: categoryId });
      return result;
    });
    if (!deleted.ok) throw refusalProblem(deleted);
    return noContent();
  });
};
