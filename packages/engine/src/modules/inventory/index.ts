/** Stock: what is on hand, what orders have bound, and the ledger of every change. */
export { allocate, release } from './commands/allocate.ts';
export { adjustStock, countStock, openStock } from './commands/count.ts';
export { restock } from './commands/restock.ts';
export { availableToSell, type Shortage, type Stock } from './domain/allocation.ts';
export { stockLevel, stockLevels } from './queries/levels.ts';
export { movements } from './queries/movements.ts';
