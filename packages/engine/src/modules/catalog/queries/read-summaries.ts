import type { ProductSummary } from '@cartwright/contract';
import type { Reader } from '../../../platform/read-side/index.ts';
import { withRedis } from '../../../platform/redis.ts';
import { money } from '../../../shared/money.ts';
import { availableOf } from '../../inventory/index.ts';
import { shownImage } from '../domain/image-url.ts';
import type { Card } from '../list-index/card.ts';
import { selectCards } from '../list-index/select-cards.ts';
import { PRODUCTS, productKey } from '../projections/products.ts';
import type { ViewOptions } from './find-product.ts';

/**
 * Products as lists show them, in the order of their ids; what is not sold now is left out, and with `category` (a
 * handle) whatever is not in it or below it.
 */
export const readSummaries = async (
  reader: Reader,
  productIds: readonly string[],
  options: ViewOptions & { category?: string | undefined },
): Promise<ProductSummary[]> => {
  const cards = await reader.read<Map<string, Card>>(PRODUCTS, {
    model: async (generation) => {
      const texts = await withRedis(reader.redis, () =>
        Promise.all(productIds.map((id) => reader.redis.hGet(productKey(generation, id), 'card'))),
      );
      const found = texts.flatMap((text) => (text == null || text === '' ? [] : [JSON.parse(text) as Card]));
      return new Map(found.map((card) => [card.productId, card]));
    },
    truth: async (db) =>
      new Map((await selectCards(db, productIds, options.currency)).map((card) => [card.productId, card])),
  });
  const { category } = options;
  const shown = productIds.flatMap((id) => {
    const card = cards?.get(id);
    const within = category === undefined || card?.categoryPath?.split('/').includes(category) === true;
    return card === undefined || !within ? [] : [card];
  });
  const available = await availableOf(
    reader,
    shown.flatMap(({ skus }) => skus),
  );
  return shown.map((card) => ({
    productId: card.productId,
    handle: card.handle,
    title: card.title,
    brand: card.brand,
    categoryPath: card.categoryTitles,
    image: card.image === null ? null : shownImage(card.image, options.publicUrl),
    price: money(card.lowest, options.currency),
    priceMax: money(card.highest, options.currency),
    availableToSell: card.skus.reduce((sum, sku) => sum + Math.max(available.get(sku) ?? 0, 0), 0),
  }));
};
