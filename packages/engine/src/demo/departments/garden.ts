import type { Kind } from '../kind.ts';
import { gardenTools, plantPot, wateringCan } from '../pictures/outdoors.ts';
import { GLAZE_COLOURS, growing } from '../vocabulary.ts';

export const garden: readonly Kind[] = [
  {
    code: 'PLANTER',
    category: ['Garden', 'Plant Pots'],
    weight: 2,
    shape: plantPot,
    styles: [
      { title: 'Plant Pot', code: 'POT', patterns: ['plain', 'speckle'] },
      {
        title: 'Cactus Pot',
        code: 'CACTUS',
        cut: 1,
        patterns: ['plain', 'speckle'],
        priceFactor: 0.7,
        uses: ['For a plant that forgives a month without water.', 'Three in a row on the sunny sill.'],
      },
      { title: 'Banded Pot', code: 'BAND', cut: 2, priceFactor: 1.1 },
    ],
    materials: ['terracotta', 'stoneware'],
    colours: GLAZE_COLOURS,
    colourCount: { min: 2, max: 4 },
    price: { min: 1400, max: 4900 },
    choice: growing(
      'Diameter',
      [
        ['12 cm', '12'],
        ['16 cm', '16'],
        ['22 cm', '22'],
        ['30 cm', '30'],
      ],
      { step: 0.35, min: 2, max: 3 },
    ),
    facets: { Place: ['Indoors', 'Indoors and outdoors'] },
    openings: [
      'The {name} is {a thing} of {material} with a saucer that fits.',
      '{a Thing} made the slow way, with a hole where roots need one.',
      'The {name} is {a thing} that lets the plant do the talking.',
      '{brand} fires the {name} in {material}, so roots breathe and floors stay dry.',
    ],
    uses: [
      'Ferns like it, and so do people who forget to water.',
      'Group three sizes and call it a garden.',
      'Herbs on the sill, a fig on the step.',
    ],
    features: ['Drainage hole', 'Matching saucer', 'Rim rolled for carrying', 'Plant not included'],
  },
  {
    code: 'WATER',
    category: ['Garden', 'Watering Cans'],
    shape: wateringCan,
    styles: [
      { title: 'Watering Can', code: 'CAN' },
      { title: 'Long-Spout Watering Can', code: 'LONG', priceFactor: 1.2 },
    ],
    materials: ['steel', 'enamel', 'aluminium'],
    colours: ['Forest', 'Sage', 'Cream', 'Slate', 'Mustard', 'Brick', 'Teal', 'Copper'],
    colourCount: { min: 1, max: 3 },
    price: { min: 2400, max: 5900 },
    choice: growing(
      'Capacity',
      [
        ['1.5 L', '15L'],
        ['5 L', '5L'],
        ['9 L', '9L'],
      ],
      { step: 0.3, min: 1, max: 2 },
    ),
    facets: { Place: ['Indoors', 'Outdoors'] },
    openings: [
      'The {name} is {a thing} that is balanced when full and when nearly empty.',
      'Made of {material}, with a rose fine enough for seedlings.',
      'The {name} is {a thing} that wets the roots and not your shoes.',
      'Simple in {material}, from handle to rose: the {name} by {brand}.',
    ],
    uses: [
      'It may stay outside all winter.',
      'One can for the sill, the steps and the beds.',
      'Fill it in the evening; plants like it that way.',
    ],
    features: ['Removable brass rose', 'Two handles', 'Will not drip', 'Litre marks inside'],
  },
  {
    code: 'GTOOL',
    category: ['Garden', 'Garden Tools'],
    shape: gardenTools,
    styles: [
      { title: 'Trowel and Fork Set', code: 'SET' },
      { title: 'Hand Pruner', code: 'PRUNE', cut: 1, priceFactor: 1.2 },
    ],
    materials: ['steel', 'carbonSteel'],
    colours: ['Brick', 'Forest', 'Mustard', 'Navy', 'Terracotta', 'Olive'],
    colourCount: { min: 1, max: 2 },
    price: { min: 1900, max: 4900 },
    care: ['Wipe clean, and oil the steel in autumn.', 'Store dry, edge up.'],
    facets: { Place: ['Outdoors'] },
    openings: [
      'The {name} is {a thing} for people who kneel down to it.',
      'Forged from {material}, with handles that have had their edges taken off.',
      'The {name} is {a thing} that fits the hand before it meets the garden.',
      '{brand} forges the {name} once and guarantees it for good.',
    ],
    uses: [
      'Bright at the grip, so that it is found again among the leaves.',
      'It keeps an edge, and takes a new one.',
      'Hang it where you will pass it on the way out.',
    ],
    features: [
      'Forged in one piece',
      'Leather loop for hanging',
      'Can be sharpened',
      'Rust-resistant finish',
    ],
  },
];
