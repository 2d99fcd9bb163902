import Type from 'typebox';
import * as CartSchema from './cart.ts';
import * as Catalog from './catalog.ts';
import { Collection } from './collection.ts';
import { Id, IdempotencyHeaders, Items, Page, PageQuery, PreferHeaders, Sku } from './common.ts';
import type { Endpoint } from './endpoint.ts';
import * as OrderSchema from './order.ts';
import * as SaleSchema from './sale.ts';
import * as SessionSchema from './session.ts';

const CHECKOUT_ANSWERS = { 200: OrderSchema.Order, 201: OrderSchema.Order, 202: OrderSchema.Order };
const checkoutHeaders = Type.Object({ ...IdempotencyHeaders.properties, ...PreferHeaders.properties });
const productId = Type.Object({ productId: Id });
const cartId = Type.Object({ cartId: Id });
const cartLine = Type.Object({ cartId: Id, sku: Sku });
const orderId = Type.Object({ orderId: Id });
const saleId = Type.Object({ saleId: Id });

/** The store: what shoppers' clients call. */
export const store = {
  listProducts: {
    method: 'GET',
    path: '/v1/products',
    tag: 'Catalogue',
    summary: 'Products by filter, with facets',
    query: Catalog.ProductQuery,
    answers: { 200: Catalog.ProductPage },
  },
  getProduct: {
    method: 'GET',
    path: '/v1/products/:productId',
    tag: 'Catalogue',
    summary: 'One product, by id or handle',
    params: productId,
    answers: { 200: Catalog.Product },
  },
  listTrending: {
    method: 'GET',
    path: '/v1/trending',
    tag: 'Catalogue',
    summary: 'What sells most these days, of all or of a category; at most 24',
    query: Type.Object({ category: Type.Optional(Type.String({ maxLength: 200, description: 'A handle' })) }),
    answers: { 200: Items(Catalog.ProductSummary) },
  },
  listCategories: {
    method: 'GET',
    path: '/v1/categories',
    tag: 'Catalogue',
    summary: 'The category tree',
    answers: { 200: Items(Catalog.Category) },
  },
  listCollections: {
    method: 'GET',
    path: '/v1/collections',
    tag: 'Catalogue',
    summary: 'The collections that are shown; their products: GET /v1/products?collection=',
    answers: { 200: Items(Collection) },
  },
  getCollection: {
    method: 'GET',
    path: '/v1/collections/:handle',
    tag: 'Catalogue',
    summary: 'One collection, by handle or id',
    params: Type.Object({ handle: Id }),
    answers: { 200: Collection },
  },
  listSales: {
    method: 'GET',
    path: '/v1/sales',
    tag: 'Sales',
    summary: 'Sales that are open or to come, and those that ended lately; soonest first',
    answers: { 200: Items(SaleSchema.Sale) },
  },
  getSale: {
    method: 'GET',
    path: '/v1/sales/:saleId',
    tag: 'Sales',
    summary: 'One sale',
    params: saleId,
    answers: { 200: SaleSchema.Sale },
  },
  claimSale: {
    method: 'POST',
    path: '/v1/sales/:saleId/claims',
    tag: 'Sales',
    summary: 'Claim units of an open sale: a cart with them, at the sale’s price',
    params: saleId,
    headers: IdempotencyHeaders,
    body: SaleSchema.ClaimInput,
    answers: { 201: SaleSchema.Claim },
  },
  getStock: {
    method: 'GET',
    path: '/v1/stock',
    tag: 'Catalogue',
    summary: 'What is available to sell, by SKU',
    query: Catalog.StockQuery,
    answers: { 200: Items(Catalog.StockLevel) },
  },
  createSession: {
    method: 'POST',
    path: '/v1/session',
    tag: 'Sessions',
    summary: 'A new guest session',
    answers: { 201: SessionSchema.Session },
  },
  getSession: {
    method: 'GET',
    path: '/v1/session',
    tag: 'Sessions',
    summary: 'Who am I',
    answers: { 200: Type.Object({ sessionId: Id, customer: SessionSchema.Session.properties.customer }) },
  },
  signUp: {
    method: 'POST',
    path: '/v1/auth/sign-up',
    tag: 'Sessions',
    summary: 'A new account',
    body: SessionSchema.SignUp,
    answers: { 201: SessionSchema.Session },
  },
  signIn: {
    method: 'POST',
    path: '/v1/auth/sign-in',
    tag: 'Sessions',
    summary: 'Sign in; merges the guest’s cart and takes over the session’s orders and claims',
    body: SessionSchema.SignIn,
    answers: { 200: SessionSchema.Session },
  },
  signOut: {
    method: 'POST',
    path: '/v1/auth/sign-out',
    tag: 'Sessions',
    summary: 'End this session; the answer is a new guest session',
    answers: { 200: SessionSchema.Session },
  },
  createCart: {
    method: 'POST',
    path: '/v1/carts',
    tag: 'Carts',
    summary: 'A new cart; all its lines or none',
    body: CartSchema.CreateCart,
    answers: { 201: CartSchema.Cart },
  },
  currentCart: {
    method: 'GET',
    path: '/v1/me/cart',
    tag: 'Carts',
    summary: 'The session’s or customer’s latest cart',
    answers: { 200: CartSchema.Cart },
  },
  getCart: {
    method: 'GET',
    path: '/v1/carts/:cartId',
    tag: 'Carts',
    summary: 'A cart',
    params: cartId,
    answers: { 200: CartSchema.Cart },
  },
  setCartLine: {
    method: 'PUT',
    path: '/v1/carts/:cartId/lines/:sku',
    tag: 'Carts',
    summary: 'Set a line’s quantity; 0 removes it',
    params: cartLine,
    body: CartSchema.SetQuantity,
    answers: { 200: CartSchema.Cart },
  },
  removeCartLine: {
    method: 'DELETE',
    path: '/v1/carts/:cartId/lines/:sku',
    tag: 'Carts',
    summary: 'Remove a line',
    params: cartLine,
    answers: { 200: CartSchema.Cart },
  },
  listShippingOptions: {
    method: 'GET',
    path: '/v1/carts/:cartId/shipping-options',
    tag: 'Carts',
    summary: 'Ways to deliver',
    params: cartId,
    answers: { 200: Items(CartSchema.ShippingOption) },
  },
  checkoutCart: {
    method: 'POST',
    path: '/v1/carts/:cartId/checkout',
    tag: 'Orders',
    summary: 'Place the cart as an order and pay it',
    params: cartId,
    headers: checkoutHeaders,
    body: OrderSchema.Checkout,
    answers: CHECKOUT_ANSWERS,
  },
  placeOrder: {
    method: 'POST',
    path: '/v1/orders',
    tag: 'Orders',
    summary: 'Place an order without a cart and pay it',
    headers: checkoutHeaders,
    body: OrderSchema.PlaceOrder,
    answers: CHECKOUT_ANSWERS,
  },
  listOrders: {
    method: 'GET',
    path: '/v1/orders',
    tag: 'Orders',
    summary: 'The session’s or customer’s orders, newest first',
    query: PageQuery,
    answers: { 200: Page(OrderSchema.Order) },
  },
  getOrder: {
    method: 'GET',
    path: '/v1/orders/:orderId',
    tag: 'Orders',
    summary: 'One order',
    params: orderId,
    answers: { 200: OrderSchema.Order },
  },
  payOrder: {
    method: 'POST',
    path: '/v1/orders/:orderId/payments',
    tag: 'Orders',
    summary: 'Another payment attempt on a declined order',
    params: orderId,
    headers: checkoutHeaders,
    body: OrderSchema.PayOrder,
    answers: CHECKOUT_ANSWERS,
  },
  cancelOrder: {
    method: 'POST',
    path: '/v1/orders/:orderId/cancel',
    tag: 'Orders',
    summary: 'Cancel; stock returns, money is voided or refunded',
    params: orderId,
    headers: IdempotencyHeaders,
    answers: { 200: OrderSchema.Order },
  },
} as const satisfies Record<string, Endpoint>;
