/** Carts, kept in Redis alone. */

export { cartOfClaim } from './commands/cart-of-claim.ts';
export { type CartContext, type CartRefusal, createCart, setLine } from './commands/change-lines.ts';
export { handOverCarts, mergeCarts } from './commands/merge.ts';
export { createCartStore, type StoredCart } from './store.ts';
export { viewCart } from './view.ts';
