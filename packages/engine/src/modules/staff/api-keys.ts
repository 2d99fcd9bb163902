import { createHash } from 'node:crypto';
import type { StaffRole } from '@cartwright/contract';
import { maybeOne, type Queryable, statement, t } from '../../platform/sql.ts';

const selectKey = statement({
  name: 'staff.selectApiKey',
  text: `SELECT name, role FROM staff.api_key WHERE key_sha256 = $1 AND revoked_at IS NULL`,
  params: { keySha256: t.bytea },
  row: { name: t.text, role: t.words<StaffRole>() },
});

export type ApiKeyOwner = { name: string; role: StaffRole };

/** Whose API key this is, or undefined. */
export const findApiKey = (db: Queryable, key: string): Promise<ApiKeyOwner | undefined> =>
  maybeOne(db, selectKey, { keySha256: createHash('sha256').update(key).digest() });
