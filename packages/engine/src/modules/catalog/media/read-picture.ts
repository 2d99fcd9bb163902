import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp';
import { createLimit } from '../../../platform/limit.ts';
import { mediaTypeOf, type RasterType } from './media-type.ts';

/** A picture that can be shown: as it is kept, how large it is, and its smaller copies, smallest first. */
export type Picture = {
  contentType: RasterType;
  bytes: Buffer;
  /** Pixels, turned as it is shown. */
  width: number;
  height: number;
  copies: readonly Copy[];
};
/** WebP. */
export type Copy = { bytes: Buffer; width: number; height: number };

export type PictureRefusal = {
  ok: false;
  /** Not one of the five formats; more pixels than are taken; no whole picture. */
  code: 'unknown-format' | 'too-many-pixels' | 'damaged';
  /** A sentence that says what to do. */
  reason: string;
};

/**
 * Reads a picture from outside and makes its copies. Its bytes say what it is, whatever its sender says; SVG is
 * refused, because it can hold scripts. What was photographed with the camera turned is turned upright, and what
 * a camera notes beside the picture (place, time, owner) is left out: only for these is a picture written anew,
 * any other is kept byte by byte. Animated pictures, and GIFs, stay as they are; animated ones get no copies.
 *
 * Some 0.6 s of one core for a photograph of 12 megapixels; at most 430 MB of memory, for one that has to be turned
 * and has as many pixels as are taken. Throws `Overloaded` when too many are waiting.
 */
export const readPicture = (bytes: Uint8Array): Promise<{ ok: true; picture: Picture } | PictureRefusal> =>
  reading(() => read(Buffer.from(bytes)));

// Nothing is read twice, so nothing is kept; by itself it would hold on to 50 MB.
sharp.cache(false);

/** In all frames together. */
const PIXELS_MAX = 50_000_000;
/** Unpacking takes 20 bytes a pixel, where the other formats take 4 to 8. */
const AVIF_PIXELS_MAX = 20_000_000;
/** One at a time: the bound of memory is the process's, and the other cores are the shop's. */
const reading = createLimit({ concurrency: 1, queueMax: 16 });
/** Far more than the largest picture takes; a file made to be slow ends here. */
const READ_SECONDS_MAX = 30;
/** What a telephone's and a desk's places for pictures ask for, once and at twice the density. */
const COPY_WIDTHS = [160, 320, 640, 960, 1_440] as const;
/** No side of a WebP picture is longer. */
const WEBP_SIDE_MAX = 16_383;
const COPY_QUALITY = 80;

const FROM_OUTSIDE = { limitInputPixels: PIXELS_MAX, failOn: 'error' } as const satisfies SharpOptions;

const read = async (bytes: Buffer): Promise<{ ok: true; picture: Picture } | PictureRefusal> => {
  const contentType = mediaTypeOf(bytes);
  if (contentType === undefined)
    return { ok: false, code: 'unknown-format', reason: 'Send a PNG, JPEG, WebP, GIF or AVIF picture.' };
  let about: Metadata;
  try {
    // Reads the head of the file only, so that a picture of any size can be told how large it is.
    about = await sharp(bytes, { ...FROM_OUTSIDE, limitInputPixels: false }).metadata();
  } catch {
    return DAMAGED;
  }
  const frames = about.pages ?? 1;
  const height = about.pageHeight ?? about.height;
  const pixelsMax = contentType === 'image/avif' ? AVIF_PIXELS_MAX : PIXELS_MAX;
  if (about.width * height * frames > pixelsMax) {
    const size = `${about.width} × ${height} pixels${frames === 1 ? '' : ` in ${frames} frames`}`;
    const reason = `The picture has ${size}; at most ${pixelsMax / 1e6} million are taken. Send a smaller one.`;
    return { ok: false, code: 'too-many-pixels', reason };
  }
  if (contentType === 'image/gif' && !hasGifEnd(bytes)) return DAMAGED;
  try {
    const picture =
      frames > 1
        ? await readAnimation(bytes, { contentType, width: about.width, height })
        : await readStill(bytes, contentType, about);
    return { ok: true, picture };
  } catch {
    // What sharp throws once the format and the size are known is about the bytes.
    return DAMAGED;
  }
};

const DAMAGED = {
  ok: false,
  code: 'damaged',
  reason: 'The picture is damaged or cut short. Open it, save it again, and send that.',
} as const satisfies PictureRefusal;

/**
 * Whether a GIF ends as one does, with a semicolon; zeros may fill up what comes after it. Of one that is cut short
 * between two frames the decoder takes those that are there, and says nothing.
 */
const hasGifEnd = (bytes: Buffer): boolean => {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return bytes[end - 1] === GIF_TRAILER;
};
const GIF_TRAILER = 0x3b;

const readAnimation = async (
  bytes: Buffer,
  shown: { contentType: RasterType; width: number; height: number },
): Promise<Picture> => {
  // Every frame is unpacked, to see that it is whole; what comes of them is thrown away.
  await open(bytes, { animated: true }).resize({ width: 1 }).raw().toBuffer();
  return { ...shown, bytes, copies: [] };
};

const readStill = async (bytes: Buffer, contentType: RasterType, about: Metadata): Promise<Picture> => {
  const { width, height } = about.autoOrient;
  const widths = COPY_WIDTHS.filter((to) => to < width && (to * height) / width <= WEBP_SIDE_MAX);
  // Unpacked once, as large as the largest copy; also without any copy, to see that it is whole.
  const largest = await open(bytes)
    .autoOrient()
    .resize({ width: widths.at(-1) ?? Math.min(width, COPY_WIDTHS[0]) })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const copies: Copy[] = [];
  for (const to of widths) {
    const { data, info } = await sharp(largest.data, { raw: largest.info })
      .resize({ width: to })
      .webp({ quality: COPY_QUALITY })
      .toBuffer({ resolveWithObject: true });
    copies.push({ bytes: data, width: info.width, height: info.height });
  }
  if (!needsWriting(about) && !(contentType === 'image/jpeg' && hasMoreThanPicture(bytes)))
    return { contentType, bytes, width, height, copies };
  const writtenAs = writtenType(contentType, Math.max(width, height));
  const written = await WRITERS[writtenAs](open(bytes).autoOrient()).toBuffer();
  return { contentType: writtenAs, bytes: written, width, height, copies };
};

const open = (bytes: Buffer, options: SharpOptions = {}): Sharp =>
  sharp(bytes, { ...FROM_OUTSIDE, ...options }).timeout({ seconds: READ_SECONDS_MAX });

/** Whether more than a picture is in the file, or it has to be turned. A colour profile belongs to the picture. */
const needsWriting = ({ orientation = 1, exif, xmp, iptc, comments }: Metadata): boolean =>
  orientation !== 1 || [exif, xmp, iptc, comments].some((part) => part !== undefined);

const [JPEG_COMMENT, JPEG_SCAN] = [0xfe, 0xda];
const JPEG_BEGIN = Buffer.from([0xff, 0xd8, 0xff]);
const JPEG_END = Buffer.from([0xff, 0xd9]);

/**
 * Whether a JPEG carries a comment, or something behind its picture, neither of which the decoder tells of. Segments
 * are a marker and a length of two bytes each, up to the scan (ITU-T T.81, B.1); in a scan no marker begins a picture.
 */
const hasMoreThanPicture = (jpeg: Buffer): boolean => {
  let at = 2;
  while (at + 4 <= jpeg.length && jpeg[at] === 0xff && jpeg[at + 1] !== JPEG_SCAN) {
    if (jpeg[at + 1] === JPEG_COMMENT) return true;
    at += 2 + jpeg.readUInt16BE(at + 2);
  }
  return jpeg.indexOf(JPEG_BEGIN, at) !== -1 || !jpeg.subarray(-JPEG_END.length).equals(JPEG_END);
};

/** As what a picture is written anew: as what it was, but for AVIF, which takes 10 times as long as WebP. */
const writtenType = (contentType: RasterType, longerSide: number): WrittenType => {
  if (contentType !== 'image/avif') return contentType;
  return longerSide <= WEBP_SIDE_MAX ? 'image/webp' : 'image/png';
};
type WrittenType = Exclude<RasterType, 'image/avif'>;

/** Each format at a quality at which nobody sees the difference. Nothing but the picture is written, in sRGB. */
const WRITERS: Record<WrittenType, (picture: Sharp) => Sharp> = {
  'image/png': (picture) => picture.png(),
  'image/jpeg': (picture) => picture.jpeg({ quality: 90 }),
  // 50 megapixels take 6 s, and 21 s with the usual effort.
  'image/webp': (picture) => picture.webp({ quality: 90, effort: 2 }),
  'image/gif': (picture) => picture.gif(),
};
