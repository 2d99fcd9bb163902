/**
 * Follows the changes of a database for as long as the process lives: one process of many at a time, from where the
 * sink durably stands, again after any loss of the server, the connection or the sink.
 *
 * The contract with the sink: what it is given comes in commit order and may come again after a crash; what it has
 * stored durably is acknowledged, nothing else. Whoever holds the slot's stream leads; PostgreSQL allows one.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../postgres.ts';
import { sqlStateOf } from '../postgres.ts';
import { type Batch, type Batches, createBatches } from './batches.ts';
import { openReplication, type ReplicationConnection, SLOT_IN_USE } from './connection.ts';
import { type Lsn, NO_LSN } from './lsn.ts';
import { canStream, dropSlot, findSlot } from './slot.ts';
import type { ChangeTable } from './table.ts';

/** Where the changes go. Any rejection ends the stream, and everything begins again with `lead`. */
export type Sink = {
  /**
   * This process leads now. `epoch` names the history of the database that its LSNs belong to; what was before
   * `confirmed` will not be streamed again.
   */
  lead(at: { epoch: string; confirmed: Lsn }): Promise<void>;
  apply(batch: Batch): Promise<void>;
  /** How far the sink has come for good, so that the server may forget what was before. */
  durable(): Lsn;
  /** This process no longer leads. Must not reject. */
  rest(): Promise<void>;
};

export type FollowOptions = {
  url: string;
  db: Database;
  /** Lower-case letters, digits and underscores; the slot is made when it is missing. */
  slot: string;
  publication: string;
  tables: readonly ChangeTable[];
  sink: Sink;
  connectTimeoutMs: number;
  /** Changes of a batch, and of a part of a large transaction. */
  changesMax?: number;
  onState(state: FollowState): void;
};

export type FollowState =
  | { state: 'leading' }
  /** Another process leads. */
  | { state: 'standby' }
  /** PostgreSQL had thrown the slot's WAL away; a new slot was made. */
  | { state: 'slot-lost' }
  | { state: 'unsupported'; reason: string }
  | { state: 'broken'; error: unknown };

export type Follower = {
  /** Ends the stream, after the batch in progress. */
  stop(): Promise<void>;
  /** Asks the server where it is, so that the position moves on soon. */
  ping(): void;
};

const CHANGES_MAX = 2_000;
const WAITING_MAX = 20_000;
/** The same in bytes as the server sends them, for tables with wide rows; a value takes some times as much in memory. */
const BYTES_MAX = 4 * 1024 ** 2;
const WAITING_BYTES_MAX = 8 * BYTES_MAX;
/** How soon another process that led is followed, and how soon a broken stream is tried again. */
const RETRY_MS = 300;
const RETRY_MAX_MS = 3_000;
const UNSUPPORTED_RETRY_MS = 30_000;
/** The server is told so often how far we are. */
const ACKNOWLEDGE_MS = 1_000;
/** In a silent database the position moves on, and freshness is known, this often. */
const HEARTBEAT_MS = 200;
/** Pings on demand go out at most this often. */
const PING_PAUSE_MS = 5;

/** Begins to follow in the background; never rejects. */
export const follow = (options: FollowOptions): Follower => {
  const stopping = new AbortController();
  let ping = (): void => {};
  const running = (async () => {
    let pauseMs = RETRY_MS;
    while (!stopping.signal.aborted) {
      try {
        const outcome = await attempt(options, stopping.signal, (send) => {
          ping = send;
          pauseMs = RETRY_MS;
        });
        options.onState(outcome);
        if (outcome.state === 'unsupported') pauseMs = UNSUPPORTED_RETRY_MS;
        if (outcome.state === 'standby') pauseMs = RETRY_MS;
      } catch (error) {
        if (stopping.signal.aborted) break;
        options.onState({ state: 'broken', error });
        pauseMs = Math.min(pauseMs * 2, RETRY_MAX_MS);
      }
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  })();
  return {
    ping: () => ping(),
    async stop() {
      stopping.abort(new Error('stopped'));
      await running;
    },
  };
};

/** Follows once, until something breaks. Returns when it is not this process's turn. */
const attempt = async (
  options: FollowOptions,
  stopping: AbortSignal,
  leading: (ping: () => void) => void,
): Promise<FollowState> => {
  const { db, slot, publication, sink } = options;
  if (!(await canStream(db)))
    return { state: 'unsupported', reason: 'wal_level is not logical: set it and restart PostgreSQL' };
  const connection = await openReplication({ ...options, applicationName: `cartwright-cdc ${slot}` });
  const ended = new AbortController();
  try {
    const epoch = await connection.identify();
    await ensureSlot(options, connection);
    const batches = createBatches(options.tables, {
      changesMax: options.changesMax ?? CHANGES_MAX,
      waitingMax: WAITING_MAX,
      bytesMax: BYTES_MAX,
      waitingBytesMax: WAITING_BYTES_MAX,
    });
    const flow = createFlow(connection, batches, sink);
    const stream = connection.stream({ slot, publication, lsn: 0n }, flow.handlers);
    stream.ended.catch((error) => batches.fail(error));
    stopping.addEventListener('abort', () => batches.fail(stopping.reason), { signal: ended.signal });
    try {
      await stream.started;
    } catch (error) {
      if (sqlStateOf(error) === SLOT_IN_USE) return { state: 'standby' };
      throw error;
    }
    if (stopping.aborted) throw stopping.reason;
    try {
      await sink.lead({ epoch, confirmed: await confirmedNow(options) });
      flow.lead();
      options.onState({ state: 'leading' });
      leading(flow.ping);
      return await flow.run(ended.signal);
    } finally {
      leading(() => {});
      await sink.rest();
    }
  } finally {
    ended.abort();
    await connection.close();
  }
};

/** Makes sure that the slot is there and good. */
const ensureSlot = async (options: FollowOptions, connection: ReplicationConnection): Promise<void> => {
  const { db, slot: name } = options;
  const slot = await findSlot(db, name);
  if (slot !== undefined && !slot.lost) return;
  if (slot !== undefined) {
    await dropSlot(db, name);
    options.onState({ state: 'slot-lost' });
  }
  try {
    await connection.createSlot({ name, temporary: false });
  } catch (error) {
    // Another process was faster.
    if ((await findSlot(db, name)) === undefined) throw error;
  }
};

/** From where the slot streams. Asked when it is ours: who led before may have moved it on until then. */
const confirmedNow = async ({ db, slot: name }: FollowOptions): Promise<Lsn> => {
  const slot = await findSlot(db, name);
  if (slot === undefined) throw new Error(`the slot ${name} is gone`);
  return slot.confirmed;
};

/** The stream's two ends: what comes from the server waits in bounds, and goes to the sink batch by batch. */
const createFlow = (connection: ReplicationConnection, batches: Batches, sink: Sink) => {
  let paused = false;
  let pingedAtMs = 0;
  // Until the sink leads, what it has stored may be of another time or another history: the server would believe it.
  let leads = false;
  const acknowledge = (ping: boolean): void =>
    connection.acknowledge(leads ? sink.durable() : NO_LSN, batches.received(), ping);
  const ping = (): void => {
    const now = performance.now();
    if (now - pingedAtMs < PING_PAUSE_MS) return;
    pingedAtMs = now;
    acknowledge(true);
  };
  return {
    ping,
    lead() {
      leads = true;
    },
    handlers: {
      data(chunk: Buffer, start: number, sentAtMs: number) {
        batches.data(chunk, start, sentAtMs);
        if (paused || !batches.full()) return;
        paused = true;
        connection.pause();
      },
      keepalive(end: Lsn, sentAtMs: number, replyWanted: boolean) {
        batches.keepalive(end, sentAtMs);
        if (replyWanted) acknowledge(false);
      },
    },
    async run(signal: AbortSignal): Promise<never> {
      const timers = [setInterval(() => acknowledge(false), ACKNOWLEDGE_MS), setInterval(ping, HEARTBEAT_MS)];
      signal.addEventListener('abort', () => timers.forEach(clearInterval));
      for (;;) {
        const batch = await batches.next();
        await sink.apply(batch);
        if (batch.transactions.length > 0) ping();
        if (!paused || batches.full()) continue;
        paused = false;
        connection.resume();
      }
    },
  };
};

/** For logs. */
export const describeState = (state: FollowState): string =>
  state.state === 'broken'
    ? `the change stream broke: ${state.error instanceof Error ? state.error.message : state.error}`
    : state.state === 'unsupported'
      ? `changes cannot be streamed: ${state.reason}`
      : state.state;
