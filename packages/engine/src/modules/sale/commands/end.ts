import type { Transaction } from '../../../platform/postgres.ts';
import { change, many, maybeOne, type Queryable, statement, t } from '../../../platform/sql.ts';
import { isRunning } from '../domain/sale.ts';
import { lockSale } from '../statements.ts';
import { closeIfOver, endExpired } from './units.ts';

const stop = statement({
  name: 'sale.stop',
  text: `UPDATE sale.sale SET stopped_at = $2 WHERE sale_id = $1`,
  params: { saleId: t.uuid, at: t.timestamptz },
  row: {},
});

// Sales with claims past their time (index claim_expiry), and sales to close (index sale_unclosed).
const selectWaiting = statement({
  name: 'sale.selectWaiting',
  text: `
    SELECT sale_id AS "saleId" FROM sale.claim WHERE status = 'live' AND expires_at <= $1
    UNION
    SELECT sale_id FROM sale.sale
    WHERE closed_at IS NULL AND claimed = 0 AND (ends_at <= $1 OR stopped_at IS NOT NULL)
    LIMIT $2`,
  params: { at: t.timestamptz, limit: t.int8 },
  row: { saleId: t.uuid },
});

/**
 * Stops a sale, in the caller's transaction: nothing can be claimed any more. Live claims can still be ordered; when
 * there are none, what is left goes back to the shelf with it, else the sweeper gives it back after the last of them.
 * Stopping what is over changes nothing.
 */
export const stopSale = async (
  tx: Transaction,
  { saleId, at }: { saleId: string; at: Date },
): Promise<{ ok: true } | { ok: false; code: 'not-found' }> => {
  const sale = await maybeOne(tx, lockSale, { saleId });
  if (sale === undefined) return { ok: false, code: 'not-found' };
  if (!isRunning(sale, at)) return { ok: true };
  await change(tx, stop, { saleId, at });
  await closeIfOver(tx, { ...(await endExpired(tx, sale, at)), stoppedAt: at }, at);
  return { ok: true };
};

/** At most `limit` sales that have something to end. */
export const waitingSales = async (db: Queryable, bounds: { at: Date; limit: number }): Promise<string[]> =>
  (await many(db, selectWaiting, bounds)).map(({ saleId }) => saleId);

/**
 * Ends what is over in a sale, in the caller's transaction: claims past their time, and the sale itself once nobody
 * has a live claim in it. A second sweep, of another process too, finds nothing to do.
 */
export const sweepSale = async (
  tx: Transaction,
  { saleId, at }: { saleId: string; at: Date },
): Promise<void> => {
  const sale = await maybeOne(tx, lockSale, { saleId });
  if (sale !== undefined) await closeIfOver(tx, await endExpired(tx, sale, at), at);
};
