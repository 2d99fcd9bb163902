/** What a proof sells: a product with so many units, others beside it, and a sale of the first if asked for. */
import type { ProductInput } from '@cartwright/contract';
import { saveProducts } from '../modules/catalog/index.ts';
import { availableToSell, stockLevels } from '../modules/inventory/index.ts';
import { scheduleSale, stopSale } from '../modules/sale/index.ts';
import { type Database, transaction } from '../platform/postgres.ts';
import { ExpectedError } from '../shared/expected-error.ts';
import { newId } from '../shared/ids.ts';
import type { Goods } from './ask.ts';
import { BESIDE, type ProofOptions } from './plan.ts';

const PRICE = { shelf: 2_500, sale: 1_000, beside: 400 };
const PER_BUYER = 2;
/** What a buyer takes for a checkout, several times over; then her claim goes to somebody else. */
const HOLD_SECONDS = 20;
const SALE_MS = 3_600_000;
const ACTOR = 'proof';

/** By SKU, the units that there are. */
export type Shelf = Readonly<Record<string, number>>;

/** Makes the goods, in one transaction. Throws `ExpectedError` when the shop refuses them. */
export const prepareGoods = (
  db: Database,
  { units, sale }: ProofOptions,
  currency: string,
): Promise<{ goods: Goods; shelf: Shelf }> =>
  transaction(db, async (tx) => {
    const name = newId();
    const sku = `PROOF-${name}`;
    const beside = Array.from({ length: BESIDE }, (_, at) => `${sku}-${at + 1}`);
    const products = [sku, ...beside].map((one) =>
      productOf(one, { onHand: units, currency, main: one === sku }),
    );
    const saved = await saveProducts(tx, products, { actor: ACTOR, currency, existing: 'refuse' });
    for (const one of saved)
      if (!one.ok) throw new ExpectedError(`The shop refuses the goods: ${one.reason}.`);
    const shelf = Object.fromEntries([sku, ...beside].map((one) => [one, units]));
    if (!sale) return { goods: { sku, beside, saleId: undefined }, shelf };
    const at = Date.now();
    const scheduled = await scheduleSale(tx, {
      title: 'A proof',
      sku,
      currency,
      price: PRICE.sale,
      allocation: units,
      startsAt: new Date(at - 1_000),
      endsAt: new Date(at + SALE_MS),
      perBuyerLimit: PER_BUYER,
      holdSeconds: HOLD_SECONDS,
    });
    if (!scheduled.ok) throw new ExpectedError(`The shop refuses the sale: ${scheduled.code}.`);
    return { goods: { sku, beside, saleId: scheduled.saleId }, shelf };
  });

/** Left out, `onHand` leaves stock as it is. */
const productOf = (sku: string, of: { currency: string; main: boolean; onHand?: number }): ProductInput => {
  const { currency, main, ...stock } = of;
  const price = { amount: main ? PRICE.shelf : PRICE.beside, currency };
  return { productId: sku, title: `Units of a proof (${sku})`, variants: [{ sku, price, ...stock }] };
};

/** Takes the goods out of the window of a shop that goes on: drafts, and the sale stopped. Stock and orders stay. */
export const withdrawGoods = (
  db: Database,
  { goods, currency }: { goods: Goods; currency: string },
): Promise<void> =>
  transaction(db, async (tx) => {
    const drafts = [goods.sku, ...goods.beside].map((sku) => ({
      ...productOf(sku, { currency, main: sku === goods.sku }),
      status: 'draft' as const,
    }));
    await saveProducts(tx, drafts, { actor: ACTOR, currency });
    if (goods.saleId !== undefined) await stopSale(tx, { saleId: goods.saleId, at: new Date() });
  });

/** What PostgreSQL says is available of each SKU. */
export const availableNow = async (db: Database, skus: readonly string[]): Promise<Map<string, number>> =>
  new Map([...(await stockLevels(db, skus))].map(([sku, level]) => [sku, availableToSell(level)]));
