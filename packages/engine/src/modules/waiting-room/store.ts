import { randomUUID } from 'node:crypto';
import { loadScript, type Script } from '../../platform/lua.ts';
import { type Redis, withRedis } from '../../platform/redis.ts';
import { assert } from '../../shared/assert.ts';
import type { Pace } from './domain/pace.ts';
import { type Place, parsePlace } from './domain/place.ts';

/** What is read of a line together with places. `id` is another after the line was lost; '' when there is none. */
export type LineNow = { id: string; head: number; waiting: number };

/** What a step of a line reads. Counters are since the line began. */
export type LineTick = LineNow & {
  admitted: number;
  /** Whether this process paces the line. */
  leads: boolean;
  pace: Pace | undefined;
  expected: number;
  resolved: number;
  answers: number;
  late: number;
  closed: boolean;
  drawn: boolean;
  inDrum: number;
  nowMs: number;
};

export type LineStore = {
  /** Undefined when the line has as many as it may. */
  join(
    ticket: string,
    how: { early: boolean; byLot: boolean; max: number; forgetAtMs: number; admissionMs: number },
  ): Promise<{ line: LineNow; place: Place | undefined } | undefined>;
  /** Places of at most `LOOK_MAX` tickets, undefined where there is none; notes that they were asked for. */
  look(tickets: readonly string[]): Promise<{ line: LineNow; places: (Place | undefined)[] }>;
  /** Undefined when there is no line. */
  tick(from: {
    process: string;
    leaseMs: number;
    answers: number;
    late: number;
    expectedMs: number;
    admissionMs: number;
  }): Promise<LineTick | undefined>;
  /** Undefined when another process leads by now. */
  admit(step: {
    process: string;
    count: number;
    goneAfterS: number;
    pace: Pace;
    forgetAtMs: number;
  }): Promise<{ admitted: number; passed: number; head: number } | undefined>;
  /** The seed of the lot, and who takes part in it; undefined when another process leads by now. */
  closeDrum(process: string, seed: string): Promise<{ seed: string; tickets: string[] } | undefined>;
  /** Gives drawn tickets their numbers, 1 and on; false when another process leads by now. */
  number(step: { process: string; drawn: readonly string[]; forgetAtMs: number }): Promise<boolean>;
  /** Whether the ticket was inside and had not come to anything yet. */
  resolve(ticket: string): Promise<boolean>;
  handOver(from: string, to: string): Promise<'done' | 'nothing' | 'drawing'>;
};

/** Tickets in one `look`, and numbers given by one script: some milliseconds of Redis' time. */
export const LOOK_MAX = 500;
const NUMBERS_AT_ONCE = 1_000;
const MEMBERS_AT_ONCE = 5_000;
/** Places of those who went away, passed over by one step. */
const PASSES_MAX = 2_000;

const script = (name: string): Script => loadScript(new URL(`./lua/${name}.lua`, import.meta.url));
const scripts = {
  join: script('join'),
  look: script('look'),
  tick: script('tick'),
  admit: script('admit'),
  closeDrum: script('close-drum'),
  draw: script('draw'),
  resolve: script('resolve'),
  handOver: script('hand-over'),
};

/** The line of one sale in Redis, on one node of a cluster. Every call throws `Unavailable` while Redis is away. */
export const lineStore = (redis: Redis, saleId: string): LineStore => {
  const room = `room:{${saleId}}`;
  const [places, line, drum, inside] = [
    `${room}:places`,
    `${room}:line`,
    `${room}:drum`,
    `${room}:inside`,
  ] as const;
  const run = (which: Script, keys: string[], args: (string | number)[]): Promise<unknown> =>
    withRedis(redis, () => which.run(redis, { keys, args: args.map(String) }));

  return {
    async join(ticket, { early, byLot, max, forgetAtMs, admissionMs }) {
      const reply = await run(
        scripts.join,
        [room, places, line, drum],
        [ticket, randomUUID(), early && byLot ? 1 : 0, byLot ? 1 : 0, max, forgetAtMs, admissionMs],
      );
      if (reply === 'full') return undefined;
      const [place, id, head, waiting] = reply as [string, string, number, number];
      return { line: { id, head, waiting }, place: parsePlace(place) };
    },

    async look(tickets) {
      assert(tickets.length <= LOOK_MAX, `${tickets.length} tickets in one look`);
      const reply = await run(scripts.look, [room, places, line, drum], [...tickets]);
      const [id, head, waiting, ...found] = reply as [string, number, number, ...string[]];
      return { line: { id, head, waiting }, places: found.map(parsePlace) };
    },

    async tick(from) {
      const reply = (await run(
        scripts.tick,
        [room, line, drum, inside],
        [from.process, from.leaseMs, from.answers, from.late, from.expectedMs, from.admissionMs],
      )) as (string | number)[];
      if (reply.length === 0) return undefined;
      const [id, head, waiting, admitted, leads, pace, expected, resolved, answers, late, ...more] = reply;
      const [closed, drawn, inDrum, nowMs] = more;
      return {
        id: String(id),
        head: Number(head),
        waiting: Number(waiting),
        admitted: Number(admitted),
        leads: leads === 1,
        pace: pace === '' ? undefined : (JSON.parse(String(pace)) as Pace),
        expected: Number(expected),
        resolved: Number(resolved),
        answers: Number(answers),
        late: Number(late),
        closed: closed === 1,
        drawn: drawn === 1,
        inDrum: Number(inDrum),
        nowMs: Number(nowMs),
      };
    },

    async admit({ process, count, goneAfterS, pace, forgetAtMs }) {
      const reply = (await run(
        scripts.admit,
        [room, places, line, inside],
        [process, count, goneAfterS, PASSES_MAX, JSON.stringify(pace), forgetAtMs],
      )) as number[];
      const [admitted, passed, head] = reply;
      return admitted === undefined || passed === undefined || head === undefined
        ? undefined
        : { admitted, passed, head };
    },

    async closeDrum(process, proposed) {
      const seed = await run(scripts.closeDrum, [room, drum], [process, proposed]);
      if (typeof seed !== 'string' || seed === '') return undefined;
      const tickets: string[] = [];
      for (;;) {
        const more = await withRedis(redis, () =>
          redis.zRange(drum, tickets.length, tickets.length + MEMBERS_AT_ONCE - 1),
        );
        tickets.push(...more);
        if (more.length < MEMBERS_AT_ONCE) return { seed, tickets };
      }
    },

    async number({ process, drawn, forgetAtMs }) {
      for (let done = 0; ; done += NUMBERS_AT_ONCE) {
        const some = drawn.slice(done, done + NUMBERS_AT_ONCE);
        const isLast = done + NUMBERS_AT_ONCE >= drawn.length;
        const reply = await run(
          scripts.draw,
          [room, places, line, drum],
          [process, isLast ? 1 : 0, done + 1, forgetAtMs, ...some],
        );
        if (reply !== 1) return false;
        if (isLast) return true;
      }
    },

    async resolve(ticket) {
      return (await run(scripts.resolve, [room, inside], [ticket])) === 1;
    },

    async handOver(from, to) {
      const reply = await run(scripts.handOver, [room, places, line, drum, inside], [from, to]);
      return reply === 1 ? 'done' : reply === 0 ? 'nothing' : 'drawing';
    },
  };
};
