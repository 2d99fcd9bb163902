/**
 * The shop's clock in a browser, whose own may be wrong. What the server says arrives late by the way it took, or by
 * as long as the page lay in a cache, and never early: of all differences heard, the largest is nearest the truth.
 */
let aheadMs = Number.NEGATIVE_INFINITY;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Twice a second, so that no second is skipped. */
const TICK_MS = 500;

/** Tells the clock what the server's was when it answered (ms since 1970). */
export const hearServer = (serverNow: number): void => {
  const heard = serverNow - Date.now();
  if (heard <= aheadMs) return;
  aheadMs = heard;
  for (const listener of listeners) listener();
};

/** The server's time now (ms since 1970); the browser's own before anything was heard. */
export const serverNow = (): number => Date.now() + (Number.isFinite(aheadMs) ? aheadMs : 0);

/** Calls back about twice a second, all from one timer. */
export const onTick = (listener: () => void): (() => void) => {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const one of listeners) one();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
};
