import Type from 'typebox';
import * as Admin from './admin.ts';
import { catalogueUpkeep } from './admin-catalogue-endpoints.ts';
import * as Catalog from './catalog.ts';
import { Id, Page, PageQuery, Sku } from './common.ts';
import type { Endpoint } from './endpoint.ts';
import * as Export from './export.ts';
import * as OrderSchema from './order.ts';
import { readSideUpkeep } from './read-side-endpoints.ts';
import * as SessionSchema from './session.ts';

const productId = Type.Object({ productId: Id });
const orderId = Type.Object({ orderId: Id });
const sku = Type.Object({ sku: Sku });

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
  ...catalogueUpkeep,
  createImport: {
    method: 'POST',
    path: '/v1/admin/imports',
    tag: 'Imports',
    summary: 'Import products or an order log; the file is the body',
    query: Type.Object({
      format: Type.Unsafe<Admin.ImportFormat>(
        Type.Union(Admin.IMPORT_FORMATS.map((format) => Type.Literal(format))),
      ),
      onHand: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: 1_000_000,
          description: 'online-retail-csv: units on hand that new products start with (0)',
        }),
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
  exportProducts: {
    method: 'GET',
    path: '/v1/admin/exports/products',
    tag: 'Exports',
    summary: 'All products as a file, drafts included',
    query: Export.ProductExportQuery,
    answers: { 200: Type.String({ description: 'The file' }) },
  },
  exportOrders: {
    method: 'GET',
    path: '/v1/admin/exports/orders',
    tag: 'Exports',
    summary: 'Orders as a file, oldest first',
    query: Export.OrderExportQuery,
    answers: { 200: Type.String({ description: 'The file' }) },
  },
  exportMovements: {
    method: 'GET',
    path: '/v1/admin/exports/movements',
    tag: 'Exports',
    summary: 'The stock ledger as a file, oldest first',
    query: Export.MovementExportQuery,
    answers: { 200: Type.String({ description: 'The file' }) },
  },
  uploadMedia: {
    method: 'POST',
    path: '/v1/admin/media',
    tag: 'Media',
    summary: 'Store an image; the file is the body',
    answers: { 201: Catalog.UploadedPicture },
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
  ...readSideUpkeep,
} as const satisfies Record<string, Endpoint>;
