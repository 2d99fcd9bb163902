import { compat } from '@cartwright/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { tutorialProducts } from '../../modules/catalog/index.ts';
import { restock } from '../../modules/inventory/index.ts';
import { audit } from '../../modules/staff/index.ts';
import { transaction } from '../../platform/postgres.ts';
import type { HttpContext } from '../context.ts';
import { HttpProblem } from '../problem.ts';
import { ok, route } from '../route.ts';
import { requireStaff } from '../staff-auth.ts';
import { tutorialSession } from './envelope.ts';
import { tutorialView } from './public-address.ts';

/** The tutorial's own bound on one answer; its pages show all that comes, at once. */
const PRODUCTS_MAX = 1_000;
/** What the tutorial's own reset gives every product. */
const RESET_UNITS = 25;
/** Rows locked at once: a batch takes about 20 ms, for which the orders that want these SKUs wait. */
const RESET_BATCH = 1_000;

/** The tutorial's products service. */
export const tutorialProductRoutes = (app: FastifyInstance, context: HttpContext): void => {
  const { config, db } = context;

  route(app, compat.getProductsByFilter, async ({ body, raw }) => {
    const { token } = await tutorialSession(context, raw);
    const data = await tutorialProducts(
      db,
      {
        titlePart: body.productDisplayName || undefined,
        productId: String(body.productId ?? '') || undefined,
        limit: PRODUCTS_MAX,
      },
      tutorialView(config, raw),
    );
    return ok({ data, error: null, isFromCache: false, auth: token });
  });

  route(app, compat.triggerResetInventory, async ({ raw }) => {
    const { token } = await tutorialSession(context, raw);
    const actor = config.production ? await staffOnly(context, raw) : 'tutorial';
    const skus = await resetInventory(context, actor);
    const data = `Inventory reset completed: ${RESET_UNITS} units of each of ${skus} SKUs are available.`;
    return ok({ data, error: null, auth: token });
  });
};

/** Whoever is no staff is refused with 403: a 401 would make a client of the tutorial's look for a new session. */
const staffOnly = async (context: HttpContext, request: FastifyRequest): Promise<string> => {
  try {
    return (await requireStaff(context, request, 'catalogue')).actor;
  } catch (error) {
    if (!(error instanceof HttpProblem)) throw error;
    throw new HttpProblem('forbidden', 'Only staff may reset the inventory of a shop in production.');
  }
};

/** Batch by batch, each booked whole: cut short, it has reset the first SKUs, and running it again goes on. */
const resetInventory = async ({ db }: HttpContext, actor: string): Promise<number> => {
  await audit(db, {
    actor,
    action: 'stock.reset',
    target: 'every SKU',
    detail: { available: RESET_UNITS },
  });
  let skus = 0;
  for (let after: string | undefined = ''; after !== undefined; ) {
    const from: string = after;
    const batch = await transaction(db, (tx) =>
      restock(tx, {
        after: from,
        limit: RESET_BATCH,
        available: RESET_UNITS,
        actor,
        reason: 'inventory reset of the tutorial’s API',
      }),
    );
    skus += batch.skus;
    after = batch.last;
  }
  return skus;
};
