import type { Product } from '@cartwright/contract';
import type { Reader } from '../../../platform/read-side/index.ts';
import { heldOf } from '../../inventory/index.ts';

/** A product as PostgreSQL has it, less what carts hold of it, as far as Redis can be asked. */
export const lessHeld = async (
  reader: Reader,
  product: Product | undefined,
): Promise<Product | undefined> => {
  if (product === undefined) return undefined;
  const held = await heldOf(
    { redis: reader.redis, shop: reader.feed.shop },
    product.variants.map(({ sku }) => sku),
  );
  const variants = product.variants.map((variant) => ({
    ...variant,
    availableToSell: Math.max(variant.availableToSell - (held.get(variant.sku) ?? 0), 0),
  }));
  return { ...product, variants };
};
