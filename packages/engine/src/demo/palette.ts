/** The colours that products come in: what the shopper reads, what the SKU carries, what the pictures use. */
export const COLOURS = {
  White: { code: 'WHT', family: 'White', hex: '#f4f2ec' },
  Cream: { code: 'CRM', family: 'White', hex: '#ece0c8' },
  Sand: { code: 'SND', family: 'Beige', hex: '#d4bd98' },
  Tan: { code: 'TAN', family: 'Brown', hex: '#bb8550' },
  Walnut: { code: 'WAL', family: 'Brown', hex: '#7b5139' },
  Oak: { code: 'OAK', family: 'Beige', hex: '#cda46f' },
  Stone: { code: 'STN', family: 'Grey', hex: '#b3aca1' },
  Slate: { code: 'SLT', family: 'Grey', hex: '#72808c' },
  Charcoal: { code: 'CHA', family: 'Grey', hex: '#4b4f55' },
  Black: { code: 'BLK', family: 'Black', hex: '#303236' },
  Navy: { code: 'NVY', family: 'Blue', hex: '#30415f' },
  Cobalt: { code: 'COB', family: 'Blue', hex: '#3f68b5' },
  Sky: { code: 'SKY', family: 'Blue', hex: '#90b4d0' },
  Teal: { code: 'TEA', family: 'Green', hex: '#35797a' },
  Sage: { code: 'SAG', family: 'Green', hex: '#9bae91' },
  Olive: { code: 'OLV', family: 'Green', hex: '#737648' },
  Forest: { code: 'FOR', family: 'Green', hex: '#38594a' },
  Mustard: { code: 'MUS', family: 'Yellow', hex: '#d9a540' },
  Terracotta: { code: 'TER', family: 'Orange', hex: '#c76f4e' },
  Rust: { code: 'RST', family: 'Orange', hex: '#a6512f' },
  Brick: { code: 'BRK', family: 'Red', hex: '#b04340' },
  Blush: { code: 'BLS', family: 'Pink', hex: '#dfaea3' },
  Plum: { code: 'PLM', family: 'Purple', hex: '#704761' },
  Lavender: { code: 'LAV', family: 'Purple', hex: '#ae9fc6' },
  Steel: { code: 'STL', family: 'Silver', hex: '#b4bcc2' },
  Brass: { code: 'BRS', family: 'Gold', hex: '#c59c4e' },
  Copper: { code: 'COP', family: 'Gold', hex: '#bb7750' },
} as const satisfies Record<string, { code: string; family: string; hex: string }>;

export type ColourName = keyof typeof COLOURS;

/** One colour under one light: its tones, and the gradients (defined in the picture) that shade a body with it. */
export type Paint = {
  base: string;
  pale: string;
  light: string;
  dark: string;
  deep: string;
  /** A contrasting trim that suits the colour. */
  trim: string;
};

const LIGHT = '#fffaf0';
const SHADOW = '#1d1626';

export const paintOf = (name: ColourName): Paint => {
  const base = COLOURS[name].hex;
  return {
    base,
    pale: mix(base, LIGHT, 0.55),
    light: mix(base, LIGHT, 0.24),
    dark: mix(base, SHADOW, 0.2),
    deep: mix(base, SHADOW, 0.42),
    trim: brightness(base) > 0.62 ? mix(base, SHADOW, 0.5) : mix(base, LIGHT, 0.72),
  };
};

/** Soft walls; one per product, so that its pictures belong together and a page of products does not look striped. */
const WALLS = [
  '#efe6d9',
  '#e2e9ea',
  '#e1e7da',
  '#f1e2db',
  '#f2e9d0',
  '#e8e3ec',
  '#e8e5e0',
  '#dfe8ef',
] as const;
export const WALL_COUNT = WALLS.length;

/** The wall behind a product; pale things get a deeper one, else they would vanish. */
export const wallFor = (wall: number, paint: Paint): string => {
  const tint = WALLS[wall % WALLS.length] ?? WALLS[0];
  const glare = brightness(paint.base) - 0.72;
  return glare > 0 ? mix(tint, '#6d6a68', 0.14 + glare * 0.6) : tint;
};

/** The colour `share` of the way from one to another. */
export const mix = (from: string, to: string, share: number): string =>
  `#${channels(from)
    .map((value, index) => Math.round(value + ((channels(to)[index] ?? value) - value) * share))
    .map((value) => value.toString(16).padStart(2, '0'))
    .join('')}`;

/** Perceived brightness from 0 to 1 (the weights of ITU-R BT.601). */
const brightness = (hex: string): number => {
  const [red = 0, green = 0, blue = 0] = channels(hex);
  return (red * 0.299 + green * 0.587 + blue * 0.114) / 255;
};

const channels = (hex: string): number[] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
