import { type Product, type ProductInput, TutorialProduct, type Variant } from '@cartwright/contract';
import Type, { type Static } from 'typebox';
import { isImageUrl } from './domain/image-url.ts';

/** A product of the CQRS tutorial as a file may hold it: most fields may be missing, the id may be a number. */
export const TutorialRecord = Type.Object({
  ...Type.Partial(TutorialProduct).properties,
  productId: Type.Union([Type.String({ minLength: 1 }), Type.Integer({ minimum: 0 })]),
  price: Type.Integer({ minimum: 0, description: 'Cents' }),
  productDisplayName: TutorialProduct.properties.productDisplayName,
});
export type TutorialRecord = Static<typeof TutorialRecord>;

/**
 * The tutorial's product as one of ours: its id is also its SKU, its price is in the shop's currency. Fields of
 * its own become attributes, under their own names, wherever the rest of the product does not say the same.
 */
export const fromTutorialProduct = (record: TutorialRecord, currency: string): ProductInput => {
  const productId = String(record.productId);
  const { masterCategory_typeName: master = '', subCategory_typeName: sub = '' } = record;
  const image = record.styleImages_default_imageURL ?? '';
  const hasImage = isImageUrl(image);
  const categoryPath = [master, sub].map((title) => title.trim()).filter((title) => title !== '');
  const attributes: Record<string, string> = {};
  const note = (name: string, value: string | number | null | undefined): void => {
    if (value !== undefined && value !== null && value !== '') attributes[name] = String(value);
  };
  note('variantName', record.variantName);
  note('ageGroup', record.ageGroup);
  note('gender', record.gender);
  note('displayCategories', record.displayCategories);
  if (master !== (categoryPath[0] ?? '')) attributes.masterCategory = master;
  if (sub !== (categoryPath[1] ?? '')) attributes.subCategory = sub;
  note('productColors', record.productColors);
  if (!hasImage) note('imageUrl', image);
  note('createdOn', record.createdOn);
  note('createdBy', record.createdBy);
  note('lastUpdatedOn', record.lastUpdatedOn);
  note('lastUpdatedBy', record.lastUpdatedBy);
  if (record.statusCode !== ACTIVE && record.statusCode !== INACTIVE) note('statusCode', record.statusCode);
  return {
    productId,
    title: record.productDisplayName,
    description: record.productDescriptors_description_value ?? '',
    brand: record.brandName?.trim() || null,
    categoryPath,
    images: hasImage ? [{ url: image, alt: record.productDisplayName.slice(0, ALT_MAX) }] : [],
    attributes,
    status: (record.statusCode ?? ACTIVE) === INACTIVE ? 'draft' : 'active',
    variants: [
      {
        sku: productId,
        price: { amount: record.price, currency },
        ...(record.stockQty === undefined ? {} : { onHand: Math.max(record.stockQty, 0) }),
      },
    ],
  };
};

/** One of our products as the tutorial's clients know it, standing for one of its variants. */
export const toTutorialProduct = (product: Product, variant: Variant): TutorialProduct => {
  const { attributes, categoryPath } = product;
  // Products that came from the tutorial keep their own dates; a missing one was missing there.
  const own = attributes.createdOn !== undefined;
  return {
    productId: product.productId,
    price: variant.price.amount,
    productDisplayName: product.title,
    variantName: attributes.variantName ?? variant.title,
    brandName: product.brand ?? '',
    ageGroup: attributes.ageGroup ?? '',
    gender: attributes.gender ?? '',
    displayCategories: attributes.displayCategories ?? (own ? '' : categoryPath.join(',')),
    masterCategory_typeName: attributes.masterCategory ?? categoryPath[0] ?? '',
    subCategory_typeName: attributes.subCategory ?? categoryPath[1] ?? '',
    styleImages_default_imageURL: product.images[0]?.url ?? attributes.imageUrl ?? '',
    productDescriptors_description_value: product.description,
    stockQty: variant.availableToSell,
    productColors: attributes.productColors ?? '',
    createdOn: attributes.createdOn ?? product.createdAt,
    createdBy: attributes.createdBy ?? '',
    lastUpdatedOn: own ? (attributes.lastUpdatedOn ?? null) : product.updatedAt,
    lastUpdatedBy: attributes.lastUpdatedBy ?? null,
    statusCode: Number(attributes.statusCode ?? (product.status === 'active' ? ACTIVE : INACTIVE)),
  };
};

const ACTIVE = 1;
const INACTIVE = 0;
/** Longest alternative text of a picture, as the contract has it. */
const ALT_MAX = 500;
