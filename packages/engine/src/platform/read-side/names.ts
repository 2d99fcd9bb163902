/** Short for a shop, made from its id: two shops on one PostgreSQL or Redis do not meet. */
export const shopNameOf = (shopId: string): string => shopId.replaceAll('-', '').slice(0, 16);

/** The replication slot by which a shop's changes are followed. */
export const slotOf = (shopId: string): string => `cartwright_${shopNameOf(shopId)}`;
