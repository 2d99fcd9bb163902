import { createHash, randomBytes } from 'node:crypto';
import type { StaffRole } from '@cartwright/contract';
import { change, maybeOne, type Queryable, statement, t } from '../../platform/sql.ts';
import { newId } from '../../shared/ids.ts';

const selectKey = statement({
  name: 'staff.selectApiKey',
  text: `SELECT name, role FROM staff.api_key WHERE key_sha256 = $1 AND revoked_at IS NULL`,
  params: { keySha256: t.bytea },
  row: { name: t.text, role: t.words<StaffRole>() },
});

const insertKey = statement({
  name: 'staff.insertApiKey',
  text: `INSERT INTO staff.api_key (api_key_id, name, role, key_sha256) VALUES ($1, $2, $3, $4)`,
  params: { apiKeyId: t.uuid, name: t.text, role: t.words<StaffRole>(), keySha256: t.bytea },
  row: {},
});

export type ApiKeyOwner = { name: string; role: StaffRole };

const sha256 = (key: string): Buffer => createHash('sha256').update(key).digest();

/** Makes an API key and returns it: the only time that it is seen, because only its hash is kept. */
export const createApiKey = async (db: Queryable, owner: ApiKeyOwner): Promise<string> => {
  const key = `cw_${randomBytes(32).toString('base64url')}`;
  await change(db, insertKey, { apiKeyId: newId(), ...owner, keySha256: sha256(key) });
  return key;
};

/** Whose API key this is, or undefined. */
export const findApiKey = (db: Queryable, key: string): Promise<ApiKeyOwner | undefined> =>
  maybeOne(db, selectKey, { keySha256: sha256(key) });
