/** What products and prices are read from when a shopper asks. */
import type { Product } from '@cartwright/contract';
import type { CacheStats, CacheStrategy, CodecName } from '../../../platform/cache/port.ts';
import type { FeedItem, Reader, ReadSide } from '../../../platform/read-side/index.ts';
import type { ViewOptions } from './find-product.ts';
import type { VariantForSale } from './find-variants.ts';

export type ProductSource = {
  /** By id, else by handle, else by a former handle; undefined when there is none, or only a draft. */
  product(reader: Reader, idOrHandle: string): Promise<Product | undefined>;
  /** By SKU; unknown ones, and those without a price in the shop's currency, are missing. */
  variants(reader: Reader, skus: readonly string[]): Promise<Map<string, VariantForSale>>;
  /** Whether a product's answer may be kept as ready bytes, because what makes it old is told. */
  readonly keepsAnswers: boolean;
  /** What the feed tells; when it returns, no product is answered as it was before. */
  changed(items: readonly FeedItem[]): void;
  /** The feed has a gap: anything may have changed. */
  reset(): void;
  /** Counts since the start of this process, by the name of each cache. */
  stats(): ReadonlyMap<string, Partial<CacheStats>>;
};

export type ProductSourceOptions = ReadSide & {
  strategy: CacheStrategy;
  codec: CodecName;
  view: ViewOptions;
  log: (message: string) => void;
};
