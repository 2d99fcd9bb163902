import type { Choice, Department } from '../kind.ts';
import { apron, board, bowls, cookware, knife } from '../pictures/kitchen.ts';
import { GLAZE_COLOURS, growing, WOOD_COLOURS } from '../vocabulary.ts';
import { coffee } from './coffee.ts';

const bladeOf = (...lengths: [string, string][]): Choice =>
  growing('Blade', lengths, { step: 0.15, min: 1, max: 2 });

export const kitchen: Department = {
  title: 'Kitchen',
  names: 'home',
  brands: ['Hearthlow', 'Kilnbury', 'Saltmarket', 'Bramble & Iron', 'Potter & Daughter', 'Cinderhill'],
  kinds: [
    ...coffee,
    {
      code: 'POT',
      category: ['Cookware'],
      weight: 2,
      shape: cookware,
      styles: [
        {
          title: 'Casserole',
          code: 'CASS',
          materials: ['iron', 'enamel'],
          attributes: { 'Dishwasher safe': 'No' },
        },
        {
          title: 'Frying Pan',
          code: 'FRY',
          cut: 1,
          materials: ['iron', 'steel', 'aluminium'],
          priceFactor: 0.6,
          attributes: { 'Dishwasher safe': 'No' },
        },
        {
          title: 'Stock Pot',
          code: 'STOCK',
          materials: ['steel', 'enamel'],
          priceFactor: 0.8,
          attributes: { 'Dishwasher safe': 'Yes' },
        },
        {
          title: 'Striped Casserole',
          code: 'STRIPE',
          patterns: ['stripe'],
          materials: ['enamel'],
          priceFactor: 0.7,
          attributes: { 'Dishwasher safe': 'Yes' },
        },
      ],
      materials: ['iron'],
      colours: ['Black', 'Cream', 'Brick', 'Forest', 'Navy', 'Mustard', 'Teal', 'Steel', 'Terracotta'],
      colourCount: { min: 1, max: 3 },
      price: { min: 5900, max: 18500 },
      choice: growing(
        'Diameter',
        [
          ['20 cm', '20'],
          ['24 cm', '24'],
          ['28 cm', '28'],
        ],
        { step: 0.2, min: 2, max: 3 },
      ),
      facets: { Induction: ['Yes'] },
      openings: [
        'The {name} is {a thing} that goes from hob to oven to table.',
        '{a Thing} in {material} with a base thick enough for an even heat.',
        'The {name} is {a thing} that earns its shelf on the first cold evening.',
        'Wide, level and heavy enough to stay put: the {name} by {brand}, in {material}.',
      ],
      uses: [
        'For Sunday, and for what is left of it on Monday.',
        'It browns, simmers and keeps warm while people are late.',
        'It forgives a flame that was a little too high.',
      ],
      features: [
        'All hobs, induction included',
        'Oven-safe to 250 °C',
        'Handles you can hold with gloves',
        'Guaranteed for 25 years',
      ],
    },
    {
      code: 'KNIFE',
      category: ['Knives'],
      shape: knife,
      styles: [
        {
          title: "Cook's Knife",
          code: 'COOK',
          choice: bladeOf(['16 cm', '16'], ['20 cm', '20'], ['24 cm', '24']),
        },
        {
          title: 'Bread Knife',
          code: 'BREAD',
          cut: 1,
          priceFactor: 0.9,
          choice: bladeOf(['20 cm', '20'], ['24 cm', '24']),
        },
        {
          title: 'Paring Knife',
          code: 'PARE',
          priceFactor: 0.5,
          choice: bladeOf(['8 cm', '8'], ['10 cm', '10']),
        },
      ],
      materials: ['steel', 'carbonSteel'],
      colours: ['Walnut', 'Oak', 'Black', 'Forest', 'Navy', 'Brick'],
      colourCount: { min: 1, max: 2 },
      price: { min: 3900, max: 14900 },
      facets: { 'Dishwasher safe': ['No'] },
      openings: [
        'The {name} is {a thing} that falls through a tomato by its own weight.',
        'A full tang of {material} between two scales of pressed wood, balanced at the bolster.',
        'The {name} is {a thing} that you notice only when somebody borrows it.',
        '{brand} grinds the {name} thin behind the edge and leaves the spine square.',
      ],
      uses: [
        'One good knife does the work of a drawer of poor ones.',
        'Send it back once a year and we sharpen it.',
        'Keep it on a rack, not in the drawer, and it stays sharp for months.',
      ],
      features: [
        'Hardened to 58 HRC',
        'Three brass rivets',
        'Blade guard included',
        'Free sharpening once a year',
      ],
    },
    {
      code: 'BOWL',
      category: ['Bowls'],
      shape: bowls,
      styles: [
        { title: 'Nesting Bowls', code: 'NEST', patterns: ['plain', 'speckle'] },
        { title: 'Breakfast Bowls', code: 'BREAK', patterns: ['speckle', 'plain'], priceFactor: 0.7 },
        { title: 'Striped Mixing Bowls', code: 'MIX', patterns: ['stripe'], priceFactor: 1.1 },
      ],
      materials: ['stoneware', 'porcelain', 'enamel'],
      colours: GLAZE_COLOURS,
      colourCount: { min: 2, max: 4 },
      price: { min: 2400, max: 6900 },
      choice: growing(
        'Set',
        [
          ['3 bowls', '3P'],
          ['4 bowls', '4P'],
          ['6 bowls', '6P'],
        ],
        { step: 0.3, min: 1, max: 2 },
      ),
      facets: { 'Dishwasher safe': ['Yes'] },
      openings: [
        'The {name} are {thing} that sit inside one another and take up the room of one.',
        'Made of {material}, from the size of an egg to the size of a loaf.',
        'The {name} are {thing} in {material} that make weekday food look invited.',
        'Stack them, fill them, put them in front of people: the {name} by {brand}.',
      ],
      uses: [
        'Porridge, salad, dough: there is one for each.',
        'Good-looking enough to go to the table.',
        'The small one is for the olives, the large one for everything else.',
      ],
      features: [
        'Nest to save space',
        'Weighted base',
        'Suits oven and freezer',
        'Pouring lip on the largest',
      ],
    },
    {
      code: 'BOARD',
      category: ['Boards'],
      shape: board,
      styles: [
        { title: 'Oak Board', code: 'OAK', materials: ['oak'], colours: ['Oak'] },
        {
          title: 'Walnut Board',
          code: 'WALNUT',
          materials: ['walnut'],
          colours: ['Walnut'],
          priceFactor: 1.3,
        },
        {
          title: 'Round Oak Board',
          code: 'ROUND',
          cut: 1,
          materials: ['oak'],
          colours: ['Oak'],
          priceFactor: 1.1,
        },
        { title: 'Beech Board', code: 'BEECH', materials: ['beech'], colours: ['Tan'], priceFactor: 0.8 },
      ],
      materials: ['oak', 'walnut', 'beech'],
      colours: WOOD_COLOURS,
      colourCount: { min: 1, max: 1 },
      price: { min: 2400, max: 8900 },
      choice: growing(
        'Size',
        [
          ['Small', 'S'],
          ['Medium', 'M'],
          ['Large', 'L'],
        ],
        { step: 0.35, min: 2, max: 3 },
      ),
      facets: { 'Dishwasher safe': ['No'] },
      openings: [
        'The {name} is {a thing} of {material}, kind to knives and good under cheese.',
        'One plank of {material}, a hole to hang it by, and edges that fit the palm.',
        'The {name} is {a thing} that stays on the counter because it may be seen.',
        'Thick, level and oiled: {a thing} by {brand}.',
      ],
      uses: [
        'Chop on one side, serve on the other.',
        'Scratches are part of the deal; sand and oil when you feel like it.',
        'Bread at eight, onions at noon, cheese at nine.',
      ],
      features: [
        'Finished with food-safe oil',
        'Juice groove on the back',
        'Hole for hanging',
        'Made from one piece',
      ],
    },
    {
      code: 'APRON',
      category: ['Aprons'],
      shape: apron,
      styles: [
        { title: 'Kitchen Apron', code: 'KITCHEN', patterns: ['plain', 'pinstripe'] },
        { title: 'Striped Apron', code: 'STRIPE', patterns: ['stripe'] },
        { title: 'Workshop Apron', code: 'WORK', materials: ['waxedCanvas', 'canvas'], priceFactor: 1.4 },
      ],
      materials: ['linen', 'cotton', 'canvas'],
      colours: ['Navy', 'Charcoal', 'Sage', 'Olive', 'Sand', 'Terracotta', 'Stone', 'Forest'],
      colourCount: { min: 2, max: 3 },
      price: { min: 2900, max: 6900 },
      openings: [
        'The {name} is {a thing} that ties in front, where you can reach.',
        'Cut wide from {material}, with a pocket for the cloth and a loop for the thermometer.',
        'The {name} is {a thing} for cooks who use all of the stove.',
        '{brand} sews the {name} from {material} and rivets what gets pulled at.',
      ],
      uses: [
        'It has been through flour, paint and a little welding.',
        'Long enough to sit down in.',
        'Hang it by the door and people will offer to help.',
      ],
      features: ['Adjustable neck', 'Two-part front pocket', 'Towel loop', 'Brass eyelets'],
    },
  ],
};
