/**
 * The read side: read models in Redis that are made from PostgreSQL's change stream, may be thrown away, and make
 * themselves again. Knows no module; modules say what their models are made of (`Projection`).
 */
export {
  addToScores,
  type Fields,
  fillDocument,
  putDocument,
  removeDocument,
  updateIndex,
} from './document.ts';
export { type Feed, followFeed } from './feed.ts';
export { liveGeneration } from './names.ts';
export type { Effects, FeedItem, Projection } from './projection.ts';
export { NO_EFFECTS } from './projection.ts';
export { type Freshness, type Reader, type ReadSide, readerOf } from './reader.ts';
export { readSideTime } from './state.ts';
export { createTeller, type Teller } from './teller.ts';
