import type { Logger } from 'pino';
import {
  type CatalogueView,
  createCatalogueView,
  createProductSource,
  type ProductSource,
} from '../modules/catalog/index.ts';
import { HELD } from '../modules/inventory/index.ts';
import type { Config } from '../platform/config.ts';
import type { Database } from '../platform/postgres.ts';
import { type FeedItem, followFeed, type ReadSide, readerOf } from '../platform/read-side/index.ts';
import { shopNameOf } from '../platform/read-side/names.ts';
import { createReadyBytes, type ReadyBytes } from '../platform/ready-bytes.ts';
import { openRedis, type Redis } from '../platform/redis.ts';

export type Reading = {
  readSide: ReadSide;
  catalogue: CatalogueView;
  products: ProductSource;
  ready: ReadyBytes;
  stop(): Promise<void>;
};

/** How a process that answers reads: the feed, and the copies that the feed keeps true. */
export const openReadSide = (options: {
  config: Config;
  shopId: string;
  db: Database;
  redis: Redis;
  log: Logger;
  view: { currency: string; publicUrl: string };
  onError: (error: Error) => void;
  ping(): void;
}): Reading => {
  const { config, db, redis, log, view, onError } = options;
  // Waiting for the feed blocks its connection.
  const blocking = openRedis({ url: config.redisUrl, onError });
  blocking.connect().catch(onError);
  const feed = followFeed({ shop: shopNameOf(options.shopId), redis, blocking, ping: options.ping });
  const readSide: ReadSide = { db, redis, feed };
  const ready = createReadyBytes({ bytesMax: config.readyBytesMax });
  const catalogue = createCatalogueView(readSide, {
    ...view,
    productsMax: config.listIndexMax,
    readerOf: () => readerOf(readSide),
    onChange: () => ready.drop('lists'),
  });
  const products = createProductSource({
    ...readSide,
    view,
    strategy: config.productCache,
    codec: config.cacheCodec,
    log: (message) => log.warn(message),
  });
  feed.listen({
    changed(items) {
      products.changed(items);
      if (items.some(([kind]) => kind === 'generation' || kind === 'products')) ready.clear();
      for (const item of items) for (const tag of tagsOf(item)) ready.drop(tag);
      catalogue.changed(items);
    },
    reset() {
      products.reset();
      ready.clear();
      catalogue.reset();
    },
  });
  return {
    readSide,
    catalogue,
    products,
    ready,
    async stop() {
      await feed.stop();
      await catalogue.stop();
    },
  };
};

/** Which answers a change makes old. */
const tagsOf = ([kind, name, ...about]: FeedItem): string[] => {
  const [sessionId, customerId] = about;
  const handles = about;
  switch (kind) {
    case 'stock':
      return [`stock ${name}`, 'lists'];
    // Lists are dropped by the catalogue, when it knows the number.
    case HELD:
      return [`stock ${name}`];
    case 'product':
      return [`product ${name}`, ...handles.map((handle) => `handle ${handle}`)];
    case 'order':
      return [`order ${name}`, `owner session:${sessionId}`, `owner customer:${customerId}`];
    default:
      return [];
  }
};
