import { createHash, timingSafeEqual } from 'node:crypto';
import type { StaffRole } from '@cartwright/contract';
import type { FastifyRequest } from 'fastify';
import { type Capability, findApiKey, findMemberRole, may } from '../modules/staff/index.ts';
import type { HttpContext } from './context.ts';
import { HttpProblem } from './problem.ts';
import { bearerOf } from './sessions.ts';

/** Who acts, as the audit log names them. */
export type Actor = { actor: string; role: StaffRole };

/** The member of staff or API key behind a request; 401 without one, 403 when the role may not. */
export const requireStaff = async (
  context: HttpContext,
  request: FastifyRequest,
  capability: Capability,
): Promise<Actor> => {
  const actor = await identify(context, request);
  if (actor === undefined)
    throw new HttpProblem(
      'unauthenticated',
      'Send a staff token (POST /v1/admin/sign-in) or an API key as Bearer.',
    );
  if (!may(actor.role, capability))
    throw new HttpProblem('forbidden', `The role ${actor.role} may not do this.`);
  return actor;
};

const identify = async (context: HttpContext, request: FastifyRequest): Promise<Actor | undefined> => {
  const bearer = bearerOf(request);
  if (bearer === undefined) return undefined;
  const { staffKey } = context.config;
  if (staffKey !== undefined && sameSecret(bearer, staffKey))
    return { actor: 'key:environment', role: 'owner' };
  const claims = await context.tokens.verify(bearer, 'staff');
  if (claims?.subject != null) {
    if (context.revocations.has(claims.sessionId)) return undefined;
    const member = await findMemberRole(context.db, claims.subject);
    return member === undefined ? undefined : { actor: `staff:${member.email}`, role: member.role };
  }
  const key = await findApiKey(context.db, bearer);
  return key === undefined ? undefined : { actor: `key:${key.name}`, role: key.role };
};

/** Compares in a time that does not tell how much was right. */
const sameSecret = (a: string, b: string): boolean =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
