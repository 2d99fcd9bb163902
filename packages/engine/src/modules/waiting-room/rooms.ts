import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { QueuePlace, SaleState } from '@cartwright/contract';
import type { Logger } from 'pino';
import type { Config } from '../../platform/config.ts';
import type { ReadSide } from '../../platform/read-side/index.ts';
import type { Redis } from '../../platform/redis.ts';
import type { Tokens } from '../../platform/tokens.ts';
import { Unavailable } from '../../shared/expected-error.ts';
import { type StoredSale, saleNow } from '../sale/index.ts';
import { createDirectory } from './directory.ts';
import type { Standing } from './domain/place.ts';
import { createMeter } from './meter.ts';
import { createRoom, forgetAtMs, type Room } from './room.ts';
import { lineStore } from './store.ts';

/** Whose place: the ticket is made of the sale and the session, so nobody else can name it. */
export type PlaceOf = { saleId: string; sessionId: string };
export type NoPlace = 'no-sale' | 'no-room' | 'full' | 'not-yours' | Exclude<SaleState, 'scheduled' | 'open'>;
export type PlaceFound = { ok: true; place: QueuePlace } | { ok: false; code: NoPlace };

/** Whether a claim may be made. What is not asked for (`free`) and what was shown (`admitted`) may. */
export type Admission =
  | { ok: true; by: 'free' | 'admitted' }
  | { ok: false; sale: StoredSale; state: SaleState };

export type RoomFigures = {
  saleId: string;
  waiting: number;
  admitted: number;
  window: number;
  ratePerSecond: number;
  following: number;
};

export type WaitingRooms = {
  /** A place at the end of the line, or the one that the session has. `Unavailable` while Redis is away. */
  join(who: PlaceOf): Promise<PlaceFound>;
  look(who: PlaceOf & { ticket: string }): Promise<PlaceFound>;
  /** Calls `tell` with the place soon and whenever it is news; ends with `unfollow`. */
  follow(
    who: PlaceOf & { ticket: string },
  ): Promise<{ ok: true; follow: Follow } | Extract<PlaceFound, { ok: false }>>;
  /** Asks nobody once the sale is known here. */
  admission(who: PlaceOf, token: string | undefined): Promise<Admission>;
  /** Who was let in has claimed, or cannot: the next may come. Never rejects, and nobody need wait for it. */
  resolve(who: PlaceOf): Promise<void>;
  /** A shopper who signs in takes her places along. Throws `Unavailable`. */
  handOver(sessions: { from: string; to: string }): Promise<void>;
  /** Shoppers in line, as this process knows; 0 for a sale without a line. */
  queueLength(saleId: string): number;
  /** Counts how a claim or a checkout was answered: late is one that took too long or found too much to do. */
  answered(isLate: boolean): void;
  /** Lines that are followed here, over all sales. */
  following(): number;
  figures(): RoomFigures[];
  stop(): Promise<void>;
};
export type Follow = (tell: (place: QueuePlace) => void) => () => void;

/** How often, and how long after, a place is asked for again that cannot be handed over while its lot is drawn. */
const HAND_OVER_TRIES = 10;
const HAND_OVER_PAUSE_MS = 100;

/** The waiting rooms of a process, which step until `stop`. */
export const createWaitingRooms = (options: {
  redis: Redis;
  readSide: ReadSide;
  tokens: Tokens;
  config: Config;
  log: Logger;
}): WaitingRooms => {
  const { redis, tokens, config, log } = options;
  const directory = createDirectory(options.readSide);
  const meter = createMeter();
  const process = randomUUID();
  const admissionMs = config.admissionSeconds * 1_000;
  const rooms = new Map<string, Room>();
  const stopping = new AbortController();

  const roomOf = (sale: StoredSale): Room => {
    const { saleId } = sale;
    const known = rooms.get(saleId);
    if (known !== undefined) return known;
    const room = createRoom({
      store: lineStore(redis, saleId),
      sale: () => directory.get(saleId) ?? sale,
      process,
      meter,
      admissionMs,
      goneAfterS: config.waitingRoomGoneSeconds,
    });
    rooms.set(saleId, room);
    return room;
  };

  const ticketOf = ({ saleId, sessionId }: PlaceOf): string => tokens.idOf(`ticket\n${saleId}\n${sessionId}`);

  /** The room of a sale that is not over, or why there is none. */
  const enter = async (
    saleId: string,
  ): Promise<{ ok: true; sale: StoredSale; room: Room; state: SaleState } | { ok: false; code: NoPlace }> => {
    const sale = await directory.find(saleId);
    if (sale === undefined)
      return { ok: false, code: (await directory.exists(saleId)) ? 'no-room' : 'no-sale' };
    return { ok: true, sale, room: roomOf(sale), state: saleNow(sale, new Date()).state };
  };

  const present = async (
    who: PlaceOf & { ticket: string },
    { sale, standing }: { sale: StoredSale; standing: Standing },
  ): Promise<QueuePlace> => {
    const { ticket } = who;
    switch (standing.state) {
      case 'waiting': {
        const { position, estimatedWaitSeconds } = standing;
        const drawnAt = standing.inDrum ? { drawnAt: new Date(sale.startsAt).toISOString() } : {};
        return { ticket, state: 'waiting', position, estimatedWaitSeconds, ...drawnAt };
      }
      case 'admitted': {
        const expiresAt = new Date(standing.untilMs);
        const { sessionId } = who;
        const admissionToken = await tokens.sign({
          sessionId,
          subject: sale.saleId,
          audience: 'admission',
          expiresAt,
        });
        const admittedUntil = expiresAt.toISOString();
        return {
          ticket,
          state: 'admitted',
          position: 0,
          estimatedWaitSeconds: 0,
          admissionToken,
          admittedUntil,
        };
      }
      case 'expired':
        return { ticket, state: 'expired', position: 0, estimatedWaitSeconds: 0, because: standing.because };
      default:
        return standing satisfies never;
    }
  };

  const stepAll = async (): Promise<void> => {
    const [refreshed] = await Promise.allSettled([directory.refresh()]);
    const now = Date.now();
    for (const sale of directory.all()) {
      if (forgetAtMs(sale) > now) roomOf(sale);
      else if (rooms.get(sale.saleId)?.followers.size() === 0) {
        rooms.delete(sale.saleId);
        directory.forget(sale.saleId);
      }
    }
    const outcomes = await Promise.allSettled([...rooms.values()].map((room) => room.step()));
    for (const outcome of [refreshed, ...outcomes]) if (outcome.status === 'rejected') throw outcome.reason;
  };

  const running = (async () => {
    while (!stopping.signal.aborted) {
      await stepAll().catch((err: unknown) => {
        if (!(err instanceof Unavailable)) log.warn({ err }, 'a waiting room could not go on');
      });
      await sleep(config.waitingRoomTickMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  })();

  return {
    async join(who) {
      const entered = await enter(who.saleId);
      if (!entered.ok) return entered;
      const { sale, room, state } = entered;
      if (state !== 'scheduled' && state !== 'open') return { ok: false, code: state };
      const ticket = ticketOf(who);
      const joined = await room.store.join(ticket, {
        early: state === 'scheduled',
        byLot: sale.lineMadeBy === 'lot',
        max: config.waitingRoomMax,
        forgetAtMs: forgetAtMs(sale),
        admissionMs,
      });
      if (joined === undefined) return { ok: false, code: 'full' };
      room.learn(joined.line);
      room.followers.placed(ticket, joined.place);
      const standing = room.standingOf(joined.place);
      return { ok: true, place: await present({ ...who, ticket }, { sale, standing }) };
    },

    async look(who) {
      const entered = await enter(who.saleId);
      if (!entered.ok) return entered;
      if (who.ticket !== ticketOf(who)) return { ok: false, code: 'not-yours' };
      const { sale, room, state } = entered;
      const isOver = state !== 'scheduled' && state !== 'open';
      const found = isOver ? undefined : await room.store.look([who.ticket]);
      if (found !== undefined) room.learn(found.line);
      const standing = room.standingOf(found?.places[0]);
      return { ok: true, place: await present(who, { sale, standing }) };
    },

    async follow(who) {
      const entered = await enter(who.saleId);
      if (!entered.ok) return entered;
      if (who.ticket !== ticketOf(who)) return { ok: false, code: 'not-yours' };
      const { sale, room, state } = entered;
      const isOver = state !== 'scheduled' && state !== 'open';
      const place = isOver ? undefined : (await room.store.look([who.ticket])).places[0];
      const follow: Follow = (tell) => {
        const tellPlace = (standing: Standing): void => {
          present(who, { sale, standing }).then(tell, (err: unknown) =>
            log.error({ err }, 'a place could not be told'),
          );
        };
        const unfollow = room.followers.follow({ ...who, place }, tellPlace);
        tellPlace(room.standingOf(place));
        return unfollow;
      };
      return { ok: true, follow };
    },

    async admission({ saleId, sessionId }, token) {
      const sale = await directory.find(saleId);
      if (sale === undefined) return { ok: true, by: 'free' };
      const shown = token === undefined ? undefined : await tokens.verify(token, 'admission');
      return shown?.sessionId === sessionId && shown.subject === saleId
        ? { ok: true, by: 'admitted' }
        : { ok: false, sale, state: saleNow(sale, new Date()).state };
    },

    async resolve(who) {
      try {
        await rooms.get(who.saleId)?.store.resolve(ticketOf(who));
      } catch (err) {
        if (!(err instanceof Unavailable)) log.warn({ err }, 'an admission could not be noted as used');
      }
    },

    async handOver({ from, to }) {
      for (const [saleId, { store, followers }] of rooms) {
        const [before, after] = [from, to].map((sessionId) => ticketOf({ saleId, sessionId })) as [
          string,
          string,
        ];
        for (let tries = 1; (await store.handOver(before, after)) === 'drawing'; tries += 1) {
          if (tries === HAND_OVER_TRIES) break;
          await sleep(HAND_OVER_PAUSE_MS);
        }
        followers.placed(before, undefined);
      }
    },

    queueLength: (saleId) => rooms.get(saleId)?.line.waiting ?? 0,
    answered: (isLate) => meter.count(isLate),
    following: () => [...rooms.values()].reduce((sum, { followers }) => sum + followers.size(), 0),
    figures: () =>
      [...rooms].map(([saleId, { line, admitted, window, followers }]) => ({
        saleId,
        waiting: line.waiting,
        admitted,
        window,
        ratePerSecond: line.ratePerSecond,
        following: followers.size(),
      })),
    async stop() {
      stopping.abort();
      await running;
    },
  };
};
