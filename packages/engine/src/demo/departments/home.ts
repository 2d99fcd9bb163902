import type { Department, Kind } from '../kind.ts';
import { blanket, candle, chair, cushion, vase } from '../pictures/home.ts';
import { GLAZE_COLOURS, growing, ROOM_COLOURS } from '../vocabulary.ts';
import { garden } from './garden.ts';
import { lighting } from './lighting.ts';

const living: readonly Kind[] = [
  {
    code: 'BLANKET',
    category: ['Living', 'Blankets'],
    weight: 2,
    shape: blanket,
    styles: [
      { title: 'Throw', code: 'THROW', patterns: ['plain', 'knit'] },
      { title: 'Checked Blanket', code: 'CHECK', patterns: ['check'], priceFactor: 1.1 },
      { title: 'Striped Blanket', code: 'STRIPE', patterns: ['stripe'] },
    ],
    materials: ['lambswool', 'merino', 'cotton', 'organicCotton'],
    colours: ROOM_COLOURS,
    colourCount: { min: 2, max: 4 },
    price: { min: 5900, max: 18900 },
    choice: growing(
      'Size',
      [
        ['130 × 180 cm', '130'],
        ['150 × 200 cm', '150'],
        ['220 × 240 cm', '220'],
      ],
      { step: 0.35, min: 1, max: 2 },
    ),
    facets: { Season: ['Autumn and winter', 'All year'] },
    openings: [
      'The {name} is {a thing} that nobody shares willingly.',
      'Woven from {material} and washed soft, with a blanket stitch all round.',
      'The {name} is {a thing} in {material} with the weight of a hand on the shoulder.',
      'Finished at the edges and soft in the middle: {a thing} by {brand}.',
    ],
    uses: [
      'Over the arm of a sofa, over two people, over the end of a bed.',
      'Take it out to the steps on the first warm evening.',
      'In the car for picnics, on the chair for films.',
    ],
    features: [
      'Woven edge to edge',
      'Blanket-stitched hem',
      'Packed in a cotton bag',
      'Weighs more than it looks',
    ],
  },
  {
    code: 'CUSHION',
    category: ['Living', 'Cushions'],
    weight: 2,
    shape: cushion,
    styles: [
      { title: 'Cushion', code: 'PLAIN' },
      { title: 'Button Cushion', code: 'BUTTON', cut: 1, priceFactor: 1.1 },
      { title: 'Checked Cushion', code: 'CHECK', patterns: ['check'] },
      { title: 'Ticking Cushion', code: 'TICK', patterns: ['pinstripe', 'stripe'] },
    ],
    materials: ['linen', 'cotton', 'lambswool', 'organicCotton'],
    colours: ROOM_COLOURS,
    colourCount: { min: 2, max: 5 },
    price: { min: 2400, max: 6900 },
    choice: growing(
      'Size',
      [
        ['40 × 40 cm', '40'],
        ['50 × 50 cm', '50'],
        ['60 × 60 cm', '60'],
      ],
      { step: 0.2, min: 1, max: 3 },
    ),
    openings: [
      'The {name} is {a thing} with piping round the edge and an honest filling.',
      'A cover of {material} over feathers that plump back up.',
      'The {name} is {a thing} with a colour you can live with and a filling you can lean on.',
      '{brand} cuts both sides of the {name} from the same {material}.',
    ],
    uses: [
      'Put two on the bench and people will stay.',
      'Mix the colours; they were chosen to get along.',
      'It turns a window seat into an afternoon.',
    ],
    features: ['Hidden zip, removable cover', 'Filling included', 'Piped edges', 'Same fabric on both sides'],
  },
  {
    code: 'CHAIR',
    category: ['Living', 'Chairs'],
    shape: chair,
    styles: [
      { title: 'Dining Chair', code: 'DINING', materials: ['oak', 'beech', 'walnut'] },
      {
        title: 'Armchair',
        code: 'ARM',
        cut: 1,
        materials: ['linen', 'canvas'],
        priceFactor: 1.7,
        openings: [
          'The {name} is {a thing} for long books and short naps.',
          '{a Thing} in {material}, drawn with as few lines as would do.',
          'Deep enough to curl up in, upright enough to get out of: {a thing} by {brand}.',
        ],
        uses: ['By the window, under a lamp, near the bookshelf.', 'It carries more than it lets on.'],
        features: [
          'Seat height 42 cm',
          'Felt glides under each leg',
          'Covers can be replaced',
          'Tested to 130 kg',
        ],
      },
      { title: 'Stool', code: 'STOOL', cut: 2, materials: ['oak', 'beech'], priceFactor: 0.6 },
    ],
    materials: ['oak'],
    colours: ROOM_COLOURS,
    colourCount: { min: 1, max: 3 },
    price: { min: 14900, max: 28500 },
    care: [
      'Brush covers gently; wipe wood with a damp cloth.',
      'Keep out of strong sun; oil bare wood once a year.',
    ],
    facets: { Assembly: ['Ready made', 'Four screws'] },
    openings: [
      'The {name} is {a thing} that is still comfortable when the plates have been cleared.',
      '{a Thing} in {material}, drawn with as few lines as would do.',
      'The {name} is {a thing} for long meals and longer talks.',
      'Light enough to fetch, strong enough to stand on: {a thing} by {brand}.',
    ],
    uses: [
      'One in the hall, six round the table.',
      'It carries more than it lets on.',
      'It ages with the table, not against it.',
    ],
    features: [
      'Seat height 46 cm',
      'Felt glides under each leg',
      'Joints glued and pegged',
      'Tested to 130 kg',
    ],
  },
  {
    code: 'VASE',
    category: ['Living', 'Vases'],
    shape: vase,
    styles: [
      { title: 'Round Vase', code: 'ROUND', patterns: ['plain', 'speckle'] },
      { title: 'Bottle Vase', code: 'BOTTLE', cut: 1, patterns: ['plain', 'speckle'] },
    ],
    materials: ['stoneware', 'porcelain', 'glass', 'terracotta'],
    colours: GLAZE_COLOURS,
    colourCount: { min: 2, max: 3 },
    price: { min: 2200, max: 7900 },
    choice: growing(
      'Height',
      [
        ['18 cm', '18'],
        ['26 cm', '26'],
        ['34 cm', '34'],
      ],
      { step: 0.3, min: 1, max: 2 },
    ),
    openings: [
      'The {name} is {a thing} that flatters three stems from the roadside.',
      'Turned in {material}, with a neck that holds flowers where you put them.',
      'The {name} is {a thing} that makes a bunch from the garden look arranged.',
      'One line from foot to lip, in {material}: the {name} by {brand}.',
    ],
    uses: [
      'Handsome empty, too.',
      'Stand it where the light comes from the side.',
      'Change the water, turn it a little, look again.',
    ],
    features: ['Watertight', 'Felted base', 'Glazed inside', 'Signed by the maker'],
  },
  {
    code: 'CANDLE',
    category: ['Living', 'Candles'],
    shape: candle,
    styles: [
      { title: 'Jar Candle', code: 'JAR' },
      {
        title: 'Pillar Candle',
        code: 'PILLAR',
        cut: 1,
        priceFactor: 0.7,
        uses: [
          'Stand it on a plate and let it burn down level.',
          'Let the first burn reach the edge, and it will burn evenly to the end.',
          'An hour of it is enough for the whole room.',
        ],
        features: ['Cotton wick', 'Poured by hand', 'No paraffin', 'Stands without a holder'],
      },
    ],
    materials: ['wax', 'beeswax'],
    colours: ['Sand', 'Sage', 'Terracotta', 'Plum', 'Forest', 'Walnut', 'Slate', 'Mustard'],
    colourCount: { min: 2, max: 4 },
    price: { min: 1200, max: 2900 },
    choice: growing(
      'Burns for',
      [
        ['25 hours', '25H'],
        ['45 hours', '45H'],
        ['70 hours', '70H'],
      ],
      { step: 0.4, min: 1, max: 2 },
    ),
    facets: { Scent: ['Fig and cedar', 'Salt and sage', 'Orange and clove', 'Unscented', 'Rain on stone'] },
    openings: [
      'The {name} is {a thing} of {material}, poured in small batches.',
      '{a Thing} for the hour when the big lights go out.',
      'The {name} is {a thing} of {material} that smells of something and not of everything.',
      '{brand} pours the {name} slowly, so it burns that way.',
    ],
    uses: [
      'When it is finished, the vessel is good for pencils.',
      'Let the first burn reach the edge, and it will burn evenly to the end.',
      'An hour of it is enough for the whole room.',
    ],
    features: ['Cotton wick', 'Poured by hand', 'No paraffin', 'Matches in the lid'],
  },
];

export const home: Department = {
  title: 'Home & Garden',
  names: 'home',
  brands: [
    'Hollowick',
    'Emberlane',
    'Lune & Larch',
    'Greenhollow',
    'Oakenfold & Son',
    'Saltmarket',
    'Thornbury',
  ],
  kinds: [...living, ...lighting, ...garden],
};
