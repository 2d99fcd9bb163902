/** One row of an order log, as text. */
export type Row = {
  invoice: string;
  sku: string;
  description: string;
  quantity: number | string;
  at: string;
  price: string;
  customer: string;
  country: string;
};

export const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

/** A row of an invoice that sells something, with what `over` says. */
export const row = (over: Partial<Row> = {}): Row => ({
  invoice: '536365',
  sku: '85123A',
  description: 'WHITE HANGING HEART',
  quantity: 6,
  at: '2010-12-01 08:26:00',
  price: '2.55',
  customer: '17850',
  country: 'United Kingdom',
  ...over,
});

const quotedIf = (quoted: boolean) => (text: string | number) =>
  quoted || /[",\r\n]/.test(String(text)) ? `"${String(text).replaceAll('"', '""')}"` : String(text);

export const textOf = (
  { invoice, sku, description, quantity, at, price, customer, country }: Row,
  { quoted = false }: { quoted?: boolean } = {},
): string =>
  [invoice, sku, description, quantity, at, price, customer, country].map(quotedIf(quoted)).join(',');

/** The file of some rows; a row that is a text goes in as it is. `last` is the end of the last line. */
export const logOf = (
  rows: readonly (Row | string)[],
  form: { header?: string; newline?: string; last?: string; quoted?: boolean } = {},
): string => {
  const { header = HEADER, newline = '\n', quoted = false } = form;
  const lines = rows.map((row) => (typeof row === 'string' ? row : textOf(row, { quoted })));
  return [header, ...lines].join(newline) + (form.last ?? newline);
};
