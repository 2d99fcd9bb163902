import { mix, type Paint, wallFor } from '../palette.ts';
import { circle, INK, type Look, oval, type Pattern, type Shape } from './draw.ts';

/** What a picture shows: the thing, a part of it, two of it, or the colours it comes in. */
export type View = 'front' | 'detail' | 'pair' | 'colours';

type Scene = {
  shape: Shape;
  look: Look;
  paint: Paint;
  wall: number;
  /** Which of `STANCE_COUNT` sizes, tilts and lights the thing is shown in from the front. */
  stance: number;
  view: View;
  /** Base tones of all colours, for the view that shows them. */
  swatches: readonly string[];
};

/** One product picture as an SVG document of 1 to 5 KB that needs nothing from outside. */
export const picture = (scene: Scene): string => {
  const { shape, look, paint, view } = scene;
  const wall = wallFor(scene.wall, paint);
  const body = background(shape, wall) + VIEWS[view](scene, thing(shape, look, paint));
  const used = Object.entries({
    ...gradients(paint, wall, stanceOf(scene.stance).light),
    p: pattern(look.pattern, paint),
  })
    .filter(([id]) => body.includes(`#${id})`))
    .map(([, definition]) => definition);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 1200"><defs>${used.join('')}</defs>${body}</svg>`;
};

const FLOOR_Y = 850;
/** Where standing things touch the floor. */
const GROUND_Y = 990;
const LYING_SCALE = 1.14;
const STANDING_SCALE = 1.06;

const background = (shape: Shape, wall: string): string => {
  const floorY = FLOOR_Y - (shape.rise ?? 0);
  return `<path fill="url(#w)" d="M0 0h1200v1200H0z"/>${
    shape.pose === 'standing'
      ? `<path fill="url(#f)" d="M0 ${floorY}h1200v${1200 - floorY}H0z"/><path fill="${mix(wall, INK, 0.1)}" opacity=".35" d="M0 ${floorY}h1200v2H0z"/>`
      : ''
  }`;
};

const thing = (shape: Shape, look: Look, paint: Paint): string => {
  const drawn = shape.draw(paint, look);
  switch (shape.pose) {
    case 'standing': {
      const half = shape.shadow ?? 260;
      return `<g transform="translate(-36 ${-60 - (shape.rise ?? 0)}) scale(${STANDING_SCALE})"><g filter="url(#s)">${oval(640, GROUND_Y - 2, half * 1.12, 26, INK, 0.26)}</g><g filter="url(#t)">${oval(600, GROUND_Y - 3, half, 11, INK, 0.42)}</g>${drawn}</g>`;
    }
    case 'lying':
      return `<g filter="url(#h)" transform="translate(600 600) scale(${shape.scale ?? LYING_SCALE}) translate(-600 -610)">${drawn}</g>`;
    case 'hanging':
      return `<g filter="url(#h)">${drawn}</g>`;
  }
};

/** Four sizes and tilts under each of four lights: small differences, as between photographs of one series. */
const SIZES = [
  { size: 1, tilt: 0 },
  { size: 0.94, tilt: -4 },
  { size: 0.9, tilt: 3 },
  { size: 0.97, tilt: -2 },
] as const;
const LIGHTS = [
  { light: 0.34, shift: 0 },
  { light: 0.16, shift: 16 },
  { light: 0.52, shift: -10 },
  { light: 0.7, shift: -20 },
] as const;
export const STANCE_COUNT = SIZES.length * LIGHTS.length;

const stanceOf = (stance: number) => ({
  ...(SIZES[stance % SIZES.length] ?? SIZES[0]),
  ...(LIGHTS[Math.floor(stance / SIZES.length) % LIGHTS.length] ?? LIGHTS[0]),
});

/** A standing thing grows from where it touches the floor; only what lies may be turned. */
const placed = ({ shape, stance }: Scene, drawn: string): string => {
  const { size, tilt, shift } = stanceOf(stance);
  if (size === 1 && tilt === 0 && shift === 0) return drawn;
  const y = shape.pose === 'standing' ? GROUND_Y - (shape.rise ?? 0) : 600;
  const turned = shape.pose === 'lying' ? ` rotate(${tilt})` : '';
  return `<g transform="translate(${600 + shift} ${y})${turned} scale(${size}) translate(-600 ${-y})">${drawn}</g>`;
};

const VIEWS: Record<View, (scene: Scene, drawn: string) => string> = {
  front: placed,
  detail: ({ shape: { focus, rise = 0 } }, drawn) =>
    `<g transform="translate(600 600) scale(2.1) translate(${-focus[0]} ${rise - focus[1]})">${drawn}</g>`,
  pair: ({ shape: { pose } }, drawn) => {
    const [behind, before] =
      pose === 'standing'
        ? ['translate(378 192) scale(.72)', 'translate(-30 262) scale(.8)']
        : [
            'translate(330 60) rotate(9 600 600) scale(.74)',
            'translate(-20 250) rotate(-7 600 600) scale(.74)',
          ];
    return `<g transform="${behind}"><g id="x">${drawn}</g></g><use href="#x" transform="${before}"/>`;
  },
  colours: ({ swatches, shape }, drawn) =>
    `<g transform="translate(132 ${shape.pose === 'standing' ? 62 : 60}) scale(.78)">${drawn}</g><g filter="url(#h)">${swatches
      .map((tone, index) => circle(600 + (index - (swatches.length - 1) / 2) * 118, 1060, 42, tone))
      .join('')}</g>`,
};

const stops = (tones: readonly (readonly [number, string])[]): string =>
  tones.map(([offset, tone]) => `<stop offset="${offset}" stop-color="${tone}"/>`).join('');

const across = (id: string, tones: readonly (readonly [number, string])[]): string =>
  `<linearGradient id="${id}">${stops(tones)}</linearGradient>`;

const slanting = (id: string, tones: readonly (readonly [number, string])[]): string =>
  `<linearGradient id="${id}" x2=".8" y2="1">${stops(tones)}</linearGradient>`;

const gradients = (paint: Paint, wall: string, light: number): Record<string, string> => ({
  w: `<radialGradient id="w" cx="${light}" cy=".26" r=".95">${stops([
    [0, mix(wall, '#ffffff', 0.55)],
    [0.6, wall],
    [1, mix(wall, INK, 0.07)],
  ])}</radialGradient>`,
  f: `<linearGradient id="f" x2="0" y2="1">${stops([
    [0, mix(wall, INK, 0.09)],
    [0.5, mix(wall, '#ffffff', 0.12)],
    [1, wall],
  ])}</linearGradient>`,
  b: slanting('b', [
    [0, paint.light],
    [0.5, paint.base],
    [1, paint.dark],
  ]),
  d: slanting('d', [
    [0, paint.base],
    [1, paint.deep],
  ]),
  r: across('r', [
    [0, paint.dark],
    [0.24, paint.light],
    [0.55, paint.base],
    [1, paint.deep],
  ]),
  m: across('m', [
    [0, '#858d94'],
    [0.25, '#eef1f3'],
    [0.5, '#b6bdc3'],
    [1, '#70787f'],
  ]),
  o: across('o', [
    [0, '#a9794a'],
    [0.3, '#dcb685'],
    [0.6, '#c99a63'],
    [1, '#8f6239'],
  ]),
  s: '<filter id="s" x="-.3" y="-3" width="1.6" height="7"><feGaussianBlur stdDeviation="20"/></filter>',
  t: '<filter id="t" x="-.3" y="-3" width="1.6" height="7"><feGaussianBlur stdDeviation="6"/></filter>',
  h: `<filter id="h" x="-.2" y="-.2" width="1.4" height="1.4"><feDropShadow dx="14" dy="22" stdDeviation="18" flood-color="${INK}" flood-opacity=".24"/></filter>`,
});

const pattern = (kind: Pattern, paint: Paint): string => {
  const tile = (width: number, height: number, content: string): string =>
    `<pattern id="p" width="${width}" height="${height}" patternUnits="userSpaceOnUse">${content}</pattern>`;
  switch (kind) {
    case 'plain':
      return '';
    case 'stripe':
      return tile(60, 60, `<path d="M0 0h60v18H0z" fill="${paint.trim}" opacity=".8"/>`);
    case 'pinstripe':
      return tile(34, 34, `<path d="M0 0h5v34H0z" fill="${paint.trim}" opacity=".6"/>`);
    case 'check':
      return tile(
        72,
        72,
        `<g fill="${paint.trim}"><path d="M0 0h30v72H0zM0 0h72v30H0z" opacity=".3"/><path d="M48 0h4v72h-4zM0 48h72v4H0z" opacity=".55"/></g>`,
      );
    case 'dots':
      return tile(
        56,
        56,
        `<g fill="${paint.trim}" opacity=".8"><circle cx="14" cy="14" r="6"/><circle cx="42" cy="42" r="6"/></g>`,
      );
    case 'knit':
      return tile(
        26,
        20,
        `<path d="M2 3l11 11L24 3" fill="none" stroke="${paint.deep}" stroke-width="4" opacity=".3"/>`,
      );
    case 'speckle':
      return tile(
        90,
        90,
        `<g fill="${paint.deep}" opacity=".45"><circle cx="12" cy="20" r="4"/><circle cx="52" cy="9" r="2.5"/><circle cx="74" cy="46" r="4"/><circle cx="34" cy="62" r="3"/><circle cx="64" cy="80" r="2.5"/></g>`,
      );
  }
};
