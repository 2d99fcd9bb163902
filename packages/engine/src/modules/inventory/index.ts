/** Stock: what is on hand, what orders have bound, what sales have set aside, and the ledger of every change. */
export { allocate, openShelf, release } from './commands/allocate.ts';
export { adjustStock, countStock, openStock } from './commands/count.ts';
export { restock } from './commands/restock.ts';
export { putBack, setAside } from './commands/set-aside.ts';
export {
  availableToSell,
  type Bound,
  type OrderUnits,
  type Shelf,
  type Shortage,
  type Stock,
  type Wanted,
} from './domain/allocation.ts';
export { createHolds, type HoldLimit, type Holds, type Pinned } from './holds/holds.ts';
export { type HoldSweep, sweepHolds } from './holds/sweep.ts';
export { HELD, stockProjection } from './projections/stock.ts';
export { availableOf, heldOf, sellableOf, shortOnShelf } from './queries/available.ts';
export { exportMovements } from './queries/export-movements.ts';
export { stockLevel, stockLevels } from './queries/levels.ts';
export { movements } from './queries/movements.ts';
export { ledgerOf, unitsOfOrders } from './queries/tally.ts';
