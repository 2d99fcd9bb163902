import { createHash } from 'node:crypto';
import type { Address } from '@cartwright/contract';
import { ownersOf } from '../../modules/catalog/index.ts';
import { recordCustomers } from '../../modules/customer/index.ts';
import {
  ensureOrderPartitions,
  findImported,
  type HistoricOrder,
  recordHistory,
} from '../../modules/order/index.ts';
import {
  countryCodeOf,
  decideInvoice,
  type Invoice,
  type KeptInvoice,
  type LeftOut,
  leaveInvoiceOut,
  leaveOut,
  loadInvoices,
  nextInvoices,
  titleOf,
} from '../../modules/order-log/index.ts';
import { type Database, type Transaction, transaction } from '../../platform/postgres.ts';
import { assert } from '../../shared/assert.ts';
import { type OrderImport, SOURCE } from './context.ts';

/** Invoices looked at with one statement, and lines of one transaction: 5,000 take some 150 ms. */
const PAGE_INVOICES = 1_000;
const BATCH_LINES = 5_000;
/** Longest invoice that is taken; the longest of the data set has 1,114 lines. */
export const INVOICE_LINES_MAX = 10_000;

export type OrderCounts = { created: number; present: number; customers: number };

/** Imports the orders of the log as history; those that are in already are left as they are. */
export const importOrdersOfLog = async (
  run: OrderImport,
  { total, note }: { total: number; note: (tx: Transaction, counts: OrderCounts) => Promise<void> },
): Promise<OrderCounts> => {
  const { db, importId, signal, onProgress } = run;
  const counts: OrderCounts = { created: 0, present: 0, customers: 0 };
  const months = new Set<string>();
  let done = 0;
  for await (const invoices of invoiceBatches(run, { cancellations: false })) {
    signal?.throwIfAborted();
    const kept = await loadInvoices(db, { importId, invoices });
    await ensureMonths(db, { months, invoices: kept.values() });
    const next = await transaction(db, async (tx) => {
      const after = { ...counts };
      const leftOut: { line: number; fate: LeftOut }[] = [];
      const decided: Invoice[] = [];
      for (const invoice of kept.values()) {
        const decision = decideInvoice(invoice.lines, invoice);
        leftOut.push(...decision.leftOut);
        if (decision.invoice !== undefined) decided.push(decision.invoice);
      }
      const { fresh, present, differing } = await tellApart(tx, decided);
      for (const invoice of differing)
        for (const { line } of [...invoice.goods, ...invoice.shipping])
          leftOut.push({ line, fate: 'invoice-differs' });
      const customers = await recordCustomers(tx, customersOf(fresh));
      const { idBySku } = await ownersOf(tx, {
        handles: [],
        skus: [...new Set(fresh.flatMap(({ goods }) => goods.map(({ sku }) => sku)))],
      });
      const came = await recordHistory(
        tx,
        fresh.map((invoice) =>
          orderOf(invoice, {
            currency: run.currency,
            customerId: customers.ids.get(invoice.customer ?? '') ?? null,
            productOf: (sku) => {
              const productId = idBySku.get(sku);
              assert(productId !== undefined, `the product of ${sku} has gone during the import`);
              return productId;
            },
          }),
        ),
      );
      await leaveOut(tx, importId, leftOut);
      after.created += came.size;
      after.present += present.length + fresh.length - came.size;
      after.customers += customers.created;
      await note(tx, after);
      return after;
    });
    Object.assign(counts, next);
    done += invoices.length;
    onProgress({ stage: 'orders', done, total });
  }
  return counts;
};

/** The numbers of the log's invoices in their order, in batches that fit one transaction. Too long ones stay out. */
export async function* invoiceBatches(
  { db, importId }: OrderImport,
  { cancellations }: { cancellations: boolean },
): AsyncGenerator<string[], void, undefined> {
  let after = '';
  while (true) {
    const page = await nextInvoices(db, { importId, after, cancellations, limit: PAGE_INVOICES });
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.invoice;
    let batch: string[] = [];
    let lines = 0;
    for (const next of page) {
      if (next.lines > INVOICE_LINES_MAX) {
        await leaveInvoiceOut(db, { importId, invoice: next.invoice });
        continue;
      }
      if (batch.length > 0 && lines + next.lines > BATCH_LINES) {
        yield batch;
        batch = [];
        lines = 0;
      }
      batch.push(next.invoice);
      lines += next.lines;
    }
    if (batch.length > 0) yield batch;
  }
}

/** Makes the partitions of the months that orders lie in, and of no others: one wrong date may be decades away. */
const ensureMonths = async (
  db: Database,
  { months, invoices }: { months: Set<string>; invoices: Iterable<KeptInvoice> },
): Promise<void> => {
  for (const { lines, broken } of invoices) {
    const { invoice } = decideInvoice(lines, { broken });
    const month = invoice?.at.toISOString().slice(0, 7);
    if (invoice === undefined || month === undefined || months.has(month)) continue;
    await ensureOrderPartitions(db, { from: invoice.at, to: invoice.at });
    months.add(month);
  }
};

/** Parts invoices into those that are new, in already, and in already with something else. */
const tellApart = async (
  tx: Transaction,
  invoices: readonly Invoice[],
): Promise<{ fresh: Invoice[]; present: Invoice[]; differing: Invoice[] }> => {
  const found = await findImported(tx, { source: SOURCE, references: invoices.map(({ number }) => number) });
  const known = new Map(found.map(({ reference, contentSha256 }) => [reference, contentSha256]));
  const fresh: Invoice[] = [];
  const present: Invoice[] = [];
  const differing: Invoice[] = [];
  for (const invoice of invoices) {
    const before = known.get(invoice.number);
    (before === undefined ? fresh : before.equals(contentOf(invoice)) ? present : differing).push(invoice);
  }
  return { fresh, present, differing };
};

/** SHA-256 of what is taken of an invoice, whatever the order of its lines. */
const contentOf = ({ customer, country, goods, shipping }: Invoice): Buffer => {
  const lines = [...goods, ...shipping].map(({ sku, description, quantity, unitPrice, at }) =>
    JSON.stringify([sku, description, quantity, unitPrice, at]),
  );
  return createHash('sha256')
    .update(JSON.stringify([customer, country, lines.sort()]))
    .digest();
};

const customersOf = (invoices: readonly Invoice[]) => {
  const byNumber = new Map<string, Date>();
  for (const { customer, at } of invoices)
    if (customer !== null && at < (byNumber.get(customer) ?? new Date(8.64e15))) byNumber.set(customer, at);
  return [...byNumber].map(([reference, since]) => ({
    source: SOURCE,
    reference,
    name: nameOf(reference),
    email: emailOf(reference),
    since,
  }));
};

const nameOf = (customer: string | null): string =>
  customer === null ? 'Unnamed customer' : `Customer ${customer}`;

/** The log has no addresses. Nobody is ever written to at `.invalid` (RFC 2606). */
export const emailOf = (customer: string | null): string =>
  customer === null
    ? 'unnamed@imported.invalid'
    : `customer-${/^[a-z0-9]{1,40}$/i.test(customer) ? customer : shortHash(customer)}@imported.invalid`;

/** For what is no part of an e-mail address as it is. */
const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

const addressOf = ({ customer, country }: Invoice): Address => ({
  name: nameOf(customer),
  line1: 'Not in the order log',
  city: 'Not in the order log',
  region: country,
  postalCode: '-',
  country: countryCodeOf(country),
});

const orderOf = (
  invoice: Invoice,
  made: { currency: string; customerId: string | null; productOf: (sku: string) => string },
): HistoricOrder => ({
  source: SOURCE,
  reference: invoice.number,
  status: 'fulfilled',
  customerId: made.customerId,
  email: emailOf(invoice.customer),
  shippingAddress: addressOf(invoice),
  currency: made.currency,
  lines: invoice.goods.map(({ sku, description, quantity, unitPrice }) => ({
    sku,
    productId: made.productOf(sku),
    title: titleOf(description) || sku,
    quantity,
    unitPrice: unitPrice ?? 0,
  })),
  shippingTotal: invoice.shippingTotal,
  placedAt: invoice.at,
  contentSha256: contentOf(invoice),
  data: { source: SOURCE, invoice: invoice.number, customer: invoice.customer, country: invoice.country },
});
