import { createHash } from 'node:crypto';
import type { UploadedPicture } from '@cartwright/contract';
import type { Transaction } from '../../../platform/postgres.ts';
import { change, maybeOne, type Queryable, statement, t } from '../../../platform/sql.ts';
import { assert } from '../../../shared/assert.ts';
import { MEDIA_PATH, type StoredSize } from '../domain/image-url.ts';
import { EXTENSIONS, type MediaType } from './media-type.ts';
import type { Picture } from './read-picture.ts';

// The name is the content's, so what is there already is the same. Primary key.
const insertMedia = statement({
  name: 'catalog.insertMedia',
  text: `
    INSERT INTO catalog.media (media_id, content_type, bytes) VALUES ($1, $2, $3)
    ON CONFLICT (media_id) DO NOTHING`,
  params: { mediaId: t.text, contentType: t.text, bytes: t.bytea },
  row: {},
});

// A picture and its copies. What is there already is the same, but may have been stored before there were sizes, or
// as the copy of another. Sorted, so that two who store the same pictures wait for each other. Primary key.
const insertPictures = statement({
  name: 'catalog.insertPictures',
  text: `
    INSERT INTO catalog.media (media_id, content_type, bytes, width, height, sizes)
    SELECT media_id, content_type, bytes, width, height,
           CASE WHEN media_id = $6 THEN $7::jsonb ELSE '[]' END
    FROM unnest($1::text[], $2::text[], $3::bytea[], $4::int4[], $5::int4[])
      AS stored (media_id, content_type, bytes, width, height)
    ORDER BY media_id
    ON CONFLICT (media_id) DO UPDATE SET
      width = excluded.width, height = excluded.height, sizes = excluded.sizes
    WHERE media.width IS NULL OR (media.sizes = '[]' AND excluded.sizes <> '[]')`,
  params: {
    mediaIds: t.textArray,
    contentTypes: t.textArray,
    bytes: t.byteaArray,
    widths: t.int4Array,
    heights: t.int4Array,
    originalId: t.text,
    sizes: t.json<StoredSize[]>(),
  },
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
 * For pictures from outside see `storePicture`.
 */
export const storeMedia = async (
  db: Queryable,
  picture: { contentType: MediaType; bytes: Uint8Array },
): Promise<string> => {
  const bytes = Buffer.from(picture.bytes);
  assert(bytes.length > 0, 'a picture is not empty');
  const mediaId = mediaIdOf(picture.contentType, bytes);
  await change(db, insertMedia, { mediaId, contentType: picture.contentType, bytes });
  return MEDIA_PATH + mediaId;
};

/** Keeps a picture that was read, with its copies, and returns their paths; storing it twice stores it once. */
export const storePicture = async (tx: Transaction, picture: Picture): Promise<UploadedPicture> => {
  const copies = picture.copies.map((copy) => ({
    ...copy,
    contentType: 'image/webp' as const,
    mediaId: mediaIdOf('image/webp', copy.bytes),
  }));
  const original = { ...picture, mediaId: mediaIdOf(picture.contentType, picture.bytes) };
  const all = [original, ...copies];
  await change(tx, insertPictures, {
    mediaIds: all.map(({ mediaId }) => mediaId),
    contentTypes: all.map(({ contentType }) => contentType),
    bytes: all.map(({ bytes }) => bytes),
    widths: all.map(({ width }) => width),
    heights: all.map(({ height }) => height),
    originalId: original.mediaId,
    sizes: copies.map(({ width, mediaId }): StoredSize => [width, mediaId]),
  });
  return {
    url: MEDIA_PATH + original.mediaId,
    width: picture.width,
    height: picture.height,
    sizes: copies.map(({ width, mediaId }) => ({ url: MEDIA_PATH + mediaId, width })),
  };
};

/** A picture by the last step of its path, or undefined. */
export const loadMedia = (
  db: Queryable,
  mediaId: string,
): Promise<{ contentType: MediaType; bytes: Buffer } | undefined> => maybeOne(db, selectMedia, { mediaId });

const mediaIdOf = (contentType: MediaType, bytes: Buffer): string =>
  `${createHash('sha256').update(bytes).digest('hex')}.${EXTENSIONS[contentType]}`;
