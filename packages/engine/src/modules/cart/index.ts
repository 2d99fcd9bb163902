/** Carts, kept in Redis alone. */
export { type CartContext, type CartRefusal, createCart, setLine } from './commands/change-lines.ts';
export { mergeCarts } from './commands/merge.ts';
export { type CartStore, createCartStore, type StoredCart } from './store.ts';
export { type CartView, type ViewOptions, viewCart } from './view.ts';
