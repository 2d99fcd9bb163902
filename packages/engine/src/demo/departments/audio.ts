import type { Department } from '../kind.ts';
import { earbuds, headphones, speaker, turntable } from '../pictures/audio.ts';
import { growing, NOT_WATERPROOF, TECH_COLOURS, WATERPROOF } from '../vocabulary.ts';

export const audio: Department = {
  title: 'Audio',
  names: 'studio',
  brands: ['Resonel', 'Hushwell', 'Clarisonde'],
  kinds: [
    {
      code: 'PHONES',
      category: ['Headphones'],
      weight: 2,
      shape: headphones,
      styles: [
        { title: 'Wireless Headphones', code: 'AIR', attributes: { Connection: 'Wireless' } },
        {
          title: 'Studio Headphones',
          code: 'STUDIO',
          cut: 1,
          priceFactor: 1.3,
          attributes: { Connection: 'Wired' },
        },
        {
          title: 'Quiet Headphones',
          code: 'QUIET',
          priceFactor: 1.5,
          attributes: { Connection: 'Wireless', 'Noise cancelling': 'Yes' },
        },
      ],
      materials: ['aluminium', 'polycarbonate', 'leather'],
      colours: TECH_COLOURS,
      colourCount: { min: 2, max: 3 },
      price: { min: 8900, max: 26000 },
      facets: { 'Noise cancelling': ['No'], Battery: ['24 hours', '30 hours', '40 hours'] },
      openings: [
        'The {name} are {thing} tuned for voices first and volume last.',
        'Built around {material}, with cushions you forget by the second song.',
      ],
      uses: ['They fold flat and go where the work goes.', 'One button, one dial, no gestures to learn.'],
      features: [
        'Replaceable battery and cushions',
        'Cable and case included',
        'Two microphones for calls',
        'Weighs 240 g',
      ],
    },
    {
      code: 'BUDS',
      category: ['Earbuds'],
      shape: earbuds,
      styles: [
        { title: 'Earbuds', code: 'BUDS', attributes: NOT_WATERPROOF },
        { title: 'Sport Earbuds', code: 'SPORT', priceFactor: 1.2, attributes: WATERPROOF },
      ],
      materials: ['polycarbonate', 'aluminium'],
      colours: TECH_COLOURS,
      colourCount: { min: 2, max: 4 },
      price: { min: 5900, max: 16900 },
      facets: {
        Connection: ['Wireless'],
        'Noise cancelling': ['Yes', 'No'],
        Battery: ['6 hours', '8 hours', '10 hours'],
      },
      openings: [
        'The {name} are {thing} that stay in through hills and hiccups.',
        'Small, light and cased in {material}, with three sizes of tip.',
      ],
      uses: ['Ten minutes in the case, two hours on the road.', 'Take one out and the music waits for you.'],
      features: ['Three sizes of tips', 'Case charges by USB-C', 'Works one at a time', 'Finds your phone'],
    },
    {
      code: 'SPEAKER',
      category: ['Speakers'],
      weight: 2,
      shape: speaker,
      styles: [
        {
          title: 'Shelf Speaker',
          code: 'SHELF',
          materials: ['oak', 'walnut', 'beech'],
          priceFactor: 1.2,
          attributes: { Connection: 'Wired', ...NOT_WATERPROOF },
        },
        {
          title: 'Portable Speaker',
          code: 'PORT',
          cut: 1,
          materials: ['polycarbonate', 'recycled'],
          priceFactor: 0.7,
          attributes: { Connection: 'Wireless', ...WATERPROOF },
        },
      ],
      materials: ['polycarbonate'],
      colours: [...TECH_COLOURS, 'Walnut', 'Oak', 'Mustard'],
      colourCount: { min: 1, max: 3 },
      price: { min: 8900, max: 29900 },
      openings: [
        'The {name} is {a thing} that fills a room without bullying it.',
        'A cabinet of {material}, two drivers and a good deal of listening.',
      ],
      uses: ['Kitchen counter by day, garden wall by night.', 'Pair two of them for stereo.'],
      features: [
        'Room correction by ear',
        'Two units pair for stereo',
        'Spare drivers available',
        'Made to be opened and repaired',
      ],
    },
    {
      code: 'TURN',
      category: ['Turntables'],
      shape: turntable,
      styles: [
        { title: 'Turntable', code: 'TURN' },
        { title: 'Belt-Drive Turntable', code: 'BELT', priceFactor: 1.2 },
      ],
      materials: ['oak', 'walnut', 'aluminium'],
      colours: ['Oak', 'Walnut', 'Black', 'White', 'Forest', 'Navy', 'Terracotta'],
      colourCount: { min: 1, max: 2 },
      price: { min: 19900, max: 39900 },
      choice: growing(
        'Cartridge',
        [
          ['Standard', 'STD'],
          ['Elliptical', 'ELL'],
        ],
        { step: 0.15, min: 1, max: 2 },
      ),
      facets: { Connection: ['Wired', 'Wireless'] },
      openings: [
        'The {name} is {a thing} for the twenty minutes of a side.',
        'A plinth of {material} on four feet that keep out footsteps.',
      ],
      uses: [
        'Ready to play out of the box: the needle is already set.',
        'Put on side two; nobody is in a hurry.',
      ],
      features: [
        '33 and 45 rpm',
        'Built-in preamplifier',
        'Dust cover included',
        'Cartridge can be upgraded',
      ],
    },
  ],
};
