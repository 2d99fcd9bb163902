/** What things are made of: the facet's value, how a sentence calls it, what is good about it, how to keep it. */
export type Material = {
  label: string;
  phrases: readonly string[];
  praise: readonly string[];
  care: readonly string[];
};

const WASH_COOL = 'Wash cool and dry on the line.';
const WIPE = 'Wipe clean with a damp cloth.';

/** What is woven, knitted or felted. */
export const FABRICS = {
  cotton: {
    label: 'Cotton',
    phrases: ['combed cotton', 'long-staple cotton', 'soft brushed cotton'],
    praise: [
      'The cotton is spun tight enough to keep its shape and soft enough to forget about.',
      'It is dyed in the piece, so the colour mellows evenly over the years.',
      'Washed twice before it leaves the mill, the cotton has done its shrinking already.',
    ],
    care: ['Machine wash at 40 °C.', WASH_COOL],
  },
  organicCotton: {
    label: 'Organic cotton',
    phrases: ['organic cotton', 'undyed-yarn organic cotton', 'soft organic cotton'],
    praise: [
      'The organic cotton is washed before it is cut, so it keeps its size.',
      'It is grown without pesticides and finished without silicone, which you can feel.',
      'The cotton is organic from the field to the finish, and simply feels like better cotton.',
    ],
    care: ['Machine wash at 30 °C, inside out.', WASH_COOL],
  },
  linen: {
    label: 'Linen',
    phrases: ['washed linen', 'mid-weight linen', 'stone-washed linen'],
    praise: [
      'Linen breathes when it is hot, and is softer after every wash.',
      'The slubs in the weave are left as they grew; no two pieces are quite alike.',
    ],
    care: ['Wash at 30 °C; no need to iron.', WASH_COOL],
  },
  merino: {
    label: 'Merino wool',
    phrases: ['fine merino wool', 'extra-fine merino', 'merino wool spun in small lots'],
    praise: [
      'Merino warms without weight and airs itself fresh overnight.',
      'The yarn is fine enough to wear against the skin.',
      'It is warm when it is cold and cool when it is not: wool has had practice.',
    ],
    care: ['Wool programme, flat to dry.', 'Air it often, wash it seldom.'],
  },
  lambswool: {
    label: 'Lambswool',
    phrases: ['springy lambswool', 'twice-brushed lambswool', 'undyed lambswool'],
    praise: [
      'The wool is brushed twice for a soft, dense surface that holds warmth.',
      'Lambswool springs back into shape, season after season.',
      'There is air in the yarn, and the air is what keeps you warm.',
    ],
    care: ['Hand wash cool, dry flat.', 'Air it often, wash it seldom.'],
  },
  recycled: {
    label: 'Recycled polyester',
    phrases: ['recycled polyester', 'a recycled two-layer fabric', 'tough recycled fabric'],
    praise: [
      'The fabric is made from old bottles and nets, and shrugs off a shower.',
      'Every seam that carries a load is sewn twice and bar-tacked.',
      'It looks like cloth, dries like a sail, and used to be something else.',
    ],
    care: ['Wash cool without softener.', WIPE],
  },
  ripstop: {
    label: 'Ripstop nylon',
    phrases: ['ripstop nylon', 'featherweight ripstop', '70-denier ripstop nylon'],
    praise: [
      'A small tear stays small: that is what the grid in ripstop is for.',
      'It packs down to a fraction of its size and dries within the hour.',
    ],
    care: ['Sponge clean; store dry and loose.', WIPE],
  },
  denim: {
    label: 'Denim',
    phrases: ['12-ounce denim', 'rinsed denim', 'denim with a little give'],
    praise: [
      'It starts dark and becomes yours: every crease will show where you have been.',
      'The denim is rinsed once, so it will not shrink on you.',
    ],
    care: ['Wash seldom, cold and inside out.'],
  },
  plush: {
    label: 'Plush',
    phrases: ['short organic plush', 'soft recycled plush'],
    praise: ['The plush is short and dense and survives being loved.'],
    care: ['Machine wash at 30 °C in a pillowcase.'],
  },
} as const satisfies Record<string, Material>;
