/** Orders: placed, moved through their lifecycle, and seen. */
export { adoptSessionOrders, ensureOrderPartitions, overdueOrders } from './commands/housekeeping.ts';
export { openOrderOfCart, type Placed, type Placement, place } from './commands/place.ts';
export { lockOrder, type Transitioned, transition } from './commands/transition.ts';
export { decideTransition, LIFECYCLE, ORDER_EVENTS, type OrderEvent } from './domain/lifecycle.ts';
export { type PricedLine, totalsOf } from './domain/totals.ts';
export {
  filterOrders,
  findOrder,
  findOrderStatus,
  findOrders,
  findOwnOrder,
  type OrderFilter,
  type OrderRecord,
  type Owner,
  ordersOf,
} from './queries/orders.ts';
