import { admin, PAGE_LIMIT_DEFAULT } from '@cartwright/contract';
import type { FastifyInstance } from 'fastify';
import { auditEntries, authenticateMember } from '../../modules/staff/index.ts';
import { newId } from '../../shared/ids.ts';
import { limitAttempts } from '../attempts.ts';
import type { HttpContext } from '../context.ts';
import { cursorId, pageOf } from '../paging.ts';
import { HttpProblem } from '../problem.ts';
import { ok, route } from '../route.ts';
import { requireStaff } from '../staff-auth.ts';

/** A working day; staff sign in again the next. */
const STAFF_SESSION_MS = 12 * 3_600_000;

/** Staff sign-in and the audit log. */
export const adminStaffRoutes = (app: FastifyInstance, context: HttpContext): void => {
  const limit = limitAttempts(context.config.authAttemptsPerMinute);

  route(app, admin.signIn, async ({ body }) => {
    const retryAfterSeconds = limit(body.email.toLowerCase());
    if (retryAfterSeconds > 0)
      throw new HttpProblem('too-many-requests', 'Too many attempts. Wait a little.', { retryAfterSeconds });
    const member = await authenticateMember(context.db, body);
    if (member === undefined)
      throw new HttpProblem('unauthenticated', 'E-mail address and password do not belong together.');
    const token = await context.tokens.sign({
      sessionId: newId(),
      subject: member.memberId,
      audience: 'staff',
      expiresAt: new Date(Date.now() + STAFF_SESSION_MS),
    });
    return ok({ token, member });
  });

  route(app, admin.listAudit, async ({ query, raw }) => {
    await requireStaff(context, raw, 'settings');
    const pageLimit = query.limit ?? PAGE_LIMIT_DEFAULT;
    const rows = await auditEntries(context.db, { before: cursorId(query.cursor), limit: pageLimit + 1 });
    const page = pageOf(rows, pageLimit, ({ auditId }) => auditId);
    return ok({ ...page, items: page.items.map((row) => ({ ...row, at: row.at.toISOString() })) });
  });
};
