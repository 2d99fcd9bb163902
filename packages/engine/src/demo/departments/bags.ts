import type { Department } from '../kind.ts';
import { backpack, duffel, suitcase, tote } from '../pictures/feet-and-bags.ts';
import { GEAR_COLOURS, growing, HIDE_COLOURS, NOT_WATERPROOF, WATERPROOF } from '../vocabulary.ts';

export const bags: Department = {
  title: 'Bags',
  names: 'field',
  brands: ['Packlore', 'Wandermoor', 'Otterby', 'Tidewell'],
  kinds: [
    {
      code: 'PACK',
      category: ['Backpacks'],
      weight: 3,
      shape: backpack,
      styles: [
        { title: 'Day Pack', code: 'DAY', materials: ['recycled', 'canvas'], attributes: NOT_WATERPROOF },
        {
          title: 'Roll-Top Backpack',
          code: 'ROLL',
          cut: 1,
          materials: ['recycled', 'ripstop', 'waxedCanvas'],
          priceFactor: 1.2,
          attributes: WATERPROOF,
        },
        {
          title: 'Rucksack',
          code: 'RUCK',
          cut: 2,
          materials: ['canvas', 'waxedCanvas'],
          priceFactor: 1.3,
          attributes: NOT_WATERPROOF,
        },
        {
          title: 'Commuter Backpack',
          code: 'COMMUTE',
          materials: ['recycled'],
          priceFactor: 1.15,
          attributes: WATERPROOF,
        },
      ],
      materials: ['recycled'],
      colours: GEAR_COLOURS,
      colourCount: { min: 2, max: 4 },
      price: { min: 5900, max: 13900 },
      choice: growing(
        'Capacity',
        [
          ['16 L', '16L'],
          ['22 L', '22L'],
          ['28 L', '28L'],
          ['36 L', '36L'],
        ],
        { step: 0.14, min: 1, max: 2 },
      ),
      openings: [
        'The {name} is {a thing} that opens wide and shuts out the rain.',
        'In {material}, with straps shaped for shoulders rather than for photographs.',
      ],
      uses: [
        'A sleeve for the laptop, a pocket for the bottle, room for the groceries.',
        'It stands up by itself, which a bag on a platform should.',
      ],
      features: [
        'Padded sleeve for a 15-inch laptop',
        'Side pockets that take a bottle',
        'Chest strap with a whistle',
        'Luggage loop on the back',
        'Zips that can be replaced',
      ],
    },
    {
      code: 'TOTE',
      category: ['Totes'],
      weight: 2,
      shape: tote,
      styles: [
        {
          title: 'Market Tote',
          code: 'MARKET',
          materials: ['canvas', 'organicCotton'],
          priceFactor: 0.5,
          patterns: ['plain', 'stripe', 'check'],
        },
        { title: 'Work Tote', code: 'WORK', cut: 1, materials: ['leather', 'waxedCanvas'], priceFactor: 1.6 },
        { title: 'Weekend Tote', code: 'WEEKEND', cut: 1, materials: ['canvas', 'waxedCanvas'] },
      ],
      materials: ['canvas'],
      colours: ['Cream', 'Mustard', 'Sky', 'Blush', ...HIDE_COLOURS],
      colourCount: { min: 2, max: 3 },
      price: { min: 3500, max: 12000 },
      facets: { Waterproof: ['No'], Capacity: ['14 L', '18 L', '24 L'] },
      openings: [
        'The {name} is {a thing} for bread, books and whatever else the day hands you.',
        '{a Thing} of {material} with handles long enough for a winter coat.',
      ],
      uses: [
        'It folds flat, but you will not want to put it away.',
        'The inner pocket keeps keys from going to the bottom.',
      ],
      features: ['Inner zip pocket', 'Handles riveted and sewn', 'Flat base of 16 cm', 'Key loop'],
    },
    {
      code: 'DUFFEL',
      category: ['Travel', 'Duffels'],
      shape: duffel,
      styles: [
        {
          title: 'Weekender',
          code: 'WEEK',
          materials: ['canvas', 'waxedCanvas', 'leather'],
          priceFactor: 1.2,
          attributes: NOT_WATERPROOF,
        },
        { title: 'Duffel', code: 'DUFFEL', materials: ['recycled', 'ripstop'], attributes: WATERPROOF },
        {
          title: 'Gym Bag',
          code: 'GYM',
          materials: ['recycled', 'canvas'],
          priceFactor: 0.6,
          attributes: NOT_WATERPROOF,
        },
      ],
      materials: ['canvas'],
      colours: GEAR_COLOURS,
      colourCount: { min: 1, max: 3 },
      price: { min: 7900, max: 19500 },
      choice: growing(
        'Capacity',
        [
          ['30 L', '30L'],
          ['45 L', '45L'],
          ['60 L', '60L'],
        ],
        { step: 0.18, min: 1, max: 2 },
      ),
      openings: [
        'The {name} is {a thing} that swallows three days and still closes.',
        'A wide mouth, a flat base and two leather grips: {a thing} of {material}.',
      ],
      uses: [
        'It goes under the seat, over the shoulder and onto the rack.',
        'Shoes go in the end pocket, away from the shirts.',
      ],
      features: [
        'Separate shoe pocket',
        'Removable shoulder strap',
        'Lockable zip',
        'Cabin size when half full',
      ],
    },
    {
      code: 'CASE',
      category: ['Travel', 'Suitcases'],
      shape: suitcase,
      styles: [
        { title: 'Cabin Case', code: 'CABIN', priceFactor: 0.85, attributes: { Capacity: '36 L' } },
        { title: 'Check-In Case', code: 'CHECK', priceFactor: 1.2, attributes: { Capacity: '74 L' } },
        { title: 'Trunk', code: 'TRUNK', priceFactor: 1.4, attributes: { Capacity: '92 L' } },
      ],
      materials: ['polycarbonate', 'aluminium'],
      colours: ['Black', 'Slate', 'Sand', 'Forest', 'Navy', 'Terracotta', 'Steel', 'Sage'],
      colourCount: { min: 2, max: 4 },
      price: { min: 14900, max: 29900 },
      facets: { Waterproof: ['Yes'] },
      openings: [
        'The {name} is {a thing} with wheels that go where you point them.',
        'A ribbed shell of {material} around a lining you can take out and wash.',
      ],
      uses: [
        'Wheels and handle come off with one screw, and we send new ones.',
        'It rolls on cobbles better than it has any right to.',
      ],
      features: [
        'Four silent double wheels',
        'Built-in combination lock',
        'Washable lining',
        'Compression straps',
        'Spare parts for 15 years',
      ],
    },
  ],
};
