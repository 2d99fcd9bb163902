import { admin, BULK_SHOWN_MAX, type BulkInput } from '@cartwright/contract';
import type { FastifyInstance } from 'fastify';
import { changeProducts } from '../../modules/catalog/index.ts';
import { audit } from '../../modules/staff/index.ts';
import { transactionUnlessRefused } from '../../platform/postgres.ts';
import type { HttpContext } from '../context.ts';
import { HttpProblem } from '../problem.ts';
import { ok, route } from '../route.ts';
import { requireStaff } from '../staff-auth.ts';
import { refusalProblem } from './refusal.ts';

/** Many products changed by one call: all of them or none. */
export const adminBulkRoutes = (app: FastifyInstance, context: HttpContext): void => {
  const { currency } = context.config;

  route(app, admin.bulkProducts, async ({ body, raw }) => {
    const { actor } = await requireStaff(context, raw, 'catalogue');
    const outcome = await transactionUnlessRefused(context.db, async (tx) => {
      const done = await changeProducts(tx, body, { actor, currency });
      if (done.ok && body.dryRun !== true) {
        const { matched, changed } = done.result;
        const detail = {
          ...auditOf(body),
          matched,
          changed,
          changedIds: done.changedIds.slice(0, BULK_SHOWN_MAX),
        };
        await audit(tx, { actor, action: 'product.bulk', target: `${changed} products`, detail });
      }
      return done;
    });
    if (outcome.ok) return ok(outcome.result);
    if (outcome.code !== 'refused') throw refusalProblem(outcome);
    const { matched, refused, refusedCount } = outcome;
    throw new HttpProblem(
      'conflict',
      `Nothing was changed, because ${refusedCount} of ${matched} products cannot be: “${refused[0]?.productId}”: ${refused[0]?.reason}.`,
      { matched, refusedCount, refused },
    );
  });
};

/** What was asked for; thousands of ids would drown the log, the first ones that changed are beside it. */
const auditOf = ({ select, change }: BulkInput): object => ({
  change,
  ...('filter' in select ? { filter: select.filter } : { productIds: select.productIds.length }),
});
