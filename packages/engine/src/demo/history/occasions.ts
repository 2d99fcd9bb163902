/**
 * What is bought together, by the codes of kinds: a basket is rarely chance. Each row is one occasion; a kind may
 * belong to several.
 */
const OCCASIONS: readonly (readonly string[])[] = [
  ['MUG', 'KETTLE', 'COFFEE', 'BOARD'],
  ['POT', 'KNIFE', 'BOARD', 'APRON', 'BOWL'],
  ['MUG', 'BOWL', 'APRON'],
  ['SHIRT', 'TROUSER', 'KNIT', 'SOCK'],
  ['TEE', 'TROUSER', 'SNEAKER', 'CAP'],
  ['DRESS', 'SANDAL', 'SHADES', 'TOTE'],
  ['JACKET', 'BOOT', 'KNIT', 'SOCK'],
  ['BEANIE', 'SCARF', 'KNIT', 'BOOT'],
  ['TENT', 'SLEEP', 'LANTERN', 'BOTTLE'],
  ['BOOT', 'PACK', 'BOTTLE', 'SOCK'],
  ['PACK', 'BOTTLE', 'NOTE', 'BUDS'],
  ['CASE', 'DUFFEL', 'PHONES', 'BOTTLE'],
  ['WATCH', 'SHADES', 'SCARF'],
  ['NOTE', 'PEN', 'ALBUM', 'LAMP'],
  ['PHONES', 'BUDS', 'SPEAKER', 'TURN'],
  ['TURN', 'SPEAKER', 'CANDLE'],
  ['BLANKET', 'CUSHION', 'CANDLE', 'FLOORLAMP'],
  ['CHAIR', 'CUSHION', 'PENDANT', 'LAMP'],
  ['VASE', 'CANDLE', 'PLANTER', 'PENDANT'],
  ['PLANTER', 'WATER', 'GTOOL'],
  ['PLUSH', 'BLOCK', 'WHEELS', 'PUZZLE'],
  ['PLUSH', 'BLANKET', 'BLOCK'],
];

/** The kinds that go with one, for each occasion that it belongs to. */
export const companionKinds = (code: string): readonly string[][] =>
  OCCASIONS.filter((kinds) => kinds.includes(code)).map((kinds) => kinds.filter((other) => other !== code));

/** Small things that people take two or more of. */
export const BOUGHT_IN_NUMBERS: ReadonlySet<string> = new Set([
  'MUG',
  'SOCK',
  'TEE',
  'CANDLE',
  'CUSHION',
  'NOTE',
  'BOTTLE',
  'PLANTER',
  'CHAIR',
]);
