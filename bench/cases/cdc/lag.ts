/** The lag of the read side, transaction by transaction: when PostgreSQL says that it was committed, and when a reader of the feed could see it. */
import { join } from 'node:path';
import { formatLsn, type Lsn, walEnd } from '../../../packages/engine/src/platform/cdc/index.ts';
import type { Database } from '../../../packages/engine/src/platform/postgres.ts';
import { shopNameOf } from '../../../packages/engine/src/platform/read-side/names.ts';
import { loadShopIdentity } from '../../../packages/engine/src/platform/settings.ts';
import { startChild } from '../../core/child.ts';
import { type Latency, recordLatency } from '../../core/load/latency.ts';
import type { FeedQuestion, Seen } from '../../rig/feed-reader-main.ts';
import type { Follow } from '../cdc-lag.ts';

const SLOT = 'bench_lag';
const READER = join(import.meta.dirname, '../../rig/feed-reader-main.ts');

/** The lag behind `publication`, of the shop's own projector. */
export const followLag =
  (publication: string): Follow =>
  async ({ database, redisUrl, folder }) => {
    const { shopId } = await loadShopIdentity(database);
    const child = await startChild({ script: READER, logPath: join(folder, 'feed-reader.log') });
    const ask = <Reply>(question: FeedQuestion): Promise<Reply> => child.ask(question);
    const shop = shopNameOf(shopId);
    try {
      await ask({ ask: 'follow', redisUrl, shop, startLsn: formatLsn(await walEnd(database)) });
      await database.query('SELECT pg_create_logical_replication_slot($1, $2)', [SLOT, 'pgoutput']);
    } catch (error) {
      await child.stop();
      throw error;
    }
    return {
      async stop() {
        try {
          const seen = await ask<Seen[]>({ ask: 'end', endLsn: formatLsn(await walEnd(database)) });
          return lagOf(await commitsOf(database, publication), seen);
        } finally {
          await child.stop();
          await database.query('SELECT pg_drop_replication_slot($1)', [SLOT]);
        }
      },
    };
  };

export type Commit = { endLsn: Lsn; atMs: number };

/** Both in the order of the log. Throws when there is a commit that was never seen. */
export const lagOf = (commits: readonly Commit[], seen: readonly Seen[]): Latency => {
  const recorder = recordLatency();
  let next = 0;
  for (const { endLsn, atMs } of commits) {
    while (next < seen.length && (seen[next]?.lsn ?? 0n) < endLsn) next += 1;
    const first = seen[next];
    if (first === undefined) throw new Error(`The commit before ${formatLsn(endLsn)} was never seen`);
    recorder.record(first.atMs - atMs);
  }
  return recorder.latency();
};

/** 2000-01-01, from which PostgreSQL counts. */
const POSTGRES_EPOCH_MS = 946_684_800_000;

/** Of a Commit message: kind, flags, the LSN of the commit, that of its end, and the time in µs. */
const commitsOf = async (database: Database, publication: string): Promise<Commit[]> => {
  const { rows } = await database.query<{ message: string }>(
    `SELECT encode(data, 'hex') AS message
     FROM pg_logical_slot_peek_binary_changes
       ($1, NULL, NULL, 'proto_version', '1', 'publication_names', quote_ident($2))
     WHERE get_byte(data, 0) = ascii('C')`,
    [SLOT, publication],
  );
  return rows.map(({ message }) => {
    const bytes = Buffer.from(message, 'hex');
    return {
      endLsn: bytes.readBigUInt64BE(10),
      atMs: POSTGRES_EPOCH_MS + Number(bytes.readBigInt64BE(18)) / 1_000,
    };
  });
};
