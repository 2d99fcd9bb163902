import { randomBytes } from 'node:crypto';
import type { StoredSale } from '../sale/index.ts';
import { saleNow } from '../sale/index.ts';
import { decidePace, firstPace, type Pace, type Seen } from './domain/pace.ts';
import { type Line, type Place, type Standing, standingOf } from './domain/place.ts';
import { createFollowers, type Followers } from './followers.ts';
import { drawLot } from './lot.ts';
import type { Meter } from './meter.ts';
import { type LineNow, type LineStore, type LineTick, LOOK_MAX } from './store.ts';

/** One waiting room as one process has it: what it knows of the line, who follows it here, and its pacing. */
export type Room = {
  line: Line;
  admitted: number;
  window: number;
  followers: Followers;
  store: LineStore;
  standingOf(place: Place | undefined): Standing;
  /** Takes what was read of the line together with a place. */
  learn(line: LineNow): void;
  /** One step: paces if it is this process' turn, and tells everybody who follows. */
  step(): Promise<void>;
};

export type RoomOptions = {
  store: LineStore;
  /** The sale as it is known now. */
  sale: () => StoredSale;
  process: string;
  meter: Meter;
  /** How long an admission is good, and after how long without a sign someone has gone. */
  admissionMs: number;
  goneAfterS: number;
};

/** A process that is not heard of for as long has lost the pacing to the next that asks. */
const LEASE_MS = 2_000;
/** Who was let in and has not claimed by then is not waited for any more, though she may still come. */
const EXPECTED_MS = 60_000;
/** A line is remembered so long after its sale. */
const KEPT_AFTER_END_MS = 3_600_000;
/** Signs of life come this many times within the time after which someone has gone. */
const SIGNS = 4;
const SEED_BYTES = 16;
const NO_LINE: LineNow = { id: '', head: 0, waiting: 0 };

export const forgetAtMs = (sale: StoredSale): number => sale.endsAt + KEPT_AFTER_END_MS;

export const createRoom = (options: RoomOptions): Room => {
  const { store, process, meter, admissionMs, goneAfterS } = options;
  const followers = createFollowers();
  const taken = meter.tap();
  let drawn = false;
  /** Whether the line is another than before, so that no place here is sure any more. */
  let isAnother = false;
  let signedAtMs = Date.now();

  const room: Room = {
    line: { ...NO_LINE, ratePerSecond: 0 },
    admitted: 0,
    window: 0,
    followers,
    store,
    standingOf: (place) => standingOf(place, now()),
    learn({ id, head, waiting }) {
      const isSame = id === room.line.id;
      if (!isSame && room.line.id !== '') isAnother = true;
      room.line = { ...room.line, id, waiting, head: isSame ? Math.max(head, room.line.head) : head };
    },
    async step() {
      // First what needs no store: that a sale is over is told even while Redis is away.
      tellAll();
      if (isOver()) return;
      const tick = await taken.pass(({ answers, late }) =>
        store.tick({ process, leaseMs: LEASE_MS, answers, late, expectedMs: EXPECTED_MS, admissionMs }),
      );
      room.learn(tick ?? NO_LINE);
      if (tick !== undefined) take(tick);
      if (tick?.leads === true) await lead(tick);
      const unsure = tellAll();
      const nowMs = Date.now();
      if (isAnother || nowMs - signedAtMs >= (goneAfterS * 1_000) / SIGNS) {
        isAnother = false;
        signedAtMs = nowMs;
        await lookUp(followers.tickets());
      } else await lookUp(unsure);
    },
  };

  /** By what places are judged now. */
  const now = () => {
    const sale = options.sale();
    const at = new Date();
    return {
      line: room.line,
      sale: { state: saleNow(sale, at).state, startsAtMs: sale.startsAt, endsAtMs: sale.endsAt },
      nowMs: at.getTime(),
      admissionMs,
    };
  };

  const isOver = (): boolean => ['ended', 'stopped'].includes(now().sale.state);

  const take = (tick: LineTick): void => {
    room.line = {
      id: tick.id,
      head: tick.head,
      waiting: tick.waiting,
      ratePerSecond: tick.pace?.ratePerSecond ?? 0,
    };
    room.admitted = tick.admitted;
    room.window = tick.pace?.window ?? 0;
    drawn = tick.drawn;
  };

  const tellAll = (): string[] => {
    const at = now();
    return followers.tellAll({
      line: room.line,
      drawn,
      nowMs: at.nowMs,
      standingOf: (place) => standingOf(place, at),
    });
  };

  const lookUp = async (tickets: readonly string[]): Promise<void> => {
    for (let from = 0; from < tickets.length; from += LOOK_MAX) {
      const some = tickets.slice(from, from + LOOK_MAX);
      const { line, places } = await store.look(some);
      room.learn(line);
      for (const [index, ticket] of some.entries()) followers.placed(ticket, places[index]);
    }
    if (tickets.length > 0) tellAll();
  };

  /** Lets in as many as the shop can take; by lot only once the lot is drawn. */
  const lead = async (tick: LineTick): Promise<void> => {
    const sale = options.sale();
    const { state, remaining, claimed, sold } = saleNow(sale, new Date());
    if (state !== 'open') return;
    if (sale.lineMadeBy === 'lot' && !tick.drawn && !(await draw(sale))) return;
    const seen: Seen = {
      atMs: tick.nowMs,
      waiting: tick.waiting,
      remaining,
      expected: tick.expected,
      claimed,
      perSecondMax: sale.admissionPerSecond,
      resolved: tick.resolved,
      sold,
      answers: tick.answers,
      late: tick.late,
    };
    const { pace, admit } = decidePace(tick.pace ?? firstPace(seen), seen);
    await admitSome({ sale, pace, count: admit });
  };

  const admitSome = async (step: { sale: StoredSale; pace: Pace; count: number }): Promise<void> => {
    const { sale, pace, count } = step;
    const done = await store.admit({ process, count, goneAfterS, pace, forgetAtMs: forgetAtMs(sale) });
    if (done === undefined) return;
    room.admitted += done.admitted;
    room.window = pace.window;
    room.line = {
      ...room.line,
      head: done.head,
      waiting: Math.max(room.line.waiting - done.admitted - done.passed, 0),
      ratePerSecond: pace.ratePerSecond,
    };
  };

  const draw = async (sale: StoredSale): Promise<boolean> => {
    const closed = await store.closeDrum(process, randomBytes(SEED_BYTES).toString('hex'));
    if (closed === undefined) return false;
    const order = drawLot(closed.seed, closed.tickets);
    drawn = await store.number({ process, drawn: order, forgetAtMs: forgetAtMs(sale) });
    return drawn;
  };

  return room;
};
