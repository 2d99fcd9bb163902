import Compile from 'typebox/compile';
import {
  type AuthoriseOutcome,
  type PaymentProvider,
  ProviderRejected,
  ProviderUnavailable,
  type RefusalCode,
  type Refused,
} from './port.ts';
import { LedgerRecord, ProviderProblem, tokenBehaviour } from './test-provider-api.ts';

/**
 * The built-in test provider over HTTP: one call, one attempt, no deadline of its own (see `index.ts`).
 * `url` has no path.
 */
export const createTestProviderClient = (address: { url: string }): PaymentProvider => {
  const url = address.url.replace(/\/+$/, '');
  const post = async (path: string, key: string, body: object, signal?: AbortSignal) => {
    const answer = await exchange(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    });
    return answer.ok ? parseRecord(answer.body) : answer;
  };

  return {
    name: 'test',
    knowsToken: (token) => tokenBehaviour(token) !== undefined,

    async authorise({ key, ...body }, signal): Promise<AuthoriseOutcome> {
      const answer = await post('/v1/authorisations', key, body, signal);
      if ('ok' in answer) throw rejection(answer);
      switch (answer.outcome) {
        case 'authorised':
        case 'review':
          return { outcome: answer.outcome, authorisationId: answer.authorisationId };
        case 'declined':
          return { outcome: 'declined', declineCode: answer.declineCode };
        default:
          throw unexpected(answer);
      }
    },

    async capture({ key, ...body }, signal) {
      const answer = await post('/v1/captures', key, body, signal);
      if ('ok' in answer) return refusal(answer);
      if (answer.outcome !== 'captured') throw unexpected(answer);
      return { outcome: 'captured', captureId: answer.captureId };
    },

    async void_({ key, ...body }, signal) {
      const answer = await post('/v1/voids', key, body, signal);
      if ('ok' in answer) return refusal(answer);
      if (answer.outcome !== 'voided') throw unexpected(answer);
      return { outcome: 'voided', voidId: answer.voidId };
    },

    async refund({ key, ...body }, signal) {
      const answer = await post('/v1/refunds', key, body, signal);
      if ('ok' in answer) return refusal(answer);
      if (answer.outcome !== 'refunded') throw unexpected(answer);
      return { outcome: 'refunded', refundId: answer.refundId };
    },

    async find(key, signal) {
      const path = `/v1/operations/${encodeURIComponent(key)}`;
      const answer = await exchange(`${url}${path}`, signal ? { signal } : {});
      if (answer.ok) return parseRecord(answer.body);
      // Only this code says "nothing done": a plain 404 may come from a wrong address.
      if (answer.code === 'operation-not-found') return null;
      throw rejection(answer);
    },
  };
};

type Problem = { ok: false; status: number; code: string; detail: string };

/** Sends once and reads the whole answer; anything short of a clear answer is `ProviderUnavailable`. */
const exchange = async (url: string, init: RequestInit): Promise<{ ok: true; body: unknown } | Problem> => {
  let status: number;
  let body: unknown;
  try {
    const response = await fetch(url, { ...init, redirect: 'error' });
    status = response.status;
    body = await response.json();
  } catch (error) {
    const certain = neverConnected(error) ? 'not-done' : 'unknown';
    throw new ProviderUnavailable(certain, `payment provider at ${url}: no answer`, error);
  }
  if (status >= 500 || status === 429) {
    throw new ProviderUnavailable('unknown', `payment provider at ${url}: status ${status}`);
  }
  if (status < 300) return { ok: true, body };
  const problem = problemShape.Check(body) ? body : { code: 'unreadable', detail: 'answer without a code' };
  return { ok: false, status, code: problem.code, detail: problem.detail };
};

/** Failures of connecting itself, as Node and its fetch name them: no byte of the request left. */
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const neverConnected = (error: unknown): boolean => {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && NEVER_CONNECTED.has(String(cause.code));
};

const recordShape = Compile(LedgerRecord);
const problemShape = Compile(ProviderProblem);

/** An unreadable success may still have moved money, so it counts as unknown, not as a bug. */
const parseRecord = (body: unknown): LedgerRecord => {
  if (recordShape.Check(body)) return body;
  throw new ProviderUnavailable('unknown', 'payment provider: unreadable answer');
};

const REFUSAL_CODES: ReadonlySet<string> = new Set<RefusalCode>([
  'unknown-authorisation',
  'currency-mismatch',
  'already-voided',
  'already-captured',
  'exceeds-authorised',
  'exceeds-captured',
]);
const isRefusalCode = (code: string): code is RefusalCode => REFUSAL_CODES.has(code);

const refusal = (problem: Problem): Refused => {
  if (problem.status === 409 && isRefusalCode(problem.code))
    return { outcome: 'refused', code: problem.code };
  throw rejection(problem);
};

const rejection = (problem: Problem): ProviderRejected => new ProviderRejected(problem);

const unexpected = (record: LedgerRecord): Error =>
  new Error(`payment provider: key ${record.key} answered with outcome ${record.outcome}`);
