import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Intent } from '../modules/idempotency/index.ts';
import { HttpProblem } from './problem.ts';

/** The caller's intent: her `Idempotency-Key`, scoped to her and the operation, with what she wants. */
export const intentOf = (
  request: FastifyRequest,
  from: { owner: string; operation: string; wants: unknown },
): Intent => {
  const key = request.headers['idempotency-key'];
  if (key === undefined || key === '')
    throw new HttpProblem(
      'idempotency-key-missing',
      'Send an Idempotency-Key: any new text of 1 to 255 visible characters; the same one when you repeat the request.',
    );
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key))
    throw new HttpProblem(
      'invalid-request',
      'An Idempotency-Key has 1 to 255 visible characters, without blanks.',
    );
  const bodySha256 = createHash('sha256').update(canonical(from.wants)).digest();
  return { owner: from.owner, operation: from.operation, key, bodySha256 };
};

/** JSON with sorted keys: the same wish is the same text, however a client orders it. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  ) ?? '';

const WAIT_SECONDS_MAX = 30;

/** How long the caller lets us wait for the outcome (RFC 7240): `respond-async`, `wait=N`, or the default. */
export const waitMsOf = (request: FastifyRequest, defaultMs: number): number => {
  const { prefer } = request.headers;
  const text = Array.isArray(prefer) ? prefer.join(',') : (prefer ?? '');
  const preferences = text.split(/[,;]/).map((preference) => preference.trim().toLowerCase());
  const wait = preferences.find((preference) => /^wait\s*=\s*\d{1,6}$/.test(preference));
  if (wait !== undefined) return Math.min(Number(wait.split('=')[1]), WAIT_SECONDS_MAX) * 1_000;
  return preferences.includes('respond-async') ? 0 : defaultMs;
};
