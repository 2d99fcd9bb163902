import sharp, { type Sharp } from 'sharp';

/** A picture that tells how it lies: its left half is red, its right half blue. */
export const redAndBlue = (width: number, height: number): Sharp => {
  const half = { create: { width: Math.ceil(width / 2), height, channels: 3, background: BLUE } } as const;
  const red = { create: { width, height, channels: 3, background: RED } } as const;
  return sharp(red).composite([{ input: half, left: Math.floor(width / 2), top: 0 }]);
};

/** As a camera writes it that was held upright: lying on its side, with a note to turn it, and where it was taken. */
export const photograph = async (width: number, height: number): Promise<Buffer> =>
  sharp(await redAndBlue(width, height).png().toBuffer())
    .withExif({
      IFD0: { Artist: 'Ada Lovelace' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' },
    })
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 90 })
    .toBuffer();

/** A GIF of so many frames. */
export const animation = (frames: number, { width, height }: { width: number; height: number }) => {
  const bytes = Buffer.alloc(width * height * frames * 3);
  for (let frame = 0; frame < frames; frame += 1)
    bytes.fill((frame * 40) % 256, frame * width * height * 3, (frame + 1) * width * height * 3);
  return sharp(bytes, { raw: { width, height: height * frames, channels: 3, pageHeight: height } })
    .gif({ delay: Array.from({ length: frames }, () => 100) })
    .toBuffer();
};

/** Small as a file, 60 million pixels unpacked. */
export const bomb = (): Promise<Buffer> =>
  sharp({ create: { width: 10_000, height: 6_000, channels: 3, background: RED } })
    .png()
    .toBuffer();

const RED = { r: 255, g: 0, b: 0 };
const BLUE = { r: 0, g: 0, b: 255 };

/** The colour of a picture at a place, each of its parts rounded to 0 or 255; `clear` where one sees through. */
export const colourAt = async (picture: Buffer, x: number, y: number): Promise<string> => {
  const one = sharp(picture).extract({ left: x, top: y, width: 1, height: 1 });
  const [r = 0, g = 0, b = 0, alpha = 0] = await one.ensureAlpha().raw().toBuffer();
  if (alpha < 128) return 'clear';
  return [r, g, b].map((part) => (part > 127 ? '1' : '0')).join('') === '100'
    ? 'red'
    : b > 127
      ? 'blue'
      : 'other';
};
