/**
 * How many shoppers are let in now. Those who are inside (let in, and neither gone nor done with their order) are kept
 * within a window, so that somebody is let in when somebody is done: a slower checkout slows the line by itself. The
 * window grows with what gets done and shrinks when the shop answers late or refuses, as TCP does with a network whose
 * width it does not know (RFC 5681).
 */

/** What the pacing remembers from one step to the next; kept with the line, so that whoever paces next goes on. */
export type Pace = {
  /** Shoppers that may be inside at once. */
  window: number;
  /** From this window on it grows by one for each full window that got done; below, by one for each who did. */
  threshold: number;
  /** When it was last cut, and when this step was: Unix milliseconds of the line's clock. */
  cutAtMs: number;
  atMs: number;
  /** Shoppers let in per second, over the last ten or so. */
  ratePerSecond: number;
  /** What is left of the cap for this moment. */
  allowance: number;
  /** Counters up to which everything has been looked at. */
  resolved: number;
  sold: number;
  answers: number;
  late: number;
};

export type Seen = {
  atMs: number;
  waiting: number;
  /** Units that can be claimed now. */
  remaining: number;
  /** Let in lately, and without a claim so far. */
  expected: number;
  /** Units that are claimed and not ordered. */
  claimed: number;
  perSecondMax: number | null;
  /** Counters since the line began: claims by those let in, units ordered, claims and checkouts answered, late ones. */
  resolved: number;
  sold: number;
  answers: number;
  late: number;
};

export const WINDOW_MIN = 5;
export const WINDOW_FIRST = 50;
export const WINDOW_MAX = 100_000;
/** No more than this many are let in by one step: it is one script, and Redis does nothing else meanwhile. */
export const ADMIT_MAX = 1_000;
/** The share of late answers from which the shop has too much to do, and the fewest that say anything. */
const LATE_SHARE_MAX = 0.1;
const LATE_MIN = 2;
const CUT_TO = 0.7;
/** What a cut changes shows in the answers of those who come after it. */
const CUT_EVERY_MS = 3_000;
const RATE_SECONDS = 10;
const STEP_SECONDS_MAX = 5;

export const firstPace = (seen: Seen): Pace => ({
  window: WINDOW_FIRST,
  threshold: WINDOW_MAX,
  cutAtMs: 0,
  atMs: seen.atMs,
  ratePerSecond: 0,
  allowance: seen.perSecondMax ?? 0,
  resolved: seen.resolved,
  sold: seen.sold,
  answers: seen.answers,
  late: seen.late,
});

/** So many more than there are units may be inside without a claim: some of those let in never come. */
export const marginOf = (remaining: number): number => Math.max(3, Math.ceil(remaining / 10));

/** How many to let in, and what to remember. Nobody is let in while nothing is left. */
export const decidePace = (before: Pace, seen: Seen): { pace: Pace; admit: number } => {
  const seconds = Math.min(Math.max((seen.atMs - before.atMs) / 1_000, 0), STEP_SECONDS_MAX);
  const inside = seen.expected + seen.claimed;
  const adapted = adapt(before, seen, inside);
  const cap = seen.perSecondMax;
  // A second's worth may be let in at once, no more however long nobody was.
  const allowance = cap === null ? 0 : Math.min(before.allowance + cap * seconds, cap);
  const admit =
    seen.remaining <= 0
      ? 0
      : atLeastZero(
          Math.min(
            Math.floor(adapted.window) - inside,
            seen.remaining + marginOf(seen.remaining) - seen.expected,
            cap === null ? ADMIT_MAX : Math.floor(allowance),
            seen.waiting,
            ADMIT_MAX,
          ),
        );
  return {
    admit,
    pace: {
      ...adapted,
      atMs: Math.max(seen.atMs, before.atMs),
      ratePerSecond: rateAfter(before.ratePerSecond, { admit, seconds }),
      allowance: cap === null ? 0 : allowance - admit,
      resolved: seen.resolved,
      sold: seen.sold,
      answers: seen.answers,
      late: seen.late,
    },
  };
};

const atLeastZero = (count: number): number => Math.max(count, 0);

const adapt = (before: Pace, seen: Seen, inside: number): Pace => {
  const late = seen.late - before.late;
  const answers = seen.answers - before.answers;
  if (late >= LATE_MIN && late > answers * LATE_SHARE_MAX) {
    if (seen.atMs - before.cutAtMs < CUT_EVERY_MS) return before;
    // From where it really was: a window that nobody filled says nothing.
    const window = Math.max(Math.min(before.window, inside) * CUT_TO, WINDOW_MIN);
    return { ...before, window, threshold: window, cutAtMs: seen.atMs };
  }
  const done = atLeastZero(seen.resolved - before.resolved) + atLeastZero(seen.sold - before.sold);
  // It grows only while it is what holds the line up; else it would grow without ever being tried.
  if (inside + done < before.window / 2) return before;
  const growth = before.window < before.threshold ? done : done / before.window;
  return { ...before, window: Math.min(before.window + growth, WINDOW_MAX) };
};

const rateAfter = (before: number, { admit, seconds }: { admit: number; seconds: number }): number => {
  if (seconds === 0) return before;
  const weight = 1 - Math.exp(-seconds / RATE_SECONDS);
  // The first measure is taken as it is: nothing was measured before it.
  return before === 0 ? admit / seconds : before + weight * (admit / seconds - before);
};
