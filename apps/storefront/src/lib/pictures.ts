import type { ShownImage } from '@cartwright/contract';
import { engineUrl } from './engine.ts';

/** What `<Picture>` needs of a picture, to be spread into it. */
export type PictureSource = {
  /** An address for browsers, or null where there is no picture to show. */
  source: string | null;
  /** The same picture in several sizes, as `srcset` has it: each by the side of the largest square that it fills. */
  sourceSet?: string;
  /** Pixels. */
  width?: number;
  height?: number;
};

/** A picture in the sizes there are of it; drawings and pictures from elsewhere on the web have one. */
export const pictureOf = (image: ShownImage | null | undefined): PictureSource => {
  const source = image ? pictureSource(image.url) : null;
  if (!image || source === null) return { source: null };
  const { width, height, sizes = [] } = image;
  if (width === undefined || height === undefined) return { source };
  const widths = width <= ORIGINAL_WIDTH_MAX ? [...sizes, { url: image.url, width }] : sizes;
  // The shop cuts pictures to a square, and of a broad one that shows the height: told by its width, a browser would
  // take one that is too small, and make it larger.
  const share = Math.min(1, height / width);
  const candidates = widths.flatMap((one) => {
    const address = pictureSource(one.url);
    return address === null ? [] : [`${address} ${Math.max(1, Math.round(one.width * share))}w`];
  });
  return { source, width, height, ...(sizes.length === 0 ? {} : { sourceSet: candidates.join(', ') }) };
};

/** An original may be as wide as a camera makes it, and many megabytes; beyond this the widest copy is enough. */
const ORIGINAL_WIDTH_MAX = 1_920;

/**
 * The address under which a browser asks for a picture. The engine's own pictures go through this server,
 * so that a telephone which knows the shop but not the engine's port sees them; remote ones stay as they are.
 */
const pictureSource = (address: string): string | null => {
  if (address.startsWith('/media/')) return address;
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  return url.pathname.startsWith('/media/') && isEngine(url) ? url.pathname + url.search : url.href;
};

const isEngine = (url: URL): boolean => {
  const engine = engineUrl();
  const publicUrl = process.env.CARTWRIGHT_PUBLIC_URL;
  if (publicUrl && url.href.startsWith(`${publicUrl.replace(/\/+$/, '')}/media/`)) return true;
  if (url.origin === engine.origin) return true;
  return LOOPBACK.has(url.hostname) && LOOPBACK.has(engine.hostname) && url.port === engine.port;
};

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
