import type { Kind } from '../kind.ts';
import { coffeeMaker, kettle, mug } from '../pictures/kitchen.ts';
import { GLAZE_COLOURS, growing } from '../vocabulary.ts';

const YES_NO = ['Yes', 'No'] as const;

/** What is drunk from, and what it is made with. */
export const coffee: readonly Kind[] = [
  {
    code: 'MUG',
    category: ['Mugs & Cups'],
    weight: 3,
    shape: mug,
    styles: [
      { title: 'Mug', code: 'MUG', patterns: ['plain', 'speckle'] },
      { title: 'Round Mug', code: 'ROUND', cut: 1, patterns: ['plain', 'speckle', 'dots'] },
      { title: 'Dipped Mug', code: 'DIP', cut: 2 },
      {
        title: 'Camp Mug',
        code: 'CAMP',
        materials: ['enamel'],
        attributes: { 'Dishwasher safe': 'No' },
        features: [
          'Rim of steel, for cold mornings',
          'Goes straight on the embers',
          'Weighs 120 g',
          'Hangs from a carabiner',
        ],
        priceFactor: 0.8,
        patterns: ['speckle', 'plain'],
      },
      { title: 'Striped Cup', code: 'STRIPE', patterns: ['stripe'] },
    ],
    materials: ['stoneware', 'porcelain'],
    colours: GLAZE_COLOURS,
    colourCount: { min: 2, max: 4 },
    price: { min: 995, max: 2600 },
    choice: growing(
      'Capacity',
      [
        ['250 ml', '250'],
        ['350 ml', '350'],
        ['450 ml', '450'],
      ],
      { step: 0.15, min: 1, max: 2 },
    ),
    facets: { 'Dishwasher safe': ['Yes'] },
    openings: [
      'The {name} is {a thing} with a handle for the whole hand.',
      '{a Thing} of {material}, heavy at the foot and fine at the lip.',
      'The {name} is {a thing} that sits level, pours off the lip and keeps its heat.',
      'Every cupboard has one that is always taken first; the {name} is made to be that one.',
    ],
    uses: [
      'The first coffee, the last tea, soup in between.',
      'It stacks, as long as you stop at three.',
      'It holds exactly one chapter of tea.',
    ],
    features: [
      'Glazed inside and out',
      'Suits microwave and oven',
      'Each one turned by hand',
      'Broken on the way? We send another',
    ],
  },
  {
    code: 'KETTLE',
    category: ['Coffee & Tea', 'Kettles'],
    shape: kettle,
    styles: [
      { title: 'Stove Kettle', code: 'STOVE', patterns: ['plain', 'speckle'] },
      { title: 'Pour-Over Kettle', code: 'POUR', cut: 1, priceFactor: 1.25 },
      { title: 'Dotted Kettle', code: 'DOT', patterns: ['dots'], materials: ['enamel'] },
    ],
    materials: ['steel', 'enamel'],
    colours: ['Steel', 'Cream', 'Black', 'Sage', 'Sky', 'Mustard', 'Brick', 'Teal', 'Copper'],
    colourCount: { min: 1, max: 3 },
    price: { min: 3900, max: 9900 },
    choice: growing(
      'Capacity',
      [
        ['0.9 L', '09L'],
        ['1.5 L', '15L'],
        ['2 L', '20L'],
      ],
      { step: 0.14, min: 1, max: 2 },
    ),
    facets: { Induction: YES_NO },
    openings: [
      'The {name} is {a thing} that sings rather than shrieks.',
      'In {material}, with a spout that pours exactly as fast as you tip.',
      'The {name} is {a thing} for the first five minutes of the day.',
      '{brand} gave the {name} a wide foot, a low handle and a spout that knows when to stop.',
    ],
    uses: [
      'Handsome enough to live on the hob.',
      'Boils four cups in the time it takes to grind for one.',
      'Full to the mark, it makes a pot and a cup besides.',
    ],
    features: [
      'Handle stays cool',
      'Drip-free spout',
      'Lid that stays on when you pour',
      'Suits gas, ceramic and electric hobs',
    ],
  },
  {
    code: 'COFFEE',
    category: ['Coffee & Tea', 'Coffee Makers'],
    shape: coffeeMaker,
    styles: [
      {
        title: 'Coffee Press',
        code: 'PRESS',
        materials: ['glass', 'steel'],
        uses: [
          'Coarse grind, four minutes, done.',
          'Makes enough for two, or for one with plans.',
          'Rinse it hot, leave it open, use it tomorrow.',
        ],
      },
      { title: 'Moka Pot', code: 'MOKA', cut: 1, materials: ['aluminium', 'steel'], priceFactor: 0.8 },
      { title: 'Pour-Over Carafe', code: 'CARAFE', cut: 2, materials: ['glass'], priceFactor: 1.1 },
    ],
    materials: ['glass', 'steel'],
    colours: ['Steel', 'Copper', 'Black', 'Oak', 'Walnut', 'Forest', 'Brick', 'Navy'],
    colourCount: { min: 1, max: 3 },
    price: { min: 2900, max: 7900 },
    choice: growing(
      'Capacity',
      [
        ['3 cups', '3C'],
        ['6 cups', '6C'],
        ['8 cups', '8C'],
      ],
      { step: 0.22, min: 1, max: 3 },
    ),
    facets: { 'Dishwasher safe': YES_NO },
    openings: [
      "The {name} is {a thing} for mornings that are nobody else's business.",
      '{a Thing} of {material}: no pods, no plug, no noise.',
      'The {name} is {a thing} with nothing to learn and a good deal to taste.',
      '{brand} makes the {name} of {material}, and makes every part of it again when you need one.',
    ],
    uses: ['Makes enough for two, or for one with plans.', 'Rinse it hot, leave it open, use it tomorrow.'],
    features: [
      'Comes apart for cleaning',
      'Spare filters and seals for years',
      'No plastic touches the coffee',
      'Measuring spoon included',
    ],
  },
];
