import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import {
  findProduct,
  loadMedia,
  readPicture,
  resizeStored,
  saveProducts,
  storeMedia,
  storePicture,
} from '../../src/modules/catalog/index.ts';
import { transaction } from '../../src/platform/postgres.ts';
import { Overloaded } from '../../src/shared/expected-error.ts';
import { animation, bomb, colourAt, photograph, redAndBlue } from './drawing.ts';

const { database } = await openTestDatabase();

const picture = async (bytes: Buffer) => {
  const read = await readPicture(bytes);
  if (!read.ok) throw new Error(read.reason);
  return read.picture;
};
const store = async (bytes: Buffer) => {
  const read = await picture(bytes);
  return transaction(database, (tx) => storePicture(tx, read));
};
const load = async (path: string) => {
  const found = await loadMedia(database, path.replace('/media/', ''));
  if (found === undefined) throw new Error(`${path} is not there`);
  return found;
};
const stored = async (): Promise<unknown> =>
  (await database.query('SELECT count(*) FROM catalog.media')).rows[0];

describe('a photograph', () => {
  it('stands upright, in every size', async () => {
    const shown = await store(await photograph(1_200, 600));
    expect(shown).toMatchObject({ width: 600, height: 1_200, sizes: [{ width: 160 }, { width: 320 }] });
    for (const { url, width } of [shown, ...shown.sizes]) {
      const { bytes } = await load(url);
      const about = await sharp(bytes).metadata();
      expect([about.width, about.height, about.orientation]).toEqual([width, width * 2, undefined]);
      expect(await colourAt(bytes, 20, 20)).toBe('red');
      expect(await colourAt(bytes, 20, width * 2 - 20)).toBe('blue');
    }
  });

  it('does not tell who took it, or where', async () => {
    const taken = await photograph(1_200, 600);
    expect(taken.includes('Ada Lovelace')).toBe(true);
    const shown = await store(taken);
    for (const { url } of [shown, ...shown.sizes]) {
      const { bytes } = await load(url);
      expect(bytes.includes('Ada Lovelace')).toBe(false);
      expect(bytes.includes('Exif')).toBe(false);
    }
  });

  it.each([
    ['png', 'png'],
    ['webp', 'webp'],
    ['avif', 'webp'],
  ] as const)('sent as %s and written without its notes is %s', async (format, written) => {
    const noted = redAndBlue(200, 100).withExif({ IFD0: { Artist: 'Ada Lovelace' } });
    const { contentType, bytes } = await picture(await noted.toFormat(format).toBuffer());
    expect(contentType).toBe(`image/${written}`);
    const about = await sharp(bytes).metadata();
    expect([about.width, about.height, about.exif]).toEqual([200, 100, undefined]);
    expect(await colourAt(bytes, 20, 50)).toBe('red');
  });
});

describe('a picture', () => {
  it('with nothing but itself in it is kept byte by byte', async () => {
    for (const format of ['jpeg', 'png', 'webp', 'gif', 'avif'] as const) {
      const bytes = await redAndBlue(200, 100).toFormat(format).toBuffer();
      const read = await picture(bytes);
      expect(read.bytes).toEqual(bytes);
      expect(read).toMatchObject({ contentType: `image/${format}`, width: 200, height: 100 });
    }
  });

  it('loses a comment, and what is behind its end', async () => {
    const plain = await redAndBlue(200, 100).jpeg().toBuffer();
    const note = Buffer.from('owner: Ada');
    const head = Buffer.from([0xff, 0xfe, 0, note.length + 2]);
    const commented = Buffer.concat([plain.subarray(0, 2), head, note, plain.subarray(2)]);
    const followed = Buffer.concat([plain, await photograph(40, 20)]);
    for (const bytes of [commented, followed, Buffer.concat([plain, note])]) {
      const read = await picture(bytes);
      expect(read).toMatchObject({ contentType: 'image/jpeg', width: 200, height: 100 });
      expect(read.bytes.includes(note)).toBe(false);
      expect(read.bytes.lastIndexOf(Buffer.from([0xff, 0xd8, 0xff]))).toBe(0);
    }
  });

  it('gets only smaller copies, smallest first, as WebP', async () => {
    const widths = async (width: number) =>
      (await picture(await redAndBlue(width, 10).png().toBuffer())).copies.map((copy) => copy.width);
    expect(await widths(160)).toEqual([]);
    expect(await widths(161)).toEqual([160]);
    expect(await widths(3_000)).toEqual([160, 320, 640, 960, 1_440]);
    const { copies } = await picture(await redAndBlue(641, 300).png().toBuffer());
    for (const { bytes } of copies) expect((await sharp(bytes).metadata()).format).toBe('webp');
  });

  it('higher than WebP can be gets the copies that fit', async () => {
    const { copies } = await picture(await redAndBlue(400, 30_000).png().toBuffer());
    expect(copies.map(({ width }) => width)).toEqual([160]);
  });

  it('that one sees through stays so', async () => {
    const clear = sharp({
      create: { width: 400, height: 400, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    });
    const spot = await redAndBlue(100, 100).png().toBuffer();
    const read = await picture(
      await clear
        .composite([{ input: spot, left: 150, top: 150 }])
        .png()
        .toBuffer(),
    );
    const half = read.copies.at(-1)?.bytes ?? Buffer.alloc(0);
    expect(await colourAt(half, 10, 10)).toBe('clear');
    expect(await colourAt(half, 140, 160)).toBe('red');
  });

  it('that moves stays as it is', async () => {
    const bytes = await animation(3, { width: 400, height: 300 });
    expect(await picture(bytes)).toEqual({
      contentType: 'image/gif',
      bytes,
      width: 400,
      height: 300,
      copies: [],
    });
  });

  it('stored twice is stored once', async () => {
    const bytes = await redAndBlue(700, 350).png().toBuffer();
    const first = await store(bytes);
    const before = await stored();
    expect(await store(bytes)).toEqual(first);
    expect(await stored()).toEqual(before);
  });

  it('that is another’s copy gets copies of its own when it is stored itself', async () => {
    const shown = await store(await redAndBlue(1_000, 500).png().toBuffer());
    const copy = shown.sizes.find(({ width }) => width === 640)?.url ?? '';
    const again = await store((await load(copy)).bytes);
    expect(again).toMatchObject({ url: copy, sizes: [{ width: 160 }, { width: 320 }] });
    const { rows } = await database.query<{ widths: number[] }>(
      `SELECT jsonb_path_query_array(sizes, '$[*][0]') AS widths FROM catalog.media WHERE media_id = $1`,
      [copy.replace('/media/', '')],
    );
    expect(rows).toEqual([{ widths: [160, 320] }]);
  });
});

describe('refused is', () => {
  it('what is no picture, SVG among it, whatever it calls itself', async () => {
    for (const text of ['<svg xmlns="http://www.w3.org/2000/svg"/>', 'GIF', '%PDF-1.7', ''])
      expect(await readPicture(Buffer.from(text))).toMatchObject({ ok: false, code: 'unknown-format' });
  });

  it('a picture that ends too early', async () => {
    const still = redAndBlue(600, 400);
    const whole = [
      await still.jpeg().toBuffer(),
      await still.png({ compressionLevel: 0 }).toBuffer(),
      await still.webp({ lossless: true }).toBuffer(),
      await still.avif().toBuffer(),
      await animation(4, { width: 300, height: 200 }),
      await sharp(await animation(4, { width: 300, height: 200 }), { animated: true })
        .webp()
        .toBuffer(),
    ];
    for (const bytes of whole) {
      expect(await readPicture(bytes)).toMatchObject({ ok: true });
      for (const part of [0.9, 0.5])
        expect(await readPicture(bytes.subarray(0, Math.floor(bytes.length * part)))).toMatchObject({
          ok: false,
          code: 'damaged',
        });
      expect(await readPicture(bytes.subarray(0, 20))).toMatchObject({ ok: false, code: 'damaged' });
    }
  });

  it('a small file that unpacks to 60 million pixels, in one frame or in many', async () => {
    const still = await bomb();
    expect(still.length).toBeLessThan(1_000_000);
    expect(await readPicture(still)).toMatchObject({
      code: 'too-many-pixels',
      reason: 'The picture has 10000 × 6000 pixels; at most 50 million are taken. Send a smaller one.',
    });
    const moving = await readPicture(await animation(60, { width: 1_000, height: 1_000 }));
    expect(moving).toMatchObject({ code: 'too-many-pixels' });
  }, 30_000);

  it('more at once than can wait, with the rest done', async () => {
    const bytes = await redAndBlue(200, 100).png().toBuffer();
    const all = await Promise.allSettled(Array.from({ length: 40 }, () => readPicture(bytes)));
    const refused = all.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(refused).toHaveLength(40 - 17);
    for (const reason of refused) expect(reason).toBeInstanceOf(Overloaded);
  });
});

describe('pictures from before there were sizes', () => {
  const resize = async () => {
    const resized: string[] = [];
    const refused: string[] = [];
    await resizeStored(database, {
      resized: (path) => resized.push(path),
      refused: (path, reason) => refused.push(`${path}: ${reason}`),
    });
    return { resized, refused };
  };

  it('get theirs, keep their bytes and names, and are shown with them', async () => {
    const bytes = await photograph(800, 500);
    const path = await storeMedia(database, { contentType: 'image/jpeg', bytes });
    const drawing = await storeMedia(database, {
      contentType: 'image/svg+xml',
      bytes: Buffer.from('<svg/>'),
    });
    const broken = await storeMedia(database, {
      contentType: 'image/png',
      bytes: Buffer.from('\x89PNG broken'),
    });
    const images = [path, drawing].map((url) => ({ url, alt: '' }));
    const variants = [{ sku: 'OLD', price: { amount: 1, currency: 'USD' } }];
    await transaction(database, (tx) =>
      saveProducts(tx, [{ productId: 'old', title: 'Old', images, variants }], {
        actor: 'test',
        currency: 'USD',
      }),
    );
    const shown = async () =>
      (await findProduct(database, 'old', { currency: 'USD', publicUrl: '', drafts: true }))?.images;
    expect(await shown()).toEqual(images);

    const run = await resize();
    expect(run.resized).toEqual([path]);
    expect(run.refused).toHaveLength(1);
    expect(run.refused[0]).toContain(broken);
    expect(await shown()).toMatchObject([
      { url: path, width: 500, height: 800, sizes: [{ width: 160 }, { width: 320 }] },
      { url: drawing, alt: '' },
    ]);
    expect((await load(path)).bytes).toEqual(bytes);
    expect((await resize()).resized).toEqual([]);
  });
});
