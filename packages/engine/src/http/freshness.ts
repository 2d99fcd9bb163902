/**
 * The freshness contract: every answer says which state of the database it reflects (`Cartwright-Lsn`) and how old that
 * is, and a caller who sends such a value back sees no less. Who commands in a session sees it in that session anyway.
 */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { type Lsn, lsnOfSortable, sortableLsn, walEnd } from '../platform/cdc/index.ts';
import { type Commits, notingCommits } from '../platform/commits.ts';
import { type Freshness, type Reader, type ReadSide, readerOf } from '../platform/read-side/index.ts';
import { HttpProblem } from './problem.ts';

export type FreshnessContext = {
  /** A reader for a request: by its `Cartwright-Min-Lsn`, or what its session has last committed here. */
  reader(request: FastifyRequest, sessionId?: string): Promise<Reader>;
  /** Says whose request it is: what it commits, this session sees from then on. */
  belongs(request: FastifyRequest, sessionId: string): void;
  /** What `Cartwright-Lsn` says of an answer from the read side now; undefined while nothing is known of it. */
  lsn(): string | undefined;
  /** Whether the read side shows everything that this session has committed here. */
  hasSeen(sessionId: string): boolean;
};

/** How long a read waits for what its caller wants to see before PostgreSQL is asked. */
const WAIT_MS = 300;
/** A command of staff is answered when the shop shows what it did, or after this long. */
const STAFF_WAIT_MS = 500;
/** Sessions whose last commits are remembered, and for how long: the read side is late by milliseconds. */
const SESSIONS_MAX = 50_000;
const SESSION_MEMORY_MS = 30_000;

const TOKEN = /^([0-9a-f]{8})\.([0-9a-f]{16})$/;
const COMMAND_METHODS = new Set(['POST', 'PUT', 'DELETE']);

type State = { commits: Commits; reader: Reader | undefined; sessionId: string | undefined };

/** Adds the headers to every answer that read or committed anything, and gives routes their readers. */
export const createFreshness = (
  app: FastifyInstance,
  side: ReadSide,
  /** The history of the database, for as long as the read side does not tell it. */
  epoch: string | undefined,
): FreshnessContext => {
  const states = new WeakMap<FastifyRequest, State>();
  const committed = new LRUCache<string, Lsn>({ max: SESSIONS_MAX, ttl: SESSION_MEMORY_MS });
  const stateOf = (request: FastifyRequest): State => {
    const known = states.get(request);
    if (known !== undefined) return known;
    const made: State = { commits: { lsn: undefined }, reader: undefined, sessionId: undefined };
    states.set(request, made);
    return made;
  };

  // After the body has come: what comes from the socket does not belong to the request that reads it.
  app.addHook('preValidation', (request, _reply, done) => {
    if (COMMAND_METHODS.has(request.method)) notingCommits(stateOf(request).commits, done);
    else done();
  });

  app.addHook('onSend', async (request, reply) => {
    const state = states.get(request);
    const position = side.feed.position();
    const history = position?.epoch ?? epoch;
    if (state === undefined || history === undefined) return;
    const { commits, reader, sessionId } = state;
    if (commits.lsn !== undefined) {
      reply.header('cartwright-lsn', tokenOf({ epoch: history, lsn: commits.lsn }));
      if (sessionId !== undefined) committed.set(sessionId, commits.lsn);
      if (request.url.startsWith('/v1/admin/')) await side.feed.reaches(commits.lsn, STAFF_WAIT_MS);
    } else if (reader !== undefined && position !== undefined) {
      // What PostgreSQL itself has said is at least as new.
      reply
        .header('cartwright-lsn', tokenOf(position))
        .header('cartwright-lag-ms', reader.readTruth() ? '0' : String(side.feed.lagMs() ?? 0));
    }
  });

  // Asked for by every answer, and new only when something was committed.
  let told: { position: { epoch: string; lsn: Lsn }; token: string } | undefined;
  return {
    lsn() {
      const position = side.feed.position();
      if (position === undefined) return undefined;
      if (told?.position.lsn !== position.lsn || told.position.epoch !== position.epoch)
        told = { position, token: tokenOf(position) };
      return told.token;
    },
    hasSeen(sessionId) {
      const lsn = committed.get(sessionId);
      const position = side.feed.position();
      return lsn === undefined || (position !== undefined && position.lsn >= lsn);
    },
    belongs(request, sessionId) {
      stateOf(request).sessionId = sessionId;
    },
    async reader(request, sessionId) {
      const state = stateOf(request);
      if (sessionId !== undefined) state.sessionId = sessionId;
      if (state.reader !== undefined) return state.reader;
      const asked = request.headers['cartwright-min-lsn'];
      const own = sessionId === undefined ? undefined : committed.get(sessionId);
      const wanted =
        asked === undefined ? await ownFreshness(side, own) : await freshnessOf(side, String(asked), own);
      state.reader = readerOf(side, wanted);
      return state.reader;
    },
  };
};

/** What a session that has committed something here may read: a read model that shows it, or PostgreSQL. */
const ownFreshness = async (side: ReadSide, own: Lsn | undefined): Promise<Freshness> =>
  own === undefined || (await side.feed.reaches(own, WAIT_MS)) ? { min: own } : { truthOnly: true };

/** What a caller's `Cartwright-Min-Lsn` asks for; 400 for a value that this shop never gave. */
const freshnessOf = async (side: ReadSide, text: string, own: Lsn | undefined): Promise<Freshness> => {
  const match = TOKEN.exec(text);
  if (match?.[1] === undefined || match[2] === undefined)
    throw invalid('is not one that an answer gave; send what `Cartwright-Lsn` said, or nothing');
  const position = side.feed.position();
  // Nothing is known of the read side, or the value is of another history: PostgreSQL is asked.
  if (position === undefined || tagOf(position.epoch) !== match[1]) return { truthOnly: true };
  const asked = lsnOfSortable(match[2]);
  const min = own !== undefined && own > asked ? own : asked;
  if (await side.feed.reaches(min, WAIT_MS)) return { min };
  if (asked > (await walEnd(side.db))) throw invalid('is ahead of the shop’s database');
  return { truthOnly: true };
};

const invalid = (message: string): HttpProblem =>
  new HttpProblem('invalid-request', `Cartwright-Min-Lsn ${message}.`, {
    errors: [{ path: 'headers.cartwright-min-lsn', message }],
  });

const tags = new Map<string, string>();

/** Eight digits for a history of the database; two histories of one shop do not get the same by chance. */
const tagOf = (epoch: string): string => {
  const known = tags.get(epoch);
  if (known !== undefined) return known;
  const made = createHash('sha256').update(epoch).digest('hex').slice(0, 8);
  tags.set(epoch, made);
  return made;
};

const tokenOf = ({ epoch, lsn }: { epoch: string; lsn: Lsn }): string =>
  `${tagOf(epoch)}.${sortableLsn(lsn)}`;
