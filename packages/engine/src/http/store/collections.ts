import { type AdminCollection, type Collection, store } from '@cartwright/contract';
import type { FastifyInstance } from 'fastify';
import type { HttpContext } from '../context.ts';
import { HttpProblem } from '../problem.ts';
import { ok, route } from '../route.ts';

/** The shop's collections, for shoppers; their products are a filter of the product list. */
export const collectionRoutes = (app: FastifyInstance, context: HttpContext): void => {
  const { catalogue, freshness } = context;

  route(app, store.listCollections, async ({ raw }) => {
    const collections = await catalogue.collections(await freshness.reader(raw));
    return ok({ items: collections.map(toStore) });
  });

  route(app, store.getCollection, async ({ params, raw, reply }) => {
    const collection = await catalogue.collection(await freshness.reader(raw), params.handle);
    if (collection === undefined) throw new HttpProblem('not-found', 'There is no such collection.');
    const { collectionId, handle } = collection;
    if (params.handle !== handle && params.handle !== collectionId)
      reply.header('content-location', `/v1/collections/${encodeURIComponent(handle)}`);
    return ok(toStore(collection));
  });
};

/** What shoppers need not know stays away. */
const toStore = ({
  collectionId,
  handle,
  title,
  description,
  image,
  count,
}: AdminCollection): Collection => ({
  collectionId,
  handle,
  title,
  description,
  image,
  count,
});
