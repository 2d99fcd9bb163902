import { createHash } from 'node:crypto';
import { change, maybeOne, type Queryable, statement, t } from '../../platform/sql.ts';
import { assert } from '../../shared/assert.ts';
import { MEDIA_PATH } from './domain/image-url.ts';

const EXTENSIONS = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'avif',
  'image/svg+xml': 'svg',
} as const;
export type MediaType = keyof typeof EXTENSIONS;

// The name is the content's, so what is there already is the same. Primary key.
const insertMedia = statement({
  name: 'catalog.insertMedia',
  text: `
    INSERT INTO catalog.media (media_id, content_type, bytes) VALUES ($1, $2, $3)
    ON CONFLICT (media_id) DO NOTHING`,
  params: { mediaId: t.text, contentType: t.text, bytes: t.bytea },
  row: {},
});

const selectMedia = statement({
  name: 'catalog.selectMedia',
  text: `SELECT content_type AS "contentType", bytes FROM catalog.media WHERE media_id = $1`,
  params: { mediaId: t.text },
  row: { contentType: t.words<MediaType>(), bytes: t.bytea },
});

/**
 * Keeps a picture made by the shop itself, SVG included, and returns its path; storing it twice stores it once.
 * For pictures from outside see `storeUpload`.
 */
export const storeMedia = async (
  db: Queryable,
  picture: { contentType: MediaType; bytes: Uint8Array },
): Promise<string> => {
  const bytes = Buffer.from(picture.bytes);
  assert(bytes.length > 0, 'a picture is not empty');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const mediaId = `${sha256}.${EXTENSIONS[picture.contentType]}`;
  await change(db, insertMedia, { mediaId, contentType: picture.contentType, bytes });
  return MEDIA_PATH + mediaId;
};

/**
 * Keeps a picture from outside. Its bytes say what it is, whatever its sender says; SVG is refused, because it
 * can hold scripts.
 */
export const storeUpload = async (
  db: Queryable,
  bytes: Uint8Array,
): Promise<{ ok: true; path: string } | { ok: false; code: 'unsupported-media-type' }> => {
  const contentType = mediaTypeOf(bytes);
  if (contentType === undefined) return { ok: false, code: 'unsupported-media-type' };
  return { ok: true, path: await storeMedia(db, { contentType, bytes }) };
};

/** A picture by the last step of its path, or undefined. */
export const loadMedia = (
  db: Queryable,
  mediaId: string,
): Promise<{ contentType: MediaType; bytes: Buffer } | undefined> => maybeOne(db, selectMedia, { mediaId });

/** What a picture is by its first bytes, or undefined for anything but the five raster formats browsers show. */
export const mediaTypeOf = (content: Uint8Array): Exclude<MediaType, 'image/svg+xml'> | undefined => {
  const start = Buffer.from(content.subarray(0, 12)).toString('latin1');
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (/^GIF8[79]a/.test(start)) return 'image/gif';
  if (/^RIFF.{4}WEBP/s.test(start)) return 'image/webp';
  if (/^.{4}ftypavi[fs]/s.test(start)) return 'image/avif';
  return undefined;
};
