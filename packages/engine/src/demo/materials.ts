/** What things are made of: the facet's value, how a sentence calls it, what is good about it, how to keep it. */
type Material = {
  label: string;
  phrases: readonly string[];
  praise: readonly string[];
  care: readonly string[];
};

const WASH_COOL = 'Wash cool and dry on the line.';
const WIPE = 'Wipe clean with a damp cloth.';
const RINSE = 'Rinse and dry; no scouring powder.';

export const MATERIALS = {
  cotton: {
    label: 'Cotton',
    phrases: ['combed cotton', 'long-staple cotton', 'heavy brushed cotton'],
    praise: [
      'The cotton is spun tight enough to keep its shape and soft enough to forget about.',
      'It is dyed in the piece, so the colour mellows evenly over the years.',
    ],
    care: ['Machine wash at 40 °C.', WASH_COOL],
  },
  organicCotton: {
    label: 'Organic cotton',
    phrases: ['organic cotton', 'undyed-yarn organic cotton', 'organic cotton jersey'],
    praise: [
      'The organic cotton is washed before it is cut, so it keeps its size.',
      'It is grown without pesticides and finished without silicone, which you can feel.',
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
    ],
    care: ['Wool programme, flat to dry.', 'Air it often, wash it seldom.'],
  },
  lambswool: {
    label: 'Lambswool',
    phrases: ['springy lambswool', 'twice-brushed lambswool', 'undyed lambswool'],
    praise: [
      'The wool is brushed twice for a soft, dense surface that holds warmth.',
      'Lambswool springs back into shape, season after season.',
    ],
    care: ['Hand wash cool, dry flat.', 'Air it often, wash it seldom.'],
  },
  recycled: {
    label: 'Recycled polyester',
    phrases: ['recycled polyester', 'a recycled two-layer fabric', 'tough recycled fabric'],
    praise: [
      'The fabric is made from old bottles and nets, and shrugs off a shower.',
      'Every seam that carries a load is sewn twice and bar-tacked.',
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
  leather: {
    label: 'Leather',
    phrases: ['vegetable-tanned leather', 'full-grain leather', 'supple full-grain leather'],
    praise: [
      'The leather is tanned with bark and takes on a deeper tone with the years.',
      'Edges are burnished by hand rather than painted.',
    ],
    care: ['Feed it with balm twice a year.', 'Brush off dust; let it dry away from heat.'],
  },
  suede: {
    label: 'Suede',
    phrases: ['soft suede', 'water-repellent suede', 'dense calf suede'],
    praise: [
      'The suede is dense and short, so marks brush out.',
      'It gives where you bend and holds where it should.',
    ],
    care: ['Brush when dry; never soak.'],
  },
  canvas: {
    label: 'Canvas',
    phrases: ['18-ounce canvas', 'sturdy cotton canvas', 'tightly woven canvas'],
    praise: [
      'The canvas is stiff on the first day and soft by the hundredth.',
      'Stress points are riveted or sewn twice.',
    ],
    care: ['Spot clean with cold water.', WIPE],
  },
  waxedCanvas: {
    label: 'Waxed canvas',
    phrases: ['waxed canvas', 'dry-waxed cotton canvas'],
    praise: [
      'Rain beads on the wax and rolls off; scuffs rub away with a thumb.',
      'The wax wears in like a good saddle, with lines of its own.',
    ],
    care: ['Never machine wash; rewax once a year.'],
  },
  steel: {
    label: 'Stainless steel',
    phrases: ['brushed stainless steel', '18/8 stainless steel', 'satin stainless steel'],
    praise: [
      'Stainless steel keeps no taste and minds no knocks.',
      'The finish hides fingerprints and asks for nothing.',
    ],
    care: ['Wipe dry to keep the shine.', RINSE],
  },
  enamel: {
    label: 'Enamelled steel',
    phrases: ['enamelled steel', 'twice-fired enamel on steel'],
    praise: [
      'The enamel is fired twice at 800 °C, so the colour will not fade.',
      'Enamel is light in the hand, hard as glass and indifferent to weather.',
    ],
    care: [RINSE],
  },
  iron: {
    label: 'Cast iron',
    phrases: ['cast iron', 'seasoned cast iron', 'enamelled cast iron'],
    praise: [
      'Iron takes its time to warm and holds the heat to the end.',
      'Looked after a little, it outlives its owner.',
    ],
    care: ['Rinse hot, dry at once, oil lightly.'],
  },
  aluminium: {
    label: 'Aluminium',
    phrases: ['anodised aluminium', 'spun aluminium', 'powder-coated aluminium'],
    praise: [
      'Aluminium is light and stiff, and does not know rust.',
      'The finish is matt and takes the light softly.',
    ],
    care: [WIPE],
  },
  brass: {
    label: 'Brass',
    phrases: ['solid brass', 'brushed brass'],
    praise: ['Left alone, brass turns a warm brown; polished, it shines like new.'],
    care: ['Polish with a dry cloth.'],
  },
  stoneware: {
    label: 'Stoneware',
    phrases: ['wheel-thrown stoneware', 'reactive-glazed stoneware', 'speckled stoneware'],
    praise: [
      'The glaze runs a little differently on each piece.',
      'Fired at 1,240 °C, it is dense, hard and made for every day.',
    ],
    care: [RINSE],
  },
  porcelain: {
    label: 'Porcelain',
    phrases: ['fine porcelain', 'unglazed porcelain with a clear lining'],
    praise: ['Thin at the edge and strong at the base, as porcelain should be.'],
    care: [RINSE],
  },
  terracotta: {
    label: 'Terracotta',
    phrases: ['mineral-washed terracotta', 'hand-finished terracotta'],
    praise: ['The colour is a mineral wash that lets the clay breathe.'],
    care: ['Brush clean; no detergent.'],
  },
  glass: {
    label: 'Glass',
    phrases: ['mouth-blown glass', 'borosilicate glass', 'thick recycled glass'],
    praise: [
      'The glass cools overnight in the kiln, so it takes heat without a murmur.',
      'Look closely and you will find a bubble: that is how you know it was blown.',
    ],
    care: [RINSE],
  },
  oak: {
    label: 'Oak',
    phrases: ['oiled oak', 'solid oak'],
    praise: [
      'Oak from managed forests, oiled twice and sanded in between.',
      'The grain is matched by eye before anything is glued.',
    ],
    care: ['Oil twice a year; never soak.'],
  },
  walnut: {
    label: 'Walnut',
    phrases: ['oiled walnut', 'solid walnut'],
    praise: ['Walnut is dark from the start and turns golden in the light.'],
    care: ['Oil twice a year; never soak.'],
  },
  beech: {
    label: 'Beech',
    phrases: ['smooth beech', 'steamed beech'],
    praise: [
      'Beech is hard, even and friendly to the hand; every edge is rounded.',
      'Pale and dense, it wears to a finish like silk.',
    ],
    care: [WIPE],
  },
  acetate: {
    label: 'Acetate',
    phrases: ['plant-based acetate', 'hand-polished acetate'],
    praise: ['The acetate is polished for three days in drums of wood chips.'],
    care: ['Rinse and dry with the cloth that comes along.'],
  },
  polycarbonate: {
    label: 'Polycarbonate',
    phrases: ['recycled polycarbonate', 'matt polycarbonate'],
    praise: [
      'The shell flexes under a blow and springs back.',
      'The matt surface hides the marks of a long life.',
    ],
    care: [WIPE],
  },
  wax: {
    label: 'Soy wax',
    phrases: ['soy wax', 'soy and rapeseed wax'],
    praise: ['The wax burns slowly and without soot, with a wick of plain cotton.'],
    care: ['Trim the wick to 5 mm before lighting.'],
  },
  paper: {
    label: 'Paper',
    phrases: ['100 g ivory paper', 'smooth acid-free paper', 'recycled paper'],
    praise: [
      'The paper takes fountain-pen ink without feathering.',
      'Pages are sewn, not glued, and lie flat from the first to the last.',
    ],
    care: ['Keep dry and out of strong sun.'],
  },
  plush: {
    label: 'Plush',
    phrases: ['short organic plush', 'soft recycled plush'],
    praise: ['The plush is short and dense and survives being loved.'],
    care: ['Machine wash at 30 °C in a pillowcase.'],
  },
} as const satisfies Record<string, Material>;

export type MaterialName = keyof typeof MATERIALS;
