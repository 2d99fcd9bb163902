import type { Department, Kind } from '../kind.ts';
import {
  blanket,
  candle,
  chair,
  cushion,
  floorLamp,
  pendantLamp,
  tableLamp,
  vase,
} from '../pictures/home.ts';
import { GLAZE_COLOURS, growing, ROOM_COLOURS } from '../vocabulary.ts';
import { garden } from './garden.ts';

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
    ],
    uses: [
      'Over the arm of a sofa, over two people, over the end of a bed.',
      'Take it out to the steps on the first warm evening.',
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
    ],
    uses: ['Put two on the bench and people will stay.', 'Mix the colours; they were chosen to get along.'],
    features: ['Hidden zip, removable cover', 'Filling included', 'Piped edges', 'Same fabric on both sides'],
  },
  {
    code: 'CHAIR',
    category: ['Living', 'Chairs'],
    shape: chair,
    styles: [
      { title: 'Dining Chair', code: 'DINING', materials: ['oak', 'beech', 'walnut'] },
      { title: 'Armchair', code: 'ARM', cut: 1, materials: ['linen', 'canvas'], priceFactor: 1.7 },
      { title: 'Stool', code: 'STOOL', cut: 2, materials: ['oak', 'beech'], priceFactor: 0.6 },
    ],
    materials: ['oak'],
    colours: ROOM_COLOURS,
    colourCount: { min: 1, max: 3 },
    price: { min: 14900, max: 28500 },
    facets: { Assembly: ['Ready made', 'Four screws'] },
    openings: [
      'The {name} is {a thing} that is still comfortable when the plates have been cleared.',
      '{a Thing} in {material}, drawn with as few lines as would do.',
    ],
    uses: ['One in the hall, six round the table.', 'It carries more than it lets on.'],
    features: [
      'Seat height 46 cm',
      'Felt glides under each leg',
      'Covers can be replaced',
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
    ],
    uses: ['Handsome empty, too.', 'Stand it where the light comes from the side.'],
    features: ['Watertight', 'Felted base', 'Glazed inside', 'Signed by the maker'],
  },
  {
    code: 'CANDLE',
    category: ['Living', 'Candles'],
    shape: candle,
    styles: [
      { title: 'Jar Candle', code: 'JAR' },
      { title: 'Pillar Candle', code: 'PILLAR', cut: 1, priceFactor: 0.7 },
    ],
    materials: ['wax'],
    colours: ['Sand', 'Sage', 'Terracotta', 'Plum', 'Forest', 'Walnut', 'Slate', 'Mustard'],
    colourCount: { min: 2, max: 4 },
    price: { min: 1200, max: 3900 },
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
    ],
    uses: [
      'When it is finished, the vessel is good for pencils.',
      'Let the first burn reach the edge, and it will burn evenly to the end.',
    ],
    features: ['Cotton wick', 'Poured by hand', 'No paraffin', 'Matches in the lid'],
  },
];

const lighting: readonly Kind[] = [
  {
    code: 'LAMP',
    category: ['Lighting', 'Table Lamps'],
    weight: 2,
    shape: tableLamp,
    styles: [
      { title: 'Table Lamp', code: 'TABLE', materials: ['stoneware', 'porcelain', 'terracotta'] },
      {
        title: 'Dome Lamp',
        code: 'DOME',
        cut: 1,
        materials: ['beech', 'oak', 'aluminium'],
        priceFactor: 1.2,
      },
      { title: 'Desk Lamp', code: 'DESK', cut: 2, materials: ['steel', 'aluminium'] },
    ],
    materials: ['stoneware'],
    colours: ROOM_COLOURS,
    colourCount: { min: 1, max: 3 },
    price: { min: 5900, max: 16900 },
    facets: { Bulb: ['E27, included', 'E14, included', 'Built-in LED'] },
    openings: [
      'The {name} is {a thing} with a pool of light exactly as wide as a book.',
      'In {material}, with a textile cord and a switch that clicks.',
    ],
    uses: ['Bedside, deskside, windowside.', 'Dim it to dinner, turn it up for the crossword.'],
    features: ['Dimmer on the cord', '2 m textile cord', 'Warm light, 2,700 K', 'Parts can be replaced'],
  },
  {
    code: 'PENDANT',
    category: ['Lighting', 'Pendant Lamps'],
    shape: pendantLamp,
    styles: [
      { title: 'Dome Pendant', code: 'DOME', materials: ['aluminium', 'enamel', 'brass'] },
      { title: 'Globe Pendant', code: 'GLOBE', cut: 1, materials: ['glass', 'porcelain'], priceFactor: 1.1 },
    ],
    materials: ['aluminium'],
    colours: ['Black', 'Cream', 'Forest', 'Mustard', 'Terracotta', 'Sage', 'Navy', 'Copper', 'Brass'],
    colourCount: { min: 2, max: 3 },
    price: { min: 6900, max: 18900 },
    choice: growing(
      'Diameter',
      [
        ['24 cm', '24'],
        ['32 cm', '32'],
        ['45 cm', '45'],
      ],
      { step: 0.25, min: 1, max: 2 },
    ),
    facets: { Bulb: ['E27, included', 'E27, not included'] },
    openings: [
      'The {name} is {a thing} that lights the table and leaves the ceiling in peace.',
      'A shade of {material}, white inside, on three metres of cord.',
    ],
    uses: ['One over the table, three over the counter.', 'Hang it low enough to see who is talking.'],
    features: ['3 m textile cord', 'Canopy in the same colour', 'Suits LED up to 15 W', 'Easy to wipe'],
  },
  {
    code: 'FLOORLAMP',
    category: ['Lighting', 'Floor Lamps'],
    shape: floorLamp,
    styles: [
      { title: 'Reading Lamp', code: 'READ', materials: ['steel', 'brass'] },
      {
        title: 'Tripod Lamp',
        code: 'TRIPOD',
        cut: 1,
        materials: ['oak', 'beech', 'walnut'],
        priceFactor: 1.2,
      },
    ],
    materials: ['steel'],
    colours: ['Cream', 'Sand', 'Stone', 'Sage', 'Terracotta', 'Mustard', 'Blush', 'Slate'],
    colourCount: { min: 1, max: 3 },
    price: { min: 12900, max: 29900 },
    facets: { Bulb: ['E27, included', 'E27, not included'] },
    openings: [
      'The {name} is {a thing} that turns a corner into a place.',
      'A stand of {material} and a wide shade of linen that softens everything under it.',
    ],
    uses: ['Behind the armchair, beside the piano.', 'Pull the cord once for reading, twice for company.'],
    features: ['Pull-cord switch', 'Height 158 cm', 'Weighted foot', 'Shade can be replaced'],
  },
];

export const home: Department = {
  title: 'Home & Garden',
  names: 'home',
  brands: ['Hollowick', 'Emberlane', 'Lune & Larch', 'Greenhollow', 'Oakenfold & Son'],
  kinds: [...living, ...lighting, ...garden],
};
