import { logOf, type Row, row } from './order-log.ts';

const SKUS = 60;
const CUSTOMERS = 40;

const soldBy = (invoice: number): Row[] =>
  Array.from({ length: 1 + (invoice % 3) }, (_, line) => {
    const sku = (invoice * 7 + line * 11) % SKUS;
    return row({
      invoice: String(600_000 + invoice),
      sku: `S${sku}`,
      description: `THING ${sku}`,
      quantity: 1 + ((invoice + line) % 9),
      at: `2011-0${1 + (invoice % 6)}-${String(1 + (invoice % 28)).padStart(2, '0')} 10:00:00`,
      price: `${1 + (sku % 5)}.25`,
      customer: String(10_000 + (invoice % CUSTOMERS)),
      country: invoice % CUSTOMERS < 20 ? 'Norway' : 'France',
    });
  });

/** A log of some invoices of one to three lines, and cancellations of a unit of each of the first of them. */
export const longLog = ({ invoices, cancellations }: { invoices: number; cancellations: number }): string =>
  logOf([
    ...Array.from({ length: invoices }, (_, invoice) => soldBy(invoice)).flat(),
    ...Array.from({ length: cancellations }, (_, invoice) =>
      soldBy(invoice).map((line) => ({
        ...line,
        invoice: `C${700_000 + invoice}`,
        quantity: -1,
        at: '2011-07-01 10:00:00',
      })),
    ).flat(),
  ]);
