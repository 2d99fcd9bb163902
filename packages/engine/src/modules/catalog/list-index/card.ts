import type { AttributeType } from '@cartwright/contract';
import type { StoredImage } from '../domain/image-url.ts';

/** What lists need to know of one active product with a price in the shop's currency. */
export type Card = {
  productId: string;
  handle: string;
  title: string;
  brand: string | null;
  /** Handles joined by '/', as catalog.category.path. */
  categoryPath: string | null;
  /** Beside the path's handles. */
  categoryTitles: string[];
  image: StoredImage | null;
  createdAtMs: number;
  /** Minor units of the shop's currency. */
  lowest: number;
  highest: number;
  /** As catalog.product.search_text: in lower case. */
  searchText: string;
  /** Only those that are facets: see `isFacet`. */
  attributes: [name: string, value: string][];
  /** Of all collections, drafts among them. */
  collections: [collectionId: string, position: number][];
  skus: string[];
};

/** What lists need to know beside the products; few and small. */
export type ListSettings = {
  /**
   * By name. Facets are remembered for this very map, so it is to be the same object until a type changes, and a
   * new one then.
   */
  attributeTypes: ReadonlyMap<string, AttributeType>;
  /** By handle and by former handle; a present handle wins. */
  collections: ReadonlyMap<string, { collectionId: string; handPicked: boolean; active: boolean }>;
  /** Present handles of categories by former ones. */
  formerCategoryHandles: ReadonlyMap<string, string>;
};
