import { admin, PAGE_LIMIT_DEFAULT, type StockRecord } from '@cartwright/contract';
import type { FastifyInstance } from 'fastify';
import {
  adjustStock,
  availableToSell,
  type Bound,
  countStock,
  heldOf,
  movements,
  type Stock,
  stockLevel,
} from '../../modules/inventory/index.ts';
import { audit } from '../../modules/staff/index.ts';
import { type Transaction, transaction } from '../../platform/postgres.ts';
import { shopNameOf } from '../../platform/read-side/names.ts';
import { assert } from '../../shared/assert.ts';
import type { HttpContext } from '../context.ts';
import { cursorId, pageOf } from '../paging.ts';
import { HttpProblem } from '../problem.ts';
import { ok, route } from '../route.ts';
import { requireStaff } from '../staff-auth.ts';

const ON_HAND_MAX = 1_000_000_000;

/** Stock for the staff: counts, adjustments, and the ledger. */
export const adminStockRoutes = (app: FastifyInstance, context: HttpContext): void => {
  const find = async (sku: string): Promise<Stock> => {
    const stock = await stockLevel(context.db, sku);
    if (stock === undefined) throw unknownSku(sku);
    return stock;
  };

  /** Below 0 is available what carts hold and staff have counted away. */
  const record = async (stock: Stock): Promise<StockRecord> => {
    const { sku, onHand, allocated, setAside } = stock;
    const of = { redis: context.redis, shop: shopNameOf(context.shopId) };
    const held = (await heldOf(of, [sku])).get(sku) ?? 0;
    return { sku, onHand, allocated, setAside, held, availableToSell: availableToSell(stock) - held };
  };

  route(app, admin.getStock, async ({ params, raw }) => {
    await requireStaff(context, raw, 'read');
    return ok(await record(await find(params.sku)));
  });

  route(app, admin.putStock, async ({ params, body, raw }) => {
    const { actor } = await requireStaff(context, raw, 'catalogue');
    const { sku } = params;
    const before = await find(sku);
    const changed = await transaction(context.db, async (tx) => {
      const stock =
        'onHand' in body
          ? await count(tx, { sku, onHand: body.onHand, actor })
          : await adjust(tx, { sku, adjust: body.adjust, reason: body.reason, actor });
      await audit(tx, {
        actor,
        action: 'stock.change',
        target: sku,
        detail: { ...body, before: before.onHand },
      });
      return stock;
    });
    return ok(await record(changed));
  });

  route(app, admin.listMovements, async ({ params, query, raw }) => {
    await requireStaff(context, raw, 'read');
    await find(params.sku);
    const limit = query.limit ?? PAGE_LIMIT_DEFAULT;
    const rows = await movements(context.db, {
      sku: params.sku,
      before: cursorId(query.cursor),
      limit: limit + 1,
    });
    const page = pageOf(rows, limit, ({ movementId }) => movementId);
    return ok({ ...page, items: page.items.map((row) => ({ ...row, at: row.at.toISOString() })) });
  });
};

const count = async (tx: Transaction, to: { sku: string; onHand: number; actor: string }): Promise<Stock> => {
  const [refused] = await countStock(tx, [to], { actor: to.actor, reason: 'counted' });
  if (refused !== undefined) throw belowAllocated(refused);
  const stock = await stockLevel(tx, to.sku);
  assert(stock !== undefined, `${to.sku} was counted and has no stock`);
  return stock;
};

const adjust = async (
  tx: Transaction,
  by: { sku: string; adjust: number; reason: string; actor: string },
): Promise<Stock> => {
  const current = await stockLevel(tx, by.sku);
  if (current !== undefined && current.onHand + by.adjust > ON_HAND_MAX)
    throw new HttpProblem('invalid-request', `No more than ${ON_HAND_MAX} units fit into one SKU.`);
  const done = await adjustStock(tx, by);
  if (done.ok) return done.stock;
  throw done.code === 'not-found'
    ? unknownSku(by.sku)
    : belowAllocated({ sku: by.sku, allocated: done.allocated, setAside: done.setAside });
};

const unknownSku = (sku: string): HttpProblem =>
  new HttpProblem('not-found', `Nothing is stocked under the SKU ${sku}.`);

const belowAllocated = ({ sku, allocated, setAside }: { sku: string } & Bound): HttpProblem =>
  new HttpProblem(
    'conflict',
    `${allocated} units of ${sku} are bound to placed orders and ${setAside} set aside for sales; on hand cannot go below that. Cancel orders or stop a sale first.`,
    { allocated, setAside },
  );
