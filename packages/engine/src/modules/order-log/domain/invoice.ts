import { AMOUNT_MAX } from '@cartwright/contract';
import { type LeftOut, type LineKind, type LogLine, lineIdentity } from './line.ts';

/** A line with what it is by itself, or why it stays out already. */
export type Judged = { line: LogLine; fate: LineKind | LeftOut };

/** What is taken of an invoice: an order's, or, of a cancellation, what it gives back. */
export type Invoice = {
  /** As in the log. */
  number: string;
  customer: string | null;
  country: string;
  /** The earliest of its lines. */
  at: Date;
  goods: LogLine[];
  /** Minor units; of a cancellation below zero. */
  shippingTotal: number;
  shipping: LogLine[];
};

export type InvoiceDecision = {
  /** Undefined when nothing of it is taken. */
  invoice: Invoice | undefined;
  /** Lines that stay out for their invoice's sake, beyond those that did so by themselves. */
  leftOut: { line: number; fate: LeftOut }[];
};

/**
 * Puts the lines of one invoice together. An invoice comes in whole or not at all, apart from the lines that a rule
 * leaves out; so one with a broken line (`broken`) does not come in.
 */
export const decideInvoice = (lines: readonly Judged[], { broken }: { broken: boolean }): InvoiceDecision => {
  const taken = lines.filter(({ fate }) => isKind(fate));
  const none = (fate: LeftOut): InvoiceDecision => ({
    invoice: undefined,
    leftOut: taken.map(({ line }) => ({ line: line.line, fate })),
  });
  if (broken) return none('invoice-broken');
  if (new Set(lines.map(({ line }) => `${line.customer}\0${line.country}`)).size > 1)
    return none('invoice-contradicts');
  const seen = new Set<string>();
  const leftOut: InvoiceDecision['leftOut'] = [];
  const once = taken.filter(({ line }) => {
    const identity = lineIdentity(line);
    if (seen.has(identity)) leftOut.push({ line: line.line, fate: 'duplicate' });
    return seen.size !== seen.add(identity).size;
  });
  const goods = once.filter(({ fate }) => fate === 'goods' || fate === 'goodsBack').map(({ line }) => line);
  const shipping = once
    .filter(({ fate }) => fate === 'shipping' || fate === 'shippingBack')
    .map(({ line }) => line);
  const [first] = once;
  if (first === undefined) return { invoice: undefined, leftOut };
  const { invoice: number, customer, country, cancellation } = first.line;
  if (goods.length === 0 && !cancellation)
    return {
      invoice: undefined,
      leftOut: [...leftOut, ...shipping.map(({ line }) => leave(line, 'no-goods'))],
    };
  const total = [...goods, ...shipping].reduce((sum, line) => sum + amountOf(line), 0);
  if (Math.abs(total) > AMOUNT_MAX)
    return {
      invoice: undefined,
      leftOut: [...leftOut, ...once.map(({ line }) => leave(line.line, 'invoice-too-long'))],
    };
  return {
    invoice: {
      number,
      customer,
      country,
      at: new Date(Math.min(...once.map(({ line }) => line.at.getTime()))),
      goods,
      shipping,
      shippingTotal: shipping.reduce((sum, line) => sum + amountOf(line), 0),
    },
    leftOut,
  };
};

const isKind = (fate: LineKind | LeftOut): fate is LineKind =>
  fate === 'goods' || fate === 'shipping' || fate === 'goodsBack' || fate === 'shippingBack';

const leave = (line: number, fate: LeftOut) => ({ line, fate });

/** What a line comes to, in minor units. */
export const amountOf = ({ quantity, unitPrice }: Pick<LogLine, 'quantity' | 'unitPrice'>): number =>
  quantity * (unitPrice ?? 0);
