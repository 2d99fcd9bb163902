import { randomBytes, randomUUID } from 'node:crypto';
import { one, type Queryable, statement, t } from './sql.ts';

// Whoever comes first decides; everybody reads what was decided. Primary key.
const ensureSetting = statement({
  name: 'platform.ensureSetting',
  text: `
    INSERT INTO platform.setting AS mine (name, value) VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET value = mine.value
    RETURNING value`,
  params: { name: t.text, fallback: t.text },
  row: { value: t.text },
});

/** What all processes of one shop share: its id and the secret that signs its tokens; made at the first start. */
export type ShopIdentity = { shopId: string; tokenSecret: Uint8Array };

export const loadShopIdentity = async (db: Queryable): Promise<ShopIdentity> => {
  const shopId = await one(db, ensureSetting, { name: 'shopId', fallback: randomUUID() });
  const secret = await one(db, ensureSetting, {
    name: 'tokenSecret',
    fallback: randomBytes(32).toString('base64url'),
  });
  return { shopId: shopId.value, tokenSecret: Buffer.from(secret.value, 'base64url') };
};
