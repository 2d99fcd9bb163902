/** Words that several departments share, so that their facets are one facet. */
import type { Choice } from './kind.ts';
import type { ColourName } from './palette.ts';

export const WEAR_COLOURS = [
  'White',
  'Cream',
  'Sand',
  'Stone',
  'Charcoal',
  'Black',
  'Navy',
  'Sky',
  'Sage',
  'Olive',
  'Forest',
  'Mustard',
  'Rust',
  'Blush',
  'Plum',
] as const satisfies readonly ColourName[];
export const GEAR_COLOURS = [
  'Black',
  'Slate',
  'Navy',
  'Teal',
  'Olive',
  'Forest',
  'Mustard',
  'Terracotta',
  'Sand',
  'Cobalt',
] as const satisfies readonly ColourName[];
export const HIDE_COLOURS = [
  'Tan',
  'Walnut',
  'Black',
  'Charcoal',
  'Rust',
  'Navy',
  'Sand',
] as const satisfies readonly ColourName[];
export const GLAZE_COLOURS = [
  'White',
  'Cream',
  'Stone',
  'Slate',
  'Sky',
  'Teal',
  'Sage',
  'Mustard',
  'Terracotta',
  'Blush',
  'Charcoal',
] as const satisfies readonly ColourName[];
export const ROOM_COLOURS = [
  'Cream',
  'Sand',
  'Stone',
  'Slate',
  'Sage',
  'Forest',
  'Mustard',
  'Terracotta',
  'Blush',
  'Plum',
  'Navy',
  'Teal',
] as const satisfies readonly ColourName[];
export const WOOD_COLOURS = ['Oak', 'Walnut', 'Tan'] as const satisfies readonly ColourName[];
export const TECH_COLOURS = [
  'Black',
  'White',
  'Slate',
  'Sand',
  'Forest',
  'Navy',
  'Terracotta',
  'Blush',
] as const satisfies readonly ColourName[];
export const DENIM_COLOURS = ['Navy', 'Slate', 'Sky', 'Charcoal'] as const satisfies readonly ColourName[];
export const PLAY_COLOURS = [
  'Sky',
  'Sage',
  'Mustard',
  'Terracotta',
  'Blush',
  'Lavender',
  'Teal',
  'Brick',
] as const satisfies readonly ColourName[];

export const SEASONS = ['Spring and summer', 'Autumn and winter', 'All year'] as const;
export const FITS = ['Slim', 'Regular', 'Relaxed'] as const;
export const WATERPROOF = { Waterproof: 'Yes' } as const;
export const NOT_WATERPROOF = { Waterproof: 'No' } as const;

export const CLOTHING_SIZES: Choice = {
  name: 'Size',
  values: ['XS', 'S', 'M', 'L', 'XL', 'XXL'].map((value) => ({ value, code: value })),
  count: { min: 4, max: 6 },
};

export const SHOE_SIZES: Choice = {
  name: 'Size',
  values: [37, 38, 39, 40, 41, 42, 43, 44, 45].map((size) => ({ value: `EU ${size}`, code: `${size}` })),
  count: { min: 5, max: 8 },
};

/** Capacities or lengths that cost more as they grow: `step` is the extra share of the price per value. */
export const growing = (
  name: string,
  values: readonly (readonly [value: string, code: string])[],
  { step, min, max }: { step: number; min: number; max: number },
): Choice => ({
  name,
  values: values.map(([value, code], index) => ({ value, code, priceFactor: 1 + step * index })),
  count: { min, max },
});
