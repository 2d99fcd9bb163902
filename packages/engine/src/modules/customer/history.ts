import { namedIdAt } from '../../platform/named-id.ts';
import type { Transaction } from '../../platform/postgres.ts';
import { many, type Queryable, statement, t } from '../../platform/sql.ts';

export type HistoricCustomer = {
  /** Where they come from, and what they are called there. */
  source: string;
  reference: string;
  name: string;
  email: string;
  since: Date;
};

// An account with a password stays as it is; of another the earliest day is kept. Sorted, so that rivals queue up.
// Index account_email.
const upsertAccounts = statement({
  name: 'customer.upsertHistoricAccounts',
  text: `
    INSERT INTO customer.account AS known (customer_id, email, name, created_at)
    SELECT customer_id, email, name, since
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) AS came (customer_id, email, name, since)
    ORDER BY email
    ON CONFLICT (lower(email)) DO UPDATE SET created_at = excluded.created_at
    WHERE known.password_hash IS NULL AND excluded.created_at < known.created_at
    RETURNING xmax = 0 AS created`,
  params: { customerIds: t.uuidArray, emails: t.textArray, names: t.textArray, since: t.timestamptzArray },
  row: { created: t.bool },
});

// Whoever has a password signed up here, under an address that looks like one of ours: no order is theirs.
// Index account_email.
const selectByEmails = statement({
  name: 'customer.selectByEmails',
  text: `
    SELECT customer_id AS "customerId", lower(email) AS email FROM customer.account
    WHERE lower(email) = ANY($1) AND password_hash IS NULL`,
  params: { emails: t.textArray },
  row: { customerId: t.uuid, email: t.text },
});

/** The customers without a password who have some e-mails, by the e-mail in lower case. */
export const findCustomersByEmail = async (
  db: Queryable,
  emails: readonly string[],
): Promise<Map<string, string>> => {
  const found = await many(db, selectByEmails, { emails: emails.map((email) => email.toLowerCase()) });
  return new Map(found.map(({ email, customerId }) => [email, customerId]));
};

/**
 * Makes accounts for customers who were known elsewhere, in the caller's transaction: without a password, so nobody
 * can sign in to one. Returns the ids by reference, and how many were not there before.
 */
export const recordCustomers = async (
  tx: Transaction,
  customers: readonly HistoricCustomer[],
): Promise<{ ids: Map<string, string>; created: number }> => {
  if (customers.length === 0) return { ids: new Map(), created: 0 };
  const written = await many(tx, upsertAccounts, {
    // Of no time: an order from before the first may come in later.
    customerIds: customers.map(({ source, reference }) => namedIdAt(0, `customer ${source} ${reference}`)),
    emails: customers.map(({ email }) => email),
    names: customers.map(({ name }) => name),
    since: customers.map(({ since }) => since),
  });
  const byEmail = await findCustomersByEmail(
    tx,
    customers.map(({ email }) => email),
  );
  const ids = customers.flatMap(({ reference, email }) => {
    const id = byEmail.get(email.toLowerCase());
    return id === undefined ? [] : [[reference, id] as const];
  });
  return { ids: new Map(ids), created: written.filter(({ created }) => created).length };
};
