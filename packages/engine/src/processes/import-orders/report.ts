import type { OrderLogReport } from '@cartwright/contract';
import {
  type Fate,
  LEFT_OUT,
  type LeftOut,
  leftOutLines,
  logSumsByCountry,
  logSumsByDay,
} from '../../modules/order-log/index.ts';
import type { Database } from '../../platform/postgres.ts';

/** Countries told one by one; more than there are, so that only rubbish runs into it. */
const COUNTRIES_MAX = 400;
const PAGE_LINES = 1_000;

/** What an import came to, from what became of each of its lines. */
export const reportOf = async (
  db: Database,
  importId: string,
  counts: Pick<OrderLogReport, 'currency' | 'products' | 'customers' | 'orders' | 'returns'>,
): Promise<OrderLogReport> => {
  const accepted = {
    goods: { lines: 0, amount: 0 },
    shipping: { lines: 0, amount: 0 },
    goodsBack: { lines: 0, amount: 0 },
    shippingBack: { lines: 0, amount: 0 },
    total: { lines: 0, amount: 0 },
  };
  const leftOut = new Map<LeftOut, { lines: number; amount: number }>();
  const byDay = new Map<string, { accepted: number; leftOut: number }>();
  const all = { accepted: 0, leftOut: 0 };
  for (const { fate, day, lines, amount } of await logSumsByDay(db, importId)) {
    const out = isLeftOut(fate);
    const sums = out ? [leftOut.get(fate) ?? { lines: 0, amount: 0 }] : [accepted[fate], accepted.total];
    for (const sum of sums) {
      sum.lines += lines;
      sum.amount += amount;
    }
    const [first] = sums;
    if (out && first !== undefined) leftOut.set(fate, first);
    all[out ? 'leftOut' : 'accepted'] += amount;
    if (day === null) continue;
    const ofDay = byDay.get(day) ?? { accepted: 0, leftOut: 0 };
    ofDay[out ? 'leftOut' : 'accepted'] += amount;
    byDay.set(day, ofDay);
  }
  const byCountry = await logSumsByCountry(db, { importId, limit: COUNTRIES_MAX });
  if (byCountry.length === COUNTRIES_MAX)
    byCountry.push({
      country: 'all others',
      accepted: all.accepted - byCountry.reduce((sum, { accepted }) => sum + accepted, 0),
      leftOut: all.leftOut - byCountry.reduce((sum, { leftOut }) => sum + leftOut, 0),
    });
  return {
    ...counts,
    accepted,
    leftOut: [...leftOut]
      .map(([rule, sum]) => ({ rule, because: LEFT_OUT[rule], ...sum }))
      .sort((a, b) => b.lines - a.lines),
    byDay: [...byDay].map(([day, sums]) => ({ day, ...sums })),
    byCountry: byCountry.sort((a, b) => b.accepted - a.accepted || (a.country < b.country ? -1 : 1)),
  };
};

const isLeftOut = (fate: Fate): fate is LeftOut => Object.hasOwn(LEFT_OUT, fate);

export type LineLeftOut = Awaited<ReturnType<typeof leftOutLines>>[number] & { reason: string };

/** The lines that stayed out with the reason of each, in the order of the file. */
export async function* linesLeftOut(
  db: Database,
  importId: string,
): AsyncGenerator<LineLeftOut, void, undefined> {
  let after = 0;
  while (true) {
    const page = await leftOutLines(db, { importId, after, limit: PAGE_LINES });
    for (const row of page) yield { ...row, reason: reasonOf(row) };
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.line;
  }
}

const reasonOf = ({
  fate,
  problem,
  invoice,
  sku,
}: {
  fate: Fate;
  problem: string | null;
  invoice: string | null;
  sku: string | null;
}): string => {
  if (!isLeftOut(fate)) return fate;
  const place = [invoice === null ? '' : `invoice ${invoice}`, sku === null ? '' : `code ${sku}`].filter(
    Boolean,
  );
  return `${fate}: ${place.length > 0 ? `${place.join(', ')} ` : ''}${problem ?? LEFT_OUT[fate]}`;
};
