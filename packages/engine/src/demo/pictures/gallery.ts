import type { Kind } from '../kind.ts';
import { COLOURS, type ColourName, paintOf, WALL_COUNT } from '../palette.ts';
import { between, chance, type Random } from '../random.ts';
import type { Pattern } from './draw.ts';
import { picture, STANCE_COUNT, type View } from './frame.ts';

/** A picture of a product that is yet to be drawn. */
export type DemoPicture = {
  alt: string;
  /** Names everything that the picture shows: equal keys, equal pictures. */
  key: string;
  /** The picture as an SVG document. */
  draw: () => string;
};

/**
 * From here on products share their pictures: one of three walls instead of eight, and neither pairs nor rows of
 * colours. A shop of a million then has some 23,000 different pictures (60 MB), not three million.
 */
const SHARED_FROM = 3_000;
const SHARED_WALLS = 3;

/** The pictures of a product, its colours first, in their order. */
export const galleryOf = (
  random: Random,
  of: {
    index: number;
    /** Which product of its kind it is, counted from a number that differs from kind to kind. */
    turn: number;
    kind: Kind;
    title: string;
    colours: readonly ColourName[];
    pattern: Pattern;
    cut: number;
  },
): DemoPicture[] => {
  const { kind, title, colours, pattern, cut } = of;
  const shared = of.index >= SHARED_FROM;
  const wall = shared
    ? (kind.code.length + between(random, { min: 1, max: SHARED_WALLS })) % WALL_COUNT
    : wallOfTurn(of.turn);
  const stance = stanceOfTurn(shared ? wall : of.turn, wall);
  const paired = chance(random, PAIRED_SHARE);
  const show = (alt: string, colour: ColourName, view: View): DemoPicture => {
    // Only the view of all colours shows them; others would differ in nothing but their key.
    const swatches = view === 'colours' ? colours : [];
    return {
      alt,
      key: [
        kind.code,
        cut,
        pattern,
        wall,
        view,
        ...(view === 'front' ? [stance] : []),
        colour,
        ...swatches,
      ].join(' '),
      draw: () =>
        picture({
          shape: kind.shape,
          look: { pattern, cut },
          paint: paintOf(colour),
          wall,
          stance: view === 'front' ? stance : 0,
          view,
          swatches: swatches.map((name) => COLOURS[name].hex),
        }),
    };
  };
  const [main = 'Stone', ...others] = colours;
  return [
    ...[main, ...others].map((colour) => show(`${title} in ${colour.toLowerCase()}`, colour, 'front')),
    show(`Close-up of the ${title}`, main, 'detail'),
    ...(paired && !shared ? [show(`Two of the ${title}`, others[0] ?? main, 'pair')] : []),
    ...(colours.length > 2 && !shared ? [show(`The colours of the ${title}`, main, 'colours')] : []),
  ];
};

const PAIRED_SHARE = 0.55;

/** All walls in each run of as many products, and one further with each run, so that a grid shows no stripes. */
const wallOfTurn = (turn: number): number => (turn * 3 + Math.floor(turn / WALL_COUNT)) % WALL_COUNT;

/**
 * No two of 128 products of a kind in a row (8 walls, 16 stances) have the same wall and stance: before one wall comes
 * again, a run is over, and with each run its stance moves on. Of the first 1,000 products a kind has fewer than 40.
 */
const stanceOfTurn = (turn: number, wall: number): number =>
  (Math.floor(turn / WALL_COUNT) + wall * 5) % STANCE_COUNT;
