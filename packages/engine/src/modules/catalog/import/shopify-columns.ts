import { UnreadableFile } from '../../../platform/files/unreadable-file.ts';

/** The columns that we read, each with the names that Shopify's exports have had for it, in lower case. */
const NAMES = {
  handle: ['handle', 'url handle'],
  title: ['title'],
  body: ['body (html)', 'body html', 'description'],
  vendor: ['vendor'],
  category: ['product category'],
  type: ['type'],
  tags: ['tags'],
  published: ['published', 'published on online store'],
  status: ['status'],
  optionName1: ['option1 name'],
  optionValue1: ['option1 value'],
  optionName2: ['option2 name'],
  optionValue2: ['option2 value'],
  optionName3: ['option3 name'],
  optionValue3: ['option3 value'],
  sku: ['variant sku', 'sku'],
  quantity: ['variant inventory qty', 'inventory quantity'],
  price: ['variant price', 'price'],
  compareAt: ['variant compare at price', 'compare-at price'],
  image: ['image src', 'product image url'],
  imagePosition: ['image position'],
  imageAlt: ['image alt text'],
  variantImage: ['variant image', 'variant image url'],
} as const;
export type Column = keyof typeof NAMES;

const REQUIRED: readonly Column[] = ['handle', 'title', 'price'];
/** As Shopify writes them, for messages. */
const REQUIRED_NAMES = 'Handle, Title and Variant Price';

/** Reads a row's cell, trimmed; empty where the file has no such column. */
export type Cells = (column: Column) => string;
export type Columns = { count: number; of: (fields: readonly string[]) => Cells };

const HEADER_TOLD_MAX = 400;

/** Where the columns are, from the first row; those that we do not know are ignored. Throws `UnreadableFile`. */
export const columnsOf = (header: readonly string[]): Columns => {
  const names = header.map((name) => name.trim().toLowerCase());
  const places = new Map<Column, number>();
  for (const [column, known] of Object.entries(NAMES) as [Column, readonly string[]][]) {
    const place = known.map((name) => names.indexOf(name)).find((at) => at !== -1);
    if (place !== undefined) places.set(column, place);
  }
  if (REQUIRED.some((column) => !places.has(column))) {
    const found = header.join(', ').replace(/\p{Cc}+/gu, ' ');
    throw new UnreadableFile(
      `the first row has to name the columns ${REQUIRED_NAMES}; found: ${found.slice(0, HEADER_TOLD_MAX)}`,
    );
  }
  return {
    count: header.length,
    of: (fields) => (column) => {
      const place = places.get(column);
      return place === undefined ? '' : (fields[place] ?? '').trim();
    },
  };
};
