import type { Department } from '../kind.ts';
import { dress } from '../pictures/tops.ts';
import { socks, trousers } from '../pictures/wear.ts';
import { CLOTHING_SIZES, DENIM_COLOURS, FITS, growing, SEASONS, WEAR_COLOURS } from '../vocabulary.ts';

const WARM = { Season: 'Autumn and winter' } as const;
const COOL = { Season: 'Spring and summer' } as const;
const ALL_YEAR = { Season: 'All year' } as const;

import { tops } from './tops.ts';
export const clothing: Department = {
  title: 'Clothing',
  names: 'field',
  brands: ['Northmoor & Daughters', 'Fennick', 'Alderlane', 'Tidewell', 'Marrowby', 'Sunder Mill', 'Pellam'],
  kinds: [
    ...tops,
    {
      code: 'DRESS',
      category: ['Dresses'],
      weight: 2,
      shape: dress,
      styles: [
        { title: 'Tea Dress', code: 'TEA', patterns: ['plain', 'dots'], attributes: COOL },
        { title: 'Slip Dress', code: 'SLIP', cut: 1, attributes: COOL },
        {
          title: 'Belted Dress',
          code: 'BELTED',
          cut: 2,
          patterns: ['plain', 'pinstripe'],
          priceFactor: 1.15,
          attributes: ALL_YEAR,
        },
        { title: 'Gingham Dress', code: 'GINGHAM', patterns: ['check'], attributes: COOL },
      ],
      materials: ['linen', 'cotton', 'organicCotton'],
      colours: [
        'Cream',
        'Navy',
        'Black',
        'Sage',
        'Forest',
        'Mustard',
        'Terracotta',
        'Blush',
        'Plum',
        'Lavender',
        'Sky',
        'Brick',
      ],
      colourCount: { min: 2, max: 3 },
      price: { min: 6500, max: 14500 },
      choice: CLOTHING_SIZES,
      facets: { Fit: FITS },
      openings: [
        'The {name} is {a thing} with a skirt that moves and, yes, pockets.',
        'In {material}, the {name} moves as you do and ends just below the knee.',
        'The {name} is {a thing} that needs neither an occasion nor an iron for long.',
        'Cut on the easy side in {material}: {a thing} to cycle, sit and dance in.',
      ],
      uses: [
        'Sandals by day, boots by night.',
        'Layer it over a thin roll neck once the leaves turn.',
        'One dress, two pairs of shoes, a whole summer.',
      ],
      features: [
        'Deep side pockets',
        'Invisible zip at the side',
        'Lined bodice',
        'Hem allowance of 4 cm for letting down',
      ],
    },
    {
      code: 'TROUSER',
      category: ['Trousers & Shorts'],
      weight: 2,
      shape: trousers,
      styles: [
        { title: 'Chinos', code: 'CHINO', materials: ['cotton', 'organicCotton'], attributes: ALL_YEAR },
        {
          title: 'Jeans',
          code: 'JEANS',
          materials: ['denim'],
          colours: DENIM_COLOURS,
          priceFactor: 1.2,
          attributes: ALL_YEAR,
        },
        { title: 'Linen Trousers', code: 'LINEN', materials: ['linen'], attributes: COOL },
        { title: 'Shorts', code: 'SHORT', cut: 1, priceFactor: 0.7, attributes: COOL },
        { title: 'Checked Trousers', code: 'CHECK', patterns: ['check'], priceFactor: 1.1, attributes: WARM },
      ],
      materials: ['cotton', 'linen'],
      colours: ['Sand', 'Stone', 'Charcoal', 'Black', 'Navy', 'Olive', 'Forest', 'Walnut', 'Slate'],
      colourCount: { min: 2, max: 3 },
      price: { min: 5500, max: 11900 },
      choice: CLOTHING_SIZES,
      facets: { Fit: FITS },
      openings: [
        'The {name} are {thing} with a waist that stays put and knees that bend.',
        'Cut in {material}, these {thing} sit at the hip and taper gently to the hem.',
        'The {name} are {thing} in {material} that look pressed even when they are not.',
        '{brand} fitted the {name} on people who sit, climb and kneel.',
      ],
      uses: [
        'Fine for the desk, better for the bicycle on the way there.',
        'Wear them rolled once in spring.',
        'The pockets are deep enough to be trusted with keys.',
      ],
      features: [
        'Back pocket with a hidden button',
        'Gusset for easy movement',
        'Belt loops sewn into the waistband',
        'Zip by a maker that guarantees it',
      ],
    },
    {
      code: 'SOCK',
      category: ['Socks'],
      shape: socks,
      styles: [
        { title: 'Walking Socks', code: 'WALK', patterns: ['plain', 'knit'], attributes: WARM },
        { title: 'Striped Socks', code: 'STRIPE', patterns: ['stripe'], attributes: ALL_YEAR },
        { title: 'Dotted Socks', code: 'DOT', patterns: ['dots'], attributes: ALL_YEAR },
      ],
      materials: ['merino', 'organicCotton', 'lambswool'],
      colours: WEAR_COLOURS,
      colourCount: { min: 2, max: 4 },
      price: { min: 900, max: 2400 },
      choice: growing(
        'Size',
        [
          ['36–39', '36'],
          ['40–43', '40'],
          ['44–47', '44'],
        ],
        { step: 0, min: 3, max: 3 },
      ),
      facets: { Season: SEASONS },
      openings: [
        '{a Thing} should not be noticed; the {name} are noticed only for their colour.',
        'The {name} are knitted from {material} with a heel that turns where yours does.',
        'The {name} are {thing} in {material} for shoes that get taken off in company.',
        'Warm feet, no bulk: the {name} by {brand}.',
      ],
      uses: [
        'Padded under the foot, thin over the toes.',
        'They come as a pair and, being all alike, stay one.',
        'Good for walking, better for the evening after it.',
      ],
      features: ['Hand-linked toe, no ridge', 'Reinforced heel', 'Soft top that leaves no mark'],
    },
  ],
};
