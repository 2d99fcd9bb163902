/**
 * One connection that speaks PostgreSQL's streaming replication protocol (documentation, “Streaming Replication
 * Protocol”), on top of node-postgres. It acknowledges nothing by itself: what was received is not what was stored.
 */
import { Client } from 'pg';
import { formatLsn, type Lsn, parseLsn } from './lsn.ts';
import { readClockMs } from './pgoutput.ts';

export type ReplicationOptions = {
  url: string;
  connectTimeoutMs: number;
  /** Shown in pg_stat_replication. */
  applicationName: string;
};

/** A state of the database at `lsn`, which other connections can look at while this one does nothing else. */
export type ExportedSnapshot = { lsn: Lsn; snapshot: string };

export type StreamHandlers = {
  /** One message of the output plugin starts at `chunk[start]`. */
  data(chunk: Buffer, start: number, sentAtMs: number): void;
  /** Everything before `end` has been sent. */
  keepalive(end: Lsn, sentAtMs: number, replyWanted: boolean): void;
};

export type ReplicationConnection = {
  /** Which history of the database this is: its system identifier and timeline. */
  identify(): Promise<string>;
  /** Makes a logical slot for pgoutput and exports the snapshot from which on it will stream. */
  createSlot(slot: { name: string; temporary: boolean }): Promise<ExportedSnapshot>;
  /**
   * Streams from `from` on, or from where the slot was acknowledged if that is later, until the connection ends;
   * then rejects with the reason. A handler that throws ends it, too.
   */
  stream(
    from: { slot: string; publication: string; lsn: Lsn },
    handlers: StreamHandlers,
  ): { started: Promise<void>; ended: Promise<never> };
  /** Tells the server what it may forget; with `ping` the server answers with a keepalive at once. */
  acknowledge(durable: Lsn, received: Lsn, ping: boolean): void;
  pause(): void;
  resume(): void;
  /** Ends it now. */
  close(): Promise<void>;
};

/** SQLSTATE object_in_use: another connection streams from the slot. */
export const SLOT_IN_USE = '55006';

const SETTINGS = {
  // Without a word from us for so long the server ends the stream, so that the slot of a follower that hangs becomes free
  // in seconds; its own default is a minute. Statuses are sent much more often.
  wal_sender_timeout: '8s',
  // Values come as this session writes them, and a database may have been told to write them otherwise.
  DateStyle: 'ISO',
  TimeZone: 'UTC',
  bytea_output: 'hex',
  extra_float_digits: '1',
} as const;

const XLOG_DATA = 0x77;
const KEEPALIVE = 0x6b;
const STATUS_UPDATE = 0x72;
const XLOG_HEADER_BYTES = 25;
const POSTGRES_EPOCH_MS = 946_684_800_000n;

/** What node-postgres has and its types do not tell. */
type Wire = {
  stream: { pause(): void; resume(): void; destroy(): void };
  on(event: 'copyData', listen: (message: { chunk: Buffer }) => void): void;
  once(event: 'replicationStart', listen: () => void): void;
  sendCopyFromChunk(chunk: Buffer): void;
};

/** Connects; throws what node-postgres throws when the server is away or refuses. */
export const openReplication = async (options: ReplicationOptions): Promise<ReplicationConnection> => {
  const client = new Client({
    connectionString: options.url,
    connectionTimeoutMillis: options.connectTimeoutMs,
    application_name: options.applicationName,
    keepAlive: true,
    // @ts-expect-error known to node-postgres, not to its types
    replication: 'database',
    options: Object.entries(SETTINGS)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
  });
  const broken = new Promise<never>((_, reject) => {
    client.on('error', reject);
    client.on('end', () => reject(new Error('Connection terminated')));
  });
  broken.catch(() => {});
  await client.connect();
  const { connection: wire } = client as unknown as { connection: Wire };

  return {
    async identify() {
      const { rows } = await client.query<{ systemid: string; timeline: number }>('IDENTIFY_SYSTEM');
      return `${rows[0]?.systemid}/${rows[0]?.timeline}`;
    },

    async createSlot({ name, temporary }) {
      const { rows } = await client.query<{ consistent_point: string; snapshot_name: string }>(
        `CREATE_REPLICATION_SLOT ${name}${temporary ? ' TEMPORARY' : ''} LOGICAL pgoutput (SNAPSHOT 'export')`,
      );
      const [made] = rows;
      if (made === undefined) throw new Error(`the slot ${name} was made without an answer`);
      return { lsn: parseLsn(made.consistent_point), snapshot: made.snapshot_name };
    },

    stream({ slot, publication, lsn }, handlers) {
      const failed = new Promise<never>((_, reject) => {
        wire.on('copyData', ({ chunk }) => {
          try {
            receive(chunk, handlers);
          } catch (error) {
            reject(error);
            wire.stream.destroy();
          }
        });
      });
      const begun = new Promise<void>((resolve) => {
        wire.once('replicationStart', resolve);
      });
      const running = client.query(
        `START_REPLICATION SLOT ${slot} LOGICAL ${formatLsn(lsn)} (proto_version '1', publication_names '"${publication}"')`,
      );
      // The query ends only with the stream.
      const over = running.then((): never => {
        throw new Error('the server has ended the stream');
      });
      const ended = Promise.race([failed, over, broken]);
      ended.catch(() => {});
      for (const other of [failed, over]) other.catch(() => {});
      return { started: Promise.race([begun, ended]), ended };
    },

    acknowledge(durable, received, ping) {
      const status = Buffer.alloc(34);
      status[0] = STATUS_UPDATE;
      status.writeBigUInt64BE(received, 1);
      status.writeBigUInt64BE(durable, 9);
      status.writeBigUInt64BE(durable, 17);
      status.writeBigUInt64BE((BigInt(Date.now()) - POSTGRES_EPOCH_MS) * 1_000n, 25);
      status[33] = ping ? 1 : 0;
      wire.sendCopyFromChunk(status);
    },

    pause: () => wire.stream.pause(),
    resume: () => wire.stream.resume(),

    async close() {
      wire.stream.destroy();
      await client.end().catch(() => {});
    },
  };
};

const receive = (chunk: Buffer, handlers: StreamHandlers): void => {
  if (chunk[0] === XLOG_DATA) handlers.data(chunk, XLOG_HEADER_BYTES, readClockMs(chunk, 17));
  else if (chunk[0] === KEEPALIVE)
    handlers.keepalive(chunk.readBigUInt64BE(1), readClockMs(chunk, 9), chunk[17] === 1);
};
