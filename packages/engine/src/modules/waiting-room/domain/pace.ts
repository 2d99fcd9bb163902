/**
 * How many shoppers are let in now. Those who are inside (let in, and neither given up nor done with their order) are
 * kept within a window, so that somebody is let in when somebody is done: a slower checkout slows the line by itself.
 * The window grows with what is ordered and shrinks when the shop answers late or refuses, as TCP does with a network
 * whose width it does not know (RFC 5681).
 */

/** What the pacing remembers from one step to the next; kept with the line, so that whoever paces next goes on. */
export type Pace = {
  /** Shoppers that may be inside at once. */
  window: number;
  /** Below this window it grows by one for each unit ordered, which doubles it; from there on it only probes. */
  threshold: number;
  /** When it was last cut, and when this step was: Unix milliseconds of the line's clock. */
  cutAtMs: number;
  atMs: number;
  /** Shoppers who have claimed lately and not ordered. */
  checkingOut: number;
  /** Units ordered and shoppers let in per second, over the last ten seconds or so. */
  orderedPerSecond: number;
  ratePerSecond: number;
  /** What is left of the cap for this moment. */
  allowance: number;
} & Counters;

/** Since the line began: claims by those let in, units ordered, claims and checkouts answered, and those late. */
export type Counters = { resolved: number; sold: number; answers: number; late: number };

export type Seen = Counters & {
  atMs: number;
  waiting: number;
  /** Units that can be claimed now. */
  remaining: number;
  /** Let in lately, and without a claim so far. */
  expected: number;
  /** Units that are claimed and not ordered. */
  claimed: number;
  perSecondMax: number | null;
};

export const WINDOW_FIRST = 200;
export const WINDOW_MIN = 10;
export const WINDOW_MAX = 100_000;
/** No more are let in by one step: it is one script, and Redis does nothing else meanwhile. */
export const ADMIT_MAX = 1_000;

/** From this share of late answers on, and from so many, the shop has too much to do. */
const LATE_SHARE_MAX = 0.1;
const LATE_MIN = 2;
/** While it has, only half as many are let in as have ordered, until it has caught up. */
const DRAIN_SHARE = 0.5;
const CUT_TO = 0.7;
/** What a cut changes shows when those who are inside are done: after as long as one of them takes, within bounds. */
const CUT_EVERY_MIN_MS = 3_000;
const CUT_EVERY_MAX_MS = 60_000;
/** A window that was cut once grows by a tenth in the time in which it doubled before. */
const PROBE_SHARE = 0.1;
const RATE_SECONDS = 10;
/** Until the pace is measured, the line is taken to move as fast as one that lets the first in within ten seconds. */
export const RATE_ASSUMED = WINDOW_FIRST / RATE_SECONDS;
/** Who has claimed and not ordered is given up slowly: of those who wander off two thirds are after a minute. */
const GIVEN_UP_SECONDS = 60;
/** A pause of the pacing counts as no more than this. */
const STEP_SECONDS_MAX = 5;

export const firstPace = ({ atMs, perSecondMax, resolved, sold, answers, late }: Seen): Pace => ({
  window: WINDOW_FIRST,
  threshold: WINDOW_MAX,
  cutAtMs: 0,
  atMs,
  checkingOut: 0,
  orderedPerSecond: 0,
  ratePerSecond: RATE_ASSUMED,
  allowance: perSecondMax ?? 0,
  ...{ resolved, sold, answers, late },
});

/** So many more than there are units may be inside without a claim: some of those let in never come. */
export const marginOf = (remaining: number): number => Math.max(3, Math.ceil(remaining / 10));

/** How many to let in, and what to remember. Nobody is let in while nothing is left. */
export const decidePace = (before: Pace, seen: Seen): { pace: Pace; admit: number } => {
  const step = stepOf(before, seen);
  const checkingOut = Math.min(
    Math.max(before.checkingOut * fading(step.seconds, GIVEN_UP_SECONDS) + step.claims - step.ordered, 0),
    seen.claimed,
  );
  const inside = seen.expected + checkingOut;
  const { window, threshold, cutAtMs } = adapt(before, { ...step, inside, atMs: seen.atMs });
  const { perSecondMax: cap, remaining } = seen;
  // A second's worth may be let in at once, no more however long nobody was.
  const allowance = cap === null ? ADMIT_MAX : Math.min(before.allowance + cap * step.seconds, cap);
  const most = Math.min(
    window - inside,
    remaining + marginOf(remaining) - seen.expected,
    step.isLate ? step.ordered * DRAIN_SHARE : ADMIT_MAX,
    allowance,
    seen.waiting,
    ADMIT_MAX,
  );
  const admit = remaining > 0 ? Math.max(Math.floor(most), 0) : 0;
  const { resolved, sold, answers, late } = seen;
  const kept = fading(step.seconds, RATE_SECONDS);
  return {
    admit,
    pace: {
      ...{ window, threshold, cutAtMs, checkingOut },
      atMs: Math.max(seen.atMs, before.atMs),
      orderedPerSecond: before.orderedPerSecond * kept + step.ordered / RATE_SECONDS,
      ratePerSecond: before.ratePerSecond * kept + admit / RATE_SECONDS,
      allowance: cap === null ? 0 : allowance - admit,
      ...{ resolved, sold, answers, late },
    },
  };
};

type Step = { seconds: number; claims: number; ordered: number; isLate: boolean };

/** What has happened since the last step. Orders that were cancelled are no orders less. */
const stepOf = (before: Pace, seen: Seen): Step => {
  const late = seen.late - before.late;
  return {
    seconds: Math.min(Math.max((seen.atMs - before.atMs) / 1_000, 0), STEP_SECONDS_MAX),
    claims: Math.max(seen.resolved - before.resolved, 0),
    ordered: Math.max(seen.sold - before.sold, 0),
    isLate: late >= LATE_MIN && late > (seen.answers - before.answers) * LATE_SHARE_MAX,
  };
};

const fading = (seconds: number, constant: number): number => Math.exp(-seconds / constant);

const adapt = (
  before: Pace,
  now: Step & { inside: number; atMs: number },
): Pick<Pace, 'window' | 'threshold' | 'cutAtMs'> => {
  const { window, threshold, cutAtMs } = before;
  if (now.isLate) {
    if (now.atMs - cutAtMs < cutEveryMs(before, now.inside)) return before;
    // From where it really was, for a window that nobody filled says nothing; and not below what the shop is just doing.
    const filled = Math.min(window, now.inside) * CUT_TO;
    const cut = Math.max(filled, before.orderedPerSecond * RATE_SECONDS, WINDOW_MIN);
    return { window: Math.min(cut, window), threshold: Math.min(cut, window), cutAtMs: now.atMs };
  }
  // It grows only while it is what holds the line up; else it would grow without ever being tried.
  if (now.inside + now.ordered < window / 2) return before;
  const growth = window < threshold ? now.ordered : now.ordered * PROBE_SHARE;
  return { window: Math.min(window + growth, WINDOW_MAX), threshold, cutAtMs };
};

/** As long as one shopper is inside: by Little's law, those inside by those let in per second. */
const cutEveryMs = ({ ratePerSecond }: Pace, inside: number): number =>
  Math.min(Math.max((inside / ratePerSecond) * 1_000, CUT_EVERY_MIN_MS), CUT_EVERY_MAX_MS);
