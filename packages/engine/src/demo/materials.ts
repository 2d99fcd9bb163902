import { FABRICS, type Material } from './fabrics.ts';

const WIPE = 'Wipe clean with a damp cloth.';
const RINSE = 'Rinse and dry; no scouring powder.';

export const MATERIALS = {
  ...FABRICS,
  leather: {
    label: 'Leather',
    phrases: ['vegetable-tanned leather', 'full-grain leather', 'supple full-grain leather'],
    praise: [
      'The leather is tanned with bark and takes on a deeper tone with the years.',
      'Edges are burnished by hand rather than painted.',
      'Every hide has a few marks of its own; we leave them in.',
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
      'It is the kind of canvas that sails were made of, and it fades as gracefully.',
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
      'It will look the same when it is handed on.',
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
    care: [RINSE, 'Warm water and a soft cloth.'],
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
      'A fleck of iron shows through the glaze here and there, as it should.',
    ],
    care: [RINSE, 'Let it cool before you rinse it.'],
  },
  porcelain: {
    label: 'Porcelain',
    phrases: ['fine porcelain', 'unglazed porcelain with a clear lining'],
    praise: [
      'Thin at the edge and strong at the base, as porcelain should be.',
      'Held up to a window, the rim lets the light through.',
    ],
    care: [RINSE, 'Warm water; no steel wool.'],
  },
  terracotta: {
    label: 'Terracotta',
    phrases: ['mineral-washed terracotta', 'hand-finished terracotta'],
    praise: [
      'The colour is a mineral wash that lets the clay breathe.',
      'A white bloom may appear in time; gardeners like it, and a brush removes it.',
    ],
    care: ['Brush clean; no detergent.'],
  },
  glass: {
    label: 'Glass',
    phrases: ['mouth-blown glass', 'borosilicate glass', 'thick recycled glass'],
    praise: [
      'The glass cools overnight in the kiln, so it takes heat without a murmur.',
      'Look closely and you will find a bubble: that is how you know it was blown.',
    ],
    care: [RINSE, 'Warm water and a soft brush.'],
  },
  oak: {
    label: 'Oak',
    phrases: ['oiled oak', 'solid oak'],
    praise: [
      'Oak from managed forests, oiled twice and sanded in between.',
      'The grain is matched by eye before anything is glued.',
      'Oak darkens a shade in its first year and then stays as it is.',
    ],
    care: ['Oil twice a year; never soak.'],
  },
  walnut: {
    label: 'Walnut',
    phrases: ['oiled walnut', 'solid walnut'],
    praise: [
      'Walnut is dark from the start and turns golden in the light.',
      'No two boards of walnut are alike, and these were chosen to be neighbours.',
    ],
    care: ['Oil twice a year; never soak.'],
  },
  beech: {
    label: 'Beech',
    phrases: ['smooth beech', 'steamed beech'],
    praise: [
      'Beech is hard, even and friendly to the hand; every edge is rounded.',
      'Pale and dense, it wears to a finish like silk.',
      'The wood comes from forests within a day of the workshop.',
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
    praise: [
      'The wax burns slowly and without soot, with a wick of plain cotton.',
      'It is poured at a low heat, so that the scent ends up in the room and not in the pot.',
    ],
    care: ['Trim the wick to 5 mm before lighting.'],
  },
  beeswax: {
    label: 'Beeswax',
    phrases: ['pure beeswax', 'filtered beeswax'],
    praise: [
      'Beeswax burns bright and slowly and smells faintly of honey, lit or not.',
      'The wax comes from orchards and is filtered, never bleached.',
    ],
    care: ['A bloom on the wax is natural; polish it off with a cloth.'],
  },
  carbonSteel: {
    label: 'Carbon steel',
    phrases: ['carbon steel', 'forged carbon steel'],
    praise: [
      'Carbon steel takes a keener edge than stainless and wears its patina with pride.',
      'It darkens with use, which is how you know that it is yours.',
    ],
    care: ['Dry at once and wipe with a drop of oil.'],
  },
  recycledPaper: {
    label: 'Recycled paper',
    phrases: ['recycled paper', 'recycled cotton paper'],
    praise: [
      'The paper was paper before, and has kept the best of it: a warm white and a little texture.',
      'Made without bleach in a mill that runs on its own river.',
    ],
    care: ['Keep dry and out of strong sun.'],
  },
  paper: {
    label: 'Paper',
    phrases: ['100 g ivory paper', 'smooth acid-free paper', 'heavy laid paper'],
    praise: [
      'The paper takes fountain-pen ink without feathering.',
      'Pages are sewn, not glued, and lie flat from the first to the last.',
      'The sheets have a little tooth, so that pencils like them too.',
    ],
    care: ['Keep dry and out of strong sun.'],
  },
} as const satisfies Record<string, Material>;

export type MaterialName = keyof typeof MATERIALS;
