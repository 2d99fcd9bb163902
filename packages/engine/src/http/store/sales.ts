import { type Sale, store } from '@cartwright/contract';
import type { FastifyInstance } from 'fastify';
import { readSale, readSales } from '../../modules/sale/index.ts';
import type { Admission } from '../../modules/waiting-room/index.ts';
import { type ClaimMade, createClaiming } from '../../processes/claim.ts';
import type { HttpContext } from '../context.ts';
import { intentOf } from '../intent.ts';
import { HttpProblem } from '../problem.ts';
import { created, ok, route } from '../route.ts';
import { ownerKey, resolveSession } from '../sessions.ts';

/** Sales, and claiming units of one. */
export const saleRoutes = (app: FastifyInstance, context: HttpContext): void => {
  const claim = createClaiming(context, context.carts);
  const { rooms } = context;
  const withQueue = (sale: Sale): Sale => ({ ...sale, queueLength: rooms.queueLength(sale.saleId) });

  route(app, store.listSales, async ({ raw }) =>
    ok({ items: (await readSales(await context.freshness.reader(raw))).map(withQueue) }),
  );

  route(app, store.getSale, async ({ params, raw }) => {
    const sale = await readSale(await context.freshness.reader(raw), params.saleId);
    if (sale === undefined) throw noSale();
    return ok(withQueue(sale));
  });

  route(app, store.claimSale, async ({ params, body, raw, reply }) => {
    const { saleId } = params;
    const { quantity } = body;
    const wish = { operation: `claim:${saleId}`, wants: { saleId, quantity } };
    const session = await resolveSession(context, raw, reply, wish);
    const who = { saleId, sessionId: session.sessionId };
    const admission = await rooms.admission(who, body.admissionToken);
    if (!admission.ok) throw notAdmitted(admission);
    const intent = intentOf(raw, { owner: ownerKey(session), ...wish });
    const made = await claim({ owner: session, intent, saleId, quantity });
    // Who has what she came for, or can get no more, makes room for the next in line.
    if (admission.by === 'admitted' && (made.ok || made.code === 'limit-exceeded')) void rooms.resolve(who);
    if (!made.ok) throw refusal(made);
    if (made.replayed) reply.header('idempotent-replayed', 'true');
    const { claimId, cartId, expiresAt } = made.claim;
    return created({ claimId, cartId, expiresAt: expiresAt.toISOString() });
  });
};

/** The problem that a claim is without an admission that holds; told from memory. */
const notAdmitted = ({ sale, state }: Extract<Admission, { ok: false }>): HttpProblem => {
  switch (state) {
    case 'open':
      return new HttpProblem(
        'not-admitted',
        'This sale has a waiting room: take a place (POST /v1/sales/{saleId}/queue) and send the admissionToken that you are given when it is your turn.',
      );
    case 'soldOut':
      return soldOut({ remaining: 0 });
    case 'scheduled':
    case 'ended':
    case 'stopped':
      return refusal({ ok: false, code: 'not-open', state, startsAt: new Date(sale.startsAt) });
    default:
      return state satisfies never;
  }
};

const noSale = (): HttpProblem => new HttpProblem('not-found', 'There is no such sale.');

/** Nobody is sent away for longer: units come back early when a claim is released. */
const RETRY_AFTER_MAX_SECONDS = 30;

/** The problem that a refused claim is. */
const refusal = (refused: Exclude<ClaimMade, { ok: true }>): HttpProblem => {
  switch (refused.code) {
    case 'not-found':
      return noSale();
    case 'session-ended':
      return new HttpProblem('unauthenticated', 'This session has just signed in; go on with its new token.');
    case 'idempotency-mismatch':
      return new HttpProblem(
        'idempotency-mismatch',
        'This Idempotency-Key was used for another quantity. Take a new key for a new wish.',
      );
    case 'not-open':
      return refused.state === 'scheduled'
        ? new HttpProblem('not-open', `This sale opens at ${refused.startsAt.toISOString()}.`, {
            startsAt: refused.startsAt.toISOString(),
          })
        : new HttpProblem('not-open', 'This sale is over.');
    case 'withdrawn':
      return new HttpProblem('not-open', 'What this sale offers is not sold at the moment.');
    case 'limit-exceeded':
      return new HttpProblem(
        'limit-exceeded',
        `One buyer gets at most ${refused.perBuyerLimit} of this sale, and you have ${refused.taken}.`,
        { available: Math.max(refused.perBuyerLimit - refused.taken, 0) },
      );
    case 'sold-out':
      return soldOut(refused);
    default:
      return refused satisfies never;
  }
};

/** While some units are only claimed, they may come back: then it says when to ask again. */
const soldOut = ({ remaining, nextExpiry }: { remaining: number; nextExpiry?: Date | undefined }) => {
  const left = remaining === 0 ? 'Nothing is left to claim' : `Only ${remaining} left to claim`;
  if (nextExpiry === undefined)
    return new HttpProblem('sold-out', `${left} in this sale.`, { available: remaining });
  const seconds = Math.ceil((nextExpiry.getTime() - Date.now()) / 1_000);
  return new HttpProblem('sold-out', `${left} now. Units that are not paid for come back: try again.`, {
    available: remaining,
    retryAfterSeconds: Math.min(Math.max(seconds, 1), RETRY_AFTER_MAX_SECONDS),
  });
};
