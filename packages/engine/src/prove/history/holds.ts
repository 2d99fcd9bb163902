/** Who had units when: certainly, and possibly, as far as requests and answers tell. */
import type { Call } from './record.ts';

export type Hold = {
  fromMs: number;
  toMs: number;
  units: number;
  /** Whether the end does not belong to it any more. */
  endsBefore?: boolean;
};

/**
 * From when a buyer has been told that her order is confirmed until somebody asks to cancel it: its units were hers all
 * that time.
 */
export const certainHolds = (calls: readonly Call[], sku: string): Hold[] => {
  const holds = new Map<string, Hold>();
  for (const { orderId, outcome, kind, invokedAtMs, returnedAtMs, units } of calls) {
    const held = units[sku] ?? 0;
    if (orderId === null || held === 0) continue;
    const hold = holds.get(orderId) ?? {
      fromMs: Number.POSITIVE_INFINITY,
      toMs: Number.POSITIVE_INFINITY,
      units: held,
      endsBefore: true,
    };
    holds.set(orderId, hold);
    if (outcome === 'confirmed' || outcome === 'fulfilled') hold.fromMs = Math.min(hold.fromMs, returnedAtMs);
    if (kind === 'cancel') hold.toMs = Math.min(hold.toMs, invokedAtMs);
  }
  return [...holds.values()].filter(({ fromMs, toMs }) => fromMs < toMs);
};

/** By SKU: from a buyer's first request that may take units until an answer shows that she has none. */
export const possibleHolds = (calls: readonly Call[]): Map<string, Hold[]> => {
  const holds = new Map<string, Hold[]>();
  for (const [, own] of Map.groupBy(calls, ({ buyer }) => buyer)) {
    const skus = new Set(own.filter(mayTake).flatMap(({ units }) => Object.keys(units)));
    for (const sku of skus) {
      const found = holds.get(sku) ?? [];
      holds.set(sku, found);
      found.push(...holdsOfBuyer(own, sku));
    }
  }
  return holds;
};

const TAKING: ReadonlySet<Call['kind']> = new Set(['fill', 'claim', 'order', 'checkout']);
const mayTake = ({ kind }: Call): boolean => TAKING.has(kind);

/** Without a key it can only be the cart. */
const nameOf = ({ key }: Call): string => key ?? 'cart';

const holdsOfBuyer = (calls: readonly Call[], sku: string): Hold[] => {
  const about = calls.filter((call) => (call.units[sku] ?? 0) > 0);
  const moments = about
    .flatMap((call) => [
      { atMs: call.invokedAtMs, call, returns: false },
      { atMs: call.returnedAtMs, call, returns: true },
    ])
    .sort((a, b) => a.atMs - b.atMs || Number(a.returns) - Number(b.returns));
  const holds: Hold[] = [];
  let hold: Hold | undefined;
  let underWay = 0;
  let holding = false;
  /** Keys whose effect is not known. */
  const open = new Set<string>();
  for (const { atMs, call, returns } of moments) {
    if (!returns) {
      if (!mayTake(call)) continue;
      underWay += 1;
      const units = call.units[sku] ?? 0;
      if (hold === undefined) {
        hold = { fromMs: atMs, toMs: Number.POSITIVE_INFINITY, units };
        holds.push(hold);
      }
      hold.units = Math.max(hold.units, units);
      continue;
    }
    if (mayTake(call)) underWay -= 1;
    holding = holdsAfter(call, { holding, open });
    if (underWay > 0 || holding || open.size > 0 || hold === undefined) continue;
    hold.toMs = atMs;
    hold = undefined;
  }
  return holds;
};

/** Whether she has units after this answer, as far as it tells; keeps count of the keys that are open. */
const holdsAfter = (call: Call, { holding, open }: { holding: boolean; open: Set<string> }): boolean => {
  switch (call.outcome) {
    case 'cancelled':
    case 'paymentFailed':
    case 'returned':
      open.clear();
      return false;
    case 'unanswered':
    case 'throttled':
      if (mayTake(call)) open.add(nameOf(call));
      return holding;
    case 'sold-out':
    case 'refused':
      open.delete(nameOf(call));
      return holding;
    case 'done':
    case 'placed':
    case 'inReview':
    case 'authorised':
    case 'confirmed':
    case 'fulfilled':
    case 'refunded':
    case 'declined':
      open.delete(nameOf(call));
      return (
        call.kind !== 'empty' && (holding || mayTake(call) || call.kind === 'pay' || call.kind === 'look')
      );
    default:
      return call.outcome satisfies never;
  }
};
