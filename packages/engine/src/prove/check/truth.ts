/** Orders, stock and charges of a proof against PostgreSQL and the provider's ledger. */
import { liveUnits, tallyOrders } from '../../modules/order/index.ts';
import type { Database } from '../../platform/postgres.ts';
import { checkAgainstTruth } from '../../replay/check/index.ts';
import { noFindings } from '../../replay/findings.ts';
import type { Journal } from '../../replay/journal.ts';
import { timeOfId } from '../../shared/ids.ts';
import { type Finding, finding } from '../findings.ts';
import type { Shelf } from '../goods.ts';
import { chargeFaults, doubledOrders, type KnownOrder, lostOrder } from './compare.ts';
import { readLedger } from './ledger.ts';
import { noteUntold, ordersBySessions } from './settle.ts';

export type Truth = {
  findings: Finding[];
  /** Orders that were looked at. */
  orders: number;
  /** Units of the first SKU that live orders hold. */
  sold: number;
};

type Checking = {
  db: Database;
  journal: Journal;
  shelf: Shelf;
  sku: string;
  ledgerUrl: string | undefined;
  /** Unix milliseconds; older orders are not of this proof. */
  since: number;
};

const IDS_AT_ONCE = 500;

/** Everything has settled. Changes nothing. */
export const checkTruth = async (checking: Checking): Promise<Truth> => {
  const { db, journal, shelf, sku } = checking;
  await noteUntold(db, journal);
  for (const one of Object.keys(shelf)) journal.note('sku', one, {});
  const held = await liveUnits(db, Object.keys(shelf));
  const { orders, findings } = await checkOrders(checking);
  for (const [one, units] of Object.entries(shelf)) {
    const sold = held.get(one) ?? 0;
    if (sold > units)
      findings.push(
        finding('oversold', `${one}: orders hold ${sold} units, and there were ${units}.`, sold - units),
      );
  }
  findings.push(...(await checkBooks(db, journal)));
  return { findings, orders, sold: held.get(sku) ?? 0 };
};

const checkOrders = async (checking: Checking): Promise<{ findings: Finding[]; orders: number }> => {
  const { db, journal, ledgerUrl, since } = checking;
  const findings: Finding[] = [];
  const orderIds = new Set<string>();
  for await (const orders of ordersBySessions(db, journal)) {
    const bySession = Map.groupBy(orders, ({ sessionId }) => sessionId ?? '');
    findings.push(
      ...doubledOrders(new Map([...bySession].map(([id, own]) => [id, own.map(({ orderId }) => orderId)]))),
    );
    for (const { orderId } of orders) orderIds.add(orderId);
  }
  for (const page of journal.pages('order', IDS_AT_ONCE)) for (const [orderId] of page) orderIds.add(orderId);
  const ledger = ledgerUrl === undefined ? undefined : await readLedger(ledgerUrl);
  // A charge of an order that nobody knows is of this proof if it was made meanwhile.
  for (const reference of ledger?.keys() ?? [])
    if ((timeOfId(reference) ?? 0) >= since) orderIds.add(reference);
  const known = await knownOrders(db, [...orderIds]);
  for (const orderId of orderIds) {
    const order = known.get(orderId);
    const told = journal.find('order', orderId)?.told ?? 'undecided';
    findings.push(...lostOrder(orderId, told, order));
    if (ledger !== undefined) findings.push(...chargeFaults(orderId, order, ledger.get(orderId)));
  }
  return { findings, orders: known.size };
};

const knownOrders = async (db: Database, orderIds: readonly string[]): Promise<Map<string, KnownOrder>> => {
  const known = new Map<string, KnownOrder>();
  for (let from = 0; from < orderIds.length; from += IDS_AT_ONCE)
    for (const order of await tallyOrders(db, orderIds.slice(from, from + IDS_AT_ONCE)))
      known.set(order.orderId, order);
  return known;
};

/** What the check of a replay looks at: lines, payments, keys, the stock ledger. */
const checkBooks = async (db: Database, journal: Journal): Promise<Finding[]> => {
  const off = noFindings();
  await checkAgainstTruth(db, { journal, findings: off });
  const listed = off.listed.map((what) => finding('books', what));
  const more = off.total - listed.length;
  return more > 0 ? [...listed, finding('books', `And ${more} more of this kind.`, more)] : listed;
};
