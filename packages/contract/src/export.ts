import Type from 'typebox';
import { Sku } from './common.ts';
import { OrderStatus } from './order.ts';

/** What can be exported, each with its formats; the first is meant when none is named. */
export const EXPORT_FORMATS = {
  products: ['jsonl', 'shopify-csv'],
  orders: ['jsonl', 'csv'],
  movements: ['jsonl', 'csv'],
} as const;
export type ExportKind = keyof typeof EXPORT_FORMATS;
export type ExportFormat<K extends ExportKind> = (typeof EXPORT_FORMATS)[K][number];

const format = <K extends ExportKind>(kind: K) =>
  Type.Optional(
    Type.Unsafe<ExportFormat<K>>(Type.Union(EXPORT_FORMATS[kind].map((name) => Type.Literal(name)))),
  );
const period = {
  from: Type.Optional(Type.String({ maxLength: 40, description: 'RFC 3339, inclusive' })),
  to: Type.Optional(Type.String({ maxLength: 40, description: 'RFC 3339, exclusive' })),
};

export const ProductExportQuery = Type.Object({ format: format('products') });
export const OrderExportQuery = Type.Object({
  format: format('orders'),
  ...period,
  status: Type.Optional(OrderStatus),
});
export const MovementExportQuery = Type.Object({
  format: format('movements'),
  ...period,
  sku: Type.Optional(Sku),
});

/** What an exported file is, by its format. */
export const exportContentType = (of: ExportFormat<ExportKind>): string =>
  of === 'jsonl' ? 'application/x-ndjson; charset=utf-8' : 'text/csv; charset=utf-8; header=present';

/** The name of an exported file, with the day (UTC) of what is in it: `products-shopify-2026-11-27.csv`. */
export const exportFileName = (kind: ExportKind, of: ExportFormat<ExportKind>, at: Date): string =>
  `${kind}${of === 'shopify-csv' ? '-shopify' : ''}-${at.toISOString().slice(0, 10)}.${of === 'jsonl' ? 'jsonl' : 'csv'}`;
