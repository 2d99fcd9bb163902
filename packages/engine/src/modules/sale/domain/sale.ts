import type { SaleState } from '@cartwright/contract';

/** Units of a sale. `setAside` are those that are neither sold nor given back; live claims have some of them. */
export type SaleUnits = { allocation: number; sold: number; setAside: number; claimed: number };
/** `closedAt`: when what was left went back to the shelf, after the end or a stop. */
export type SaleWindow = { startsAt: Date; endsAt: Date; stoppedAt: Date | null; closedAt: Date | null };

/** How the places in a sale's waiting room are given: by arrival, or by lot among those who are there at its start. */
export type LineMadeBy = 'arrival' | 'lot';

/** Units that can be claimed now. */
export const remainingOf = ({ setAside, claimed }: Pick<SaleUnits, 'setAside' | 'claimed'>): number =>
  setAside - claimed;

/**
 * Where a sale stands at a time; the window includes its start and excludes its end. It is sold out when every unit
 * is ordered: while some are only claimed it stays open, because they may come back. Once it is closed it is over for
 * those too whose clock is late, or who have waited for its row.
 */
export const stateOf = (sale: SaleWindow & Pick<SaleUnits, 'allocation' | 'sold'>, at: Date): SaleState => {
  if (sale.stoppedAt !== null) return 'stopped';
  if (!isRunning(sale, at)) return 'ended';
  if (at < sale.startsAt) return 'scheduled';
  return sale.sold >= sale.allocation ? 'soldOut' : 'open';
};

/** Whether units that come back may be sold in it again; else they go to the shelf. */
export const isRunning = ({ endsAt, stoppedAt, closedAt }: SaleWindow, at: Date): boolean =>
  stoppedAt === null && closedAt === null && at < endsAt;
