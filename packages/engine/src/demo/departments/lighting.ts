import type { Kind } from '../kind.ts';
import { floorLamp, pendantLamp, tableLamp } from '../pictures/home.ts';
import { growing, ROOM_COLOURS } from '../vocabulary.ts';

export const lighting: readonly Kind[] = [
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
    care: ['Dust with a soft brush.', 'Wipe with a dry cloth when it is cold.'],
    facets: { Bulb: ['E27, included', 'E14, included', 'Built-in LED'] },
    openings: [
      'The {name} is {a thing} with a pool of light exactly as wide as a book.',
      'In {material}, with a textile cord and a switch that clicks.',
      'The {name} is {a thing} that lights the page and not the ceiling.',
      '{brand} made the {name} for evenings: in {material}, with a warm, even light.',
    ],
    uses: [
      'Bedside, deskside, windowside.',
      'Dim it to dinner, turn it up for the crossword.',
      'Switch it on before it is dark; that is when it looks best.',
    ],
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
    care: ['Dust with a soft brush.', 'Wipe with a dry cloth when it is cold.'],
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
      'A shade of {material} on three metres of cord.',
      'The {name} is {a thing} that pulls a table together.',
      'Made in one piece from {material}: the {name} by {brand}.',
    ],
    uses: [
      'One over the table, three over the counter.',
      'Hang it low enough to see who is talking.',
      'Hung high it lights a hall, hung low a conversation.',
    ],
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
    care: ['Dust with a soft brush.', 'Wipe with a dry cloth when it is cold.'],
    facets: { Bulb: ['E27, included', 'E27, not included'] },
    openings: [
      'The {name} is {a thing} that turns a corner into a place.',
      'A stand of {material} and a wide shade of linen that softens everything under it.',
      'The {name} is {a thing} that needs one corner and improves the rest.',
      '{brand} stands the {name} on {material} and gives it a shade that glows.',
    ],
    uses: [
      'Behind the armchair, beside the piano.',
      'Pull the cord once for reading, twice for company.',
      'Move it with one hand, leave it where you read.',
    ],
    features: ['Pull-cord switch', 'Height 158 cm', 'Weighted foot', 'Shade can be replaced'],
  },
];
