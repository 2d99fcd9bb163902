import { type Lsn, NO_LSN } from '../cdc/index.ts';
import { isCluster, type Redis, type RedisNode } from '../redis.ts';

export type Durability = {
  start(position: Lsn): void;
  applied(position: Lsn): void;
  /** What Redis will still know after it was killed. */
  position(): Lsn;
  stop(): void;
};

/**
 * Redis persists what it is told within a second (`appendfsync everysec`) and replicates it sooner. What it was told so
 * long ago counts as kept; a smaller loss is streamed again, a larger one is a new snapshot.
 */
const KEPT_AFTER_MS = 5_000;
/** Positions are remembered this often, and Redis is asked this often where it can answer. */
const STEP_MS = 200;
const ASK_MS = 1_000;
const ANSWER_MS = 500;

/**
 * Tells which position is safe to acknowledge: by WAITAOF where the server has it (Redis 7.2), else by age. `mark` is a
 * key of ours.
 */
export const createDurability = (redis: Redis, mark: string): Durability => {
  let steps: { position: Lsn; atMs: number }[] = [];
  let durable: Lsn = NO_LSN;
  let latest: Lsn = NO_LSN;
  let timer: NodeJS.Timeout | undefined;
  let canAsk = !isCluster(redis);
  // Of how many lives, each from `start` to `stop`, this is: an answer to an earlier one is of no use.
  let life = 0;
  let asking = false;
  // Whoever waits holds up what comes after it on a connection, and is told only of what that connection has written:
  // so it is one of its own, with a write that comes after all others.
  let own: RedisNode | undefined;
  const leave = (): void => {
    if (own?.isOpen === true) own.destroy();
    own = undefined;
  };

  const ask = async (): Promise<void> => {
    if (isCluster(redis) || !canAsk || asking || latest === durable) return;
    asking = true;
    const [asked, began] = [latest, life];
    try {
      if (own === undefined) {
        own = redis.duplicate();
        own.on('error', () => {});
        await own.connect();
      }
      await own.set(mark, String(asked));
      const answer = await own.sendCommand(['WAITAOF', '1', '0', String(ANSWER_MS)]);
      const kept = Array.isArray(answer) && Number(answer[0]) === 1;
      if (kept && began === life && asked > durable) durable = asked;
    } catch (error) {
      // Not known to this server, or without a file to wait for; a connection that broke says neither.
      if (error instanceof Error && /unknown command|appendonly/i.test(error.message)) canAsk = false;
      leave();
    } finally {
      asking = false;
    }
  };

  return {
    start(position) {
      // What was found in Redis was there before this process, and may not be acknowledged any sooner for that.
      steps = [{ position, atMs: performance.now() }];
      latest = position;
      durable = NO_LSN;
      life += 1;
      timer ??= setInterval(() => void ask(), ASK_MS);
    },
    applied(position) {
      latest = position;
      const now = performance.now();
      if (now - (steps.at(-1)?.atMs ?? 0) >= STEP_MS) steps.push({ position, atMs: now });
    },
    position() {
      const before = performance.now() - KEPT_AFTER_MS;
      while (steps[0] !== undefined && steps[0].atMs <= before) {
        if (steps[0].position > durable) durable = steps[0].position;
        steps.shift();
      }
      return durable;
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
      life += 1;
      leave();
      // Of a Redis, or a history of PostgreSQL, that may be another one by the time this process leads again.
      steps = [];
      durable = NO_LSN;
      latest = NO_LSN;
    },
  };
};
