/** Short for a shop, made from its id: two shops on one PostgreSQL or Redis do not meet. */
export const shopNameOf = (shopId: string): string => shopId.replaceAll('-', '').slice(0, 16);

/** The one generation of a model that is rebuilt where it is. */
export const liveGeneration = (shop: string): string => `live-${shop}`;

/** The replication slot by which a shop's changes are followed. */
export const slotOf = (shopId: string): string => `cartwright_${shopNameOf(shopId)}`;
