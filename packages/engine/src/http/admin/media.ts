import { admin } from '@cartwright/contract';
import type { FastifyInstance } from 'fastify';
import { loadMedia, publicImageUrl, readPicture, storePicture } from '../../modules/catalog/index.ts';
import { audit } from '../../modules/staff/index.ts';
import { transaction } from '../../platform/postgres.ts';
import type { HttpContext } from '../context.ts';
import { hasAlready } from '../etag.ts';
import { HttpProblem } from '../problem.ts';
import { created, route } from '../route.ts';
import { requireStaff } from '../staff-auth.ts';

const IMAGE_TYPES = [
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/gif',
  'image/avif',
  'application/octet-stream',
];
const PROBLEMS = {
  'unknown-format': 'unsupported-media-type',
  'too-many-pixels': 'body-too-large',
  damaged: 'invalid-request',
} as const;
/** The name is the content's hash: what is there never changes. */
const FOREVER = 'public, max-age=31536000, immutable';

/** Pictures: uploaded by staff, shown to everybody. */
export const adminMediaRoutes = async (app: FastifyInstance, context: HttpContext): Promise<void> => {
  await app.register(async (upload) => {
    for (const type of IMAGE_TYPES)
      upload.addContentTypeParser(
        type,
        { parseAs: 'buffer', bodyLimit: context.config.mediaLimitBytes },
        (_request, body, done) => done(null, body),
      );
    route(upload, admin.uploadMedia, async ({ raw }) => {
      const { actor } = await requireStaff(context, raw, 'catalogue');
      const bytes = raw.body;
      if (!Buffer.isBuffer(bytes) || bytes.length === 0)
        throw new HttpProblem(
          'invalid-request',
          'Send the picture itself as the body, with its content type.',
        );
      const read = await readPicture(bytes);
      if (!read.ok) throw new HttpProblem(PROBLEMS[read.code], read.reason);
      const stored = await transaction(context.db, async (tx) => {
        const picture = await storePicture(tx, read.picture);
        const detail = { bytes: bytes.length };
        await audit(tx, { actor, action: 'media.upload', target: picture.url, detail });
        return picture;
      });
      const address = (path: string) => publicImageUrl(path, context.config.publicUrl);
      return created({
        ...stored,
        url: address(stored.url),
        sizes: stored.sizes.map(({ url, width }) => ({ url: address(url), width })),
      });
    });
  });

  app.get<{ Params: { mediaId: string } }>(
    '/media/:mediaId',
    { schema: { tags: ['Media'], summary: 'A picture that the shop keeps' } },
    async (request, reply) => {
      const etag = `"${request.params.mediaId}"`;
      const picture = await loadMedia(context.db, request.params.mediaId);
      if (picture === undefined) throw new HttpProblem('not-found', 'There is no such picture.');
      reply
        .header('cache-control', FOREVER)
        .header('etag', etag)
        .header('x-content-type-options', 'nosniff')
        // A picture opened by itself must not run anything.
        .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
      if (hasAlready(request, etag)) return reply.code(304).send();
      return reply.type(picture.contentType).send(picture.bytes);
    },
  );
};
