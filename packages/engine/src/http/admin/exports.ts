import { admin, type ExportKind, exportContentType, exportFileName } from '@cartwright/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { exportProducts } from '../../modules/catalog/index.ts';
import { exportMovements } from '../../modules/inventory/index.ts';
import { exportOrders } from '../../modules/order/index.ts';
import { audit, type Capability } from '../../modules/staff/index.ts';
import type { FileChunk } from '../../platform/files/write.ts';
import { isDatabaseAway } from '../../platform/postgres.ts';
import type { HttpContext } from '../context.ts';
import { type Download, downloadRoute, sendDownload } from '../download.ts';
import { instant } from '../instant.ts';
import { HttpProblem } from '../problem.ts';
import { requireStaff } from '../staff-auth.ts';

/** Exports that one process runs at once: each holds a connection to the database for as long as its client reads. */
const EXPORTS_MAX = 2;
const RETRY_AFTER_SECONDS = 10;

/** What each export shows: one of orders has every customer's name and address at once, which viewers do not need. */
const CAPABILITIES: Record<ExportKind, Capability> = {
  products: 'read',
  orders: 'orders',
  movements: 'read',
};

/** Products, orders and the stock ledger as files for the staff, made while they are sent. */
export const adminExportRoutes = (app: FastifyInstance, context: HttpContext): void => {
  const { db, log, config } = context;
  const running = new Set<Promise<unknown>>();
  const closing = new AbortController();
  // However small the pool is, the shop keeps a connection.
  const runningMax = Math.min(EXPORTS_MAX, config.databasePoolMax - 1);

  app.addHook('preClose', async () => {
    closing.abort();
    await Promise.allSettled(running);
  });

  downloadRoute(app, admin.exportProducts, async ({ query, raw, reply }) => {
    const format = query.format ?? 'jsonl';
    const { currency, publicUrl } = config;
    await run(raw, reply, {
      kind: 'products',
      asked: { format },
      contentType: exportContentType(format),
      fileName: exportFileName('products', format, new Date()),
      open: () => exportProducts(db, { format, currency, publicUrl }),
    });
  });

  downloadRoute(app, admin.exportOrders, async ({ query, raw, reply }) => {
    const format = query.format ?? 'jsonl';
    const [from, to] = [instant('from', query.from), instant('to', query.to)];
    await run(raw, reply, {
      kind: 'orders',
      asked: { ...query, format },
      contentType: exportContentType(format),
      fileName: exportFileName('orders', format, new Date()),
      open: () => exportOrders(db, { format, from, to, status: query.status ?? null }),
    });
  });

  downloadRoute(app, admin.exportMovements, async ({ query, raw, reply }) => {
    const format = query.format ?? 'jsonl';
    const [from, to] = [instant('from', query.from), instant('to', query.to)];
    await run(raw, reply, {
      kind: 'movements',
      asked: { ...query, format },
      contentType: exportContentType(format),
      fileName: exportFileName('movements', format, new Date()),
      open: () => exportMovements(db, { format, from, to, sku: query.sku ?? null }),
    });
  });

  type Wanted = Omit<Download, 'chunks'> & {
    kind: ExportKind;
    /** For the audit log. */
    asked: object;
    open: () => AsyncGenerator<FileChunk, void, undefined>;
  };

  const run = async (request: FastifyRequest, reply: FastifyReply, wanted: Wanted): Promise<void> => {
    const { actor } = await requireStaff(context, request, CAPABILITIES[wanted.kind]);
    if (running.size >= runningMax)
      throw new HttpProblem('overloaded', `${runningMax} exports are running. Try again later.`, {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    const work = send(reply, { ...wanted, actor });
    running.add(work);
    await work.finally(() => running.delete(work));
  };

  const send = async (reply: FastifyReply, wanted: Wanted & { actor: string }): Promise<void> => {
    const { kind, asked, actor } = wanted;
    await audit(db, { actor, action: 'export.start', target: kind, detail: asked });
    const { fileName, contentType } = wanted;
    const sent = await sendDownload(
      reply,
      { fileName, contentType, chunks: wanted.open() },
      { closing: closing.signal },
    );
    const told = { kind, actor, ...sent };
    if (sent.err === undefined) log.info(told, 'an export has ended');
    else log[isDatabaseAway(sent.err) ? 'warn' : 'error'](told, 'an export broke off');
  };
};
