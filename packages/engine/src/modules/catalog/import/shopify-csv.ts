import { readCsv } from '../../../platform/files/csv.ts';
import { UnreadableFile } from '../../../platform/files/unreadable-file.ts';
import type { Fate, ImportItem, Reader } from './item.ts';
import { columnsOf } from './shopify-columns.ts';
import { type RowProblem, readGroup, type ShopifyRow, shopifyHandle } from './shopify-product.ts';
import { isProductInput, productInputProblems } from './validate.ts';

/** Most memory for the rows of one product; 2,000 variants and 250 pictures stay far below. */
const GROUP_BYTES_MAX = 8_388_608;
/** Handles of one file that are remembered, some 100 bytes each, to know those that come back later. */
const HANDLES_REMEMBERED_MAX = 500_000;

/** What is remembered of a handle for rows that come back to it. */
type Known = { optionNames: string[]; fate: Fate };
/** The rows of one handle that stand together. */
type Open = {
  handle: string;
  line: number;
  records: number;
  bytes: number;
  rows: ShopifyRow[];
  problems: RowProblem[];
};

/**
 * A Shopify product export: the rows that stand together under one handle are one product, the first with its
 * title, each with a variant, a picture or both. A product of which any row makes no sense is left out whole and
 * each such row is told. Rows that come back to a handle further down are added to its product.
 */
export const readShopifyCsv: Reader = async function* (source, { currency }) {
  const rows = readCsv(source);
  const header = await rows.next();
  if (header.done === true) throw new UnreadableFile('the file is empty');
  if (header.value.problem !== undefined)
    throw new UnreadableFile(`the first row, which has to name the columns, ${header.value.problem}`);
  const columns = columnsOf(header.value.fields);
  const known = new Map<string, Known>();
  let open: Open | undefined;
  for await (const row of rows) {
    const cells = row.problem === undefined ? columns.of(row.fields) : undefined;
    const written = cells === undefined ? handleOfBroken(row) : cells('handle');
    if (cells !== undefined && row.problem === undefined && written === '') {
      if (row.fields.some((field) => field.trim() !== ''))
        yield { kind: 'rejected', line: row.line, records: 1, reason: 'has no Handle' };
      continue;
    }
    const handle = open !== undefined && isCutHandle(row, open.handle) ? open.handle : shopifyHandle(written);
    if (open !== undefined && open.handle !== handle) {
      yield* close(open, known, currency);
      open = undefined;
    }
    open ??= { handle, line: row.line, records: 0, bytes: 0, rows: [], problems: [] };
    open.records += 1;
    open.bytes += row.bytes;
    if (row.problem !== undefined) open.problems.push({ line: row.line, reason: row.problem });
    else if (row.fields.length !== columns.count)
      open.problems.push({
        line: row.line,
        reason: `has ${row.fields.length} fields where the first row has ${columns.count}; was it cut short?`,
      });
    else if (row.fields.some((field) => field.includes('\0')))
      open.problems.push({ line: row.line, reason: 'holds the character U+0000' });
    else if (open.bytes > GROUP_BYTES_MAX) {
      if (open.rows.length > 0)
        open.problems.push({ line: row.line, reason: `the product is larger than ${GROUP_BYTES_MAX} bytes` });
      open.rows = [];
    } else if (cells !== undefined) open.rows.push({ line: row.line, cells });
  }
  if (open !== undefined) yield* close(open, known, currency);
};

/** The handle of a row that cannot be read, as far as it can be told: the text up to the first comma. */
const handleOfBroken = (row: { problem?: string | undefined; start?: string }): string =>
  (row.start ?? '').split(',')[0]?.replace(/^"|"$/g, '').trim() ?? '';

/** Whether a row ends within its handle, which then may be the one of the rows before it. */
const isCutHandle = (row: { fields?: string[]; start?: string }, handle: string): boolean => {
  const [only, ...more] = row.fields ?? [];
  return only !== undefined && more.length === 0 && handle.startsWith(only.trim());
};

function* close(open: Open, known: Map<string, Known>, currency: string): Generator<ImportItem> {
  const { handle, line, records } = open;
  const before = known.get(handle);
  const group = readGroup(open.rows, { handle, currency, optionNames: before?.optionNames });
  const fate: Fate = before?.fate ?? { refused: false };
  if (before === undefined && known.size < HANDLES_REMEMBERED_MAX)
    known.set(handle, { optionNames: group.optionNames, fate });
  const problems = [...open.problems, ...group.problems].sort((a, b) => a.line - b.line);
  if (problems.length === 0 && before === undefined) {
    if (group.product === undefined)
      problems.push({ line, reason: 'the first row of a product has no Title' });
    else if (group.variants.length === 0)
      problems.push({ line, reason: 'the product has no variant with a price' });
  }
  if (problems.length === 0 && before !== undefined) {
    const { variants, images } = group;
    yield { kind: 'addition', line, records, handle, addition: { variants, images }, fate };
    return;
  }
  const input = { ...group.product, handle, images: group.images, variants: group.variants };
  if (problems.length === 0 && isProductInput(input)) {
    yield { kind: 'product', line, records, bytes: open.bytes, input, fate };
    return;
  }
  if (problems.length === 0) problems.push({ line, reason: productInputProblems(input) });
  fate.refused = true;
  for (const [index, problem] of problems.entries())
    yield {
      kind: 'rejected',
      line: problem.line,
      records: index === 0 ? records : 0,
      reason: `${problem.reason} (${before === undefined ? 'the' : 'these rows of the'} product “${handle}” ${before === undefined ? 'is' : 'are'} left out)`,
    };
}
