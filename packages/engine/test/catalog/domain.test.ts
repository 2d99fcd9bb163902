import { Handle } from '@cartwright/contract';
import fc from 'fast-check';
import Value from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { safeDescription } from '../../src/modules/catalog/domain/description.ts';
import { handleMaker, handleOf } from '../../src/modules/catalog/domain/handle.ts';
import { isImageUrl, publicImageUrl, storedImageUrl } from '../../src/modules/catalog/domain/image-url.ts';
import { PRICE_RANGES_MAX, priceLadder, priceRanges } from '../../src/modules/catalog/domain/price-ladder.ts';
import { mediaTypeOf } from '../../src/modules/catalog/index.ts';

describe('a handle', () => {
  it('is one for any title, or empty', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (title) => {
        const handle = handleOf(title);
        if (handle !== '') expect(Value.Check(Handle, handle)).toBe(true);
        expect(handleOf(handle)).toBe(handle);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['Crème Brûlée', 'creme-brulee'],
    ['Straße nach Łódź', 'strasse-nach-lodz'],
    ['Æther & Øl', 'aether-ol'],
    ['Women’s  Shirt!', 'womens-shirt'],
    ['ガラス', 'ガラス'],
    ['--', ''],
  ])('of %s is %s', (title, handle) => expect(handleOf(title)).toBe(handle));

  it('is given to one product only', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'a-2', 'b'), { maxLength: 30 }),
        fc.subarray(['a', 'a-3', 'b']),
        (bases, reserved) => {
          const make = handleMaker(new Map([['a', { plainTaken: false, lastSuffix: 4 }]]), reserved);
          const made = [...reserved, ...bases.map(make)];
          expect(new Set(made).size).toBe(made.length);
        },
      ),
    );
  });
});

describe('price ranges', () => {
  it('hold every product once, in order, however many steps there are', () => {
    const ladder = priceLadder('USD');
    fc.assert(
      fc.property(
        fc.dictionary(fc.integer({ min: 0, max: ladder.length }).map(String), fc.nat(500)),
        (given) => {
          const counts = new Map(Object.entries(given).map(([step, count]) => [Number(step), count]));
          const ranges = priceRanges(ladder, counts);
          expect(ranges.length).toBeLessThanOrEqual(PRICE_RANGES_MAX);
          expect(ranges.reduce((sum, { count }) => sum + count, 0)).toBe(
            [...counts.values()].reduce((sum, count) => sum + count, 0),
          );
          for (const [index, range] of ranges.entries()) {
            if (range.to !== null) expect(range.to).toBeGreaterThan(range.from);
            const next = ranges[index + 1];
            if (next !== undefined) expect(next.from).toBeGreaterThan(range.to ?? Number.POSITIVE_INFINITY);
          }
        },
      ),
    );
  });
});

describe('a description', () => {
  it('holds nothing that a browser would run, whatever it was', () => {
    const piece = fc.constantFrom(
      '<p>',
      '</p>',
      '<b',
      '>',
      '&',
      '&amp;',
      '"',
      '<script>',
      '<a href="javascript:x">',
      '</a>',
      '<a href=//x>',
      ' onerror=',
      '<!--',
      'text',
      '<svg/onload=x>',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const once = safeDescription(pieces.join(''));
        expect(once).not.toMatch(/<script|javascript:|<svg|<!--/i);
        expect(once).not.toMatch(/<[^>]*\son\w+=/i);
        expect(once).not.toMatch(/href="(?!https?:|mailto:)/i);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a picture', () => {
  it('is what its bytes say', () => {
    const bytes = (text: string) => Buffer.from(text, 'latin1');
    expect(mediaTypeOf(bytes('\x89PNG\r\n\x1a\n....'))).toBe('image/png');
    expect(mediaTypeOf(bytes('\xff\xd8\xff\xe0'))).toBe('image/jpeg');
    expect(mediaTypeOf(bytes('RIFF....WEBPVP8 '))).toBe('image/webp');
    expect(mediaTypeOf(bytes('GIF89a'))).toBe('image/gif');
    expect(mediaTypeOf(bytes('\0\0\0\x1cftypavif'))).toBe('image/avif');
    for (const other of ['<svg xmlns="http://www.w3.org/2000/svg">', '<html>', '', 'BM', '\x89PN'])
      expect(mediaTypeOf(bytes(other))).toBeUndefined();
  });

  it('of the shop moves with the shop', () => {
    const url = publicImageUrl('/media/a.png', 'https://shop.test');
    expect(url).toBe('https://shop.test/media/a.png');
    expect(storedImageUrl(url, 'https://shop.test')).toBe('/media/a.png');
    expect(publicImageUrl('https://other.test/a.png', 'https://shop.test')).toBe('https://other.test/a.png');
    for (const bad of ['javascript:x', '/media/../etc', '/other', 'x', 'data:image/png;base64,'])
      expect(isImageUrl(bad)).toBe(false);
  });
});
