/**
 * A time to live in milliseconds, shortened or lengthened by up to `jitter` of it, evenly: values that were stored
 * together (after a restart, by one import) do not expire together. `random` is from 0 up to 1.
 */
export const jitteredMs = (seconds: number, { jitter, random }: { jitter: number; random: number }): number =>
  Math.max(1, Math.round(seconds * 1_000 * (1 + jitter * (2 * random - 1))));

/**
 * Whether a reader of a value should load it anew before it expires: the likelier the nearer its end is and the
 * longer its load takes, so that a hot value is refreshed by one reader while it is still answered to all.
 * XFetch, proved optimal in Vattani, Chierichetti, Lowenstein, “Optimal Probabilistic Cache Stampede Prevention”,
 * VLDB 2015: now − loadMs · β · ln(random) ≥ expiry. With β = 1 that is on average one load time before the end.
 */
export const isDueEarly = (at: {
  nowMs: number;
  expiresAtMs: number;
  loadMs: number;
  beta: number;
  /** From 0 up to 1. */
  random: number;
}): boolean =>
  at.beta > 0 &&
  // A load is seldom measured as 0 ms, but 0 · ln(0) would be no number.
  at.nowMs - Math.max(at.loadMs, 1) * at.beta * Math.log(at.random) >= at.expiresAtMs;
