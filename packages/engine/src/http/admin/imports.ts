import { admin, type ImportFormat } from '@cartwright/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { failAbandonedImports, findImport, startImport } from '../../modules/catalog/index.ts';
import { audit } from '../../modules/staff/index.ts';
import { isDatabaseAway, transaction } from '../../platform/postgres.ts';
import { runImport } from '../../processes/run-import.ts';
import { isId, newId } from '../../shared/ids.ts';
import type { HttpContext } from '../context.ts';
import { HttpProblem } from '../problem.ts';
import { ok, route } from '../route.ts';
import { BodyTooLarge, type Spool, spool } from '../spool.ts';
import { requireStaff } from '../staff-auth.ts';

/** Imports that one process runs at once: they take turns at writing anyway. */
const IMPORTS_MAX = 4;
const RETRY_AFTER_SECONDS = 10;

/** Files for the staff, products or orders: sent as the body, imported while they come, and followed by id. */
export const adminImportRoutes = async (app: FastifyInstance, context: HttpContext): Promise<void> => {
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  let taken = 0;

  app.addHook('onReady', async () => {
    await failAbandonedImports(context.db).catch((err: unknown) =>
      context.log.warn({ err }, 'abandoned imports could not be looked for'),
    );
  });
  app.addHook('preClose', async () => {
    stopping.abort(new Error('the engine was stopped; import the file again, what is in is updated'));
    await Promise.all(running);
  });

  await app.register(async (upload) => {
    // Any content type: the format is in the address, and the body is read from the socket as it comes.
    upload.removeAllContentTypeParsers();
    upload.addContentTypeParser('*', (_request, _payload, done) => done(null));

    route(upload, admin.createImport, async ({ query, raw, reply }) => {
      const { actor } = await requireStaff(context, raw, 'catalogue');
      const { importLimitBytes: limitBytes } = context.config;
      if (Number(raw.headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes);
      if (taken >= IMPORTS_MAX)
        throw new HttpProblem('overloaded', `${IMPORTS_MAX} imports are running. Try again later.`, {
          retryAfterSeconds: RETRY_AFTER_SECONDS,
        });
      taken += 1;
      let begun: Awaited<ReturnType<typeof begin>>;
      try {
        begun = await begin(raw, { format: query.format, onHand: query.onHand ?? 0, actor });
      } catch (error) {
        taken -= 1;
        throw error;
      }
      const finished = begun.finished.finally(() => {
        taken -= 1;
        running.delete(finished);
      });
      running.add(finished);
      await begun.body.received.catch((error: unknown) => {
        // What else comes is not read.
        reply.header('connection', 'close');
        throw error instanceof BodyTooLarge ? tooLarge(limitBytes) : brokenOff(error);
      });
      return { status: 202 as const, body: { importId: begun.importId } };
    });
  });

  /** Starts to import what comes; `finished` never rejects. */
  const begin = async (
    request: FastifyRequest,
    by: { format: ImportFormat; onHand: number; actor: string },
  ) => {
    const importId = newId();
    const body = await spool(request.raw, {
      limitBytes: context.config.importLimitBytes,
      signal: stopping.signal,
    });
    try {
      await transaction(context.db, async (tx) => {
        await startImport(tx, { importId, format: by.format });
        await audit(tx, {
          actor: by.actor,
          action: 'import.start',
          target: importId,
          detail: { format: by.format },
        });
      });
    } catch (error) {
      await body.remove();
      throw error;
    }
    return { importId, body, finished: work(body, { importId, ...by }) };
  };

  const work = async (
    body: Spool,
    run: { importId: string; format: ImportFormat; onHand: number; actor: string },
  ): Promise<void> => {
    const { importId } = run;
    try {
      const { status, error, counts } = await runImport(context.db, {
        ...run,
        source: body.content,
        currency: context.config.currency,
        publicUrl: context.config.publicUrl,
        signal: stopping.signal,
      });
      context.log.info({ importId, status, error, ...counts }, 'an import has ended');
    } catch (err) {
      const level = isDatabaseAway(err) ? 'warn' : 'error';
      context.log[level]({ err, importId }, 'the end of an import could not be written down');
    } finally {
      await body.remove().catch((err: unknown) => context.log.warn({ err }, 'an upload was left behind'));
    }
  };

  route(app, admin.getImport, async ({ params, raw }) => {
    await requireStaff(context, raw, 'read');
    const run = isId(params.importId) ? await findImport(context.db, params.importId) : undefined;
    if (run === undefined) throw new HttpProblem('not-found', 'There is no such import.');
    return ok(run);
  });
};

const tooLarge = (limitBytes: number): HttpProblem =>
  new HttpProblem('body-too-large', `A file may have ${limitBytes} bytes. Split it.`);

const brokenOff = (error: unknown): HttpProblem =>
  new HttpProblem(
    'invalid-request',
    `Not the whole file has come: ${error instanceof Error ? error.message : String(error)}.`,
  );
