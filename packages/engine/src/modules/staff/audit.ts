import { change, many, type Queryable, type RowOf, statement, t } from '../../platform/sql.ts';
import { newId } from '../../shared/ids.ts';

const insertAudit = statement({
  name: 'staff.insertAudit',
  text: `INSERT INTO staff.audit (audit_id, actor, action, target, detail) VALUES ($1, $2, $3, $4, $5)`,
  params: { auditId: t.uuid, actor: t.text, action: t.text, target: t.text, detail: t.json<object>() },
  row: {},
});

// Newest first; ids sort by time, so the primary key serves.
const selectAudit = statement({
  name: 'staff.selectAudit',
  text: `
    SELECT audit_id AS "auditId", actor, action, target, detail, at FROM staff.audit
    WHERE audit_id < coalesce($1, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid) ORDER BY audit_id DESC LIMIT $2`,
  params: { before: t.nullable(t.uuid), limit: t.int8 },
  row: {
    auditId: t.uuid,
    actor: t.text,
    action: t.text,
    target: t.text,
    detail: t.json<object>(),
    at: t.timestamptz,
  },
});
export type AuditPage = RowOf<typeof selectAudit>[];

/** Writes down who changed what, in the transaction of the change. */
export const audit = async (
  tx: Queryable,
  entry: { actor: string; action: string; target: string; detail?: object },
): Promise<void> => {
  await change(tx, insertAudit, { auditId: newId(), detail: {}, ...entry });
};

/** At most `limit` entries, newest first, older than `before`. */
export const auditEntries = (
  db: Queryable,
  page: { before: string | null; limit: number },
): Promise<AuditPage> => many(db, selectAudit, page);
