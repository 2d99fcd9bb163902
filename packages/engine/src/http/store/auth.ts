import { type Customer, type Session, store } from '@cartwright/contract';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { handOverCarts, mergeCarts } from '../../modules/cart/index.ts';
import {
  authenticate,
  createAccount,
  findCustomer,
  lockSession,
  prepareAccount,
  recordSignIn,
  revokeSession,
} from '../../modules/customer/index.ts';
import { handOverIntents } from '../../modules/idempotency/index.ts';
import { adoptSessionOrders } from '../../modules/order/index.ts';
import { handOverClaims } from '../../modules/sale/index.ts';
import { type Transaction, transaction } from '../../platform/postgres.ts';
import { Unavailable } from '../../shared/expected-error.ts';
import { newId } from '../../shared/ids.ts';
import { type AttemptLimit, limitAttempts } from '../attempts.ts';
import type { HttpContext } from '../context.ts';
import { HttpProblem } from '../problem.ts';
import { created, ok, route } from '../route.ts';
import {
  bearerOf,
  openSession,
  ownerKey,
  refuseForeignOrigin,
  resolveSession,
  type StoreSession,
  verify,
} from '../sessions.ts';

/** Sessions and accounts. */
export const authRoutes = (app: FastifyInstance, context: HttpContext): void => {
  const limit = limitAttempts(context.config.authAttemptsPerMinute);

  route(app, store.createSession, async ({ raw, reply }) => {
    refuseForeignOrigin(context, raw);
    // A forged Bearer is told, so that a client does not go on believing in it.
    const bearer = bearerOf(raw);
    if (bearer !== undefined && (await verify(context, bearer)) === undefined)
      throw new HttpProblem(
        'unauthenticated',
        'This session token is unknown or has ended. Send none to get a new one.',
      );
    const { session, token } = await openSession(context, reply, null);
    return created({ token, sessionId: session.sessionId, customer: null });
  });

  route(app, store.getSession, async ({ raw, reply }) => {
    const session = await resolveSession(context, raw, reply);
    return ok({ sessionId: session.sessionId, customer: await customerOf(context, session) });
  });

  route(app, store.signUp, async ({ body, raw, reply }) => {
    const guest = await resolveSession(context, raw, reply);
    allow(limit, body.email);
    const account = await prepareAccount({
      email: body.email,
      name: body.name ?? null,
      password: body.password,
    });
    const session = await enter(context, reply, guest, async (tx) => {
      const created = await createAccount(tx, account);
      if (!created.ok)
        throw new HttpProblem(
          'email-taken',
          'There is an account with this e-mail address. Sign in instead.',
        );
      return created.customer;
    });
    return created(session);
  });

  route(app, store.signIn, async ({ body, raw, reply }) => {
    const guest = await resolveSession(context, raw, reply);
    allow(limit, body.email);
    const customer = await authenticate(context.db, body);
    if (customer === undefined)
      throw new HttpProblem('unauthenticated', 'E-mail address and password do not belong together.');
    return ok(await enter(context, reply, guest, async () => customer));
  });

  route(app, store.signOut, async ({ raw, reply }) => {
    const ended = await resolveSession(context, raw, reply);
    await transaction(context.db, (tx) => revokeSession(tx, ended));
    context.revocations.add(ended);
    const { session, token } = await openSession(context, reply, null);
    return ok({ token, sessionId: session.sessionId, customer: null });
  });
};

const allow = (limit: AttemptLimit, email: string): void => {
  const retryAfterSeconds = limit(email.toLowerCase());
  if (retryAfterSeconds > 0)
    throw new HttpProblem('too-many-requests', 'Too many attempts for this e-mail address. Wait a little.', {
      retryAfterSeconds,
    });
};

/**
 * Signs a session in: in one transaction the old one ends, a new one belongs to the customer, and a guest's
 * orders become hers; then her carts are merged, and her places in line go with her. Redis being away does not keep
 * anybody out: then the guest's cart and places stay with the guest's session, and are merged at no later time.
 */
const enter = async (
  context: HttpContext,
  reply: FastifyReply,
  before: StoreSession,
  find: (tx: Transaction) => Promise<Customer>,
): Promise<Session> => {
  const sessionId = newId();
  const { customer, claimCarts } = await transaction(context.db, async (tx) => {
    const found = await find(tx);
    await lockSession(tx, before.sessionId);
    await recordSignIn(tx, { sessionId, customerId: found.customerId });
    await revokeSession(tx, before);
    const { customerId } = found;
    let claimCarts: string[] = [];
    if (before.customerId === null) {
      const owners = { from: ownerKey(before), to: ownerKey({ sessionId, customerId }) };
      await handOverIntents(tx, owners);
      await adoptSessionOrders(tx, { sessionId: before.sessionId, customerId });
      claimCarts = await handOverClaims(tx, owners);
    }
    return { customer: found, claimCarts };
  });
  context.revocations.add(before);
  const { session, token } = await openSession(context, reply, customer.customerId, sessionId);
  // The new session sees the orders that it has taken over.
  context.freshness.belongs(reply.request, sessionId);
  try {
    if (before.customerId === null) {
      const owners = { guest: ownerKey(before), customer: ownerKey(session) };
      await mergeCarts(context.carts, owners);
      await handOverCarts(context.carts.store, { cartIds: claimCarts, ...owners });
    }
    await context.rooms.handOver({ from: before.sessionId, to: sessionId });
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    context.log.warn({ err: error }, 'a cart or a place in line could not be handed over at sign-in');
  }
  return { token, sessionId, customer };
};

const customerOf = async (context: HttpContext, session: StoreSession): Promise<Customer | null> =>
  session.customerId === null ? null : ((await findCustomer(context.db, session.customerId)) ?? null);
