/** What an order log has its shoppers do, step by step: baskets to order, and orders to cancel. */
import { LINES_MAX, QUANTITY_MAX, type WantedLine } from '@cartwright/contract';
import { type BrokenLine, classify, type LogLine, lineIdentity } from '../modules/order-log/index.ts';

/** One cart: an invoice's goods, or a part of them where they are more lines than a cart holds. */
export type Basket = {
  kind: 'basket';
  invoice: string;
  /** 0 for the first or only part of its invoice. */
  part: number;
  customer: string | null;
  at: Date;
  lines: WantedLine[];
};
/** Goods that the log says came back: the SKUs of one cancelling invoice. */
export type Cancellation = {
  kind: 'cancellation';
  invoice: string;
  customer: string | null;
  at: Date;
  skus: string[];
};
export type Step = Basket | Cancellation;

/** What became of the log's lines and invoices. */
export type LogCounts = {
  lines: number;
  /** Lines that are in no basket, by what they are. */
  skippedLines: Record<string, number>;
  /** Invoices that sell goods. */
  baskets: number;
  /** Those among them that became several carts. */
  split: number;
  /** Those among them that no cart can hold, by reason. */
  leftOut: Record<string, number>;
};

export const noLogCounts = (): LogCounts => ({
  lines: 0,
  skippedLines: {},
  baskets: 0,
  split: 0,
  leftOut: {},
});

/** Adds one under a name. */
export const countOne = (counts: Record<string, number>, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1;
};

/** Lines of one invoice that are looked at together; the longest of the data set has 1,114. */
const INVOICE_LINES_MAX = 10_000;

type Gathered = {
  first: LogLine;
  seen: Set<string>;
  units: Map<string, number>;
  back: Set<string>;
  tooLong: boolean;
};

/**
 * The steps of a log in its order; `counts` is kept up to date. Lines of one invoice belong together as long as they
 * stand together; no more than one invoice is held. `to` is the first moment that is out of range.
 */
export async function* stepsOf(
  lines: AsyncIterable<LogLine | BrokenLine>,
  { counts, from, to }: { counts: LogCounts; from?: Date | undefined; to?: Date | undefined },
): AsyncGenerator<Step, void, undefined> {
  let invoice: Gathered | undefined;
  for await (const line of lines) {
    counts.lines += 1;
    if ('problem' in line) {
      countOne(counts.skippedLines, 'broken');
      continue;
    }
    if ((from !== undefined && line.at < from) || (to !== undefined && line.at >= to)) {
      countOne(counts.skippedLines, 'out-of-range');
      continue;
    }
    if (invoice?.first.invoice !== line.invoice) {
      if (invoice !== undefined) yield* close(invoice, counts);
      invoice = { first: line, seen: new Set(), units: new Map(), back: new Set(), tooLong: false };
    }
    take(invoice, line, counts);
  }
  if (invoice !== undefined) yield* close(invoice, counts);
}

const take = (invoice: Gathered, line: LogLine, counts: LogCounts): void => {
  const skipped = reasonToSkip(invoice, line);
  if (skipped !== undefined) countOne(counts.skippedLines, skipped);
  else if (line.cancellation) invoice.back.add(line.sku);
  else invoice.units.set(line.sku, (invoice.units.get(line.sku) ?? 0) + line.quantity);
};

const reasonToSkip = (invoice: Gathered, line: LogLine): string | undefined => {
  const kind = classify(line);
  if (kind !== 'goods' && kind !== 'goodsBack') return kind;
  const identity = lineIdentity(line);
  if (invoice.seen.has(identity)) return 'duplicate';
  invoice.tooLong = invoice.seen.size >= INVOICE_LINES_MAX;
  if (invoice.tooLong) return 'invoice-too-long';
  invoice.seen.add(identity);
  return undefined;
};

function* close({ first, units, back, tooLong }: Gathered, counts: LogCounts): Generator<Step> {
  const { invoice, customer, at } = first;
  if (back.size > 0) yield { kind: 'cancellation', invoice, customer, at, skus: [...back] };
  if (units.size === 0) return;
  counts.baskets += 1;
  if (tooLong) countOne(counts.leftOut, 'too-many-lines');
  else if ([...units.values()].some((quantity) => quantity > QUANTITY_MAX))
    countOne(counts.leftOut, 'too-many-units');
  else yield* cartsOf(first, units, counts);
}

function* cartsOf(
  { invoice, customer, at }: LogLine,
  units: ReadonlyMap<string, number>,
  counts: LogCounts,
): Generator<Basket> {
  const lines = [...units].map(([sku, quantity]) => ({ sku, quantity }));
  if (lines.length > LINES_MAX) counts.split += 1;
  for (let part = 0; part * LINES_MAX < lines.length; part += 1)
    yield {
      kind: 'basket',
      invoice,
      part,
      customer,
      at,
      lines: lines.slice(part * LINES_MAX, (part + 1) * LINES_MAX),
    };
}
