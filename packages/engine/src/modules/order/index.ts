/** Orders: placed, moved through their lifecycle, and seen. */
export { findImported, type HistoricOrder, historicOrderId, recordHistory } from './commands/history.ts';
export {
  adoptSessionOrders,
  ensureOrderPartitions,
  overdueOrders,
  refreshOrderStatistics,
} from './commands/housekeeping.ts';
export { type Placed, type Placement, placeOrders } from './commands/place.ts';
export { type HistoricReturn, lockReturns, recordReturns, returnableOf } from './commands/returns.ts';
export {
  type LockedOrders,
  lockOrder,
  lockOrders,
  transition,
  transitionOrders,
} from './commands/transition.ts';
export type { OrderEvent } from './domain/lifecycle.ts';
export { matchReturns } from './domain/match-returns.ts';
export { type PricedLine, totalsOf } from './domain/totals.ts';
export { openCartProjection } from './projections/open-carts.ts';
export { orderProjection } from './projections/orders.ts';
export { trendingProjection } from './projections/trending.ts';
export { exportOrders } from './queries/export-orders.ts';
export { openOrderOfCart } from './queries/open-order.ts';
export {
  filterOrders,
  findOrder,
  findOrderRecords,
  findOrderStatus,
  findOrders,
  findOwnOrder,
  type OrderRecord,
  type Owner,
} from './queries/orders.ts';
export { placedLately } from './queries/placed-lately.ts';
export {
  readFilteredOrders,
  readOpenOrder,
  readOrders,
  readOrdersOf,
  readOwnOrder,
} from './queries/read-orders.ts';
export { liveUnits, ordersOfSessions, tallyLines, tallyOrders } from './queries/tally.ts';
export { readTrending } from './queries/trending.ts';
