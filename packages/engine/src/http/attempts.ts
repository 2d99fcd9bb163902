/** Says for one more attempt under a name how many seconds to wait: 0 means go on. */
export type AttemptLimit = (name: string) => number;

const WINDOW_MS = 60_000;
/** Names counted at once; beyond that the one counted longest is forgotten. */
const NAMES_MAX = 50_000;

/**
 * Counts attempts per name in fixed windows of a minute, in this process. Names are e-mail addresses and not
 * network addresses: a storefront's server asks in the name of all its shoppers.
 */
export const limitAttempts = (attemptsPerMinute: number): AttemptLimit => {
  const windows = new Map<string, { startedAtMs: number; attempts: number }>();
  return (name) => {
    const now = Date.now();
    const window = windows.get(name);
    if (window === undefined || now - window.startedAtMs >= WINDOW_MS) {
      windows.delete(name);
      if (windows.size >= NAMES_MAX) windows.delete(windows.keys().next().value ?? '');
      windows.set(name, { startedAtMs: now, attempts: 1 });
      return 0;
    }
    window.attempts += 1;
    return window.attempts <= attemptsPerMinute
      ? 0
      : Math.ceil((window.startedAtMs + WINDOW_MS - now) / 1_000);
  };
};
