import type { Department } from '../kind.ts';
import { bottle, lantern, sleepingBag, tent } from '../pictures/outdoors.ts';
import { GEAR_COLOURS, growing, WATERPROOF } from '../vocabulary.ts';

export const outdoor: Department = {
  title: 'Outdoor',
  names: 'field',
  brands: ['Wandermoor', 'Corriefell', 'Tarnside Supply'],
  kinds: [
    {
      code: 'TENT',
      category: ['Tents'],
      shape: tent,
      styles: [
        { title: 'Ridge Tent', code: 'RIDGE', materials: ['canvas', 'waxedCanvas'], attributes: WATERPROOF },
        {
          title: 'Dome Tent',
          code: 'DOME',
          cut: 1,
          materials: ['ripstop', 'recycled'],
          attributes: WATERPROOF,
        },
        {
          title: 'Trekking Tent',
          code: 'TREK',
          cut: 1,
          materials: ['ripstop'],
          priceFactor: 1.25,
          attributes: WATERPROOF,
        },
      ],
      materials: ['ripstop'],
      colours: ['Olive', 'Sand', 'Forest', 'Terracotta', 'Mustard', 'Slate', 'Teal'],
      colourCount: { min: 1, max: 2 },
      price: { min: 15900, max: 36000 },
      choice: growing(
        'Sleeps',
        [
          ['2 people', '2P'],
          ['3 people', '3P'],
          ['4 people', '4P'],
        ],
        { step: 0.16, min: 1, max: 2 },
      ),
      facets: { Season: ['Spring and summer', 'All year'] },
      openings: [
        'The {name} is {a thing} that one person can pitch while the other looks for the stove.',
        'Under {material}, with a porch for boots and a window for the morning.',
      ],
      uses: [
        'It stands in wind, breathes in heat and dries by lunch.',
        'Colour-coded poles: hard to get wrong, even at dusk.',
      ],
      features: [
        '3,000 mm water column',
        'Taped seams',
        'Aluminium poles',
        'Two doors, two porches',
        'Repair kit in the bag',
      ],
    },
    {
      code: 'SLEEP',
      category: ['Sleeping Bags'],
      shape: sleepingBag,
      styles: [
        {
          title: 'Mummy Sleeping Bag',
          code: 'MUMMY',
          attributes: { Season: 'Autumn and winter', Comfort: '−5 °C' },
          priceFactor: 1.3,
        },
        {
          title: 'Summer Sleeping Bag',
          code: 'SUMMER',
          attributes: { Season: 'Spring and summer', Comfort: '12 °C' },
          priceFactor: 0.7,
        },
        { title: 'Trail Sleeping Bag', code: 'TRAIL', attributes: { Season: 'All year', Comfort: '4 °C' } },
      ],
      materials: ['ripstop', 'recycled'],
      colours: GEAR_COLOURS,
      colourCount: { min: 1, max: 3 },
      price: { min: 8900, max: 24900 },
      choice: growing(
        'Length',
        [
          ['180 cm', '180'],
          ['195 cm', '195'],
          ['210 cm', '210'],
        ],
        { step: 0.07, min: 2, max: 3 },
      ),
      openings: [
        'The {name} is {a thing} that warms up quickly and forgives a cold pad.',
        'A shell of {material}, baffles sewn so that the filling stays where you are coldest.',
      ],
      uses: ['Two of a kind zip together.', 'Open it flat at home and call it a duvet.'],
      features: [
        'Draught collar',
        'Zip guard against snagging',
        'Compression sack included',
        'Inner pocket for a torch',
      ],
    },
    {
      code: 'BOTTLE',
      category: ['Bottles & Flasks'],
      weight: 2,
      shape: bottle,
      styles: [
        { title: 'Insulated Bottle', code: 'INSUL', priceFactor: 1.2 },
        { title: 'Trail Bottle', code: 'TRAIL', cut: 1 },
        { title: 'Commuter Flask', code: 'FLASK', patterns: ['plain', 'speckle'], priceFactor: 1.1 },
      ],
      materials: ['steel', 'aluminium'],
      colours: [
        'White',
        'Black',
        'Sky',
        'Sage',
        'Blush',
        'Mustard',
        'Terracotta',
        'Navy',
        'Forest',
        'Lavender',
        'Steel',
      ],
      colourCount: { min: 3, max: 5 },
      price: { min: 1800, max: 3800 },
      choice: growing(
        'Capacity',
        [
          ['350 ml', '350'],
          ['500 ml', '500'],
          ['750 ml', '750'],
          ['1 L', '1L'],
        ],
        { step: 0.16, min: 2, max: 3 },
      ),
      facets: { Waterproof: ['Yes'] },
      openings: [
        'The {name} is {a thing} that keeps tea hot until the summit and water cold until the way back.',
        'Made of {material}, with a lid that closes on the first try.',
      ],
      uses: [
        'Fits bottle cages, cup holders and small hands.',
        'Wide enough for ice, narrow enough to drink from while walking.',
      ],
      features: [
        'Leakproof lid',
        'Powder-coated grip',
        'Free of BPA',
        'Spare seals available',
        '12 hours hot, 24 hours cold',
      ],
    },
    {
      code: 'LANTERN',
      category: ['Lanterns'],
      shape: lantern,
      styles: [
        { title: 'Camp Lantern', code: 'CAMP' },
        { title: 'Storm Lantern', code: 'STORM', priceFactor: 1.2 },
      ],
      materials: ['steel', 'aluminium', 'brass'],
      colours: ['Black', 'Forest', 'Mustard', 'Brick', 'Teal', 'Navy', 'Copper'],
      colourCount: { min: 1, max: 3 },
      price: { min: 2900, max: 7900 },
      facets: { Power: ['Rechargeable', 'Lamp oil'], Waterproof: ['Yes', 'No'] },
      openings: [
        'The {name} is {a thing} with a light you would choose to read by.',
        'A body of {material} around a warm flame-coloured glow.',
      ],
      uses: [
        'Hang it in the tent, stand it on the table, take it to the shed.',
        'Turn it low and it lasts the night.',
      ],
      features: [
        'Dims without flicker',
        'Folding handle',
        'Up to 40 hours of light',
        'Hook for hanging upside down',
      ],
    },
  ],
};
