/** Sales: timed offers of units that are set apart from the shelf, their claims, and who bought how many. */
export {
  type ClaimOutcome,
  changeClaim,
  claimUnits,
  type WantedClaim,
} from './commands/claim.ts';
export { stopSale, sweepSale, waitingSales } from './commands/end.ts';
export { handOverClaims } from './commands/hand-over.ts';
export { lockSales, orderClaims, returnClaims } from './commands/order-claims.ts';
export { type SaleInput, scheduleSale } from './commands/schedule.ts';
export { type StoredSale, saleProjection } from './projections/sales.ts';
export { type ClaimInCart, claimsInCart, refusedAlready } from './queries/claims.ts';
export { readRooms, readStoredSale, saleNow } from './queries/rooms.ts';
export { findSale, listSales, readSale, readSales } from './queries/sales.ts';
