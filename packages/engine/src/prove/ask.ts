/** One question of a buyer to the shop, asked until it is answered; every request of it goes into the history. */
import {
  type Answer,
  ApiProblem,
  ApiUnreachable,
  type Client,
  type Endpoint,
  type Order,
} from '@cartwright/contract';
import type { Journal } from '../replay/journal.ts';
import { type Patience, patiently } from '../replay/patience.ts';
import type { Figures } from './figures.ts';
import type { Call } from './history/record.ts';

export type ProofContext = {
  /** Engines, which buyers take in turn. */
  urls: readonly string[];
  goods: Goods;
  calls: Call[];
  figures: Figures;
  journal: Journal;
  patience: Patience;
  /** Milliseconds since the opening. */
  nowMs(): number;
  /** Who placed which order, to look at it again as she does. */
  buyers: Map<string, Buyer>;
};

export type Goods = {
  sku: string;
  beside: readonly string[];
  saleId: string | undefined;
};

export type Buyer = {
  buyer: number;
  sessionId: string;
  /** One for each engine. */
  clients: readonly Client[];
  /** Requests so far: the next goes to the next engine. */
  turns: number;
};

export type Units = Record<string, number>;
type Question = {
  kind: Call['kind'];
  key?: string;
  /** Where it is about an order that is there. */
  orderId?: string | undefined;
  units: Units;
};

/** Throws `ApiProblem` for a refusal and `GaveUp` when no answer came in time. */
export const ask = <E extends Endpoint>(
  context: ProofContext,
  buyer: Buyer,
  question: Question,
  send: (client: Client, signal: AbortSignal) => Promise<Answer<E>>,
): Promise<Answer<E>> =>
  patiently(context.patience, async (signal) => {
    const client = buyer.clients[buyer.turns % buyer.clients.length];
    if (client === undefined) throw new Error('A shop has at least one engine');
    buyer.turns += 1;
    const invokedAtMs = context.nowMs();
    const note = (said: Said): void => {
      const returnedAtMs = context.nowMs();
      const { kind, key = null, orderId = null, units } = question;
      context.calls.push({
        type: 'call',
        buyer: buyer.buyer,
        kind,
        key,
        invokedAtMs,
        returnedAtMs,
        units,
        code: null,
        orderId,
        short: [],
        ...said,
      });
      count(context.figures, said);
    };
    try {
      const answer = await send(client, signal);
      note(isOrder(answer.body) ? saidOf(answer.body) : { outcome: 'done' });
      if (answer.headers.has('idempotent-replayed')) context.figures.replayed += 1;
      return answer;
    } catch (error) {
      note(refusalOf(error, question.units));
      // Its effect is not known; the same key may be sent again.
      if (error instanceof ApiProblem && error.status >= 500 && error.status !== 503)
        throw new ApiUnreachable(error.message, { cause: error });
      throw error;
    }
  });

/** Measures what a buyer waits for, from her first request to the answer, a refusal included. */
export const measured = async <T>({ figures }: ProofContext, asked: () => Promise<T>): Promise<T> => {
  const startedAt = performance.now();
  const note = (): void => void figures.latenciesMs.push(performance.now() - startedAt);
  try {
    const answer = await asked();
    note();
    return answer;
  } catch (error) {
    if (error instanceof ApiProblem) note();
    throw error;
  }
};

export const isDeclined = ({ status, payment }: Order): boolean =>
  status === 'placed' && payment.status === 'declined';

export const isSoldOut = ({ problem }: ApiProblem): boolean =>
  problem.code === 'sold-out' || problem.code === 'insufficient-stock';

type Said = Pick<Call, 'outcome'> & Partial<Pick<Call, 'code' | 'orderId' | 'units' | 'short'>>;

const isOrder = (body: unknown): body is Order =>
  typeof body === 'object' && body !== null && 'timeline' in body && 'orderId' in body;

const saidOf = (order: Order): Said => ({
  outcome: isDeclined(order) ? 'declined' : order.status,
  orderId: order.orderId,
  units: Object.fromEntries(order.lines.map(({ sku, quantity }) => [sku, quantity])),
});

const refusalOf = (error: unknown, units: Units): Said => {
  if (!(error instanceof ApiProblem))
    return { outcome: 'unanswered', code: error instanceof Error ? error.name : 'unknown' };
  const { problem, status } = error;
  const { code } = problem;
  if (status === 429 || status === 503 || code === 'idempotency-in-flight' || code === 'busy')
    return { outcome: 'throttled', code };
  if (status >= 500) return { outcome: 'unanswered', code };
  if (code === 'payment-declined')
    return {
      outcome: 'declined',
      code,
      ...(problem.orderId === undefined ? {} : { orderId: problem.orderId }),
    };
  if (!isSoldOut(error)) return { outcome: 'refused', code };
  const named = (problem.errors ?? []).flatMap((one) => ('sku' in one ? [one.sku] : []));
  return { outcome: 'sold-out', code, short: named.length > 0 ? named : Object.keys(units) };
};

const count = (figures: Figures, { outcome }: Said): void => {
  figures.requests += 1;
  if (outcome === 'throttled') figures.throttled += 1;
  if (outcome === 'unanswered') figures.failed += 1;
};
