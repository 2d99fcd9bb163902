import { type CsvRow, readCsv } from '../../platform/files/csv.ts';
import { UnreadableFile } from '../../platform/files/unreadable-file.ts';
import {
  type BrokenLine,
  LOG_FIELDS,
  type LogField,
  type LogLine,
  NO_COUNTRY,
  parseLogLine,
} from './domain/line.ts';
import { isCountryName } from './domain/product.ts';

/** What the columns are called in the two editions of the data set; case and blanks do not matter. */
const COLUMNS: Readonly<Record<string, LogField>> = {
  invoiceno: 'invoice',
  invoice: 'invoice',
  stockcode: 'sku',
  description: 'description',
  quantity: 'quantity',
  invoicedate: 'at',
  unitprice: 'unitPrice',
  price: 'unitPrice',
  customerid: 'customer',
  country: 'country',
};
const OPTIONAL: ReadonlySet<LogField> = new Set<LogField>(['description', 'customer', 'country']);

/**
 * The lines of an order log in CSV, as they come: with or without a byte order mark, any line ends. Holds one row
 * and one chunk. Throws `UnreadableFile` when the header is not one of an order log, or the file cannot be read on.
 */
export async function* readOrderLog(
  source: AsyncIterable<Uint8Array>,
  options: { currency: string; now: Date },
): AsyncGenerator<LogLine | BrokenLine, void, undefined> {
  let positions: Map<LogField, number> | undefined;
  let width = 0;
  const ending = { open: true };
  const countries = new Set<string>();
  let before: LogLine | BrokenLine | undefined;
  let held: LogLine | BrokenLine | undefined;
  for await (const row of readCsv(watchEnd(source, ending))) {
    // The last line is looked at again when the file has ended.
    if (held !== undefined) {
      yield held;
      before = held;
      if (!('problem' in held) && countries.size < COUNTRIES_MAX) countries.add(held.country);
    }
    if (positions === undefined) {
      if (row.problem !== undefined) throw new UnreadableFile(`the first row ${row.problem}`);
      positions = positionsOf(row.fields);
      width = row.fields.length;
    } else held = ofInvoiceAbove(lineOf(row, { positions, width, ...options }), before);
  }
  if (positions === undefined) throw new UnreadableFile('the file is empty');
  if (held === undefined) return;
  const last = ending.open
    ? { countries, before, countryLast: positions.get('country') === width - 1 }
    : undefined;
  yield last === undefined ? held : lastOfCutFile(held, last);
}

/** Countries that are remembered; more than there are. */
const COUNTRIES_MAX = 400;

const lineOf = (
  row: CsvRow,
  file: { positions: ReadonlyMap<LogField, number>; width: number; currency: string; now: Date },
): LogLine | BrokenLine => {
  const { positions, width } = file;
  const { line } = row;
  if (row.problem !== undefined)
    return { line, invoice: invoiceOf(row.start, positions), problem: row.problem };
  const text = (field: LogField): string => row.fields[positions.get(field) ?? -1] ?? '';
  if (row.fields.length !== width)
    return {
      line,
      invoice: text('invoice').trim().toUpperCase() || null,
      problem: `has ${row.fields.length} fields, and the header ${width}`,
    };
  const texts = {
    line,
    invoice: text('invoice'),
    sku: text('sku'),
    description: text('description'),
    quantity: text('quantity'),
    at: text('at'),
    unitPrice: text('unitPrice'),
    customer: text('customer'),
    country: text('country'),
  };
  return parseLogLine(texts, file);
};

/**
 * A file that was cut short may end within an invoice's number: what is left of it is then the beginning of the
 * number above, and it is that invoice which is not whole.
 */
const ofInvoiceAbove = (
  line: LogLine | BrokenLine,
  before: LogLine | BrokenLine | undefined,
): LogLine | BrokenLine =>
  'problem' in line && line.invoice !== null && before?.invoice?.startsWith(line.invoice) === true
    ? { ...line, invoice: before.invoice }
    : line;

/**
 * The last line of a file that has no line end behind it. One of which not even an invoice is left belongs to the
 * invoice above. One from a country that nobody knows and no other line names was cut within that country's name.
 */
const lastOfCutFile = (
  last: LogLine | BrokenLine,
  file: { countries: ReadonlySet<string>; before: LogLine | BrokenLine | undefined; countryLast: boolean },
): LogLine | BrokenLine => {
  if ('problem' in last)
    return last.invoice === null ? { ...last, invoice: file.before?.invoice ?? null } : last;
  const told = file.countries.has(last.country) || isCountryName(last.country);
  if (!file.countryLast || (told && last.country !== NO_COUNTRY)) return last;
  return {
    line: last.line,
    invoice: last.invoice,
    problem: 'ends within its country: the file was cut short',
  };
};

/** Notes whether the file ends without a line end. */
async function* watchEnd(
  source: AsyncIterable<Uint8Array>,
  ending: { open: boolean },
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of source) {
    const last = chunk.at(-1);
    if (last !== undefined) ending.open = last !== 10 && last !== 13;
    yield chunk;
  }
}

const positionsOf = (header: readonly string[]): Map<LogField, number> => {
  const positions = new Map<LogField, number>();
  for (const [index, name] of header.entries()) {
    const field = COLUMNS[name.toLowerCase().replace(/[^a-z]/g, '')];
    if (field !== undefined && !positions.has(field)) positions.set(field, index);
  }
  const missing = LOG_FIELDS.filter((field) => !positions.has(field) && !OPTIONAL.has(field));
  if (missing.length === 0) return positions;
  const names = missing.map((field) => NAMES[field]).join(', ');
  throw new UnreadableFile(`the header lacks ${names}; is this an order log?`);
};

const NAMES: Readonly<Record<LogField, string>> = {
  invoice: 'InvoiceNo',
  sku: 'StockCode',
  description: 'Description',
  quantity: 'Quantity',
  at: 'InvoiceDate',
  unitPrice: 'UnitPrice',
  customer: 'CustomerID',
  country: 'Country',
};

/** A field at the start of a row, quoted or not; the last one may lack its end. */
const FIELD = /(?:"((?:[^"]|"")*)"?|([^,]*))(?:,|$)/y;

/** The invoice of a row that is broken further on, or what is there of it. */
const invoiceOf = (start: string, positions: ReadonlyMap<LogField, number>): string | null => {
  const wanted = positions.get('invoice') ?? 0;
  FIELD.lastIndex = 0;
  for (let position = 0; FIELD.lastIndex < start.length; position += 1) {
    const field = FIELD.exec(start);
    if (field === null) return null;
    if (position === wanted) return (field[1] ?? field[2] ?? '').trim().toUpperCase() || null;
  }
  return null;
};
