import { isOf, type Transaction } from '../../../platform/cdc/index.ts';
import type { Fields } from '../../../platform/read-side/index.ts';
import { attemptChanges, reversalChanges } from '../../payment/index.ts';
import { eventChanges, lineChanges, orderChanges } from '../changes.ts';
import { addressPart, attemptPart, eventPart, linePart, reversalPart, rowPart } from '../document.ts';
import type { Owned } from './order-indexes.ts';

/** What changes do to a document: the parts they write, and the last of their versions. */
export type Touched = { fields: Record<string, string>; version: string; removed: boolean };

/** What one transaction does to documents; several of a batch come together in one write. */
export const gather = (
  { changes }: Transaction,
  version: string,
  into: { documents: Map<string, Touched>; owned: Map<string, Owned> },
): void => {
  const touch = (orderId: string | undefined, fields: Fields): void => {
    if (orderId === undefined) return;
    const touched = into.documents.get(orderId) ?? { fields: {}, version, removed: false };
    Object.assign(touched.fields, fields);
    touched.version = version;
    into.documents.set(orderId, touched);
  };
  for (const change of changes) {
    if (change.kind === 'truncate') continue;
    if (change.kind === 'delete') {
      if (isOf(change, orderChanges) && change.old.order_id !== undefined)
        into.documents.set(change.old.order_id, { fields: {}, version, removed: true });
    } else if (isOf(change, orderChanges)) {
      const row = change.row as Required<typeof change.row>;
      // An address that is long and did not change is not sent.
      const address = change.row.shipping_address;
      touch(row.order_id, {
        ...rowPart({
          number: row.number,
          status: row.status,
          sessionId: row.session_id,
          customerId: row.customer_id,
          email: row.email,
          currency: row.currency,
          subtotal: row.subtotal,
          discountTotal: row.discount_total,
          shippingTotal: row.shipping_total,
          taxTotal: row.tax_total,
          total: row.total,
          payUntil: row.pay_until,
          placedAt: row.placed_at,
          updatedAt: row.updated_at,
        }),
        ...(address === undefined ? {} : addressPart(address)),
      });
      into.owned.set(row.order_id, {
        orderId: row.order_id,
        sessionId: row.session_id,
        customerId: row.customer_id,
        email: row.email,
        status: row.status,
      });
    } else if (isOf(change, lineChanges)) {
      const row = change.row as Required<typeof change.row>;
      touch(
        row.order_id,
        linePart(row.position, {
          sku: row.sku,
          productId: row.product_id,
          title: row.title,
          quantity: row.quantity,
          unitPrice: row.unit_price,
          lineTotal: row.line_total,
        }),
      );
    } else if (isOf(change, eventChanges)) {
      const row = change.row as Required<typeof change.row>;
      touch(row.order_id, eventPart(row.version, row.event, row.at));
    } else if (isOf(change, attemptChanges)) {
      const row = change.row as Required<typeof change.row>;
      touch(
        row.order_id,
        attemptPart(row.attempt_id, {
          status: row.status,
          declineCode: row.decline_code,
          amount: row.amount,
        }),
      );
    } else if (isOf(change, reversalChanges)) {
      const row = change.row as Required<typeof change.row>;
      touch(
        row.order_id,
        reversalPart(row.reversal_id, {
          attemptId: row.attempt_id,
          kind: row.kind,
          status: row.status,
          amount: row.amount,
        }),
      );
    }
  }
};
