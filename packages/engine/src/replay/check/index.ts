/** Everything the shoppers were told, compared with PostgreSQL in one state of it. */
import { findEffects } from '../../modules/idempotency/index.ts';
import { ledgerOf, unitsOfOrders } from '../../modules/inventory/index.ts';
import { liveUnits, ordersOfSessions, tallyLines, tallyOrders } from '../../modules/order/index.ts';
import { attemptsOf, reversalsOf } from '../../modules/payment/index.ts';
import type { Database, Transaction } from '../../platform/postgres.ts';
import { inSnapshot } from '../../platform/snapshot.ts';
import type { Findings } from '../findings.ts';
import type { Journal, Notes } from '../journal.ts';
import { againstItself, againstLedger, againstTold, type Kept } from './compare.ts';
import { untilSettled } from './settle.ts';

/** What was looked at. Money in minor units. */
export type Checked = {
  orders: number;
  /** Orders among them whose shoppers never got an answer. */
  unheardOf: number;
  lines: number;
  keys: number;
  skus: number;
  /** Of confirmed orders. */
  confirmedTotal: number;
  captured: number;
};

type Checking = { snapshot: Transaction; journal: Journal; findings: Findings; checked: Checked };

/** Orders have at most 100 lines, so this many are 20,000 lines at most. */
const ORDERS_AT_ONCE = 200;
const KEYS_AT_ONCE = 1_000;
const SKUS_AT_ONCE = 10_000;

/**
 * Waits until payments have settled, then compares in bounded parts, whatever the length of the replay. What is off
 * goes to `findings`. Changes nothing; throws what PostgreSQL throws.
 */
export const checkAgainstTruth = async (
  db: Database,
  { journal, findings }: { journal: Journal; findings: Findings },
): Promise<Checked> => {
  await untilSettled(db, journal);
  return inSnapshot(db, async (snapshot) => {
    const checked = { orders: 0, unheardOf: 0, lines: 0, keys: 0, skus: 0, confirmedTotal: 0, captured: 0 };
    const checking: Checking = { snapshot, journal, findings, checked };
    for (const page of journal.pages('order', ORDERS_AT_ONCE)) await checkOrders(checking, new Map(page));
    await checkUnheardOf(checking);
    await checkKeys(checking);
    await checkStock(checking);
    if (checked.captured !== checked.confirmedTotal)
      findings.add(
        `Confirmed orders come to ${checked.confirmedTotal}, and captured is ${checked.captured} in all.`,
      );
    return checked;
  });
};

const checkOrders = async (
  { snapshot, journal, findings, checked }: Checking,
  told: ReadonlyMap<string, Notes['order'] | undefined>,
): Promise<void> => {
  const orderIds = [...told.keys()];
  const orders = new Map((await tallyOrders(snapshot, orderIds)).map((order) => [order.orderId, order]));
  const lines = Map.groupBy(await tallyLines(snapshot, orderIds), ({ orderId }) => orderId);
  const units = Map.groupBy(await unitsOfOrders(snapshot, orderIds), ({ orderId }) => orderId);
  const attempts = Map.groupBy(await attemptsOf(snapshot, orderIds), ({ orderId }) => orderId);
  const reversals = Map.groupBy(await reversalsOf(snapshot, orderIds), ({ orderId }) => orderId);
  for (const [orderId, note] of told) {
    const order = orders.get(orderId);
    if (order === undefined) {
      findings.add(`The order ${orderId}, which a shopper was told of, does not exist.`);
      continue;
    }
    const kept: Kept = {
      ...order,
      lines: lines.get(orderId) ?? [],
      bound: new Map(units.get(orderId)?.map(({ sku, units: bound }) => [sku, bound])),
      attempts: attempts.get(orderId) ?? [],
      reversals: reversals.get(orderId) ?? [],
    };
    const wrong = [...againstItself(kept), ...againstLedger(kept)];
    if (note !== undefined) wrong.push(...againstTold(kept, note));
    for (const what of wrong) findings.add(`The order ${orderId} ${what}.`);
    for (const { sku } of kept.lines) journal.note('sku', sku, {});
    checked.orders += 1;
    checked.lines += kept.lines.length;
    const counts = order.status === 'confirmed' || order.status === 'fulfilled';
    if (counts) checked.confirmedTotal += order.total;
    for (const { status, amount } of kept.attempts)
      if (counts && status === 'captured') checked.captured += amount;
  }
};

/** Orders of the replay's sessions that no answer told of: fine where a checkout got no answer, else one too many. */
const checkUnheardOf = async (checking: Checking): Promise<void> => {
  const { snapshot, journal, findings, checked } = checking;
  for (const page of journal.pages('session', ORDERS_AT_ONCE)) {
    const placed = await ordersOfSessions(
      snapshot,
      page.map(([sessionId]) => sessionId),
    );
    const unheardOf = placed.filter(({ orderId }) => journal.find('order', orderId) === undefined);
    for (const { orderId, cartId } of unheardOf)
      if (cartId === null || journal.find('cart', cartId)?.fate !== 'unknown')
        findings.add(`The order ${orderId} of the cart ${cartId} exists, and no shopper was told of it.`);
    checked.unheardOf += unheardOf.length;
    for (let from = 0; from < unheardOf.length; from += ORDERS_AT_ONCE) {
      const some = unheardOf.slice(from, from + ORDERS_AT_ONCE);
      await checkOrders(checking, new Map(some.map(({ orderId }) => [orderId, undefined])));
    }
  }
};

/** The engine forgets keys after 48 hours; those of a longer replay are not looked for. */
const KEYS_KEPT_MS = 47 * 3_600_000;

const checkKeys = async ({ snapshot, journal, findings, checked }: Checking): Promise<void> => {
  const since = Date.now() - KEYS_KEPT_MS;
  for (const page of journal.pages('key', KEYS_AT_ONCE)) {
    const keys = page.map(([, note]) => note).filter(({ at, made }) => at > since && made !== 'unknown');
    const effects = new Map(
      [...(await findEffects(snapshot, keys)).values()].map(({ key, orderId }) => [key, orderId]),
    );
    for (const { key, operation, made } of keys) {
      const effect = effects.get(key) ?? null;
      if (effect === made) continue;
      const found = effect === null ? 'nothing' : `the order ${effect}`;
      const told = made === null ? 'that it made nothing' : `of the order ${made}`;
      findings.add(`The key ${key} (${operation}) has made ${found}; its shopper was told ${told}.`);
    }
    checked.keys += keys.length;
  }
};

/** Of every SKU that the replay sold: its row, its ledger, and what all live orders of the shop hold of it. */
const checkStock = async ({ snapshot, journal, findings, checked }: Checking): Promise<void> => {
  for (const page of journal.pages('sku', SKUS_AT_ONCE)) {
    const skus = page.map(([sku]) => sku);
    const live = await liveUnits(snapshot, skus);
    const stocks = new Map((await ledgerOf(snapshot, skus)).map((stock) => [stock.sku, stock]));
    for (const sku of skus) {
      const stock = stocks.get(sku);
      if (stock === undefined) {
        findings.add(`${sku} was sold and has no stock.`);
        continue;
      }
      const { onHand, allocated, ledgerOnHand, ledgerAllocated } = stock;
      const sold = live.get(sku) ?? 0;
      if (onHand !== ledgerOnHand)
        findings.add(`${sku}: ${onHand} are on hand, and the ledger comes to ${ledgerOnHand}.`);
      if (allocated !== ledgerAllocated)
        findings.add(`${sku}: ${allocated} are allocated, and the ledger comes to ${ledgerAllocated}.`);
      if (allocated !== sold)
        findings.add(`${sku}: ${allocated} are allocated, and live orders hold ${sold}.`);
    }
    checked.skus += skus.length;
  }
};
