import type { StaffRole } from '@cartwright/contract';
import { hashPassword, verifyPassword } from '../../platform/password.ts';
import { change, maybeOne, type Queryable, statement, t } from '../../platform/sql.ts';
import { newId } from '../../shared/ids.ts';

const insertMember = statement({
  name: 'staff.insertMember',
  text: `
    INSERT INTO staff.member (member_id, email, name, role, password_hash) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (lower(email)) DO NOTHING`,
  params: { memberId: t.uuid, email: t.text, name: t.text, role: t.words<StaffRole>(), passwordHash: t.text },
  row: {},
});

// Index member_email.
const selectByEmail = statement({
  name: 'staff.selectByEmail',
  text: `
    SELECT member_id AS "memberId", email, name, role, password_hash AS "passwordHash"
    FROM staff.member WHERE lower(email) = lower($1) AND disabled_at IS NULL`,
  params: { email: t.text },
  row: { memberId: t.uuid, email: t.text, name: t.text, role: t.words<StaffRole>(), passwordHash: t.text },
});

const selectRole = statement({
  name: 'staff.selectRole',
  text: `SELECT email, role FROM staff.member WHERE member_id = $1 AND disabled_at IS NULL`,
  params: { memberId: t.uuid },
  row: { email: t.text, role: t.words<StaffRole>() },
});

export type Member = { memberId: string; email: string; name: string; role: StaffRole };

/** Adds a member of staff. */
export const addMember = async (
  db: Queryable,
  member: { email: string; name: string; role: StaffRole; password: string },
): Promise<{ ok: true; memberId: string } | { ok: false; code: 'email-taken' }> => {
  const memberId = newId();
  const passwordHash = await hashPassword(member.password);
  const added = await change(db, insertMember, { ...member, memberId, passwordHash });
  return added === 1 ? { ok: true, memberId } : { ok: false, code: 'email-taken' };
};

/** The member whose credentials these are, or undefined; an unknown e-mail takes just as long. */
export const authenticateMember = async (
  db: Queryable,
  credentials: { email: string; password: string },
): Promise<Member | undefined> => {
  const found = await maybeOne(db, selectByEmail, { email: credentials.email });
  const fits = await verifyPassword(found?.passwordHash, credentials.password);
  if (found === undefined || !fits) return undefined;
  return { memberId: found.memberId, email: found.email, name: found.name, role: found.role };
};

/** A member's present role, or undefined when there is none any more. */
export const findMemberRole = (db: Queryable, memberId: string) => maybeOne(db, selectRole, { memberId });
