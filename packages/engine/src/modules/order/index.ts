/** Orders: placed, moved through their lifecycle, and seen. */
export { adoptSessionOrders, ensureOrderPartitions, overdueOrders } from './commands/housekeeping.ts';
export { openOrderOfCart, type Placed, place } from './commands/place.ts';
export { lockOrder, transition } from './commands/transition.ts';
export type { OrderEvent } from './domain/lifecycle.ts';
export { type PricedLine, totalsOf } from './domain/totals.ts';
export {
  filterOrders,
  findOrder,
  findOrderStatus,
  findOrders,
  findOwnOrder,
  type Owner,
  ordersOf,
} from './queries/orders.ts';
