import type { ExpiredBecause, SaleState } from '@cartwright/contract';
import { RATE_ASSUMED } from './pace.ts';

/** A place as the line has it. In the drum is who waits for the lot. */
export type Place =
  | { kind: 'inDrum'; number: number; seenAtS: number }
  | { kind: 'waiting'; number: number; seenAtS: number }
  | { kind: 'admitted'; number: number; admittedAtMs: number };

/** What every process knows of a line: all places up to `head` have been passed. */
export type Line = { id: string; head: number; waiting: number; ratePerSecond: number };

export type Standing =
  | { state: 'waiting'; position: number; estimatedWaitSeconds: number; inDrum: boolean }
  | { state: 'admitted'; untilMs: number }
  | { state: 'expired'; because: ExpiredBecause };

const WAIT_SECONDS_MAX = 86_400;

/** What a place is worth now. Everybody's is over with the sale, those who are let in included. */
export const standingOf = (
  place: Place | undefined,
  at: {
    line: Line;
    sale: { state: SaleState; startsAtMs: number; endsAtMs: number };
    nowMs: number;
    admissionMs: number;
  },
): Standing => {
  const { line, sale, nowMs } = at;
  if (sale.state === 'soldOut' || sale.state === 'ended' || sale.state === 'stopped')
    return { state: 'expired', because: sale.state };
  if (place === undefined) return { state: 'expired', because: 'lost' };
  if (place.kind === 'admitted') {
    const untilMs = place.admittedAtMs + at.admissionMs;
    return untilMs > nowMs ? { state: 'admitted', untilMs } : { state: 'expired', because: 'tooLate' };
  }
  const inDrum = place.kind === 'inDrum';
  const position = inDrum ? Math.max(line.waiting, 1) : Math.max(place.number - line.head, 1);
  const opensInS = Math.max(0, sale.startsAtMs - nowMs) / 1_000;
  const moving = position / (line.ratePerSecond > 0 ? line.ratePerSecond : RATE_ASSUMED);
  const endsInS = Math.max(0, sale.endsAtMs - nowMs) / 1_000;
  const estimatedWaitSeconds = Math.ceil(Math.min(opensInS + moving, endsInS, WAIT_SECONDS_MAX));
  return { state: 'waiting', position, estimatedWaitSeconds, inDrum };
};

/** How often someone at a position is told that it has changed: who is near the front counts seconds. */
export const tellEveryMs = (position: number): number =>
  position <= 200 ? 1_000 : position <= 2_000 ? 3_000 : 10_000;

/** Reads a place as `join.lua` and `admit.lua` write it; undefined for none. */
export const parsePlace = (text: string | null | undefined): Place | undefined => {
  const [, kind, number, at] = /^([dwa]) (\d+) (\d+)$/.exec(text ?? '') ?? [];
  switch (kind) {
    case 'd':
      return { kind: 'inDrum', number: Number(number), seenAtS: Number(at) };
    case 'w':
      return { kind: 'waiting', number: Number(number), seenAtS: Number(at) };
    case 'a':
      return { kind: 'admitted', number: Number(number), admittedAtMs: Number(at) };
    default:
      return undefined;
  }
};
