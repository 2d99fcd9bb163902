import type { Order, OrderLine, TutorialOrder, TutorialProduct } from '@cartwright/contract';

/** The product of an order line, whether it is still there or not. */
export type FindProduct = (line: OrderLine, order: Order) => TutorialProduct;

const ROW_ACTIVE = 1;
const ROW_DELETED = 0;

/** An order in the tutorial's words. */
export const tutorialOrder = (
  order: Order,
  about: { userId: string; findProduct: FindProduct },
): TutorialOrder => ({
  orderId: order.orderId,
  orderStatusCode: statusCode(order),
  potentialFraud: order.status === 'inReview',
  userId: about.userId,
  createdOn: order.placedAt,
  createdBy: about.userId,
  lastUpdatedOn: order.updatedAt,
  lastUpdatedBy: about.userId,
  statusCode: ROW_ACTIVE,
  products: order.lines.map((line) => ({
    productId: line.productId,
    qty: line.quantity,
    productPrice: line.unitPrice.amount,
    productData: about.findProduct(line, order),
  })),
});

const CREATED = 1;
const PENDING = 2;
const PAYMENT_INITIATED = 3;
const PAYMENT_SUCCESS = 4;
const PAYMENT_FAILED = -4;

/**
 * The tutorial's code of an order's status. A declined order that can still be paid is only created, not failed;
 * cancelled ones count as failed, because no money was kept; what was refunded or returned later had been paid.
 */
const statusCode = ({ status, payment }: Order): number => {
  switch (status) {
    case 'placed':
      return payment.status === 'declined' ? CREATED : PENDING;
    case 'inReview':
      return PENDING;
    case 'authorised':
      return PAYMENT_INITIATED;
    case 'confirmed':
    case 'fulfilled':
    case 'refunded':
    case 'returned':
      return PAYMENT_SUCCESS;
    case 'cancelled':
    case 'paymentFailed':
      return PAYMENT_FAILED;
    default:
      return status satisfies never;
  }
};

/** What an order line remembers of a product that the shop no longer has. */
export const productOfLine = (line: OrderLine, order: Order): TutorialProduct => ({
  productId: line.productId,
  price: line.unitPrice.amount,
  productDisplayName: line.title,
  variantName: '',
  brandName: '',
  ageGroup: '',
  gender: '',
  displayCategories: '',
  masterCategory_typeName: '',
  subCategory_typeName: '',
  styleImages_default_imageURL: '',
  productDescriptors_description_value: '',
  stockQty: 0,
  productColors: '',
  createdOn: order.placedAt,
  createdBy: '',
  lastUpdatedOn: null,
  lastUpdatedBy: null,
  statusCode: ROW_DELETED,
});
