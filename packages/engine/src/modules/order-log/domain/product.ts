/** What an order log does not say of its products, guessed from their names. */

const SMALL_WORDS: ReadonlySet<string> = new Set(
  'a an and as at by for from in of on or the to with'.split(' '),
);
const ABBREVIATIONS: ReadonlySet<string> = new Set(
  'UK USA LED TV CD DVD PC DIY FSC S/4 S/3 S/2 S/6'.split(' '),
);
/** Longest title that the catalogue takes. */
const TITLE_LENGTH_MAX = 500;

/** A title out of the capitals of a till: “WHITE METAL LANTERN” is White Metal Lantern. Mixed case stays. */
export const titleOf = (description: string): string => {
  const text = description.replace(/\s+/g, ' ').trim().slice(0, TITLE_LENGTH_MAX);
  if (/\p{Ll}/u.test(text)) return text;
  return text
    .split(' ')
    .map((word, index) =>
      ABBREVIATIONS.has(word)
        ? word
        : index > 0 && SMALL_WORDS.has(word.toLowerCase())
          ? word.toLowerCase()
          : word
              .toLowerCase()
              .replace(/(^|[-/(."',+&])(\p{Ll})/gu, (_, before: string, letter: string) =>
                before === "'" && letter === 's' ? before + letter : before + letter.toUpperCase(),
              ),
    )
    .join(' ');
};

/** Words that tell a category, in the order in which they decide; the first that occurs wins. */
const CATEGORIES: readonly (readonly [path: readonly string[], words: RegExp])[] = [
  [
    ['Seasonal', 'Christmas'],
    /\b(christmas|xmas|advent|santa|snowman|reindeer|snowflake|nativity|noel|bauble|stocking)/,
  ],
  [['Seasonal', 'Easter'], /\beaster/],
  [['Seasonal', 'Valentine'], /\bvalentine/],
  [
    ['Party', 'Cake and baking'],
    /\b(cake ?(case|stand|tin)|cakestand|cupcake|baking|cookie cutter|jelly mould|rolling pin|muffin)/,
  ],
  [
    ['Party', 'Decorations'],
    /\b(bunting|balloon|party|paper chain|garland|birthday|candles? holder cake|cocktail)/,
  ],
  [['Stationery', 'Cards and wrap'], /\b(card|wrap|gift tag|tissue|ribbon|envelope|postcard)s?\b/],
  [
    ['Stationery', 'Writing and paper'],
    /\b(notebook|pencil|pen|sticker|writing|eraser|rubber|journal|calendar|memo|tape|stamp|sketchbook|paper clips?|ruler)s?\b/,
  ],
  [
    ['Bags and travel', 'Bags'],
    /\b(bag|shopper|jumbo|rucksack|backpack|suitcase|luggage|holdall|tote|charlotte)s?\b/,
  ],
  [
    ['Bags and travel', 'Purses and covers'],
    /\b(purse|wallet|passport|card holder|sponge bag|wash ?bag|make ?up)s?\b/,
  ],
  [
    ['Home', 'Candles and lights'],
    /\b(candle|t-?light|tealight|lantern|light|lamp|lights|chandelier|night ?light|incense|holder)s?\b/,
  ],
  [
    ['Kitchen', 'Lunch and storage'],
    /\b(lunch ?box|snack ?box|storage|tins?|jars?|bottles?|flask|caddy|canister|bread bin)\b/,
  ],
  [['Kitchen', 'Tea and coffee'], /\b(mug|cup|teacup|teapot|tea|coffee|saucer|espresso)s?\b/],
  [
    ['Kitchen', 'Table'],
    /\b(plate|bowl|dish|tray|glass|glasses|jug|spoon|fork|cutlery|napkin|placemat|coaster|doily|doilies|straw|egg ?cup|cruet|salt)s?\b/,
  ],
  [
    ['Kitchen', 'Cooking'],
    /\b(apron|oven glove|tea towel|recipe|pantry|kitchen|whisk|scales?|chopping|peg)s?\b/,
  ],
  [['Home', 'Clocks'], /\b(clock|alarm)s?\b/],
  [['Home', 'Frames and mirrors'], /\b(frame|mirror|picture|wall art|canvas|sign|plaque|metal sign)s?\b/],
  [
    ['Home', 'Hooks and hangers'],
    /\b(hook|hanger|drawer knob|knob|door ?stop|doorstop|doormat|mat|key ring rack)s?\b/,
  ],
  [
    ['Home', 'Cushions and throws'],
    /\b(cushion|throw|blanket|quilt|rug|hot water bottle|warmer|curtain|beanbag)s?\b/,
  ],
  [
    ['Home', 'Boxes and baskets'],
    /\b(box|boxes|basket|drawer|cabinet|crate|chest|shelf|bin|stool|chair|table)s?\b/,
  ],
  [
    ['Home', 'Decoration'],
    /\b(heart|decoration|ornament|hanging|wreath|feather|butterfl(y|ies)|vase|flower|bird|angel|mobile|cornice|trinket)s?\b/,
  ],
  [
    ['Garden', 'Growing and outdoors'],
    /\b(garden|plant|seed|herb|watering|wheelbarrow|trowel|umbrella|parasol|picnic|bird ?(bath|feeder|house)|windmill|wind ?chime)s?\b/,
  ],
  [['Toys and games', 'Soft toys'], /\b(doll|teddy|soft toy|bear|rabbit|bunny|elephant|owl|cat|dog)s?\b/],
  [
    ['Toys and games', 'Games'],
    /\b(game|puzzle|jigsaw|playing|dominoes|domino|skittles|ludo|snakes|blocks?|toy|train|spinning|yo-?yo|skipping|magic|ball|robot|harmonica|whistle|kids?|children|childs?)s?\b/,
  ],
  [
    ['Jewellery'],
    /\b(necklace|bracelet|earring|ring|brooch|bangle|pendant|bead|charm|jewel(l?ery)?|anklet|hair|crystal|diamante)s?\b/,
  ],
  [
    ['Bath and wellbeing', 'Bath'],
    /\b(bath|soap|towel|bathroom|toilet|lotion|scent|fragrance|sachet|lip|plasters?|first aid)s?\b/,
  ],
];

/** Where nothing tells. */
const OTHERWISE: readonly string[] = ['Gifts'];

/** A category path that fits a title. */
export const categoryOf = (title: string): string[] => {
  const text = title.toLowerCase();
  return [...(CATEGORIES.find(([, words]) => words.test(text))?.[0] ?? OTHERWISE)];
};

/** ISO 3166-1 alpha-2 of the names that CLDR does not know; ZZ is its code for an unknown region. */
const COUNTRY_ALIASES: Readonly<Record<string, string>> = {
  eire: 'IE',
  rsa: 'ZA',
  usa: 'US',
  uk: 'GB',
  'czech republic': 'CZ',
  'hong kong': 'HK',
  korea: 'KR',
  'west indies': 'ZZ',
  'channel islands': 'ZZ',
  'european community': 'ZZ',
  unspecified: 'ZZ',
};

/** Whether a text is the name of a country, or of what logs write in its place. Codes are not: they begin names. */
export const isCountryName = (text: string): boolean =>
  (text.trim().length > 3 && countryCodeOf(text) !== 'ZZ') ||
  Object.hasOwn(COUNTRY_ALIASES, text.trim().toLowerCase());

let countries: Map<string, string> | undefined;

/** The alpha-2 code of a country's English name (or of the code itself); ZZ where there is none. */
export const countryCodeOf = (name: string): string => {
  countries ??= countryNames();
  const key = name.trim().toLowerCase();
  return COUNTRY_ALIASES[key] ?? countries.get(key) ?? 'ZZ';
};

const countryNames = (): Map<string, string> => {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const known = new Map<string, string>();
  for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
    const name = names.of(code);
    if (name === undefined) continue;
    // Codes that have gone, such as FX, are told by their successor.
    const current = new Intl.Locale(`und-${code}`).region ?? code;
    known.set(name.toLowerCase(), current);
    known.set(code.toLowerCase(), current);
  }
  return known;
};
