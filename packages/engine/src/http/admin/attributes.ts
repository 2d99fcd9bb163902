import { admin } from '@cartwright/contract';
import type { FastifyInstance } from 'fastify';
import {
  deleteAttributeType,
  findAttributeType,
  listAttributeTypes,
  setAttributeType,
} from '../../modules/catalog/index.ts';
import { audit } from '../../modules/staff/index.ts';
import { transaction, transactionUnlessRefused } from '../../platform/postgres.ts';
import type { HttpContext } from '../context.ts';
import { HttpProblem } from '../problem.ts';
import { created, noContent, ok, route } from '../route.ts';
import { requireStaff } from '../staff-auth.ts';
import { refusalProblem } from './refusal.ts';

const FREE_TEXT = 'This attribute has no type: it is free text.';

/** The types of attributes: what their values have to be, and how their facets are shown. */
export const adminAttributeRoutes = (app: FastifyInstance, context: HttpContext): void => {
  route(app, admin.listAttributes, async ({ raw }) => {
    await requireStaff(context, raw, 'read');
    return ok({ items: await listAttributeTypes(context.db) });
  });

  route(app, admin.getAttribute, async ({ params, raw }) => {
    await requireStaff(context, raw, 'read');
    const type = await findAttributeType(context.db, params.name);
    if (type === undefined) throw new HttpProblem('not-found', FREE_TEXT);
    return ok(type);
  });

  route(app, admin.putAttribute, async ({ params, body, raw }) => {
    const { actor } = await requireStaff(context, raw, 'catalogue');
    const { name } = params;
    const set = await transactionUnlessRefused(context.db, async (tx) => {
      const result = await setAttributeType(tx, name, body);
      if (result.ok) await audit(tx, { actor, action: 'attribute.set', target: name, detail: body });
      return result;
    });
    if (!set.ok) {
      const { total, some } = set.violations ?? {};
      throw refusalProblem(set, total === undefined ? {} : { count: total, products: some });
    }
    return set.created ? created(set.type) : ok(set.type);
  });

  route(app, admin.deleteAttribute, async ({ params, raw }) => {
    const { actor } = await requireStaff(context, raw, 'catalogue');
    const { name } = params;
    await transaction(context.db, async (tx) => {
      if (!(await deleteAttributeType(tx, name))) throw new HttpProblem('not-found', FREE_TEXT);
      await audit(tx, { actor, action: 'attribute.delete', target: name });
    });
    return noContent();
  });
};
