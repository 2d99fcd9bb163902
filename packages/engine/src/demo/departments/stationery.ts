import type { Department } from '../kind.ts';
import { book, notebook, pen } from '../pictures/desk-and-play.ts';
import { growing, ROOM_COLOURS } from '../vocabulary.ts';

export const stationery: Department = {
  title: 'Stationery',
  names: 'studio',
  brands: ['Inkhaven', 'Folio & Fern', 'Quillby', 'Blackthorn Press', 'Marginalia'],
  kinds: [
    {
      code: 'NOTE',
      category: ['Notebooks'],
      weight: 2,
      shape: notebook,
      styles: [
        { title: 'Notebook', code: 'NOTE' },
        {
          title: 'Spiral Notebook',
          code: 'SPIRAL',
          cut: 1,
          priceFactor: 0.7,
          features: [
            'Folds right round on its wire',
            'Pages that tear out cleanly',
            'Stiff back to write on your knee',
            'Wire that does not snag',
          ],
        },
        {
          title: 'Cloth-Spine Notebook',
          code: 'CLOTH',
          cut: 2,
          patterns: ['plain', 'dots', 'pinstripe'],
          priceFactor: 1.2,
        },
      ],
      materials: ['paper', 'recycledPaper'],
      colours: ROOM_COLOURS,
      colourCount: { min: 2, max: 5 },
      price: { min: 695, max: 2400 },
      choice: growing(
        'Format',
        [
          ['A6', 'A6'],
          ['A5', 'A5'],
          ['A4', 'A4'],
        ],
        { step: 0.3, min: 1, max: 3 },
      ),
      facets: { Ruling: ['Plain', 'Lined', 'Dotted', 'Squared'] },
      openings: [
        'The {name} is {a thing} that opens flat and stays there.',
        '160 pages of {material} between covers that survive a pocket.',
        'The {name} is {a thing} that makes a pen want to be used.',
        'Quiet covers and good paper: the {name} by {brand}, in {material}.',
      ],
      uses: [
        'For lists, for drawings, for the sentence you thought of on the stairs.',
        'Number the pages and it becomes a record.',
        'It lies flat beside a plate, a keyboard or a sleeping cat.',
      ],
      features: [
        'Thread-sewn binding',
        'Ribbon marker',
        'Pocket in the back cover',
        'Numbered pages and an index',
      ],
    },
    {
      code: 'PEN',
      category: ['Pens & Pencils'],
      shape: pen,
      styles: [
        {
          title: 'Fountain Pen',
          code: 'FOUNT',
          materials: ['aluminium', 'brass', 'acetate'],
          priceFactor: 2.2,
          attributes: { Refill: 'Cartridge or converter' },
        },
        {
          title: 'Pencil Set',
          code: 'PENCIL',
          cut: 1,
          materials: ['beech'],
          priceFactor: 0.5,
          attributes: { Refill: 'None needed' },
          openings: [
            'The {name} is {a thing} that makes a shopping list look considered.',
            'Cases of {material}, leads that do not break at the first drop: the {name} by {brand}.',
          ],
          uses: [
            'It lies well in small hands and in large ones.',
            'A present for someone who has everything and still draws.',
          ],
          features: [
            'Comes in a tin',
            'Sharpener included',
            'Leads glued along their length',
            'Suits left hands, too',
          ],
        },
        {
          title: 'Rollerball',
          code: 'ROLLER',
          cut: 2,
          materials: ['aluminium', 'steel'],
          attributes: { Refill: 'Standard' },
        },
      ],
      materials: ['aluminium'],
      colours: ['Black', 'Navy', 'Forest', 'Brick', 'Mustard', 'Teal', 'Plum', 'Steel', 'Copper'],
      colourCount: { min: 1, max: 4 },
      price: { min: 1600, max: 4200 },
      care: ['Wipe clean with a dry cloth.', 'Keep it capped or in its tin.'],
      openings: [
        'The {name} is {a thing} that makes a shopping list look considered.',
        'Turned from {material} and balanced for a light grip.',
        'The {name} is {a thing} you will notice when somebody has borrowed it.',
        '{brand} makes the {name} of {material}, with parts that come apart and go together again.',
      ],
      uses: [
        'It lies well in small hands and in large ones.',
        'A present for someone who has everything and still writes.',
        'Clip it to the notebook and it is never looked for.',
      ],
      features: [
        'Comes in a tin',
        'Smooth from the first stroke',
        'Can be taken apart',
        'Suits left hands, too',
      ],
    },
    {
      code: 'ALBUM',
      category: ['Albums & Planners'],
      shape: book,
      styles: [
        { title: 'Recipe Book', code: 'RECIPE', patterns: ['check', 'plain'] },
        { title: 'Photo Album', code: 'PHOTO', priceFactor: 1.4, patterns: ['plain', 'dots'] },
        { title: 'Year Planner', code: 'PLAN', patterns: ['plain', 'pinstripe'] },
        { title: 'Sketchbook', code: 'SKETCH', priceFactor: 0.9 },
      ],
      materials: ['paper', 'recycledPaper'],
      colours: ROOM_COLOURS,
      colourCount: { min: 1, max: 3 },
      price: { min: 1600, max: 4500 },
      facets: { Ruling: ['Plain', 'Lined', 'Dotted'] },
      openings: [
        'The {name} is {a thing} worth keeping for the years after it is full.',
        'Bound in cloth over board, with pages cut from {material}.',
        'The {name} is {a thing} that asks for a good pen and a rainy Sunday.',
        '{brand} binds the {name} so that it opens flat from the first page.',
      ],
      uses: [
        'The first page is the hardest; the others follow.',
        'It sits well on a shelf with its brothers.',
        'In ten years it will be the one you look for first.',
      ],
      features: [
        'Cloth-covered boards',
        'Head and tail bands',
        'Acid-free throughout',
        'Comes in a slipcase',
      ],
    },
  ],
};
