/**
 * Answers kept as ready bytes, in this process: serialised once, with an ETag, and compressed for those who ask for it.
 * Each has tags, which are what it was made of; whoever learns that something changed drops its tag.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { LRUCache } from 'lru-cache';

export type Encoding = 'br' | 'gzip';

export type Ready = {
  readonly body: Buffer;
  /** Strong, in its quotes. */
  readonly etag: string;
  /** Where it really is, when it was asked for by another name. */
  readonly location: string | undefined;
  /** The body in an encoding, made at the first demand; undefined where it is too small to gain from it. */
  encoded(encoding: Encoding): Promise<Buffer | undefined>;
  /** The same, if it has been made by now. */
  encodedAlready(encoding: Encoding): Buffer | undefined;
  /** Whether it is large enough to be worth it. */
  readonly compressible: boolean;
};

/** What was made: with `keep: false` nobody would tell when it is old, and it is only answered. */
type Made = { value: unknown; tags: readonly string[]; keep: boolean; location?: string };

export type ReadyBytes = {
  /** The answer for a key, made by `make` if it is not here: once for all who ask at a time. Undefined is not kept. */
  get(key: string, make: () => Promise<Made | undefined>): Promise<Ready | undefined>;
  /** The answer if it is here. */
  peek(key: string): Ready | undefined;
  /** Forgets every answer with the tag; one that is being made will not be kept. */
  drop(tag: string): void;
  clear(): void;
  stats(): { hits: number; misses: number; bytes: number };
};

/** Below that a header more costs what compressing saves. */
const COMPRESSED_FROM_BYTES = 1_024;
/** Of brotli's 0 to 11: a third smaller than gzip at the same speed. */
const BROTLI_QUALITY = 4;
/** A body with its two encodings, which are made later, is about so many times its own size. */
const WITH_ENCODINGS = 1.6;
/** Rough cost of an entry beside its bytes: key, tags, objects. */
const ENTRY_BYTES = 1_000;

type Making = { promise: Promise<Ready | undefined>; dropped: Set<string>; cleared: boolean };
type Entry = Ready & { tags: readonly string[]; size: number };

export const createReadyBytes = (bounds: { bytesMax: number }): ReadyBytes => {
  const keysByTag = new Map<string, Set<string>>();
  const making = new Map<string, Making>();
  // Also those that nobody joins any more, because something has been dropped since they began.
  const unfinished = new Set<Making>();
  let hits = 0;
  let misses = 0;
  const entries = new LRUCache<string, Entry>({
    maxSize: bounds.bytesMax,
    sizeCalculation: ({ size }) => Math.ceil(size),
    dispose: (entry, key) => {
      for (const tag of entry.tags) {
        const keys = keysByTag.get(tag);
        keys?.delete(key);
        if (keys?.size === 0) keysByTag.delete(tag);
      }
    },
  });

  const keep = (key: string, entry: Entry): void => {
    // The old one first: its tags are taken out by its key.
    entries.delete(key);
    entries.set(key, entry);
    if (!entries.has(key)) return;
    for (const tag of entry.tags) {
      const keys = keysByTag.get(tag) ?? new Set();
      keys.add(key);
      keysByTag.set(tag, keys);
    }
  };

  return {
    async get(key, make) {
      const known = entries.get(key);
      if (known !== undefined) {
        hits += 1;
        return known;
      }
      misses += 1;
      const underway = making.get(key);
      if (underway !== undefined) return underway.promise;
      const state: Making = { promise: Promise.resolve(undefined), dropped: new Set(), cleared: false };
      unfinished.add(state);
      state.promise = (async () => {
        try {
          const made = await make();
          if (made === undefined) return undefined;
          const entry = entryOf(made);
          // What changed while it was made may or may not be in it.
          if (made.keep && !state.cleared && !made.tags.some((tag) => state.dropped.has(tag)))
            keep(key, entry);
          return entry;
        } finally {
          unfinished.delete(state);
          if (making.get(key) === state) making.delete(key);
        }
      })();
      making.set(key, state);
      return state.promise;
    },
    peek: (key) => {
      const known = entries.get(key);
      if (known !== undefined) hits += 1;
      return known;
    },
    drop(tag) {
      for (const state of unfinished) state.dropped.add(tag);
      // Whoever asks from now on wants what is now.
      making.clear();
      for (const key of keysByTag.get(tag) ?? []) entries.delete(key);
    },
    clear() {
      for (const state of unfinished) state.cleared = true;
      making.clear();
      entries.clear();
    },
    stats: () => ({ hits, misses, bytes: entries.calculatedSize }),
  };
};

/** An answer that nobody keeps. */
export const readyOf = (made: Pick<Made, 'value' | 'location'>): Ready =>
  entryOf({ ...made, tags: [], keep: false });

const entryOf = ({ value, tags, location }: Made): Entry => {
  const body = Buffer.from(JSON.stringify(value));
  const etag = `"${createHash('sha1').update(body).digest('base64url')}"`;
  const compressible = body.length >= COMPRESSED_FROM_BYTES;
  const compressed = new Map<Encoding, Promise<Buffer>>();
  const done = new Map<Encoding, Buffer>();
  return {
    body,
    etag,
    location,
    tags,
    size: (compressible ? body.length * WITH_ENCODINGS : body.length) + ENTRY_BYTES,
    compressible,
    encodedAlready: (encoding) => done.get(encoding),
    async encoded(encoding) {
      if (!compressible) return undefined;
      let made = compressed.get(encoding);
      if (made === undefined) {
        made = compress[encoding](body);
        compressed.set(encoding, made);
        done.set(encoding, await made);
      }
      return made;
    },
  };
};

const compress: Record<Encoding, (body: Buffer) => Promise<Buffer>> = {
  gzip: (body) => promisify(gzip)(body),
  br: (body) =>
    promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
};
