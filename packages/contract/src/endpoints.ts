import Type, { type TObject, type TSchema } from 'typebox';
import * as Admin from './admin.ts';
import * as CartSchema from './cart.ts';
import * as Catalog from './catalog.ts';
import { Id, IdempotencyHeaders, Items, Page, PageQuery, PreferHeaders, Sku } from './common.ts';
import * as OrderSchema from './order.ts';
import * as SessionSchema from './session.ts';

/** One operation of the HTTP API: what it takes and what it answers when all is well. */
export type Endpoint = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  tag: string;
  summary: string;
  params?: TObject;
  query?: TObject;
  headers?: TObject;
  body?: TSchema;
  /** Answers by status; problems (4xx, 5xx) are the same everywhere and not listed. */
  answers: Record<number, TSchema>;
};

const CHECKOUT_ANSWERS = { 200: OrderSchema.Order, 201: OrderSchema.Order, 202: OrderSchema.Order };
const checkoutHeaders = Type.Object({ ...IdempotencyHeaders.properties, ...PreferHeaders.properties });
const productId = Type.Object({ productId: Id });
const cartId = Type.Object({ cartId: Id });
const cartLine = Type.Object({ cartId: Id, sku: Sku });
const orderId = Type.Object({ orderId: Id });
const sku = Type.Object({ sku: Sku });

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
    answers: { 200: Catalog.Product, 304: Type.Null() },
  },
  listCategories: {
    method: 'GET',
    path: '/v1/categories',
    tag: 'Catalogue',
    summary: 'The category tree',
    answers: { 200: Items(Catalog.Category) },
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
    summary: 'Sign in; merges the guest’s cart and takes over the session’s orders',
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

/** The staff's side; every call needs a staff token or API key. */
export const admin = {
  signIn: {
    method: 'POST',
    path: '/v1/admin/sign-in',
    tag: 'Staff',
    summary: 'Sign in as staff',
    body: SessionSchema.SignIn,
    answers: { 200: Admin.StaffSession },
  },
  listAudit: {
    method: 'GET',
    path: '/v1/admin/audit',
    tag: 'Staff',
    summary: 'Who changed what, newest first',
    query: PageQuery,
    answers: { 200: Page(Admin.AuditEntry) },
  },
  listProducts: {
    method: 'GET',
    path: '/v1/admin/products',
    tag: 'Products',
    summary: 'All products, drafts included',
    query: Catalog.ProductQuery,
    answers: { 200: Page(Catalog.Product) },
  },
  getProduct: {
    method: 'GET',
    path: '/v1/admin/products/:productId',
    tag: 'Products',
    summary: 'One product, draft or not',
    params: productId,
    answers: { 200: Catalog.Product },
  },
  createProduct: {
    method: 'POST',
    path: '/v1/admin/products',
    tag: 'Products',
    summary: 'Make a product; a given productId is kept',
    body: Catalog.ProductInput,
    answers: { 201: Catalog.Product },
  },
  putProduct: {
    method: 'PUT',
    path: '/v1/admin/products/:productId',
    tag: 'Products',
    summary: 'Replace a product, or make it under that id',
    params: productId,
    body: Catalog.ProductInput,
    answers: { 200: Catalog.Product, 201: Catalog.Product },
  },
  deleteProduct: {
    method: 'DELETE',
    path: '/v1/admin/products/:productId',
    tag: 'Products',
    summary: 'Delete a product; its stock ledger and orders stay',
    params: productId,
    answers: { 204: Type.Null() },
  },
  createImport: {
    method: 'POST',
    path: '/v1/admin/imports',
    tag: 'Imports',
    summary: 'Import products; the file is the body',
    query: Type.Object({
      format: Type.Unsafe<Admin.ImportFormat>(
        Type.Union(Admin.IMPORT_FORMATS.map((format) => Type.Literal(format))),
      ),
    }),
    answers: { 202: Type.Object({ importId: Id }) },
  },
  getImport: {
    method: 'GET',
    path: '/v1/admin/imports/:importId',
    tag: 'Imports',
    summary: 'How an import goes',
    params: Type.Object({ importId: Id }),
    answers: { 200: Admin.ImportRun },
  },
  uploadMedia: {
    method: 'POST',
    path: '/v1/admin/media',
    tag: 'Media',
    summary: 'Store an image; the file is the body',
    answers: { 201: Type.Object({ url: Type.String() }) },
  },
  getStock: {
    method: 'GET',
    path: '/v1/admin/stock/:sku',
    tag: 'Stock',
    summary: 'One SKU’s stock',
    params: sku,
    answers: { 200: Admin.StockRecord },
  },
  putStock: {
    method: 'PUT',
    path: '/v1/admin/stock/:sku',
    tag: 'Stock',
    summary: 'Count or adjust stock',
    params: sku,
    body: Admin.StockChange,
    answers: { 200: Admin.StockRecord },
  },
  listMovements: {
    method: 'GET',
    path: '/v1/admin/stock/:sku/movements',
    tag: 'Stock',
    summary: 'The ledger of one SKU, newest first',
    params: sku,
    query: PageQuery,
    answers: { 200: Page(Admin.StockMovement) },
  },
  listOrders: {
    method: 'GET',
    path: '/v1/admin/orders',
    tag: 'Orders',
    summary: 'Orders by status, e-mail and time',
    query: Admin.OrderQuery,
    answers: { 200: Page(OrderSchema.Order) },
  },
  getOrder: {
    method: 'GET',
    path: '/v1/admin/orders/:orderId',
    tag: 'Orders',
    summary: 'One order',
    params: orderId,
    answers: { 200: OrderSchema.Order },
  },
  reviewOrder: {
    method: 'POST',
    path: '/v1/admin/orders/:orderId/review',
    tag: 'Orders',
    summary: 'Approve or reject an order in review',
    params: orderId,
    body: Admin.Review,
    answers: { 200: OrderSchema.Order },
  },
} as const satisfies Record<string, Endpoint>;
