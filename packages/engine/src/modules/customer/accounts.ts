import type { Customer } from '@cartwright/contract';
import { hashPassword, verifyPassword } from '../../platform/password.ts';
import { change, maybeOne, type Queryable, type RowOf, statement, t } from '../../platform/sql.ts';
import { newId } from '../../shared/ids.ts';

const insertAccount = statement({
  name: 'customer.insertAccount',
  text: `
    INSERT INTO customer.account (customer_id, email, name, password_hash) VALUES ($1, $2, $3, $4)
    ON CONFLICT (lower(email)) DO NOTHING`,
  params: { customerId: t.uuid, email: t.text, name: t.nullable(t.text), passwordHash: t.text },
  row: {},
});

// Index account_email.
const selectByEmail = statement({
  name: 'customer.selectByEmail',
  text: `
    SELECT customer_id AS "customerId", email, name, password_hash AS "passwordHash"
    FROM customer.account WHERE lower(email) = lower($1)`,
  params: { email: t.text },
  row: { customerId: t.uuid, email: t.text, name: t.nullable(t.text), passwordHash: t.nullable(t.text) },
});

const selectById = statement({
  name: 'customer.selectById',
  text: `
    SELECT customer_id AS "customerId", email, name FROM customer.account WHERE customer_id = $1`,
  params: { customerId: t.uuid },
  row: { customerId: t.uuid, email: t.text, name: t.nullable(t.text) },
});

export type NewAccount = { email: string; name: string | null; passwordHash: string };

/** Hashes outside any transaction, because it is slow on purpose. */
export const prepareAccount = async (from: {
  email: string;
  name: string | null;
  password: string;
}): Promise<NewAccount> => ({
  email: from.email,
  name: from.name,
  passwordHash: await hashPassword(from.password),
});

/** Makes an account, in the caller's transaction. */
export const createAccount = async (
  tx: Queryable,
  account: NewAccount,
): Promise<{ ok: true; customer: Customer } | { ok: false; code: 'email-taken' }> => {
  const customerId = newId();
  if ((await change(tx, insertAccount, { customerId, ...account })) === 0)
    return { ok: false, code: 'email-taken' };
  return { ok: true, customer: { customerId, email: account.email, name: account.name } };
};

/** The customer whose e-mail and password these are, or undefined; an unknown e-mail takes just as long. */
export const authenticate = async (
  db: Queryable,
  credentials: { email: string; password: string },
): Promise<Customer | undefined> => {
  const account: RowOf<typeof selectByEmail> | undefined = await maybeOne(db, selectByEmail, {
    email: credentials.email,
  });
  const fits = await verifyPassword(account?.passwordHash ?? undefined, credentials.password);
  if (account === undefined || !fits) return undefined;
  return { customerId: account.customerId, email: account.email, name: account.name };
};

export const findCustomer = (db: Queryable, customerId: string): Promise<Customer | undefined> =>
  maybeOne(db, selectById, { customerId });
