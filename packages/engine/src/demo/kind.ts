import type { MaterialName } from './materials.ts';
import type { NamePool } from './names.ts';
import type { ColourName } from './palette.ts';
import type { Pattern, Shape } from './pictures/draw.ts';

/** One design within a kind: an oxford shirt among shirts. */
export type Style = {
  title: string;
  /** Its part of the SKU. */
  code: string;
  /** Against the kind's usual prices; 1 when left out. */
  priceFactor?: number;
  cut?: number;
  patterns?: readonly Pattern[];
  materials?: readonly MaterialName[];
  colours?: readonly ColourName[];
  attributes?: Readonly<Record<string, string>>;
  /** The kind's facets that say nothing about this design. */
  without?: readonly string[];
  /** Instead of the kind's. */
  choice?: Choice;
  openings?: readonly string[];
  uses?: readonly string[];
  features?: readonly string[];
};

/** What a shopper chooses besides the colour. */
export type Choice = {
  name: string;
  values: readonly { value: string; code: string; priceFactor?: number }[];
  /** How many neighbouring values one product comes in; all when left out. */
  count?: { min: number; max: number };
};

/** Everything the generator knows about the products of one leaf of the category tree. */
export type Kind = {
  code: string;
  /** Below the department: one or two titles. */
  category: readonly [string] | readonly [string, string];
  /** How many products it has against the others; 1 when left out. */
  weight?: number;
  shape: Shape;
  styles: readonly Style[];
  materials: readonly MaterialName[];
  colours: readonly ColourName[];
  colourCount: { min: number; max: number };
  /** Minor units. */
  price: { min: number; max: number };
  choice?: Choice;
  facets?: Readonly<Record<string, readonly string[]>>;
  /** First sentences; `{name}`, `{thing}`, `{a thing}`, `{material}` and `{brand}` are filled in. */
  openings: readonly string[];
  uses: readonly string[];
  features: readonly string[];
  /** How to keep it, where the material's own advice would not fit the thing. */
  care?: readonly string[];
};

export type Department = {
  title: string;
  names: NamePool;
  brands: readonly string[];
  kinds: readonly Kind[];
};
