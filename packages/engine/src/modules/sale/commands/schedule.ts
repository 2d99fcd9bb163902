import type { Transaction } from '../../../platform/postgres.ts';
import { change, statement, t } from '../../../platform/sql.ts';
import { assert } from '../../../shared/assert.ts';
import { newId } from '../../../shared/ids.ts';
import { findVariants } from '../../catalog/index.ts';
import { setAside } from '../../inventory/index.ts';
import type { LineMadeBy } from '../domain/sale.ts';

const insertSale = statement({
  name: 'sale.insertSale',
  text: `
    INSERT INTO sale.sale
      (sale_id, title, sku, currency, price, allocation, sold, given_back, starts_at, ends_at, per_buyer_limit,
       hold_seconds, closed_at, waiting_room, admission_per_second, line_made_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
  params: {
    saleId: t.uuid,
    title: t.text,
    sku: t.text,
    currency: t.text,
    price: t.int8,
    allocation: t.int4,
    sold: t.int4,
    givenBack: t.int4,
    startsAt: t.timestamptz,
    endsAt: t.timestamptz,
    perBuyerLimit: t.int4,
    holdSeconds: t.int4,
    closedAt: t.nullable(t.timestamptz),
    waitingRoom: t.bool,
    admissionPerSecond: t.nullable(t.int4),
    lineMadeBy: t.text,
  },
  row: {},
});

export type SaleInput = {
  /** A new one when left out. */
  saleId?: string;
  title: string;
  sku: string;
  currency: string;
  /** Of one unit, in minor units, 0 to 10,000,000,000. */
  price: number;
  /** Units that are for sale in it; at least 1. */
  allocation: number;
  /** Units that were sold, for a sale that is over already and comes in as history. */
  sold?: number;
  startsAt: Date;
  endsAt: Date;
  /** 1 to 999 units. */
  perBuyerLimit: number;
  /** How long a claim lives, 1 second to a day. */
  holdSeconds: number;
  /** Whether shoppers wait in line before they may claim; not unless it is said. */
  waitingRoom?: boolean;
  /** At most so many are let in per second, 1 to 100,000; without it, as many as the shop is measured to serve. */
  admissionPerSecond?: number | null;
  /** How the line is made; by arrival unless it is said. */
  lineMadeBy?: LineMadeBy;
};

export type Scheduled =
  | { ok: true; saleId: string }
  | { ok: false; code: 'unknown-sku' }
  | { ok: false; code: 'insufficient-stock'; available: number }
  | { ok: false; code: 'invalid-window'; reason: string };

/**
 * Schedules a sale and sets its units apart from the shelf, in the caller's transaction. With `sold` it is history: its
 * window has to be over, it has nothing set apart and is closed. A refusal has changed nothing; what is out of the
 * bounds above is thrown by the schema's CHECKs.
 */
export const scheduleSale = async (
  tx: Transaction,
  input: SaleInput,
  at: Date = new Date(),
): Promise<Scheduled> => {
  const { saleId = newId(), sku, currency, allocation, sold, endsAt } = input;
  const fault = windowFault(input, at);
  if (fault !== undefined) return { ok: false, code: 'invalid-window', reason: fault };
  if (!(await findVariants(tx, [sku], { currency, publicUrl: '' })).has(sku))
    return { ok: false, code: 'unknown-sku' };
  if (sold === undefined) {
    const apart = await setAside(tx, { sku, quantity: allocation });
    if (!apart.ok) return apart;
  } else assert(sold >= 0 && sold <= allocation, `${sold} of ${allocation} units cannot have been sold`);
  await change(tx, insertSale, {
    ...input,
    saleId,
    sold: sold ?? 0,
    givenBack: sold === undefined ? 0 : allocation - sold,
    closedAt: sold === undefined ? null : endsAt,
    waitingRoom: input.waitingRoom ?? false,
    admissionPerSecond: input.admissionPerSecond ?? null,
    lineMadeBy: input.lineMadeBy ?? 'arrival',
  });
  return { ok: true, saleId };
};

const windowFault = ({ startsAt, endsAt, sold }: SaleInput, at: Date): string | undefined => {
  if (!(startsAt < endsAt)) return 'A sale has to end after it starts.';
  if (sold === undefined && endsAt <= at) return 'A sale has to end in the future.';
  if (sold !== undefined && endsAt > at) return 'Only a sale that is over can come with what it sold.';
  return undefined;
};
