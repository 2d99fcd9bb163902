/**
 * One line of an order log in the form of the UCI data set “Online Retail” (Chen, Sain, Guo 2012,
 * doi:10.24432/C5BW33): InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country.
 * An invoice number that begins with C is a cancellation.
 */
import { PRICE_AMOUNT_MAX } from '@cartwright/contract';
import { parseMinorUnits } from '../../../shared/money.ts';

export type LogLine = {
  /** In the file; the first line is 1. */
  line: number;
  /** As in the file; a cancellation's begins with C. */
  invoice: string;
  cancellation: boolean;
  /** In upper case: the log writes one code in both. */
  sku: string;
  description: string;
  quantity: number;
  /** The log names no zone: its clock is taken for UTC, so that its days stay its days. */
  at: Date;
  /** Minor units, below zero for corrections; null when the price has more digits than the currency. */
  unitPrice: number | null;
  customer: string | null;
  country: string;
};

/** A line that makes no sense; its invoice, where it can be told, cannot be taken for whole. */
export type BrokenLine = { line: number; invoice: string | null; problem: string };

export const LOG_FIELDS = [
  'invoice',
  'sku',
  'description',
  'quantity',
  'at',
  'unitPrice',
  'customer',
  'country',
] as const;
export type LogField = (typeof LOG_FIELDS)[number];

/** What the log itself writes where it knows none. */
export const NO_COUNTRY = 'Unspecified';
/** Longest texts that are taken; the longest of the data set has 35 characters. */
const CODE_LENGTH_MAX = 100;
const TEXT_LENGTH_MAX = 500;
/** As long as the region of an address. */
const COUNTRY_LENGTH_MAX = 200;
const QUANTITY_MAX = 1_000_000;
/** Minor units; beyond it the sums of a whole log could leave the safe integers. */
const LINE_AMOUNT_MAX = 100_000_000_000;
/** Orders are partitioned by month, so a date out of this world would make partitions without end. */
const EARLIEST_MS = Date.UTC(1995, 0, 1);
const DAY_MS = 86_400_000;

/** Reads the texts of one line; `now` bounds its date. */
export const parseLogLine = (
  texts: Readonly<Record<LogField, string>> & { line: number },
  { currency, now }: { currency: string; now: Date },
): LogLine | BrokenLine => {
  const { line } = texts;
  const invoice = texts.invoice.trim().toUpperCase();
  const broken = (problem: string): BrokenLine => ({ line, invoice: invoice || null, problem });
  if (invoice === '' || invoice.length > CODE_LENGTH_MAX) return broken('has no invoice number');
  const sku = texts.sku.trim().replace(/\s+/g, ' ').toUpperCase();
  if (sku === '' || sku.length > CODE_LENGTH_MAX) return broken('has no stock code');
  const quantity = parseInteger(texts.quantity);
  if (quantity === null || Math.abs(quantity) > QUANTITY_MAX)
    return broken(
      `has the quantity “${brief(texts.quantity)}”, which is no whole number up to ${QUANTITY_MAX}`,
    );
  const at = parseTime(texts.at);
  if (at === null)
    return broken(
      `has the date “${brief(texts.at)}”; write 2010-12-01 08:26:00, or 12/1/2010 8:26 with the month first`,
    );
  if (at.getTime() < EARLIEST_MS || at.getTime() > now.getTime() + DAY_MS)
    return broken(`has the date “${brief(texts.at)}”, which is before 1995 or after today`);
  const unitPrice = parsePrice(texts.unitPrice, currency);
  if (unitPrice === undefined) return broken(`has the price “${brief(texts.unitPrice)}”, which is none`);
  if (Math.abs(unitPrice ?? 0) > PRICE_AMOUNT_MAX)
    return broken(`has a price of more than ${PRICE_AMOUNT_MAX} minor units`);
  if (Math.abs(quantity * (unitPrice ?? 0)) > LINE_AMOUNT_MAX)
    return broken(`amounts to more than ${LINE_AMOUNT_MAX} minor units`);
  if (texts.description.length > TEXT_LENGTH_MAX)
    return broken(`has a description of more than ${TEXT_LENGTH_MAX} characters`);
  if (texts.customer.length > CODE_LENGTH_MAX || texts.country.length > COUNTRY_LENGTH_MAX)
    return broken(
      `has a customer or a country of more than ${CODE_LENGTH_MAX} or ${COUNTRY_LENGTH_MAX} characters`,
    );
  if (Object.values(texts).some((text) => typeof text === 'string' && text.includes('\0')))
    return broken('holds the character U+0000, which cannot be stored');
  return {
    line,
    invoice,
    cancellation: invoice.startsWith('C'),
    sku,
    description: texts.description.trim().replace(/\s+/g, ' '),
    quantity,
    at,
    unitPrice,
    // Spreadsheets made numbers of them: 17850.0 is 17850.
    customer: texts.customer.trim().replace(/\.0+$/, '') || null,
    country: texts.country.trim() || NO_COUNTRY,
  };
};

const brief = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

const parseInteger = (text: string): number | null =>
  /^-?\d{1,9}(\.0+)?$/.test(text.trim()) ? Number.parseInt(text, 10) : null;

/** Minor units with their sign; null for more digits than the currency has, undefined for no price at all. */
const parsePrice = (text: string, currency: string): number | null | undefined => {
  const match = /^(-?)(\d[\d,]*(?:\.\d*)?|\.\d+)$/.exec(text.trim());
  if (match === null) return undefined;
  const amount = parseMinorUnits((match[2] ?? '').replace(/^\./, '0.'), currency);
  if (amount === null) return null;
  return match[1] === '-' ? 0 - amount : amount;
};

const parseTime = (text: string): Date | null => {
  const iso = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(:\d{2})?Z?$/.exec(text.trim());
  const us = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2})$/.exec(text.trim());
  const two = (digits: string | undefined): string => (digits ?? '').padStart(2, '0');
  const normal =
    iso !== null
      ? `${iso[1]}T${iso[2]}${iso[3] ?? ':00'}`
      : us !== null
        ? `${us[3]}-${two(us[1])}-${two(us[2])}T${two(us[4])}:${us[5]}:00`
        : null;
  if (normal === null) return null;
  const at = new Date(`${normal}Z`);
  // 30 February would become 2 March.
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(normal) ? at : null;
};

/** What a line is by itself, before its neighbours are looked at. */
export const LINE_KINDS = ['goods', 'shipping', 'goodsBack', 'shippingBack'] as const;
export type LineKind = (typeof LINE_KINDS)[number];

/** Why a line stays out, each a rule; what is left of its invoice goes in. */
export const LEFT_OUT = {
  duplicate: 'says again what another line of its invoice says; it counts once',
  'price-not-positive': 'has no price above zero: a gift, a sample or a correction of the books',
  'price-too-fine': 'has a price of more digits than the currency',
  'stock-correction': 'has a quantity that is not above zero, and is no cancellation',
  'cancellation-not-negative': 'is of a cancellation, and its quantity is not below zero',
  'no-merchandise': 'has a stock code that is no merchandise: a fee, a discount, a manual entry',
  'no-goods': 'is a charge of an invoice that sells nothing',
  'invoice-broken': 'is of an invoice that cannot be taken for whole, because another line of it is broken',
  'invoice-contradicts': 'is of an invoice that names several customers or countries',
  'invoice-too-long': 'is of an invoice that is longer than is taken',
  'invoice-differs': 'is of an invoice that is in already with other lines; that one stays as it is',
  'order-not-found': 'cancels what no earlier order of this customer has left at this price',
  'no-customer': 'cancels something, and names no customer whose order it could be',
  broken: 'cannot be read',
} as const;
export type LeftOut = keyof typeof LEFT_OUT;

/** Charges for carrying goods: postage, the web shop's own postage, carriage. They become the order's shipping. */
const SHIPPING_CODES: ReadonlySet<string> = new Set(['POST', 'DOT', 'C2', 'C3']);
/** Entries of the books: manual, discount, samples, bad debt, commissions, fees, adjustments, tests, gift vouchers. */
const NO_MERCHANDISE =
  /^(M|D|S|B|CRUK|AMAZON ?FEE|AMAZON|BANK CHARGES|ADJUST\d*|TEST\d*|GIFT VOUCHER|GIFT_\d+_\d+)$/;

/** What a line is, or why it stays out. */
export const classify = (line: LogLine): LineKind | LeftOut => {
  const { cancellation, quantity, unitPrice, sku } = line;
  if (cancellation && quantity >= 0) return 'cancellation-not-negative';
  if (!cancellation && quantity <= 0) return 'stock-correction';
  if (unitPrice === null) return 'price-too-fine';
  if (unitPrice <= 0) return 'price-not-positive';
  if (SHIPPING_CODES.has(sku)) return cancellation ? 'shippingBack' : 'shipping';
  if (NO_MERCHANDISE.test(sku)) return 'no-merchandise';
  return cancellation ? 'goodsBack' : 'goods';
};

/** What makes two lines of one invoice the same line. */
export const lineIdentity = (line: LogLine): string =>
  JSON.stringify([
    line.invoice,
    line.sku,
    line.description,
    line.quantity,
    line.at.getTime(),
    line.unitPrice,
    line.customer,
    line.country,
  ]);
