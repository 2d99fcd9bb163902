import type { Transaction } from '../../../platform/postgres.ts';
import { change, one, statement, t } from '../../../platform/sql.ts';
import { putBack } from '../../inventory/index.ts';
import { isRunning } from '../domain/sale.ts';
import { endExpiredClaims, type LockedSale, moveUnits } from '../statements.ts';

const closeSale = statement({
  name: 'sale.closeSale',
  text: `
    UPDATE sale.sale SET given_back = given_back + set_aside, closed_at = $2
    WHERE sale_id = $1 AND closed_at IS NULL`,
  params: { saleId: t.uuid, at: t.timestamptz },
  row: {},
});

/** Claims ended in one go; those beyond are ended by the next. */
const EXPIRED_MAX = 10_000;

/** Ends the claims of a locked sale whose time is over: their units can be claimed again. Returns the sale after it. */
export const endExpired = async (tx: Transaction, sale: LockedSale, at: Date): Promise<LockedSale> => {
  const { saleId } = sale;
  const { units } = await one(tx, endExpiredClaims, { saleId, at, limit: EXPIRED_MAX });
  if (units === 0) return sale;
  await change(tx, moveUnits, { saleId, sold: 0, claimed: -units, givenBack: 0 });
  return { ...sale, claimed: sale.claimed - units };
};

/** Gives what is left of a locked sale back to the shelf if it is over and nobody has a live claim. True if it did. */
export const closeIfOver = async (tx: Transaction, sale: LockedSale, at: Date): Promise<boolean> => {
  if (sale.closedAt !== null || sale.claimed > 0 || isRunning(sale, at)) return false;
  await change(tx, closeSale, { saleId: sale.saleId, at });
  await putBack(tx, { sku: sale.sku, quantity: sale.setAside });
  return true;
};
