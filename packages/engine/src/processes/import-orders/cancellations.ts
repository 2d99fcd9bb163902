import { createHash } from 'node:crypto';
import { findCustomersByEmail } from '../../modules/customer/index.ts';
import {
  findImported,
  type HistoricReturn,
  lockReturns,
  matchReturns,
  recordReturns,
  returnableOf,
} from '../../modules/order/index.ts';
import {
  amountOf,
  decideInvoice,
  type Invoice,
  type KeptInvoice,
  type LeftOut,
  type LogLine,
  leaveOut,
  lineIdentity,
  loadInvoices,
} from '../../modules/order-log/index.ts';
import { type Transaction, transaction } from '../../platform/postgres.ts';
import { type OrderImport, SOURCE } from './context.ts';
import { emailOf, invoiceBatches } from './orders.ts';

/**
 * Gives back what the cancellations of the log take back, each of the order it belongs to. Returns how many times an
 * order got something back. Lines that were taken by an earlier import are left as they are; those that found no
 * order then are tried again.
 */
export const importCancellationsOfLog = async (
  run: OrderImport,
  { total, note }: { total: number; note: (tx: Transaction) => Promise<void> },
): Promise<number> => {
  const { db, importId, signal, onProgress } = run;
  let created = 0;
  let done = 0;
  for await (const invoices of invoiceBatches(run, { cancellations: true })) {
    signal?.throwIfAborted();
    created += await transaction(db, async (tx) => {
      const kept = await loadInvoices(tx, { importId, invoices });
      const { returns, leftOut } = await takeBack(tx, [...kept.values()], run.currency);
      await recordReturns(tx, returns);
      await leaveOut(tx, importId, leftOut);
      await note(tx);
      return returns.length;
    });
    done += invoices.length;
    onProgress({ stage: 'cancellations', done, total });
  }
  return created;
};

const NOTHING = { returnable: new Map(), shippingLeft: [] };

/** What some cancellations take back, in their order, and which of their lines stay out. */
const takeBack = async (
  tx: Transaction,
  kept: readonly KeptInvoice[],
  currency: string,
): Promise<{ returns: HistoricReturn[]; leftOut: { line: number; fate: LeftOut }[] }> => {
  const leftOut: { line: number; fate: LeftOut }[] = [];
  const decided: Invoice[] = [];
  for (const invoice of kept) {
    const decision = decideInvoice(invoice.lines, invoice);
    leftOut.push(...decision.leftOut);
    if (decision.invoice !== undefined) decided.push(decision.invoice);
  }
  // Two imports that take back from one order at once would both find all of it there.
  await lockReturns(tx, SOURCE);
  const names = new Map(
    decided.map((invoice) => [invoice.number, named([...invoice.goods, ...invoice.shipping])]),
  );
  const taken = await takenBefore(tx, [...names.values()].flat());
  const customers = await findCustomersByEmail(
    tx,
    decided.flatMap(({ customer }) => (customer === null ? [] : emailOf(customer))),
  );
  const idOf = ({ customer }: Invoice): string | undefined =>
    customer === null ? undefined : customers.get(emailOf(customer).toLowerCase());
  const known = decided.flatMap((invoice) => {
    const customerId = idOf(invoice);
    return customerId === undefined ? [] : [{ ...invoice, customerId }];
  });
  const left = await returnableOf(tx, {
    source: SOURCE,
    goods: known.flatMap(({ customerId, goods }) => goods.map(({ sku }) => ({ customerId, sku }))),
    shipping: known.flatMap(({ customerId, shipping }) => (shipping.length === 0 ? [] : customerId)),
  });
  const returns: HistoricReturn[] = [];
  for (const invoice of decided) {
    const byLine = new Map(names.get(invoice.number)?.map((name) => [name.line.line, name]));
    const open = ({ line }: LogLine): boolean => !taken.has(byLine.get(line)?.reference ?? '');
    const goods = invoice.goods.filter(open);
    const shipping = invoice.shipping.filter(open);
    const customerId = idOf(invoice);
    if (customerId === undefined) {
      const fate = invoice.customer === null ? 'no-customer' : 'order-not-found';
      leftOut.push(...[...goods, ...shipping].map(({ line }) => ({ line, fate }) as const));
      continue;
    }
    const matched = matchReturns(
      { at: invoice.at, ...backOf({ goods, shipping }) },
      left.get(customerId) ?? NOTHING,
    );
    leftOut.push(...matched.unmatched.map((line) => ({ line, fate: 'order-not-found' }) as const));
    for (const { logLines, ...back } of matched.returns)
      returns.push({
        ...back,
        source: SOURCE,
        references: logLines.flatMap((number) => byLine.get(number) ?? []),
        at: invoice.at,
        reason: `cancellation ${invoice.number}`,
        currency,
        data: { source: SOURCE, cancellation: invoice.number, amount: back.amount, lines: back.lines },
      });
  }
  return { returns, leftOut };
};

const backOf = ({ goods, shipping }: Pick<Invoice, 'goods' | 'shipping'>) => ({
  goods: goods.map(({ line, sku, quantity, unitPrice }) => ({
    line,
    sku,
    quantity: -quantity,
    unitPrice: unitPrice ?? 0,
  })),
  shipping: shipping.map((line) => ({ line: line.line, amount: -amountOf(line) })),
});

/** Those of some names that an earlier import has taken. */
const takenBefore = async (tx: Transaction, names: readonly Named[]): Promise<Set<string>> => {
  const references = names.map(({ reference }) => reference);
  const found = await findImported(tx, { source: SOURCE, references });
  return new Set(found.map(({ reference }) => reference));
};

type Named = { line: LogLine; reference: string; contentSha256: Buffer };

/**
 * The names under which the lines of a cancellation are taken once: invoice, SKU, quantity and price, and a number where
 * several say that. What else a line says may be written differently in another edition of the file.
 */
const named = (lines: readonly LogLine[]): Named[] => {
  const seen = new Map<string, number>();
  return lines.map((line) => {
    const name = `${line.invoice} ${line.sku} ${line.quantity} ${line.unitPrice}`;
    const occurrence = (seen.get(name) ?? 0) + 1;
    seen.set(name, occurrence);
    return {
      line,
      reference: occurrence === 1 ? name : `${name} #${occurrence}`,
      contentSha256: createHash('sha256').update(lineIdentity(line)).digest(),
    };
  });
};
