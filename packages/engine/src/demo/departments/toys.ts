import type { Department } from '../kind.ts';
import { blocks, puzzle, softToy, woodenVehicle } from '../pictures/desk-and-play.ts';
import { growing, PLAY_COLOURS } from '../vocabulary.ts';

const AGES = ['From birth', 'From 1 year', 'From 3 years'] as const;

export const toys: Department = {
  title: 'Toys',
  names: 'home',
  brands: ['Tumbledown', 'Little Larch', 'Bumbleforth', 'Oakapple', 'Hob & Sixpence'],
  kinds: [
    {
      code: 'PLUSH',
      category: ['Soft Toys'],
      weight: 2,
      shape: softToy,
      styles: [
        { title: 'Bear', code: 'BEAR', patterns: ['plain', 'knit'] },
        { title: 'Rabbit', code: 'RABBIT', cut: 1, patterns: ['plain', 'knit'] },
        { title: 'Patchwork Bear', code: 'PATCH', patterns: ['check', 'dots'], priceFactor: 1.2 },
      ],
      materials: ['plush', 'organicCotton'],
      colours: ['Tan', 'Cream', 'Stone', 'Walnut', 'Blush', 'Slate', 'Sand', 'Lavender'],
      colourCount: { min: 1, max: 3 },
      price: { min: 1900, max: 4900 },
      choice: growing(
        'Height',
        [
          ['25 cm', '25'],
          ['35 cm', '35'],
          ['50 cm', '50'],
        ],
        { step: 0.35, min: 1, max: 2 },
      ),
      facets: { Age: ['From birth', 'From 1 year'] },
      openings: [
        '{name} is {a thing} who listens well and keeps secrets.',
        'Sewn from {material}, with a bow tie for occasions.',
        '{name} is {a thing} in {material}, soft enough for bed and sturdy enough for stairs.',
        '{brand} stuffed {name} firmly, for a long career.',
      ],
      uses: [
        'Fits a pushchair, a suitcase and the crook of an arm.',
        'Has been known to sit at table.',
        'Sits up by itself, for tea and for trains.',
      ],
      features: [
        'Embroidered eyes, no loose parts',
        'Bow tie sewn on, not glued',
        'Stuffed with recycled fibre',
        'Tested to EN 71',
      ],
    },
    {
      code: 'WHEELS',
      category: ['Wooden Vehicles'],
      shape: woodenVehicle,
      styles: [
        { title: 'Wooden Car', code: 'CAR' },
        { title: 'Wooden Train', code: 'TRAIN', cut: 1, priceFactor: 1.3 },
      ],
      materials: ['beech', 'oak'],
      colours: PLAY_COLOURS,
      colourCount: { min: 2, max: 4 },
      price: { min: 1400, max: 3900 },
      facets: { Age: AGES.slice(1) },
      openings: [
        'The {name} is {a thing} that rolls quietly and for a long way.',
        'Turned from {material} and rounded wherever a hand might land.',
        'The {name} is {a thing} that fits a small hand and a large imagination.',
        'Smooth wheels, no noise but your own: the {name} by {brand}.',
      ],
      uses: ['Survives stairs.', 'Goes as fast as you can say brrrm.', 'It parks under sofas by itself.'],
      features: ['Water-based colours', 'Axles of steel', 'No batteries, ever', 'Tested to EN 71'],
    },
    {
      code: 'BLOCK',
      category: ['Blocks & Stackers'],
      shape: blocks,
      styles: [
        { title: 'Ring Stacker', code: 'RING' },
        { title: 'Block Set', code: 'BLOCK', cut: 1, priceFactor: 1.2 },
      ],
      materials: ['beech', 'oak'],
      colours: PLAY_COLOURS,
      colourCount: { min: 1, max: 3 },
      price: { min: 1800, max: 4900 },
      facets: { Age: AGES },
      openings: [
        'The {name} is {a thing} in five tones of one colour.',
        'Made of {material}: heavy enough to stack, light enough to fall on a foot.',
        'The {name} is {a thing} for towers, and for what comes after towers.',
        '{brand} sands the {name} until nothing catches, not even a sleeve.',
      ],
      uses: [
        'The knocking down is half the point.',
        'Sorted by size, by shade or not at all.',
        'First it is sorted, then it is a castle.',
      ],
      features: ['Water-based colours', 'Cotton bag included', 'Edges rounded to 3 mm', 'Tested to EN 71'],
    },
    {
      code: 'PUZZLE',
      category: ['Puzzles'],
      shape: puzzle,
      styles: [
        { title: 'Wooden Puzzle', code: 'WOOD' },
        { title: 'Colour Puzzle', code: 'COLOUR', cut: 1 },
        { title: 'Mosaic Puzzle', code: 'MOSAIC', cut: 2, priceFactor: 1.2 },
      ],
      materials: ['beech', 'oak'],
      colours: PLAY_COLOURS,
      colourCount: { min: 1, max: 3 },
      price: { min: 1200, max: 3600 },
      choice: growing(
        'Size',
        [
          ['9 pieces', '9'],
          ['24 pieces', '24'],
          ['60 pieces', '60'],
        ],
        { step: 0.25, min: 1, max: 2 },
      ),
      facets: { Age: AGES.slice(1) },
      openings: [
        'The {name} is {a thing} with more than one right answer.',
        'Cut from {material}, in a tray that keeps the last piece from the sofa.',
        'The {name} is {a thing} that is finished by two people faster than by one.',
        '{brand} cuts the {name} so that only the right piece goes in.',
      ],
      uses: [
        'Ten minutes the first time, two the tenth.',
        'Small enough for a train journey.',
        'A quiet quarter of an hour, guaranteed.',
      ],
      features: ['Tray with a lid', 'Pieces that fit snugly', 'Lost a piece? Write to us', 'Tested to EN 71'],
    },
  ],
};
