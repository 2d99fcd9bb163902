import type { Department } from '../kind.ts';
import { beanie, cap, scarf, sunglasses, watch } from '../pictures/wear.ts';
import { growing, WEAR_COLOURS } from '../vocabulary.ts';

export const accessories: Department = {
  title: 'Accessories',
  names: 'field',
  brands: ['Otterby', 'Lune & Larch', 'Meridale', 'Alderlane'],
  kinds: [
    {
      code: 'BEANIE',
      category: ['Hats', 'Beanies'],
      shape: beanie,
      styles: [
        { title: 'Fisherman Beanie', code: 'FISHER', patterns: ['knit', 'plain'] },
        { title: 'Bobble Hat', code: 'BOBBLE', cut: 1, patterns: ['knit', 'stripe'], priceFactor: 1.15 },
        { title: 'Striped Beanie', code: 'STRIPE', patterns: ['stripe'] },
      ],
      materials: ['merino', 'lambswool'],
      colours: WEAR_COLOURS,
      colourCount: { min: 2, max: 4 },
      price: { min: 2200, max: 4800 },
      facets: { Season: ['Autumn and winter'] },
      openings: [
        '{a Thing} of {material} that covers the ears when asked.',
        'The {name} is knitted dense enough for wind and soft enough for foreheads.',
      ],
      uses: [
        'Turn the cuff up in town and down on the hill.',
        'It fits a coat pocket, and will be found there next autumn.',
      ],
      features: ['Double-layered cuff', 'One size that stretches', 'Woven label', 'Knitted without seams'],
    },
    {
      code: 'CAP',
      category: ['Hats', 'Caps'],
      shape: cap,
      styles: [
        { title: 'Six-Panel Cap', code: 'SIX' },
        { title: 'Corduroy-Look Cap', code: 'CORD', patterns: ['pinstripe'] },
        { title: 'Checked Cap', code: 'CHECK', patterns: ['check'], priceFactor: 1.1 },
      ],
      materials: ['cotton', 'canvas', 'linen', 'waxedCanvas'],
      colours: ['Sand', 'Stone', 'Black', 'Navy', 'Olive', 'Forest', 'Mustard', 'Rust', 'Blush', 'Lavender'],
      colourCount: { min: 2, max: 4 },
      price: { min: 1900, max: 3900 },
      facets: { Season: ['Spring and summer', 'All year'] },
      openings: [
        'The {name} is {a thing} with a brim you may bend.',
        'Six panels of {material}, one strap of brass and cloth: {a thing} for bright days.',
      ],
      uses: [
        'It keeps the sun out of your eyes and rain off your glasses.',
        'Squash it into a bag; it comes back.',
      ],
      features: ['Adjustable brass clasp', 'Sweatband of soft cotton', 'Stitched eyelets', 'Pre-curved brim'],
    },
    {
      code: 'SCARF',
      category: ['Scarves'],
      shape: scarf,
      styles: [
        { title: 'Wide Scarf', code: 'WIDE', patterns: ['plain', 'check'], priceFactor: 1.2 },
        { title: 'Striped Scarf', code: 'STRIPE', patterns: ['stripe'] },
        { title: 'Fringed Scarf', code: 'FRINGE', patterns: ['plain', 'knit'] },
      ],
      materials: ['lambswool', 'merino', 'linen'],
      colours: WEAR_COLOURS,
      colourCount: { min: 2, max: 4 },
      price: { min: 2900, max: 8900 },
      facets: { Season: ['Autumn and winter', 'All year'] },
      openings: [
        'The {name} is {a thing} long enough to go round twice.',
        'Woven from {material}, with a twisted fringe at both ends.',
      ],
      uses: ['A pillow on the train, a blanket in the park.', 'Loop it, knot it or let it hang.'],
      features: ['180 × 45 cm', 'Hand-twisted fringe', 'Woven on narrow looms', 'Comes in a cotton bag'],
    },
    {
      code: 'SHADES',
      category: ['Sunglasses'],
      shape: sunglasses,
      styles: [
        { title: 'Round Sunglasses', code: 'ROUND' },
        { title: 'Square Sunglasses', code: 'SQUARE', cut: 1 },
      ],
      materials: ['acetate'],
      colours: ['Black', 'Walnut', 'Tan', 'Olive', 'Plum', 'Blush', 'Navy', 'Sand'],
      colourCount: { min: 2, max: 3 },
      price: { min: 5900, max: 13900 },
      facets: { Lenses: ['Polarised', 'Tinted'], Season: ['Spring and summer', 'All year'] },
      openings: [
        'The {name} are {thing} in {material}, with five-barrel hinges that close with a click.',
        'Frames of {material}, lenses that take out the glare and leave the colour.',
      ],
      uses: ['Made for long drives and longer lunches.', 'They sit light, and stay when you look down.'],
      features: [
        'UV400 lenses',
        'Hard case and cloth included',
        'Fits most faces: 142 mm wide',
        'Prescription-ready frame',
      ],
    },
    {
      code: 'WATCH',
      category: ['Watches'],
      weight: 2,
      shape: watch,
      styles: [
        { title: 'Field Watch', code: 'FIELD', attributes: { Movement: 'Automatic' }, priceFactor: 1.3 },
        { title: 'Day Watch', code: 'DAY', attributes: { Movement: 'Quartz' }, priceFactor: 0.8 },
        {
          title: 'Small Seconds Watch',
          code: 'SMALL',
          cut: 1,
          attributes: { Movement: 'Mechanical' },
          priceFactor: 1.5,
        },
        { title: 'Night Watch', code: 'NIGHT', cut: 1, attributes: { Movement: 'Quartz' } },
      ],
      materials: ['leather', 'canvas', 'suede'],
      colours: ['Tan', 'Walnut', 'Black', 'Navy', 'Olive', 'Slate', 'Sand', 'Rust'],
      colourCount: { min: 1, max: 3 },
      price: { min: 9900, max: 32000 },
      choice: growing(
        'Case',
        [
          ['36 mm', '36'],
          ['39 mm', '39'],
          ['42 mm', '42'],
        ],
        { step: 0.05, min: 1, max: 2 },
      ),
      facets: { Waterproof: ['Yes', 'No'] },
      openings: [
        'The {name} is {a thing} you can read at a glance and need not show off.',
        'A steel case, a domed glass and a strap of {material}: {a thing} with nothing to explain.',
      ],
      uses: [
        'The strap changes without tools, in the time it takes to say so.',
        'It keeps better time than its owner.',
      ],
      features: [
        'Domed sapphire glass',
        'Quick-release strap',
        'Luminous hands',
        'Serviced by us for as long as you own it',
        'Case of brushed steel',
      ],
    },
  ],
};
