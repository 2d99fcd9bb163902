/**
 * The few strokes that every picture is made of. The canvas is 1200 × 1200; light comes from the upper left.
 * Fills named `BODY`, `SIDE` … are gradients of the product's colour, defined once per picture by `frame.ts`.
 */
import type { Paint } from '../palette.ts';

/** Light to dark across a body that faces us. */
export const BODY = 'url(#b)';
/** The same in shadow: what lies behind or faces right. */
export const SIDE = 'url(#d)';
/** A round body, lit from the left. */
export const ROUND = 'url(#r)';
/** Round and metallic, whatever the product's colour. */
export const METAL = 'url(#m)';
/** Round and of light wood. */
export const WOOD = 'url(#o)';

export const INK = '#1d1626';
export const IVORY = '#f3ecdf';
export const RUBBER = '#35363b';
export const LEATHER = '#9a6a41';

export type Pattern = 'plain' | 'stripe' | 'pinstripe' | 'check' | 'dots' | 'knit' | 'speckle';

/** How one product of a kind differs from the next. */
export type Look = {
  pattern: Pattern;
  /** Which silhouette of the shape: 0 is the usual one. */
  cut: number;
};

export type Shape = {
  /** Standing on the floor, lying flat under us, or hanging before the wall. */
  pose: 'standing' | 'lying' | 'hanging';
  /** Half the width of the shadow on the floor. */
  shadow?: number;
  /** Against how it is drawn, for things that lie; 1.14 when left out. */
  scale?: number;
  /** How far a low thing is raised, with its floor, to sit in the middle of the picture. */
  rise?: number;
  /** The point that a close-up looks at. */
  focus: readonly [number, number];
  draw: (paint: Paint, look: Look) => string;
};

export const area = (d: string, fill: string, opacity = 1): string =>
  `<path d="${d}" fill="${fill}"${opacityOf(opacity)}/>`;

export const line = (d: string, stroke: string, width: number, opacity = 1): string =>
  `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"${opacityOf(opacity)}/>`;

export const circle = (x: number, y: number, radius: number, fill: string, opacity = 1): string =>
  `<circle cx="${x}" cy="${y}" r="${radius}" fill="${fill}"${opacityOf(opacity)}/>`;

export const oval = (x: number, y: number, rx: number, ry: number, fill: string, opacity = 1): string =>
  `<ellipse cx="${x}" cy="${y}" rx="${rx}" ry="${ry}" fill="${fill}"${opacityOf(opacity)}/>`;

export const box = (
  [x, y, width, height]: readonly [number, number, number, number],
  radius: number,
  fill: string,
  opacity = 1,
): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}"${opacityOf(opacity)}/>`;

/** A shaded body with the product's pattern over it. */
export const cloth = (d: string, look: Look, fill = BODY): string =>
  area(d, fill) + (look.pattern === 'plain' ? '' : area(d, 'url(#p)'));

/** A seam: a thin dark line. */
export const seam = (d: string, opacity = 0.3): string => line(d, INK, 4, opacity);

/** Stitching: a dashed light line. */
export const stitch = (d: string): string =>
  `<path d="${d}" fill="none" stroke="#fff" stroke-width="4" stroke-dasharray="10 9" opacity=".5"/>`;

export const shade = (d: string, opacity = 0.12): string => area(d, INK, opacity);
export const shine = (d: string, opacity = 0.25): string => area(d, '#fff', opacity);

/** What is drawn on the left half, and again mirrored on the right one. */
export const twice = (content: string): string =>
  `${content}<g transform="matrix(-1 0 0 1 1200 0)">${content}</g>`;

/** One content at several places. */
export const each = (
  places: readonly (readonly [number, number])[],
  draw: (x: number, y: number) => string,
): string => places.map(([x, y]) => draw(x, y)).join('');

/** `count` numbers from `from` on, `step` apart. */
export const steps = (from: number, step: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => from + step * index);

const opacityOf = (opacity: number): string => (opacity === 1 ? '' : ` opacity="${opacity}"`);
