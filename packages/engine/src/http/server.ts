import { createServer as createHttpServer } from 'node:http';
import fastifyCookie from '@fastify/cookie';
import fastifyCors from '@fastify/cors';
import { Ajv } from 'ajv';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import { adminAttributeRoutes } from './admin/attributes.ts';
import { adminBulkRoutes } from './admin/bulk.ts';
import { adminCategoryRoutes } from './admin/categories.ts';
import { adminCollectionRoutes } from './admin/collections.ts';
import { adminExportRoutes } from './admin/exports.ts';
import { adminImportRoutes } from './admin/imports.ts';
import { adminMediaRoutes } from './admin/media.ts';
import { adminOrderRoutes } from './admin/orders.ts';
import { adminProductRoutes } from './admin/products.ts';
import { adminReadSideRoutes } from './admin/read-side.ts';
import { adminStaffRoutes } from './admin/staff.ts';
import { adminStockRoutes } from './admin/stock.ts';
import { closeInTime } from './closing.ts';
import { compatRoutes } from './compat/index.ts';
import type { HttpContext } from './context.ts';
import { documentation } from './documentation.ts';
import { answerUnreadable, handleErrors, sendProblem } from './errors.ts';
import { createFastPath, type FastPath } from './fast-path.ts';
import { createFreshness, type FreshnessContext } from './freshness.ts';
import { shedLoad } from './in-flight.ts';
import { ownerKey } from './sessions.ts';
import { authRoutes } from './store/auth.ts';
import { cartRoutes } from './store/carts.ts';
import { catalogRoutes } from './store/catalog.ts';
import { checkoutRoutes } from './store/checkout.ts';
import { collectionRoutes } from './store/collections.ts';
import { orderRoutes } from './store/orders.ts';
import { queueRoutes } from './store/queue.ts';
import { saleRoutes } from './store/sales.ts';
import { streamRoutes } from './store/streams.ts';
import { systemRoutes } from './system.ts';

/** Longest path parameter: a SKU of 128 characters, each percent-encoded. */
const PARAM_LENGTH_MAX = 1_200;
// For a whole request with its body: a large import over a slow line. Headers have Node's own 60 s.
const REQUEST_TIMEOUT_MS = 30 * 60_000;
/** Longer than the keep-alive of usual load balancers (60 s), so that they close first. */
const KEEP_ALIVE_MS = 72_000;

/** The HTTP server with all its routes, not yet listening. */
export const createServer = async (
  base: Omit<HttpContext, 'freshness' | 'fastPath'>,
): Promise<FastifyInstance> => {
  const { config, log } = base;
  let fastPath: FastPath | undefined;
  const app = Fastify({
    serverFactory: (handle) =>
      createHttpServer(
        { requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS },
        (request, response) => {
          if (fastPath?.answer(request, response) !== true) handle(request, response);
        },
      ),
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: config.bodyLimitBytes,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: PARAM_LENGTH_MAX },
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (error, _request, reply) => {
      void sendProblem(reply, 'invalid-request', error.message);
    },
  }) as unknown as FastifyInstance;
  // First, so that a browser may read whatever answer follows, a refusal included.
  await app.register(fastifyCors, { delegator: corsOf(config.allowedOrigins) });
  shedLoad(app, config.inFlightMax);
  closeInTime(app);
  validateByContract(app);
  handleErrors(app, log);
  acceptEmptyJson(app);
  tellTime(app);
  const freshness = createFreshness(app, base.readSide, base.epoch);
  fastPath = createFastPath({
    ready: base.ready,
    feed: base.readSide.feed,
    lsn: freshness.lsn,
    ownerOf: (token) => knownOwner(base, freshness, token),
  });
  // What is still open then is closed with its next answer, which only the framework knows to do.
  app.addHook('preClose', async () => {
    fastPath = undefined;
  });
  const context: HttpContext = { ...base, freshness, fastPath };
  await app.register(fastifyCookie);
  await documentation(app);
  await app.register(async (routes) => {
    systemRoutes(routes, context);
    authRoutes(routes, context);
    catalogRoutes(routes, context);
    collectionRoutes(routes, context);
    cartRoutes(routes, context);
    checkoutRoutes(routes, context);
    orderRoutes(routes, context);
    saleRoutes(routes, context);
    queueRoutes(routes, context);
    streamRoutes(routes, context);
    adminStaffRoutes(routes, context);
    adminProductRoutes(routes, context);
    adminBulkRoutes(routes, context);
    adminCollectionRoutes(routes, context);
    adminCategoryRoutes(routes, context);
    adminAttributeRoutes(routes, context);
    await adminMediaRoutes(routes, context);
    adminExportRoutes(routes, context);
    await adminImportRoutes(routes, context);
    adminStockRoutes(routes, context);
    adminOrderRoutes(routes, context);
    adminReadSideRoutes(routes, context);
    compatRoutes(routes, context);
  });
  return app;
};

/** The owner of a token that was verified before, still holds, and whose commits the read side shows. */
const knownOwner = (
  { tokens, revocations }: Pick<HttpContext, 'tokens' | 'revocations'>,
  freshness: FreshnessContext,
  token: string,
): string | undefined => {
  const claims = tokens.known(token, 'store');
  if (claims === undefined || revocations.has(claims.sessionId) || !freshness.hasSeen(claims.sessionId))
    return undefined;
  return ownerKey({ sessionId: claims.sessionId, customerId: claims.subject });
};

/** A body longer than this, as JSON, is told its first fault only: finding them all can cost more than it is worth. */
const THOROUGH_LENGTH_MAX = 16_384;

/** Bodies are taken literally; what comes in an address or a header is text and is read as its schema says. */
const validateByContract = (app: FastifyInstance): void => {
  const common = { removeAdditional: false, useDefaults: true, strict: false } as const;
  const quick = new Ajv({ ...common, allErrors: false });
  const thorough = new Ajv({ ...common, allErrors: true });
  const fromText = new Ajv({ ...common, allErrors: true, coerceTypes: 'array' });
  app.setValidatorCompiler<object>(({ schema, httpPart }) => {
    if (httpPart !== 'body') return fromText.compile(schema);
    const [first, all] = [quick.compile(schema), thorough.compile(schema)];
    const validate = (body: unknown): boolean => {
      if (first(body)) return true;
      const short = JSON.stringify(body).length <= THOROUGH_LENGTH_MAX;
      validate.errors = (short && !all(body) ? all.errors : first.errors) ?? null;
      return false;
    };
    validate.errors = first.errors ?? null;
    return validate;
  });
};

/** An empty body is no body, also where a client declares it as JSON; a missing one is `{}` where fields are asked. */
const acceptEmptyJson = (app: FastifyInstance): void => {
  // A form of another page can send text without asking first; nothing here is text.
  app.removeContentTypeParser('text/plain');
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else parse(request, String(body), done);
  });
  app.addHook('preValidation', async (request) => {
    if (request.body === undefined && request.routeOptions.schema?.body !== undefined) request.body = {};
  });
};

/** What a countdown runs by: `Date` has whole seconds only. */
const tellTime = (app: FastifyInstance): void => {
  app.addHook('onSend', async (_request, reply) => {
    reply.header('cartwright-time', String(Date.now()));
  });
};

const COMPAT_PATH = /^\/(products|orders|orderHistory)\//;
const EXPOSED = [
  'Cartwright-Session',
  'Idempotent-Replayed',
  'Location',
  'Content-Location',
  'Retry-After',
  'ETag',
  'Cartwright-Time',
  'Cartwright-Lsn',
  'Cartwright-Lag-Ms',
];

/** Cookies only from the shop's own pages; the tutorial's API, which knows no cookies, from anywhere. */
const corsOf =
  (allowedOrigins: readonly string[]) =>
  (
    request: { headers: { origin?: string | undefined }; url?: string | undefined },
    callback: (error: Error | null, options: object) => void,
  ): void => {
    const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'];
    const { origin } = request.headers;
    if (COMPAT_PATH.test(request.url ?? '')) callback(null, { origin: '*', methods, maxAge: 86_400 });
    else if (origin !== undefined && allowedOrigins.includes(origin))
      callback(null, { origin, methods, credentials: true, exposedHeaders: EXPOSED, maxAge: 600 });
    else callback(null, { origin: false });
  };
