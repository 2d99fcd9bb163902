import { expect, it } from 'vitest';
import { pictureOf } from '../../apps/storefront/src/lib/pictures.ts';

const ENGINE = 'http://127.0.0.1:4000/media';
const image = (width: number, height: number, sizes: number[]) => ({
  url: `${ENGINE}/original.jpg`,
  alt: '',
  width,
  height,
  sizes: sizes.map((of) => ({ url: `${ENGINE}/${of}.webp`, width: of })),
});

it('browsers choose among the copies and an original of ordinary size, under the shop’s own address', () => {
  expect(pictureOf(image(700, 900, [160, 320, 640]))).toEqual({
    source: '/media/original.jpg',
    width: 700,
    height: 900,
    sourceSet: '/media/160.webp 160w, /media/320.webp 320w, /media/640.webp 640w, /media/original.jpg 700w',
  });
});

it('browsers that can choose are never sent an original as large as a camera makes it', () => {
  const { source, sourceSet } = pictureOf(image(4_000, 6_000, [160, 1_440]));
  expect(source).toBe('/media/original.jpg');
  expect(sourceSet).toBe('/media/160.webp 160w, /media/1440.webp 1440w');
});

it('a broad picture, which is cut to a square, is chosen by its height', () => {
  expect(pictureOf(image(800, 400, [160, 320])).sourceSet).toBe(
    '/media/160.webp 80w, /media/320.webp 160w, /media/original.jpg 400w',
  );
});

it('a picture of one size is shown as it is, and none as none', () => {
  expect(pictureOf(image(100, 500, []))).toEqual({ source: '/media/original.jpg', width: 100, height: 500 });
  expect(pictureOf({ url: `${ENGINE}/drawing.svg`, alt: '' })).toEqual({ source: '/media/drawing.svg' });
  expect(pictureOf({ url: 'https://elsewhere.test/a.jpg', alt: '' })).toEqual({
    source: 'https://elsewhere.test/a.jpg',
  });
  for (const none of [null, undefined, { url: 'javascript:x', alt: '' }])
    expect(pictureOf(none)).toEqual({ source: null });
});
