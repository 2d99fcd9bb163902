import { MEDIA_PATH } from '../domain/image-url.ts';

// SQL for statements that have a picture as `image`, with its `url` and `alt`.

/** The picture as a `StoredImage` in JSON, null where there is none. */
export const IMAGE_JSON = `CASE WHEN image.url IS NOT NULL
             THEN jsonb_build_array(image.url, image.alt, media.width, media.height, media.sizes) END`;

/**
 * The join that `IMAGE_JSON` needs: one look at a primary key, and the bytes stay where they are. Addresses elsewhere
 * on the web are a null key, for which nothing is looked up.
 */
export const JOIN_MEDIA = `LEFT JOIN catalog.media
      ON media.media_id = CASE WHEN starts_with(image.url, '${MEDIA_PATH}')
                               THEN substr(image.url, ${MEDIA_PATH.length + 1}) END`;
