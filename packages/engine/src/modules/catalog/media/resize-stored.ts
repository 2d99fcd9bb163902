import { type Database, transaction } from '../../../platform/postgres.ts';
import { maybeOne, statement, t } from '../../../platform/sql.ts';
import { takeTurn } from '../commands/present.ts';
import { MEDIA_PATH } from '../domain/image-url.ts';
import type { RasterType } from './media-type.ts';
import { readPicture } from './read-picture.ts';
import { storePicture } from './store.ts';

// One at a time, by name, so that one that cannot be read is passed. Primary key; the few columns that tell whether
// a picture was measured are beside it, its bytes elsewhere.
const selectUnmeasured = statement({
  name: 'catalog.selectUnmeasured',
  text: `
    SELECT media_id AS "mediaId", content_type AS "contentType", bytes
    FROM catalog.media
    WHERE width IS NULL AND content_type <> 'image/svg+xml' AND media_id > $1
    ORDER BY media_id
    LIMIT 1`,
  params: { after: t.text },
  row: { mediaId: t.text, contentType: t.words<RasterType>(), bytes: t.bytea },
});

/**
 * Measures the pictures that were stored before the shop made sizes, and makes their copies, each in a transaction
 * of its own: stopped halfway, what is done is done, and the next run goes on. The pictures themselves keep their
 * bytes, because products know them by their names. Those that cannot be read are told, and stay as they are.
 */
export const resizeStored = async (
  db: Database,
  tell: { resized: (path: string) => void; refused: (path: string, reason: string) => void },
): Promise<void> => {
  let after = '';
  for (;;) {
    const stored = await maybeOne(db, selectUnmeasured, { after });
    if (stored === undefined) break;
    const { mediaId, contentType, bytes } = stored;
    const outcome = await readPicture(bytes);
    if (outcome.ok) {
      await transaction(db, (tx) => storePicture(tx, { ...outcome.picture, contentType, bytes }));
      tell.resized(MEDIA_PATH + mediaId);
    } else tell.refused(MEDIA_PATH + mediaId, outcome.reason);
    after = mediaId;
  }
  // What is remembered of the catalogue shows pictures too.
  await transaction(db, takeTurn);
};
